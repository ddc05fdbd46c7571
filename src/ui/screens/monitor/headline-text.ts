import type { AccuracyStanding } from '../../../domain/monitoring/summaries/accuracy-standing.ts';
import type { Headline, MonitorStanding } from '../../../domain/guidance/headline.ts';
import type { Incident } from '../../../domain/alerting/incidents/incidents.ts';
import type { StandIn } from '../../../domain/monitoring/monitors/reference-state.ts';
import { count, number, percent, percentNumber, pValue } from '../../format.ts';
import { nameText } from '../../names.ts';
import { moveSentence, moveText } from '../../../domain/data/features/move-text.ts';
import { signalSentence } from '../../../domain/monitoring/monitors/signal-sentence.ts';
import { signalFormat, signalName } from './monitor-text.ts';

const NUMERALS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
/** A share is told as one in so many where that is not further off than this, relatively. */
const NEAR_ENOUGH = 0.06;

/** A share as one counts it: `one in eight`, `one in 45`; percent where no such fraction is near, `none` for nothing. */
export function oneIn(share: number): string {
  if (share <= 0) return 'none';
  const of = Math.round(1 / share);
  if (of < 2 || of > 999 || Math.abs(1 / of - share) / share > NEAR_ENOUGH) return percent(share, 0);
  return `one in ${NUMERALS[of] ?? number(of)}`;
}

const capital = (text: string): string => text.replace(/^./u, (letter) => letter.toUpperCase());

/** How often it is wrong, in words, and how often it was. */
function wrongText({ accuracy, reference, against }: AccuracyStanding): string {
  const [wrong, was] = [1 - (accuracy ?? 0), reference === null ? null : 1 - reference];
  const now = wrong <= 0 ? 'No prediction is wrong' : /^one in/u.test(oneIn(wrong)) ? capital(oneIn(wrong).replace('one in', 'one prediction in')) + ' is wrong' : `${oneIn(wrong)} of the predictions are wrong`;
  if (was === null) return `${now}.`;
  const before = was <= 0 ? 'none' : oneIn(was);
  return against === 'held-out' ? `${now}; in its test it was ${before}.` : `${now}; it was ${before}.`;
}

/** `The pictures became darker.`: what moved, after the worst number. */
function movedText({ signal, shift, state }: MonitorStanding): string {
  const near = state === 'warning' ? ' a little' : '';
  if (signal.startsWith('feature.') && shift !== null) {
    const feature = signal.slice('feature.'.length);
    // Edges and brown are something that there is; darker is something that pictures become.
    const sentence = moveSentence(feature, shift);
    return sentence.startsWith('There ') ? `${sentence.replace(/^There (is|are)/u, near ? 'There $1 slightly' : '$&')}.` : `The pictures became${near} ${moveText(feature, shift)}.`;
  }
  return `${signalSentence(signal, shift)}.`;
}

const ofPictures = ({ signal }: MonitorStanding): boolean => signal.startsWith('feature.');

/** The largest sentence of the screen: the worst number in words, then what moved. */
export function headlineTitle({ subject, moved }: Headline): string {
  const also = moved ? ` ${movedText(moved)}` : '';
  switch (subject.code) {
    case 'accuracy-below': return wrongText(subject.accuracy) + also;
    // One sentence on the pictures is enough: what else of them moved stands beside it.
    case 'drifted': return movedText(subject.monitor) + (moved && !(ofPictures(moved) && ofPictures(subject.monitor)) && moved.signal !== subject.monitor.signal ? also : '');
    case 'firing': return `An alert fires: ${nameText(subject.name)}.${also}`;
    case 'watch-failed': return 'Nothing is watched any more.';
    case 'held-back': return 'Your own monitors and rules are held back.';
    case 'switched-off': return `${capital(offText(subject))} switched off.`;
    case 'not-at-rest': return 'What all this is compared with was not at rest.';
    case 'warning': return `${movedText(subject.monitor)} It is not beyond its limit.`;
    case 'cannot-judge': return `${signalName(subject.monitor.signal)} can no longer be judged.`;
    case 'pending': return `An alert is about to fire: ${nameText(subject.name)}.`;
    case 'collecting': return 'Whether anything changes cannot be said yet: there is no reference.';
    case 'nothing-judged': return 'Whether anything changes cannot be said yet: nothing was judged.';
    case 'nothing-said': return 'Whether anything changes cannot be said yet: no monitor has enough to compare.';
    case 'nothing-beyond': {
      const { accuracy, known } = subject.accuracy ?? {};
      return accuracy === undefined || accuracy === null ? 'Nothing is beyond its limit.' : `Nothing beyond its limit: ${percent(accuracy)} of ${number(known)} right.`;
    }
  }
}

/** `2 of 40 monitors and one rule are`. */
function offText({ monitors, all, rules }: { monitors: number; all: number; rules: number }): string {
  const told = [...(monitors > 0 ? [`${number(monitors)} of ${count(all, 'monitor')}`] : []), ...(rules > 0 ? [rules === 1 ? 'one rule' : count(rules, 'rule')] : [])];
  return `${told.join(' and ')} ${monitors + rules === 1 ? 'is' : 'are'}`;
}

const STAND_INS: Record<StandIn, string> = { 'held-out': 'its held-out test', drawn: 'fruit drawn from the world that the data came from' };

/** The second line: how large that is, how sure, and over how many. */
export function headlineDetail({ subject, tone, counts }: Headline): string {
  switch (subject.code) {
    case 'accuracy-below': return `The worst number here is accuracy: ${differenceText(subject.accuracy)}; more than chance${subject.accuracy.p === null ? '' : ` (${pValue(subject.accuracy.p)})`}.`;
    case 'drifted': case 'warning': return monitorText(subject.monitor);
    case 'firing': return `${firingText(counts)} It stays red until it is better.`;
    case 'watch-failed': return 'The line and its log go on.';
    case 'held-back': return 'Their first run did not come to an end the last time, so what they watch is not watched. Change them, or let them run again.';
    case 'switched-off': return 'They cost more than a page should compute, so what they watch is not watched. Make them smaller, or let them run again.';
    case 'not-at-rest': return `No prediction is called good on it. In its place ${subject.reference.standIns.length === 1 ? 'stands' : 'stand'} ${subject.reference.standIns.map((standIn) => STAND_INS[standIn]).join(' and ') || 'nothing yet'}.`;
    case 'cannot-judge': return 'Its statistic is undefined for these fruits; the other monitors go on.';
    case 'pending': return 'Its condition holds, but not yet for as long as its rule asks.';
    case 'collecting': {
      const { count, needed, known } = subject.reference;
      return `${number(count)} of its ${number(needed)} fruits are in, ${number(known)} with their truth. ${number(Math.max(0, needed - count))} are to come.`;
    }
    case 'nothing-said': return counts.all === 0 ? 'Nothing watches the line.' : 'Each says something once its window lies behind the reference.';
    case 'nothing-judged': return 'It begins with the first fruits.';
    case 'nothing-beyond': return subject.accuracy ? calmText(subject.accuracy) : tone === 'calm' ? 'Every monitor that can say anything is within its limit.' : '';
  }
}

/** What the button at an open incident leads to, and what becomes of the incident. */
export function incidentFoot(state: Incident['state']): { why: string; until: string } {
  return state === 'firing' ? { why: 'See why it fired', until: 'stays red until it is better' } : { why: 'See why it is about to fire', until: 'fires if it holds as long as its rule asks' };
}

/** What the monitors make of an alert that fires while none of them is beyond its limit: those that cannot say are not within it. */
function firingText({ warning, error, off, ok, unsaid, all }: Headline['counts']): string {
  if (warning + ok === 0) return 'No monitor can say anything yet; the alert looks at something else.';
  const others = [...(unsaid > 0 ? [`${number(unsaid)} of ${number(all)} cannot say yet`] : []), ...(error > 0 ? [`${number(error)} cannot be judged`] : []), ...(off > 0 ? [`${number(off)} ${off === 1 ? 'is' : 'are'} switched off`] : [])];
  if (others.length > 0) return `No monitor is beyond its limit, but ${others.join(', ')}; the alert looks at something else.`;
  return 'Every number shown here is within its limit; the alert looks at something else.';
}

/** `10.8 points below the reference, 7.7 to 13.9 with the uncertainty of both`. */
function differenceText({ difference, differenceInterval, against }: AccuracyStanding): string {
  if (difference === null || !differenceInterval) return 'it cannot be compared yet';
  const [low, high] = [differenceInterval.lower, differenceInterval.upper].map((end) => (difference < 0 ? -end : end)).sort((a, b) => a - b) as [number, number];
  const than = against === 'held-out' ? 'its held-out test' : 'the reference';
  return `${percentNumber(Math.abs(difference))} points ${difference < 0 ? 'below' : 'above'} ${than}, ${percentNumber(low)} to ${percentNumber(high)} with the uncertainty of both`;
}

function calmText({ interval, known, reference, against }: AccuracyStanding): string {
  const sure = interval ? `${percentNumber(interval.lower)} to ${percent(interval.upper)}, 95 % sure, of ${number(known)} truths` : 'no truth has arrived yet';
  return reference === null ? `${sure}.` : `${sure}; ${against === 'held-out' ? 'its held-out test' : 'usual'}: ${percent(reference)}.`;
}

function monitorText({ signal, shift, now, usual }: MonitorStanding): string {
  if (now === null || usual === null) return `${signalName(signal)} is beyond its limit.`;
  // As many digits as its spread, else what moved would read the same before and after.
  const format = signalFormat(signal, shift === null || shift === 0 ? undefined : Math.abs((now - usual) / shift));
  const by = shift === null ? '' : `, ${number(Math.abs(shift), 1)} standard deviations`;
  return `${signalName(signal).replace(/ \(.*\)$/u, '')} is ${format(now)}; usual is ${format(usual)}${by}.`;
}
