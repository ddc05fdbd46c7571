import type { ReferenceState } from '../monitoring/monitors/reference-state.ts';
import { tallyOf, talliedAs, type Counted, type Tallied, type Tally } from '../monitoring/monitors/tally.ts';
import type { AccuracyStanding } from '../monitoring/summaries/accuracy-standing.ts';

/** From calm to loud: a headline takes the loudest tone that anything on the page gives it. */
export const HEADLINE_TONES = ['calm', 'unknown', 'warn', 'alert'] as const;
type HeadlineTone = (typeof HEADLINE_TONES)[number];

/** One monitor, as far as a headline is concerned. */
export interface MonitorStanding extends Counted {
  readonly id: string;
  readonly signal: string;
  /** Mean of the window less the reference's mean, in standard deviations of the reference; null where that cannot be said. */
  readonly shift: number | null;
  /** Means of the window and of the reference; null where there are none. */
  readonly now: number | null;
  readonly usual: number | null;
}

/** An alert that fires or is pending, whether or not someone has acknowledged or silenced it. */
export interface HeadlineAlert {
  readonly name: string;
  readonly state: 'pending' | 'firing';
}

export interface HeadlineInputs {
  readonly reference: ReferenceState;
  /** Null when the labels have no truth. */
  readonly accuracy: AccuracyStanding | null;
  readonly monitors: readonly MonitorStanding[];
  readonly alerts: readonly HeadlineAlert[];
  /** Rules that cost too much and were switched off. */
  readonly rulesOff: number;
  /** Monitors and rules of somebody's own do not run, since they did not come to an end the last time. */
  readonly heldBack: boolean;
  /** Nothing is watched any more. */
  readonly failed: boolean;
}

/** What a headline is about, as a code and its numbers; words are made of them elsewhere. */
type HeadlineSubject =
  | { readonly code: 'accuracy-below'; readonly accuracy: AccuracyStanding }
  | { readonly code: 'drifted'; readonly monitor: MonitorStanding }
  | { readonly code: 'firing'; readonly name: string }
  | { readonly code: 'watch-failed' }
  | { readonly code: 'held-back' }
  /** So many of all monitors, and so many rules. */
  | { readonly code: 'switched-off'; readonly monitors: number; readonly all: number; readonly rules: number }
  | { readonly code: 'not-at-rest'; readonly reference: Extract<ReferenceState, { kind: 'not-at-rest' }> }
  | { readonly code: 'warning'; readonly monitor: MonitorStanding }
  | { readonly code: 'cannot-judge'; readonly monitor: MonitorStanding }
  | { readonly code: 'pending'; readonly name: string }
  | { readonly code: 'collecting'; readonly reference: Extract<ReferenceState, { kind: 'collecting' }> }
  | { readonly code: 'nothing-judged' }
  /** There is a reference, and no monitor can say anything beside it yet. */
  | { readonly code: 'nothing-said' }
  | { readonly code: 'nothing-beyond'; readonly accuracy: AccuracyStanding | null };

export interface Headline {
  readonly tone: HeadlineTone;
  /** The worst that there is to say. */
  readonly subject: HeadlineSubject;
  /** What moved most, for the second sentence: a monitor in drift or, without one, in warning, that is not the subject. */
  readonly moved: MonitorStanding | null;
  readonly counts: Tally;
}

/**
 * What a page about the line says first. It is `calm` only when the reference is at rest, accuracy is not significantly below it, no monitor
 * is beyond or near its limit, switched off or cannot be judged, one of them or accuracy can say something, and no alert fires or is about to. Errors come first, then what moved furthest, by standard deviations.
 */
export function headlineOf({ reference, accuracy, monitors, alerts, rulesOff, heldBack, failed }: HeadlineInputs): Headline {
  const of = (kind: Tallied) => monitors.filter((monitor) => talliedAs(monitor) === kind).sort(byShift);
  const counts = tallyOf(monitors);
  const says = counts.ok > 0 || (accuracy !== null && accuracy.standing !== 'unknown');
  const [drifted, warned, broken] = [of('drift'), of('warning'), of('error')];
  const named = (state: HeadlineAlert['state']) => alerts.filter((alert) => alert.state === state);
  const found: Said[] = [
    ...(accuracy?.standing === 'below' ? [said('alert', { code: 'accuracy-below', accuracy })] : []),
    ...drifted.map((monitor) => said('alert', { code: 'drifted', monitor })),
    ...named('firing').map(({ name }) => said('alert', { code: 'firing', name })),
    ...(failed ? [said('warn', { code: 'watch-failed' })] : []),
    ...(heldBack ? [said('warn', { code: 'held-back' })] : []),
    ...(counts.off + rulesOff > 0 ? [said('warn', { code: 'switched-off', monitors: counts.off, all: counts.all, rules: rulesOff })] : []),
    ...(reference.kind === 'not-at-rest' ? [said('warn', { code: 'not-at-rest', reference })] : []),
    ...warned.map((monitor) => said('warn', { code: 'warning', monitor })),
    ...broken.map((monitor) => said('warn', { code: 'cannot-judge', monitor })),
    ...named('pending').map(({ name }) => said('warn', { code: 'pending', name })),
    ...(reference.kind === 'collecting' ? [said('unknown', { code: 'collecting', reference })] : []),
    ...(reference.kind === 'none' ? [said('unknown', { code: 'nothing-judged' })] : []),
    ...(says ? [] : [said('unknown', { code: 'nothing-said' })]),
    said('calm', { code: 'nothing-beyond', accuracy }),
  ];
  const { tone, subject } = found[0]!;
  return { tone, subject, moved: [...drifted, ...warned].find((monitor) => !tellsTheSame(subject, monitor)) ?? null, counts };
}

function tellsTheSame(subject: HeadlineSubject, monitor: MonitorStanding): boolean {
  return 'monitor' in subject ? subject.monitor === monitor : subject.code === 'accuracy-below' && monitor.signal === 'error';
}

type Said = Pick<Headline, 'tone' | 'subject'>;

function said(tone: HeadlineTone, subject: HeadlineSubject): Said {
  return { tone, subject };
}

/** Errors first, since they are what all the rest is about; then the furthest. */
function byShift(a: MonitorStanding, b: MonitorStanding): number {
  return Number(b.signal === 'error') - Number(a.signal === 'error') || Math.abs(b.shift ?? 0) - Math.abs(a.shift ?? 0);
}
