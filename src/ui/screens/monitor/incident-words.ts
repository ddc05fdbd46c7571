import type { Incident } from '../../../domain/incidents/incidents.ts';
import { moveWords } from './feature-words.ts';
import { alarmSentence, signalSentence } from './monitor-words.ts';
import type { LineStanding } from './standing.ts';

/** What an incident is, in one sentence: its cause as far as it is seen, and what came of it. */
export function incidentTitle({ subject, parts }: Pick<Incident, 'subject' | 'parts'>, { accuracy, shiftOf }: Pick<LineStanding, 'accuracy' | 'shiftOf'>): string {
  const by = subject === '' ? null : shiftOf(subject);
  const first = parts[0];
  const cause = subject.startsWith('feature.') && by !== null ? `Pictures became ${moveWords(subject.slice('feature.'.length), by)}`
    : subject !== '' ? signalSentence(subject, by)
    : first ? alarmSentence(first, shiftOf) : 'Something is not as it was';
  if (accuracy?.standing !== 'below') return cause;
  return subject === 'error' || /^Accuracy/u.test(cause) ? cause : `${cause}, and verdicts got worse with ${subject.startsWith('feature.') ? 'them' : 'it'}`;
}
