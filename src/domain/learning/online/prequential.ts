import { OrchardError } from '../../common/errors.ts';
import { argMax } from '../evaluation/classification.ts';
import type { OnlineHead } from './online-head.ts';

/** Events of a line as features, in order: `x` is row-major, `classOf` the class of each as it is reported. */
export interface OnlineRows {
  readonly x: Float32Array;
  readonly inputs: number;
  readonly classOf: ArrayLike<number>;
}

export interface PrequentialOptions {
  /** Events until a truth is known; 0: before the next one. */
  readonly labelDelay: number;
  /** Events of each number of `accuracy`. */
  readonly binEvents: number;
  /** Whether the truth of an event becomes known at all, given the class that was predicted; it does unless this says otherwise. */
  readonly isKnown?: (event: number, predicted: number) => boolean;
}

/** What came of testing, then training. */
export interface PrequentialCourse {
  readonly predicted: Uint8Array;
  /** 1 where the prediction was right, by the truths of all events. */
  readonly right: Uint8Array;
  /** Share right of each bin of events; the last bin may have fewer. */
  readonly accuracy: readonly number[];
  /** Truths that it learnt from. */
  readonly learnt: number;
}

/**
 * Lets a head predict each event and then learn the truth that becomes known by then (test then train: Gama, Sebastião and Rodrigues, On Evaluating Stream Learning Algorithms, 2013). The head
 * goes on from where it stands. Throws `argument-invalid` for a delay or bin that is no whole number in range.
 */
export function prequential(head: OnlineHead, { x, inputs, classOf }: OnlineRows, { labelDelay, binEvents, isKnown = () => true }: PrequentialOptions): PrequentialCourse {
  if (!(Number.isInteger(labelDelay) && labelDelay >= 0)) throw new OrchardError('argument-invalid', 'label delay');
  if (!(Number.isInteger(binEvents) && binEvents >= 1)) throw new OrchardError('argument-invalid', 'events of a bin');
  const events = classOf.length;
  const [predicted, right] = [new Uint8Array(events), new Uint8Array(events)];
  const sums = new Array<number>(Math.ceil(events / binEvents)).fill(0);
  const before = head.learnt;
  const rowOf = (event: number) => x.subarray(event * inputs, (event + 1) * inputs);
  for (let event = 0; event < events; event += 1) {
    const scores = head.scores(rowOf(event));
    predicted[event] = argMax(scores, 0, scores.length);
    right[event] = Number(predicted[event] === classOf[event]);
    sums[Math.floor(event / binEvents)]! += right[event]!;
    const due = event - labelDelay;
    if (due >= 0 && isKnown(due, predicted[due]!)) head.learn(rowOf(due), classOf[due]!);
  }
  return { predicted, right, accuracy: sums.map((sum, bin) => sum / Math.min(binEvents, events - bin * binEvents)), learnt: head.learnt - before };
}
