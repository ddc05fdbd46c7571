import { detectorSpec } from '../monitoring/detectors/catalogue.ts';
import type { ParamValue } from '../monitoring/detectors/detector.ts';
import type { Candidate } from './task.ts';
import type { Scores } from './scores.ts';

/** What the theory of a detector says of its false alarms while nothing changes. */
export interface FalseAlarmPromise {
  /** Per 10,000 values. */
  readonly per10k: number;
  /** An upper bound, the rate itself under assumptions, or the rate by construction. */
  readonly kind: 'at most' | 'about' | 'exactly';
  /** Where the number comes from. */
  readonly because: string;
}

const PER = 10_000;

/**
 * The rate of false alarms that a detector promises, per 10,000 values, or null where its authors promise none (DDM, EDDM,
 * Page–Hinkley). The bounds of ADWIN, FHDDM, HDDM and KSWIN hold for one test; tests are taken to be as many as there are values (ADWIN:
 * checks), which is a bound again whatever their dependence. FHDDM compares with the best window so far and HDDM with the best cut so
 * far, which their bounds do not account for, and River's ADWIN approximates its own. Whether the promise is kept is for the bench to say.
 */
export function promiseOf({ detector, params }: Candidate): FalseAlarmPromise | null {
  const number = (name: string): number => params[name] as number;
  const bound = (perTest: number, tests: number, because: string): FalseAlarmPromise => ({ per10k: Math.min(PER, perTest * tests), kind: 'at most', because });
  switch (detector) {
    case 'ADWIN': case 'ADWIN_keep': return bound(number('delta'), PER / number('clock'), 'delta at each check (Bifet and Gavaldà 2007, theorem 3.1)');
    case 'HDDM_A': case 'HDDM_W': return bound(number('drift_confidence') * (params.two_sided_test === true ? 2 : 1), PER, 'drift_confidence at each value (Frías-Blanco and others 2015)');
    case 'FHDDM': return bound(number('confidence_level'), PER, 'confidence_level at each value (Pesaranghader and Viktor 2016)');
    case 'KSWIN': return bound(number('alpha'), PER, 'alpha at each value (Raab and others 2020)');
    case 'CUSUM': return { per10k: PER / cusumRunLength(number('k'), number('h'), params.mode === 'both'), kind: 'about', because: 'average run length for normal values (Siegmund 1985)' };
    case 'always': return { per10k: PER / number('period'), kind: 'exactly', because: 'its period' };
    case 'never': return { per10k: 0, kind: 'exactly', because: 'it never alarms' };
    default: return null;
  }
}

/**
 * Average run length of a CUSUM of normal values without a shift, k and h in standard deviations:
 * (exp(2kb) − 2kb − 1) / 2k² with b = h + 1.166; half of it when both directions are watched.
 * D. Siegmund, "Sequential Analysis", Springer 1985.
 */
export function cusumRunLength(k: number, h: number, twoSided: boolean): number {
  const b = h + 1.166;
  const oneSided = k === 0 ? b * b : (Math.exp(2 * k * b) - 2 * k * b - 1) / (2 * k * k);
  return twoSided ? oneSided / 2 : oneSided;
}

export type Verdict = 'kept' | 'more' | 'fewer' | 'open' | 'none';

/**
 * Whether the measured rate agrees with the promise: `more` or `fewer` when the whole 95 % interval of the measured rate lies above or
 * below it. Fewer than a bound is kept, and the baselines keep theirs by construction. `open`: more than a bound allows, but so few alarms
 * that chance may have made them.
 */
export function promiseVerdict(promise: FalseAlarmPromise | null, { per10k, per10kInterval }: Scores): Verdict {
  if (!promise || !per10kInterval || per10k === null) return 'none';
  if (promise.kind === 'exactly') return 'kept';
  const [low, high] = per10kInterval;
  if (low > promise.per10k) return 'more';
  if (promise.kind === 'about') return high < promise.per10k ? 'fewer' : 'kept';
  return per10k > promise.per10k ? 'open' : 'kept';
}

/** The settings of a candidate that tell it from others, such as `delta 0.01`: what is swept, or what is not as usual. */
export function settingsOf({ detector, params, swept }: Candidate): string[] {
  if (swept) return [`${swept.param} ${settingText(swept.value)}`];
  return detectorSpec(detector).params.filter(({ name, default: usual }) => params[name] !== usual).map(({ name }) => `${name} ${settingText(params[name]!)}`);
}

/** A setting as text: `0.002`, `1e-6`, `up`. */
export function settingText(value: ParamValue): string {
  return typeof value === 'number' && value !== 0 && Math.abs(value) < 0.001 ? value.toExponential() : String(value);
}

/** A candidate in words: `ADWIN`, or `ADWIN, delta 0.01` where that tells it from others. */
export function candidateName(candidate: Candidate): string {
  return [detectorSpec(candidate.detector).title, ...settingsOf(candidate)].join(', ');
}
