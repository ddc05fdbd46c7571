import { OrchardError } from '../../common/errors.ts';
import type { Detector } from './detector.ts';

/** What a detector said about a stream: indices of drifts, and inclusive runs of warnings. */
export interface DetectorRun {
  readonly drifts: readonly number[];
  readonly warnings: readonly (readonly [from: number, to: number])[];
}

/** Feeds a whole stream. Throws `argument-invalid` for what is no number, which `null`, `true` and texts are not, and what `update` throws; the detector has then taken all values before the bad one. */
export function runDetector(detector: Detector, xs: ArrayLike<number>): DetectorRun {
  const drifts: number[] = [];
  const warnings: [number, number][] = [];
  let warned = false;
  for (let i = 0; i < xs.length; i += 1) {
    const x: unknown = xs[i];
    if (typeof x !== 'number') throw new OrchardError('argument-invalid', `a detector takes numbers, and value ${i} is ${x === null ? 'null' : `a ${typeof x}`}`);
    detector.update(x);
    if (detector.drift) drifts.push(i);
    if (detector.warning) {
      if (warned) warnings[warnings.length - 1]![1] = i;
      else warnings.push([i, i]);
    }
    warned = detector.warning;
  }
  return { drifts, warnings };
}
