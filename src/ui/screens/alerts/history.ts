import { unitsApart } from '../../../domain/alerting/incidents/units-apart.ts';
import type { Transition } from '../../../domain/alerting/rules/rule-engine.ts';
import { withoutPrefix } from '../../alert-texts.ts';
import { ownLabels } from './overview.ts';

/** What happened to one rule at one moment, however many of its alerts it happened to. */
interface Happening {
  rule: string;
  kind: Transition['kind'];
  transitions: readonly Transition[];
  words: string;
}

/** All that happened at one moment of simulated time, seconds. */
interface HistoryMoment {
  at: number;
  happenings: readonly Happening[];
}

export const KIND_WORDS: Record<Transition['kind'], string> = {
  pending: 'pending', firing: 'firing', resolved: 'resolved', dropped: 'did not last', 'no-data': 'no data', error: 'error', recovered: 'has data again',
};

/** Transitions (oldest first) by moment, newest first; of one rule when it is named. */
export function momentsOf(history: readonly Transition[], rule: string | null): HistoryMoment[] {
  const byMoment = new Map<number, Map<string, Transition[]>>();
  for (const transition of history.toReversed()) {
    if (rule !== null && transition.rule !== rule) continue;
    const moment = byMoment.get(transition.at) ?? new Map<string, Transition[]>();
    byMoment.set(transition.at, moment);
    const key = JSON.stringify([transition.group, transition.rule, transition.kind]);
    moment.set(key, [transition, ...(moment.get(key) ?? [])]);
  }
  return [...byMoment].map(([at, moment]) => ({ at, happenings: [...moment.values()].map(happeningOf) }));
}

/** Names of the rules that have a history, in alphabetical order. */
export function rulesOf(history: readonly Transition[]): string[] {
  return [...new Set(history.map(({ rule }) => rule))].sort();
}

function happeningOf(transitions: readonly Transition[]): Happening {
  const [first] = transitions as [Transition];
  // A pending alert that did not last has no value left, so its summary would speak of NaN.
  const summary = first.kind === 'error' ? withoutPrefix(first.message) : first.kind === 'dropped' ? ownLabels(first) : unitsApart(first.annotations['summary'] ?? '');
  const more = transitions.length > 1 ? `${summary === '' ? '' : ', '}and ${transitions.length - 1} more` : '';
  return { rule: first.rule, kind: first.kind, transitions, words: summary + more };
}
