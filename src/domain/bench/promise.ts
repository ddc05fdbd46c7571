import { detectorSpec } from '../monitoring/detectors/catalogue.ts';
import type { ParamValue } from '../monitoring/detectors/detector.ts';
import type { FalseAlarmPromise } from '../monitoring/detectors/promise.ts';
import type { Candidate } from './task.ts';
import type { Scores } from './scores.ts';

/** The rate of false alarms that a candidate's detector promises with its settings, or null where its authors promise none. */
export function promiseOf({ detector, params }: Candidate): FalseAlarmPromise | null {
  return detectorSpec(detector).promise?.(params) ?? null;
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
