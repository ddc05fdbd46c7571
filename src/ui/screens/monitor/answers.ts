import type { ReferenceState } from '../../../domain/monitors/reference-state.ts';
import type { MonitorState } from '../../../domain/monitors/verdict.ts';
import { number } from '../../format.ts';
import { moveWords } from '../../../domain/features/move-words.ts';
import type { GroupId } from './groups.ts';
import { oneIn } from './headline-words.ts';
import { signalSentence } from '../../../domain/monitors/signal-sentence.ts';
import { severityOf, type GroupStanding } from './overview.ts';
import type { LineStanding } from './standing.ts';

/** A question's answer, in words, with the mark that goes before it. */
export interface Answer {
  state: MonitorState;
  words: string;
  /** `3 beyond, 1 near, of 7`. */
  counts: string;
}

/** What a state of a monitor is called where a newcomer reads it. */
export const PLAIN_STATES: Readonly<Record<MonitorState, string>> = {
  drift: 'beyond', warning: 'near', error: 'cannot be judged', 'too-few': 'cannot say', 'no-data': 'cannot say', ok: 'within',
};

/** How many monitors stand how, each with the words of its state; those that cannot say are one. */
export function countsOf(counts: GroupStanding['counts']): { state: MonitorState; n: number }[] {
  const unsaid = counts.filter(({ state }) => state === 'too-few' || state === 'no-data').reduce((sum, { n }) => sum + n, 0);
  return [...counts.filter(({ state }) => state !== 'too-few' && state !== 'no-data'), ...(unsaid > 0 ? [{ state: 'too-few' as const, n: unsaid }] : [])];
}

/** `3 beyond, 1 near, of 7`; those within are told of only where nothing else is to be said. */
export function countWords(group: GroupStanding): string {
  const all = group.monitors.length;
  if (all === 0) return 'nothing watches this';
  const counts = countsOf(group.counts);
  const told = counts.length === 1 ? counts : counts.filter(({ state }) => state !== 'ok');
  return `${told.map(({ state, n }) => `${number(n)} ${PLAIN_STATES[state]}`).join(', ')}, of ${number(all)}`;
}

/**
 * The answer to a group's question. It is never calmer than the worst of its monitors, nor, for the verdicts, than how accuracy stands, nor, for
 * time, than its alarm: the belt's limit is known to a rule, while the monitors compare time with what it was. And nothing is called good that is
 * compared with a reference which is not at rest.
 */
export function answerOf(group: GroupStanding, standing: Pick<LineStanding, 'accuracy' | 'shiftOf'>, reference: ReferenceState, alarm: 'firing' | 'pending' | null = null): Answer {
  const late = group.id === 'time' ? alarm : null;
  const counts = late === null ? countWords(group) : `an alarm ${late === 'firing' ? 'fires' : 'is about to fire'}; ${countWords(group)}`;
  const below = group.id === 'predictions' && standing.accuracy?.standing === 'below';
  const worst = group.worst ?? 'no-data';
  const found = below || late === 'firing' ? 'drift' : late === 'pending' && worst !== 'drift' ? 'warning' : worst;
  const drawn = group.id === 'inputs' && reference.kind === 'not-at-rest' && reference.standIns.includes('drawn');
  const settled = reference.kind === 'at-rest' || drawn;
  const speaks = group.monitors.some(({ state }) => state === 'ok');
  const isBad = severityOf(found) <= severityOf('error');
  const state: MonitorState = isBad ? found : !speaks ? 'too-few' : settled || NEEDS_NO_REFERENCE.has(group.id) ? 'ok' : 'too-few';
  return { state, counts, words: wordsFor(group, state, standing, settled, drawn) };
}

/** Time and faults have limits of their own. */
const NEEDS_NO_REFERENCE: ReadonlySet<GroupId> = new Set(['time', 'quality']);

function wordsFor(group: GroupStanding, state: MonitorState, { accuracy, shiftOf }: Pick<LineStanding, 'accuracy' | 'shiftOf'>, settled: boolean, drawn: boolean): string {
  const worst = group.monitors[0];
  const signal = worst?.status.spec.signal ?? '';
  switch (group.id) {
    case 'predictions':
      if (accuracy?.standing === 'below') return 'Less than it was';
      if (state === 'drift') return signalSentence(signal, shiftOf(signal));
      if (state === 'warning') return 'About as it was';
      if (state === 'ok') return accuracy?.standing === 'unknown' ? 'Nothing tells against it' : 'As it was';
      return accuracy?.standing === 'as-usual' && accuracy.against === 'held-out' && !settled ? 'As its test promised' : 'Cannot say yet';
    case 'inputs': {
      const shift = shiftOf(mostMoved(group, shiftOf) ?? signal);
      const feature = (mostMoved(group, shiftOf) ?? signal).replace(/^feature\./u, '');
      if (state === 'drift') return signal.startsWith('feature.') && shift !== null ? `No, it is ${moveWords(feature, shift)}` : 'No';
      if (state === 'warning') return 'Nearly the same';
      return state === 'ok' ? (drawn ? 'Yes, as its data was' : 'Yes') : 'Cannot say yet';
    }
    case 'time': return { drift: 'No', warning: 'Only just', ok: 'Yes', error: 'Cannot be judged', 'too-few': 'Cannot say yet', 'no-data': 'Cannot say yet' }[state];
    case 'quality': {
      const share = worst?.status.latest?.statistic ?? 0;
      if (state === 'drift' || state === 'warning') return /^one in/u.test(oneIn(share)) ? `${oneIn(share).replace(/^o/u, 'O')} not` : `${oneIn(share)} are not`;
      return state === 'ok' ? (settled ? 'Yes' : 'So far, yes') : state === 'error' ? 'Cannot be judged' : 'Cannot say yet';
    }
  }
}

/** Of the inputs that are beyond their limit, the one that moved furthest; undefined without one. */
function mostMoved(group: GroupStanding, shiftOf: LineStanding['shiftOf']): string | undefined {
  const beyond = group.monitors.filter(({ state, status }) => state === 'drift' && status.spec.signal.startsWith('feature.')).map(({ status }) => status.spec.signal);
  return beyond.toSorted((a, b) => Math.abs(shiftOf(b) ?? 0) - Math.abs(shiftOf(a) ?? 0))[0];
}
