import type { SeriesData } from './series.ts';

/** A stretch of events in one state. */
export interface StateRun {
  from: number;
  /** Exclusive; the next run's beginning, or the end of what is known. */
  to: number;
  state: 'ok' | 'warning' | 'drift' | 'unknown';
}

const STATES = ['ok', 'warning', 'drift'] as const;

/**
 * Runs of a monitor's state as the metric has it: 0 ok, 1 warning, 2 drift, absent where it could not say. `step`: events
 * between two samples; a longer gap was spent saying nothing.
 */
export function stateRuns({ index, value }: SeriesData, step: number, end: number): StateRun[] {
  const runs: StateRun[] = [];
  const push = (from: number, to: number, state: StateRun['state']): void => {
    const last = runs.at(-1);
    if (last && last.state === state && last.to === from) last.to = to;
    else if (to > from) runs.push({ from, to, state });
  };
  for (let i = 0; i < index.length; i++) {
    const from = index[i]!;
    const before = runs.at(-1);
    if (before && before.to < from) push(before.to, from, 'unknown');
    const next = index[i + 1] ?? end;
    push(from, Math.min(next, from + 1.5 * step), STATES[value[i]!] ?? 'unknown');
  }
  const last = runs.at(-1);
  if (last && last.to < end) push(last.to, end, 'unknown');
  return runs;
}
