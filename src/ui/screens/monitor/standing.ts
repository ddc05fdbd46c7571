import { accuracyStanding, type AccuracyStanding } from '../../../domain/monitoring/summaries/accuracy-standing.ts';
import { headlineOf, type Headline, type MonitorStanding } from '../../../domain/guidance/headline.ts';
import type { WindowStats } from '../../../domain/monitoring/summaries/window-stats.ts';
import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { DRAWN_FRUITS, type ReferenceState } from '../../../domain/monitoring/monitors/reference-state.ts';
import type { Proportion } from '../../../domain/experiment/interval.ts';
import { talliedAs, TALLIED } from '../../../domain/monitoring/monitors/tally.ts';
import type { ModelVersion } from '../../../domain/registry/version.ts';
import { countedOf, type GroupStanding, type Standing } from './overview.ts';
import type { ComparedWindows, Stretch } from './windows.svelte.ts';

/** What a signal usually is, and where that is known from. */
export interface Usual {
  value: number;
  std: number;
  n: number;
  from: 'reference' | 'training' | 'drawn';
}

interface StandingInputs {
  groups: readonly GroupStanding[];
  compared: ComparedWindows;
  reference: ReferenceState;
  live: Pick<ModelVersion, 'reference' | 'metrics'> | null;
  /** Pictures that it learned from; null where that is not known. */
  learnt: number | null;
  truthKnown: boolean;
  alerts: readonly { name: string; state: 'pending' | 'firing' }[];
  rulesOff: number;
  heldBack: boolean;
  failed: boolean;
}

/** How the line stands: the same numbers for the headline, the questions and what moved. */
export interface LineStanding {
  headline: Headline;
  /** Null when the labels have no truth. */
  accuracy: AccuracyStanding | null;
  /** The newest window of a signal; `accuracy`'s ends at the newest truth. */
  nowOf: (signal: string) => { stats: WindowStats; from: number; to: number } | null;
  usualOf: (signal: string) => Usual | null;
  /** How far the mean of a signal has moved, in standard deviations of what is usual; null where that cannot be said. */
  shiftOf: (signal: string) => number | null;
}

/** Below this a signal does not vary, and a ratio to it means nothing. */
const LEAST_STD = 1e-6;

export function lineStanding({ groups, compared, reference, live, learnt, truthKnown, alerts, rulesOff, heldBack, failed }: StandingInputs): LineStanding {
  const atRest = reference.kind === 'at-rest' ? compared.reference : null;
  const drawn = drawnInstead(groups, reference);
  const usualOf = (signal: string): Usual | null => {
    const trained = trainedOn(live, signal, learnt);
    const instead = drawn.get(signal);
    return usualIn(atRest, signal) ?? (trained && instead !== undefined ? { value: instead, std: trained.std, n: DRAWN_FRUITS, from: 'drawn' } : trained);
  };
  const nowOf: LineStanding['nowOf'] = (signal) => {
    const stretch = signal === 'accuracy' ? compared.truths : compared.now;
    const stats = stretch?.stats[signal];
    return stretch && stats ? { stats, from: stretch.from, to: stretch.to } : null;
  };
  const shiftOf = (signal: string): number | null => {
    if (signal === 'error') {
      const shift = shiftOf('accuracy');
      return shift === null ? null : -shift;
    }
    const [now, usual] = [nowOf(signal), usualOf(signal)];
    return now && usual && usual.std > LEAST_STD ? (now.stats.value - usual.value) / usual.std : null;
  };
  const realised = nowOf('accuracy');
  const accuracy = truthKnown ? accuracyStanding(realised ? proportion(realised.stats) : { trials: 0, successes: 0 }, { reference: atRest?.stats['accuracy'] ? proportion(atRest.stats['accuracy']) : null, heldOut: heldOutOf(live) }) : null;
  const monitors = groups.flatMap(({ monitors: of }) => of.map(({ status: { spec: { id, signal }, off }, state }): MonitorStanding => ({
    id, signal, state, off, shift: shiftOf(signal), now: nowOf(signal)?.stats.value ?? null, usual: usualOf(signal)?.value ?? null,
  })));
  return { headline: headlineOf({ reference, accuracy, monitors, alerts, rulesOff, heldBack, failed }), accuracy, nowOf, usualOf, shiftOf };
}

/** Every monitor, the worst group first: the marks of the page. */
export function everyMonitor(groups: readonly GroupStanding[]): Standing[] {
  const place = (standing: Standing): number => TALLIED.indexOf(talliedAs(countedOf(standing)));
  return groups.flatMap(({ monitors }) => monitors).toSorted((a, b) => place(a) - place(b));
}

const proportion = ({ n, value }: WindowStats): Proportion => ({ trials: n, successes: Math.round(n * value) });

function heldOutOf(live: StandingInputs['live']): Proportion | null {
  const trials = live?.metrics.perClass.reduce((sum, { support }) => sum + support, 0) ?? 0;
  return live && trials > 0 ? { trials, successes: Math.round(trials * live.reference.accuracy) } : null;
}

function usualIn(stretch: Stretch | null, signal: string): Usual | null {
  const stats = stretch?.stats[signal];
  return stats ? { value: stats.value, std: stats.std, n: stats.n, from: 'reference' } : null;
}

/** By signal what was drawn to stand in for a reference that is not at rest, as the first monitor of each compares with it; empty where nothing was. */
function drawnInstead(groups: readonly GroupStanding[], reference: ReferenceState): ReadonlyMap<string, number> {
  if (reference.kind !== 'not-at-rest' || !reference.standIns.includes('drawn')) return new Map();
  const compared = groups.flatMap(({ monitors }) => monitors).filter(({ status: { spec } }) => spec.signal.startsWith('feature.') && spec.reference.kind === 'first');
  return new Map(compared.toReversed().flatMap(({ status: { spec, level } }) => (level ? [[spec.signal, level.usual] as const] : [])));
}

/** What stands in where there is no reference: the pictures that the version learned from, and its held-out test. */
function trainedOn(live: StandingInputs['live'], signal: string, learnt: number | null): Usual | null {
  if (!live) return null;
  if (signal === 'accuracy') {
    const test = heldOutOf(live);
    return test && { value: live.reference.accuracy, std: Math.sqrt(live.reference.accuracy * (1 - live.reference.accuracy)), n: test.trials, from: 'training' };
  }
  const at = READABLE_FEATURES.findIndex(({ name }) => `feature.${name}` === signal);
  const [value, std] = [live.reference.mean[at], live.reference.std[at]];
  return value === undefined || std === undefined ? null : { value, std, n: learnt ?? 0, from: 'training' };
}
