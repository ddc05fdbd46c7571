import type { MonitorState } from './monitor-result.ts';

/** How a monitor is counted, from bad to good; `off`: it cost too much and was switched off; `unsaid`: it cannot say yet. */
export const TALLIED = ['drift', 'warning', 'error', 'off', 'ok', 'unsaid'] as const;
export type Tallied = (typeof TALLIED)[number];

/** How many monitors stand how; the kinds add up to `all`. */
export type Tally = Readonly<Record<Tallied | 'all', number>>;

export interface Counted {
  readonly state: MonitorState;
  /** It was switched off, whatever it said last. */
  readonly off: boolean;
}

/** As what a monitor is counted. */
export function talliedAs({ state, off }: Counted): Tallied {
  return off ? 'off' : state === 'too-few' || state === 'no-data' ? 'unsaid' : state;
}

/** The one count of monitors: whoever tells how many stand how tells it from here. */
export function tallyOf(monitors: readonly Counted[]): Tally {
  const tally = { drift: 0, warning: 0, error: 0, off: 0, ok: 0, unsaid: 0, all: monitors.length };
  for (const monitor of monitors) tally[talliedAs(monitor)] += 1;
  return tally;
}
