import type { Labels } from '../alerts/matcher.ts';
import { moveSentence } from '../../data/features/move-text.ts';
import type { AccuracyStanding } from '../../monitoring/summaries/accuracy-standing.ts';
import type { MonitorStatus } from '../../monitoring/monitors/monitor-set.ts';
import { signalSentence } from '../../monitoring/monitors/signal-sentence.ts';
import type { CentreAlert } from '../rules/centre-alert.ts';
import type { Incident } from './incidents.ts';
import { unitsApart } from './units-apart.ts';

/** How the line stands, as far as the title of an incident is concerned. */
interface Told {
  /** Null when the labels have no truth. */
  readonly accuracy: Pick<AccuracyStanding, 'standing'> | null;
  /** How far a signal has moved, in standard deviations of what is usual; null where that cannot be said. */
  readonly shiftOf: (signal: string) => number | null;
}

/** Rules that watch one signal each, whose alerts are told by it. */
const OF_A_SIGNAL = new Set(['feature_drifted', 'data_quality', 'errors_drifted', 'confidence_moved']);

/** What an alert says, as a sentence: by the signal that it is about, else by what its rule says of itself. */
export function alertSentence({ labels, annotations }: { labels: Labels; annotations: Labels }, shiftOf: (signal: string) => number | null = () => null): string {
  const [rule = '', signal] = [labels['alertname'], labels['signal'] ?? (labels['alertname'] === 'confidence_moved' ? 'confidence' : undefined)];
  if (signal !== undefined && OF_A_SIGNAL.has(rule)) return signalSentence(signal, shiftOf(signal));
  return unitsApart(annotations['summary'] ?? '') || rule || 'An alert without a name';
}

/** What one alert of an incident says. Of one that is over the direction is not told: where its signal stands now says nothing of then. */
export function partSentence(part: Incident['parts'][number], shiftOf: Told['shiftOf']): string {
  return alertSentence(part, part.state === 'resolved' ? undefined : shiftOf);
}

/** What an incident is, in one sentence: its cause as far as it is seen, and what came of it. */
export function incidentTitle({ subject, parts }: Pick<Incident, 'subject' | 'parts'>, { accuracy, shiftOf }: Told): string {
  const by = subject === '' ? null : shiftOf(subject) ?? (subject === 'error' && parts.some(({ rule }) => rule === 'accuracy_low') ? 1 : null);
  const first = parts[0];
  const cause = subject.startsWith('feature.') ? moveSentence(subject.slice('feature.'.length), by).replace(/^Pictures are/u, 'Pictures became')
    : subject !== '' ? signalSentence(subject, by)
    : first ? alertSentence(first, shiftOf) : 'Something is not as it was';
  if (accuracy?.standing !== 'below') return cause;
  return subject === 'error' || /^Accuracy/u.test(cause) ? cause : `${cause}, and predictions got worse with ${/^(?:Pictures|There) are|^Pictures became/u.test(cause) ? 'them' : 'it'}`;
}

/**
 * How far signals have moved: as far as their windows lie from their references, and where nothing is compared, as while a reference is collected, as
 * far as was said `before` of a signal whose alert goes on.
 */
export function shiftsKnown(monitors: readonly Pick<MonitorStatus, 'spec' | 'level'>[], alerts: readonly Pick<CentreAlert, 'labels' | 'state'>[], before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const going = new Set(alerts.filter(({ state }) => state !== 'resolved').map(({ labels }) => labels['signal']));
  const moved = monitors.toReversed().flatMap(({ spec, level }) => (level ? [[spec.signal, level.shift ?? level.now - level.usual] as const] : []));
  return new Map([...[...before].filter(([signal]) => going.has(signal)), ...moved]);
}

/** How far a signal has moved. Predictions that are surely less right than usual err more often, and those that are surely more right less often, whatever is compared. */
export function shiftOf(signal: string, known: ReadonlyMap<string, number>, accuracy: Told['accuracy']): number | null {
  return known.get(signal) ?? (signal !== 'error' ? null : accuracy?.standing === 'below' ? 1 : accuracy?.standing === 'above' ? -1 : null);
}
