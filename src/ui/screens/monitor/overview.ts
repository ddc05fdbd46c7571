import type { MonitorStatus } from '../../../domain/monitoring/monitors/monitor-set.ts';
import { tallyOf, type Counted, type Tally } from '../../../domain/monitoring/monitors/tally.ts';
import type { MonitorState } from '../../../domain/monitoring/monitors/monitor-result.ts';
import { GROUPS, groupOfSignal, type GroupId } from './groups.ts';

/** A monitor as it is to be shown: with the state that counts now. */
export interface Standing {
  status: MonitorStatus;
  state: MonitorState;
  /** Events since a streaming detector told of a drift that its newest result no longer shows; null otherwise. */
  driftedAgo: number | null;
}

/** What counts of a monitor where monitors are counted. */
export const countedOf = ({ state, status: { off } }: Pick<Standing, 'state' | 'status'>): Counted => ({ state, off });

/** One group of the overview. */
export interface GroupStanding {
  id: GroupId;
  title: string;
  question: string;
  /** The worst state of its monitors; null when it has none. */
  worst: MonitorState | null;
  /** How many stand how. */
  counts: Tally;
  /** Worst first. */
  monitors: Standing[];
}

/** From bad to good. To say nothing is worse than to be well. */
const SEVERITY: readonly MonitorState[] = ['drift', 'warning', 'error', 'too-few', 'no-data', 'ok'];

export const STATE_WORDS: Record<MonitorState, string> = {
  ok: 'ok', warning: 'warning', drift: 'drift', 'too-few': 'too few', 'no-data': 'no data', error: 'cannot be computed',
};

export const severityOf = (state: MonitorState): number => SEVERITY.indexOf(state);

/**
 * How a monitor stands at an event. A streaming detector begins anew after a drift, so its drift counts for as long as its
 * window still holds values of that time. `isPassed`: the line was sent on and nothing has been judged there, so what it said is of elsewhere.
 */
export function standingOf(status: MonitorStatus, lastIndex: number, isPassed = false): Standing {
  const { spec: { judge, window }, latest, lastDriftIndex } = status;
  // What is switched off says nothing, however it stood before.
  const state = status.off ? 'error' : isPassed ? 'no-data' : (latest?.state ?? 'too-few');
  if (judge.kind !== 'detector' || lastDriftIndex === null || state === 'drift' || status.off || isPassed) return { status, state, driftedAgo: null };
  const driftedAgo = lastIndex - lastDriftIndex;
  const lasts = window.by === 'count' ? window.rows : DETECTOR_EVENTS;
  return driftedAgo >= 0 && driftedAgo < lasts ? { status, state: 'drift', driftedAgo } : { status, state, driftedAgo: null };
}

/** Whether the line was sent on behind its newest result (−1 before the first) to `setOn`, the next event, and nothing has been judged there. */
export const isPassedAt = (lastIndex: number, setOn: number): boolean => lastIndex >= 0 && setOn > lastIndex + 1;

/** For how long a drift counts where the window is one of time. */
const DETECTOR_EVENTS = 500;

/** How far beyond its limit a result lies; 1 at the limit. p-values by their logarithm. */
export function excessOf({ latest }: MonitorStatus): number {
  if (!latest || latest.threshold === null) return 0;
  if (latest.p !== null && latest.fires === 'below') return Math.log(Math.max(latest.p, Number.MIN_VALUE)) / Math.log(latest.threshold);
  if (latest.statistic === null) return 0;
  const ratio = latest.threshold === 0 ? Math.sign(latest.statistic) * Infinity : latest.statistic / latest.threshold;
  return Number.isNaN(ratio) ? 0 : latest.fires === 'above' ? ratio : 1 / ratio;
}

/** Worst first; of equals the one further beyond its limit, then in the order of the monitors. */
function worstFirst(standings: readonly Standing[]): Standing[] {
  return standings.toSorted((a, b) => severityOf(a.state) - severityOf(b.state) || excessOf(b.status) - excessOf(a.status) || 0);
}

/** The four groups, whether or not anything watches them. `isPassed`: as in `standingOf`. */
export function groupStandings(monitors: readonly MonitorStatus[], lastIndex: number, isPassed = false): GroupStanding[] {
  const standings = monitors.map((status) => standingOf(status, lastIndex, isPassed));
  return GROUPS.map(({ id, title, question }) => {
    const members = worstFirst(standings.filter(({ status }) => groupOfSignal(status.spec.signal) === id));
    return { id, title, question, worst: members[0]?.state ?? null, counts: tallyOf(members.map(countedOf)), monitors: members };
  });
}
