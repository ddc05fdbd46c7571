import { trainColourModel } from '../../src/domain/bench/colour-model.ts';
import { presetOf } from '../../src/domain/world/drift/presets.ts';
import { compareWindows } from '../../src/domain/explanation/compare-windows.ts';
import { comparedWindows, type Stretch } from '../../src/domain/explanation/compared-windows.ts';
import { driftHint, type DriftHint } from '../../src/domain/explanation/drift-hint.ts';
import { sliceRows, type LogRows } from '../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../src/domain/monitoring/monitors/defaults.ts';
import { waitsForTruth } from '../../src/domain/monitoring/monitors/signal.ts';
import { defaultRules } from '../../src/domain/alerting/rules/default-rules.ts';
import { LineWatch } from '../../src/domain/watch/line-watch.ts';
import { eventAtTime } from '../../src/domain/world/stream/time.ts';
import { FEATURES, LABELS, judgedRows } from './line.ts';

const BATCH_ROWS = 50;

export interface Hinted {
  readonly alert: string;
  readonly signal: string;
  readonly index: number;
  readonly hint: DriftHint;
}

/** Runs a preset's line from `lead` events before its first onset, and answers what "why" would point to for the first `most` alerts of different names. */
export function hintsOf(presetId: string, { seed, lead, until, most }: { seed: number; lead: number; until: number; most: number }): { hints: Hinted[]; onset: number } {
  const scenario = presetOf(presetId)!.scenario(seed);
  const head = trainColourModel(scenario);
  const onset = scenario.drifts[0]?.onset ?? lead;
  const watch = new LineWatch(defaultMonitors(LABELS, FEATURES), defaultRules, scenario.labelDelay);
  const log: LogRows[] = [];
  const hints: Hinted[] = [];
  for (let at = onset - lead; at < onset + until && hints.length < most; at += BATCH_ROWS) {
    const rows = judgedRows(scenario, head, at, BATCH_ROWS);
    log.push(rows);
    for (const { kind, labels, at: seconds } of watch.take(rows).transitions) {
      const alert = labels['alertname'] ?? '';
      if (kind !== 'firing' || hints.length === most || hints.some((known) => known.alert === alert)) continue;
      const index = eventAtTime(seconds * 1000);
      const monitor = watch.monitors.status().find(({ spec }) => spec.id === labels['monitor']) ?? null;
      const signal = labels['signal'] ?? '';
      const detail = monitor && (watch.measuredResult(monitor.spec.id, index)?.detail ?? null);
      const { before, after } = comparedWindows({
        index, lag: waitsForTruth(signal) ? scenario.labelDelay : 0, state: watch.monitors.referenceState, deployedAt: onset - lead,
        judged: detail && { from: detail.window.from, to: detail.window.to + 1, fixed: monitor.spec.judge.kind === 'detector' },
        reference: detail?.referenceWindow ? { from: detail.referenceWindow.from, to: detail.referenceWindow.to + 1 } : null,
      });
      const [earlier, later] = [stretchOf(log, before), stretchOf(log, after)];
      const expected = new Map([...earlier, ...later].flatMap((piece) => Array.from(watch.expectedRight(piece), (value, row): [number, number] => [piece.firstIndex + row, value])));
      const comparison = compareWindows(earlier, later, { lastKnown: index - scenario.labelDelay, estimates: { at: (event) => expected.get(event) ?? NaN } });
      hints.push({ alert, signal, index, hint: driftHint(signal, comparison) });
    }
  }
  return { hints, onset };
}

function stretchOf(log: readonly LogRows[], { from, to }: Stretch): LogRows[] {
  return log.flatMap((rows) => {
    const [begin, end] = [Math.max(0, from - rows.firstIndex), Math.min(rows.count, to - rows.firstIndex)];
    return begin < end ? [sliceRows(rows, begin, end)] : [];
  });
}
