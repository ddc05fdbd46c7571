import type { LoggedEvent } from '../../../state/monitoring.svelte.ts';
import type { AlertMoment } from './alert-moments.ts';
import { eventText, gathered, sortOf, revealsDrift, type EventSort } from '../log/event-text.ts';

/** One or more things that were done, where they cannot be told apart on the axis. */
interface DoneMark {
  sort: EventSort;
  /** Of the first of them. */
  index: number;
  words: string[];
}

/** What was done on the line within a domain, gathered so that marks stand at least `gap` events apart. Deployments have flags of their own. */
export function doneMarks(events: readonly LoggedEvent[], [from, to]: readonly [number, number], gap: number, revealed: boolean): DoneMark[] {
  const marks: DoneMark[] = [];
  for (const event of gathered(events)) {
    const sort = sortOf(event);
    if (sort === 'deployment' || sort === 'other' || event.type === 'loaded') continue;
    if (event.index < from || event.index > to || (!revealed && revealsDrift(event))) continue;
    const before = marks.at(-1);
    if (before && before.sort === sort && event.index - before.index <= gap) before.words.push(eventText(event));
    else marks.push({ sort, index: event.index, words: [eventText(event)] });
  }
  return marks;
}

/** Alerts of one state that cannot be told apart on the axis. */
interface AlertMark {
  sort: AlertMoment['state'];
  /** Of the first of them. */
  index: number;
  words: string[];
}

/** Alerts within a domain, gathered so that marks of one state stand at least `gap` events apart. */
export function alertMarks(moments: readonly AlertMoment[], [from, to]: readonly [number, number], gap: number): AlertMark[] {
  const marks: AlertMark[] = [];
  for (const { index, state, words } of moments) {
    if (index < from || index > to) continue;
    const before = marks.findLast(({ sort }) => sort === state);
    if (before && index - before.index <= gap) before.words.push(words);
    else marks.push({ sort: state, index, words: [words] });
  }
  return marks;
}

/** The mark nearest to an index, within `reach` events; null when none is. */
export function markNear<Mark extends { index: number }>(marks: readonly Mark[], index: number, reach: number): Mark | null {
  let best: Mark | null = null;
  for (const mark of marks) {
    const away = Math.abs(mark.index - index);
    if (away <= reach && (!best || away < Math.abs(best.index - index))) best = mark;
  }
  return best;
}
