import type { BenchPlan } from '../../../domain/bench/plan.ts';
import type { Scored } from '../../../domain/bench/result.ts';
import { KEPT_ALARMS } from '../../../domain/bench/run.ts';
import { driftsOf, labelDelayOf } from '../../../domain/bench/stream.ts';
import { acceptancesOf } from '../../../domain/bench/truth.ts';
import { waitsForTruth } from '../../../domain/monitoring/monitors/signal.ts';

/** The alarms of one candidate, each kind as one SVG path of short strokes: a thin line of the row for each seed. */
interface RasterRow {
  readonly key: string;
  readonly hits: string;
  readonly falls: string;
  readonly echoes: string;
  /** Some run had more alarms than a result keeps. */
  readonly cut: boolean;
}

/** Alarms as strokes, at the event at which they could be heard. `heightPx` of a row is shared by the seeds. */
export function rasterOf(scored: readonly Scored[], plan: BenchPlan, stream: number, widthPx: number, heightPx: number): RasterRow[] {
  const of = plan.streams[stream]!;
  const windows = acceptancesOf(driftsOf(of), plan.events, plan.acceptanceEvents);
  const perSeed = heightPx / plan.seeds.count;
  return scored.map(({ candidate, cells }): RasterRow => {
    const lag = waitsForTruth(candidate.signal) ? labelDelayOf(of) : 0;
    const paths = { hits: '', falls: '', echoes: '' };
    for (const cell of cells) {
      if (cell.stream !== stream) continue;
      const y = (cell.seed - plan.seeds.from) * perSeed;
      for (const { at, kind } of kindsOf(cell.alarms, windows)) {
        paths[kind] += `M${(((at + lag) / plan.events) * widthPx).toFixed(1)} ${y.toFixed(2)}v${Math.max(perSeed, 1).toFixed(2)}`;
      }
    }
    return { key: candidate.key, ...paths, cut: cells.some(({ alarms }) => alarms.length === KEPT_ALARMS) };
  });
}

/** Which alarms are hits, false ones and echoes, by the rules of `scoreAlarms`. */
export function kindsOf(alarms: readonly number[], windows: readonly { from: number; to: number; wanted: boolean }[]): { at: number; kind: 'hits' | 'falls' | 'echoes' }[] {
  /** Windows that begin at or before the alarm. */
  let begun = 0;
  /** The newest of them has been heard. */
  let heard = true;
  return alarms.map((at) => {
    for (; begun < windows.length && windows[begun]!.from <= at; begun += 1) heard = false;
    const newest = windows[begun - 1];
    const first = !heard;
    heard = true;
    if (newest && at < newest.to) return { at, kind: first && newest.wanted ? 'hits' : 'echoes' };
    return { at, kind: first ? 'echoes' : 'falls' };
  });
}
