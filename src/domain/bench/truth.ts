import type { Drift } from '../world/drift/scenario.ts';

/** The events at which an alarm is about one true change. */
interface Acceptance {
  /** The change's onset. */
  readonly from: number;
  /** First event after it. */
  readonly to: number;
  /** False where a recurring drift goes back: an alarm there is no false one, and its absence is no miss. */
  readonly wanted: boolean;
}

interface Change {
  onset: number;
  /** First event by which the change is complete. */
  settled: number;
  wanted: boolean;
}

/**
 * Where alarms are accepted, in order and apart. A change opens its window at its onset and keeps it until `acceptanceEvents` after it
 * is complete (onset + width; a sudden one is complete at once), but never past the next change or the end of the run. A
 * recurring drift changes at each rise, which is wanted, and at each return, which is not. Changes with one onset are one, as
 * long as the longest and wanted if any is. A gradual drift's w(t) is 0.12 at its onset already: what little comes before is
 * counted as quiet.
 */
export function acceptancesOf(drifts: readonly Pick<Drift, 'pattern' | 'onset' | 'width' | 'period' | 'duty'>[], events: number, acceptanceEvents: number): Acceptance[] {
  const changes = new Map<number, Change>();
  const add = (onset: number, widthEvents: number, wanted: boolean): void => {
    const at = Math.max(0, Math.ceil(onset));
    if (at >= events) return;
    const other = changes.get(at);
    const settled = Math.ceil(onset + widthEvents);
    changes.set(at, { onset: at, settled: Math.max(settled, other?.settled ?? 0), wanted: wanted || (other?.wanted ?? false) });
  };
  for (const { pattern, onset, width, period, duty } of drifts) {
    if (pattern !== 'recurring') add(onset, pattern === 'sudden' ? 0 : width, true);
    else if (duty >= 1) add(onset, 0, true);
    else if (duty > 0) {
      const on = duty * period;
      const edge = Math.max(0, Math.min(width, on, 2 * (period - on)));
      for (let rise = onset; rise < events; rise += period) {
        add(rise, edge, true);
        add(rise + on - edge / 2, edge, false);
      }
    }
  }
  const ordered = [...changes.values()].sort((a, b) => a.onset - b.onset);
  return ordered.map(({ onset, settled, wanted }, i) => ({
    from: onset,
    to: Math.min(settled + acceptanceEvents, ordered[i + 1]?.onset ?? Infinity, events),
    wanted,
  })).filter(({ from, to }) => to > from);
}

/** What the alarms of one run are worth. */
export interface ScoredAlarms {
  /** For each wanted change: events from its onset to the alarm, or null when it was missed. */
  delays: (number | null)[];
  falseAlarms: number;
  /** Values at which an alarm would have been a false one. */
  quietEvents: number;
  /** Alarms that are neither hits nor false: further ones about a change that was heard, late ones, and those where a recurring drift goes back. */
  echoes: number;
}

/**
 * Scores alarms, given as positions of the value that raised them, ascending.
 * - The first alarm inside a wanted acceptance detects its change. Further ones inside are echoes.
 * - A change without an alarm inside its acceptance is missed. The first alarm after it is late: an echo, since nobody can call it false.
 * - An alarm is false when all is quiet: before the first change, and after a change once it has been heard and its acceptance is over.
 * What counts is the value's own event: an alarm raised by a truth from before the onset is false, however late that truth came. A
 * delay counts from the onset to the event at which the alarm could be heard, so it contains `lagEvents`, the label delay of signals
 * that wait for the truth. The last `lagEvents` values of a run are never known.
 */
export function scoreAlarms(alarms: ArrayLike<number>, acceptances: readonly Acceptance[], events: number, lagEvents: number): ScoredAlarms {
  const known = Math.max(0, events - lagEvents);
  const scored: ScoredAlarms = { delays: [], falseAlarms: 0, quietEvents: 0, echoes: 0 };
  let at = 0;
  /** First quiet value, null while a change has not been heard. */
  let quietFrom: number | null = 0;
  const quietUntil = (end: number): void => {
    for (; at < alarms.length && alarms[at]! < end; at += 1) {
      if (quietFrom !== null) scored.falseAlarms += 1;
      else {
        scored.echoes += 1;
        quietFrom = alarms[at]! + 1;
      }
    }
    if (quietFrom !== null) scored.quietEvents += Math.max(0, Math.min(end, known) - quietFrom);
  };
  for (const { from, to, wanted } of acceptances) {
    quietUntil(from);
    const first = at;
    while (at < alarms.length && alarms[at]! < to) at += 1;
    const heard = at > first;
    if (wanted) scored.delays.push(heard ? alarms[first]! + lagEvents - from : null);
    scored.echoes += at - first - (heard && wanted ? 1 : 0);
    quietFrom = heard ? to : null;
  }
  quietUntil(events);
  return scored;
}
