import type { ReferenceState } from '../../../domain/monitoring/monitors/reference-state.ts';
import { waitsForTruth } from '../../../domain/monitoring/monitors/signal.ts';
import { talliedAs, TALLIED, type Tallied, type Tally } from '../../../domain/monitoring/monitors/tally.ts';
import type { MonitorState } from '../../../domain/monitoring/monitors/monitor-result.ts';
import { number } from '../../format.ts';
import { moveSentence, moveText } from '../../../domain/data/features/move-text.ts';
import type { GroupId } from './groups.ts';
import { oneIn } from './headline-text.ts';
import { signalSentence } from '../../../domain/monitoring/monitors/signal-sentence.ts';
import { countedOf, severityOf, type GroupStanding, type Standing } from './overview.ts';
import type { LineStanding } from './standing.ts';

/** A question's answer, in words, with the mark that goes before it. */
export interface Answer {
  state: MonitorState;
  words: string;
  /** `3 beyond, 1 near, of 7`. */
  counts: string;
}

/** What a monitor is called by how it is counted, where a newcomer reads it. */
const PLAIN: Readonly<Record<Tallied, string>> = { drift: 'beyond', warning: 'near', error: 'cannot be judged', off: 'switched off', ok: 'within', unsaid: 'cannot say' };

/** How one monitor stands, in the words of the counts. */
export const plainState = (standing: Pick<Standing, 'state' | 'status'>): string => PLAIN[talliedAs(countedOf(standing))];

/** How many stand how, the worst first, each with its words; without what no monitor is. */
export function shownCounts(counts: Tally): { kind: Tallied; n: number; words: string }[] {
  return TALLIED.map((kind) => ({ kind, n: counts[kind], words: PLAIN[kind] })).filter(({ n }) => n > 0);
}

/** `3 beyond, 1 near, of 7`; those within are told of only where nothing else is to be said. */
export function countText({ counts }: Pick<GroupStanding, 'counts'>): string {
  if (counts.all === 0) return 'nothing watches this';
  const all = shownCounts(counts);
  const told = all.length === 1 ? all : all.filter(({ kind }) => kind !== 'ok');
  return `${told.map(({ n, words }) => `${number(n)} ${words}`).join(', ')}, of ${number(counts.all)}`;
}

/**
 * The answer to a group's question. It is never calmer than the worst of its monitors, nor, for the predictions, than how accuracy stands, nor, for
 * time, than its alert: the belt's limit is known to a rule, while the monitors compare time with what it was. Nothing is called good that is
 * compared with a reference which is not at rest, nor while a monitor that matters for it cannot say. `lane` is the one that is shown beside it:
 * while that cannot say, nor can the answer.
 */
export function answerOf(
  group: GroupStanding, standing: Pick<LineStanding, 'accuracy' | 'shiftOf'>, reference: ReferenceState, { lane = '', alert = null }: { lane?: string; alert?: 'firing' | 'pending' | null } = {},
): Answer {
  const late = group.id === 'time' ? alert : null;
  const counts = late === null ? countText(group) : `an alert ${late === 'firing' ? 'fires' : 'is about to fire'}; ${countText(group)}`;
  const { accuracy } = standing;
  const below = group.id === 'predictions' && accuracy?.standing === 'below';
  const worst = group.worst ?? 'no-data';
  const found = below || late === 'firing' ? 'drift' : late === 'pending' && worst !== 'drift' ? 'warning' : worst;
  if (severityOf(found) <= severityOf('error')) return { state: found, counts, words: badWordsFor(group, found, standing) };
  const drawn = group.id === 'inputs' && reference.kind === 'not-at-rest' && reference.standIns.includes('drawn');
  const settled = reference.kind === 'at-rest' || drawn;
  const mute = group.monitors.filter(({ state }) => isMute(state));
  // What waits for truths says nothing where there are none, and nobody expects it to.
  const whole = mute.every(({ status: { spec } }) => accuracy === null && waitsForTruth(spec.signal)) && (group.id !== 'predictions' || (accuracy !== null && accuracy.standing !== 'unknown'));
  const shown = group.monitors.filter(({ status: { spec } }) => spec.signal === lane);
  const some = mute.length < group.monitors.length && (shown.length === 0 || !shown.every(({ state }) => isMute(state))) && (settled || NEEDS_NO_REFERENCE.has(group.id));
  const coverage: Coverage = !some ? 'nothing' : whole ? 'all' : 'some';
  return { state: coverage === 'all' ? 'ok' : 'too-few', counts, words: calmTextFor(group.id, coverage, standing, { settled, drawn }) };
}

/** How much of what matters for a question can be said, where nothing speaks against a good answer. */
type Coverage = 'all' | 'some' | 'nothing';

/** Whether a monitor in this state says nothing. */
export const isMute = (state: MonitorState): boolean => state === 'too-few' || state === 'no-data';

/** Monitors of time and faults that compare with nothing say so of themselves. */
const NEEDS_NO_REFERENCE: ReadonlySet<GroupId> = new Set(['time', 'quality']);

function calmTextFor(id: GroupId, coverage: Coverage, { accuracy }: Pick<LineStanding, 'accuracy'>, { settled, drawn }: { settled: boolean; drawn: boolean }): string {
  if (id === 'predictions') {
    if (coverage === 'all') return 'As it was';
    if (coverage === 'some') return 'Nothing tells against it';
    return accuracy?.standing === 'as-usual' && accuracy.against === 'held-out' && !settled ? 'As its test promised' : 'Cannot say yet';
  }
  if (coverage === 'nothing') return 'Cannot say yet';
  if (id === 'inputs' && drawn) return coverage === 'all' ? 'Yes, as its data was' : 'So far, as its data was';
  return coverage === 'all' && (settled || id === 'time') ? 'Yes' : 'So far, yes';
}

/** `it is darker`, `there are fewer highlights`: edges and brown are something that there is. */
function isOrThereIs(feature: string, shift: number): string {
  const sentence = moveSentence(feature, shift);
  return sentence.startsWith('There ') ? sentence.replace('There', 'there') : `it is ${moveText(feature, shift)}`;
}

function badWordsFor(group: GroupStanding, state: MonitorState, { accuracy, shiftOf }: Pick<LineStanding, 'accuracy' | 'shiftOf'>): string {
  const worst = group.monitors[0];
  const signal = worst?.status.spec.signal ?? '';
  switch (group.id) {
    case 'predictions':
      if (accuracy?.standing === 'below') return 'Less than it was';
      if (state === 'drift') return signalSentence(signal, shiftOf(signal));
      return state === 'warning' ? 'About as it was' : unjudged(group);
    case 'inputs': {
      const shift = shiftOf(mostMoved(group, shiftOf) ?? signal);
      const feature = (mostMoved(group, shiftOf) ?? signal).replace(/^feature\./u, '');
      if (state === 'drift') return signal.startsWith('feature.') && shift !== null ? `No, ${isOrThereIs(feature, shift)}` : 'No';
      return state === 'warning' ? 'Nearly the same' : unjudged(group);
    }
    case 'time': return state === 'drift' ? 'No' : state === 'warning' ? 'Only just' : unjudged(group);
    case 'quality': {
      const share = worst?.status.latest?.statistic ?? 0;
      if (state === 'drift' || state === 'warning') return /^one in/u.test(oneIn(share)) ? `${oneIn(share).replace(/^o/u, 'O')} not` : `${oneIn(share)} are not`;
      return unjudged(group);
    }
  }
}

/** Why monitors cannot be judged: they were switched off, or their statistic is undefined. */
const unjudged = ({ counts }: GroupStanding): string => (counts.off === 0 ? 'Cannot be judged' : counts.off === counts.all ? 'Switched off' : 'In part switched off');

/** Of the inputs that are beyond their limit, the one that moved furthest; undefined without one. */
function mostMoved(group: GroupStanding, shiftOf: LineStanding['shiftOf']): string | undefined {
  const beyond = group.monitors.filter(({ state, status }) => state === 'drift' && status.spec.signal.startsWith('feature.')).map(({ status }) => status.spec.signal);
  return beyond.toSorted((a, b) => Math.abs(shiftOf(b) ?? 0) - Math.abs(shiftOf(a) ?? 0))[0];
}
