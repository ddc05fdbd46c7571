import { trainColourModel } from '../../src/domain/bench/colour-model.ts';
import { PRESETS, presetOf } from '../../src/domain/world/drift/presets.ts';
import { defaultMonitors } from '../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../src/domain/monitoring/monitors/monitor-set.ts';
import type { MonitorSpec } from '../../src/domain/monitoring/monitors/spec.ts';
import { FEATURES, LABELS, judgedRows } from './line.ts';

const BATCH_ROWS = 64;

export interface Alert {
  readonly monitorId: string;
  readonly index: number;
}

/** Runs a preset's line through monitors and answers every time that one of them went over to drift. Costs about 0.4 ms an event. */
export function alertsOf(presetId: string, options: {
  seed: number; from: number; to: number; specs?: readonly MonitorSpec[];
  /** Called after each batch; true stops the run. */
  stop?: (alerts: readonly Alert[]) => boolean;
}): { alerts: Alert[]; warnings: Alert[]; msPerRow: number } {
  const scenario = presetOf(presetId)!.scenario(options.seed);
  const head = trainColourModel(scenario);
  const specs = options.specs ?? defaultMonitors(LABELS, FEATURES);
  const set = new MonitorSet(specs, scenario.labelDelay);
  const streaming = new Set(specs.filter(({ judge }) => judge.kind === 'detector').map(({ id }) => id));
  const state = new Map<string, string>();
  const [alerts, warnings]: [Alert[], Alert[]] = [[], []];
  let ms = 0;
  for (let at = options.from; at < options.to; at += BATCH_ROWS) {
    const rows = judgedRows(scenario, head, at, Math.min(BATCH_ROWS, options.to - at));
    const startMs = performance.now();
    const predictions = set.take(rows);
    ms += performance.now() - startMs;
    for (const { monitorId, index, state: now } of predictions) {
      const before = state.get(monitorId);
      if (now === 'drift' && (before !== 'drift' || streaming.has(monitorId))) alerts.push({ monitorId, index });
      if (now === 'warning' && before !== 'warning' && before !== 'drift') warnings.push({ monitorId, index });
      state.set(monitorId, now);
    }
    if (options.stop?.(alerts)) break;
  }
  return { alerts, warnings, msPerRow: ms / (options.to - options.from) };
}

export interface ExperimentRow {
  readonly monitor: string;
  /** A 10,000 events of a line where nothing happens. */
  readonly falseAlarms: number;
  readonly falseWarnings: number;
  /** Events from the onset to the first alert, for each preset and seed; null: missed. */
  readonly delays: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The monitors of all features count as one line of the table. */
const familyOf = (id: string) => (id.startsWith('psi-') ? 'psi-<feature>' : id.startsWith('share-') ? 'share-<label>' : id);

/** False alarms over `quietSeeds` lines of 10,000 events each, and the delay of every monitor on every preset over `seeds` runs. */
export function experiment(quietSeeds: number, seeds: number, progress: (line: string) => void): { rows: ExperimentRow[]; msPerRow: number } {
  const quiet = { alerts: new Map<string, number>(), warnings: new Map<string, number>() };
  const count = (into: Map<string, number>, list: readonly Alert[]) => list.forEach(({ monitorId }) => into.set(familyOf(monitorId), (into.get(familyOf(monitorId)) ?? 0) + 1));
  let msPerRow = 0;
  for (let seed = 1; seed <= quietSeeds; seed += 1) {
    const run = alertsOf('nothing-happens', { seed, from: 0, to: 10_000 });
    count(quiet.alerts, run.alerts);
    count(quiet.warnings, run.warnings);
    msPerRow += run.msPerRow / quietSeeds;
    progress(`nothing-happens, seed ${seed}: ${run.alerts.length} false alarms`);
  }
  const delays = new Map<string, Record<string, (number | null)[]>>();
  const families = [...new Set(defaultMonitors(LABELS, FEATURES).map(({ id }) => familyOf(id)))];
  for (const family of families) delays.set(family, {});
  for (const { id, kind } of PRESETS) {
    if (kind === null) continue;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const onset = presetOf(id)!.scenario(seed).drifts[0]!.onset;
      const { alerts } = alertsOf(id, { seed, from: 0, to: id === 'camera-dies' ? 14_000 : 12_000 });
      const first = new Map<string, number>();
      for (const { monitorId, index } of alerts) if (index >= onset && !first.has(familyOf(monitorId))) first.set(familyOf(monitorId), index - onset);
      for (const family of families) (delays.get(family)![id] ??= []).push(first.get(family) ?? null);
      progress(`${id}, seed ${seed}: first alert after ${Math.min(Infinity, ...first.values())}`);
    }
  }
  const share = (of: Map<string, number>, family: string) => (of.get(family) ?? 0) / Math.max(1, quietSeeds);
  return {
    msPerRow,
    rows: families.map((monitor) => ({ monitor, falseAlarms: share(quiet.alerts, monitor), falseWarnings: share(quiet.warnings, monitor), delays: delays.get(monitor)! })),
  };
}
