import { OrchardError } from '../../common/errors.ts';
import { argMax } from '../evaluation/classification.ts';
import type { OnlineHead } from './online-head.ts';

/** Events of a line as features, in order: `x` is row-major, `classOf` the class of each as it is reported. */
export interface OnlineRows {
  readonly x: Float32Array;
  readonly inputs: number;
  readonly classOf: ArrayLike<number>;
  /** Which event each row is, rising; every one of a line from 0 on when it is left out. */
  readonly index?: ArrayLike<number>;
}

export interface PrequentialOptions {
  /** Events until a truth is known; 0: before the next one. */
  readonly labelDelay: number;
  /** Rows of each number of `accuracy`. */
  readonly binEvents: number;
  /** Whether the truth of a row becomes known at all, given the class that was predicted; it does unless this says otherwise. */
  readonly isKnown?: (row: number, predicted: number) => boolean;
}

/** What came of testing, then training. */
export interface PrequentialCourse {
  readonly predicted: Uint8Array;
  /** 1 where the prediction was right, by the truths of all rows. */
  readonly right: Uint8Array;
  /** Share right of each bin of rows; the last bin may have fewer. */
  readonly accuracy: readonly number[];
  /** Truths that it learnt from. */
  readonly learnt: number;
}

/** Rows between two looks at the clock. */
const CHUNK = 16;

/**
 * Lets a head predict each event and then learn the truth that becomes known by then (test then train: Gama, Sebastião and Rodrigues, On Evaluating Stream Learning Algorithms, 2013). The head
 * goes on from where it stands. Yields the share that is done, 0..1. Throws `argument-invalid` for a delay or bin that is no whole number in range.
 */
export function* prequentialSteps(head: OnlineHead, { x, inputs, classOf, index }: OnlineRows, { labelDelay, binEvents, isKnown = () => true }: PrequentialOptions): Generator<number, PrequentialCourse> {
  if (!(Number.isInteger(labelDelay) && labelDelay >= 0)) throw new OrchardError('argument-invalid', 'label delay');
  if (!(Number.isInteger(binEvents) && binEvents >= 1)) throw new OrchardError('argument-invalid', 'events of a bin');
  const rows = classOf.length;
  const [predicted, right] = [new Uint8Array(rows), new Uint8Array(rows)];
  const sums = new Array<number>(Math.ceil(rows / binEvents)).fill(0);
  const before = head.learnt;
  const rowOf = (row: number) => x.subarray(row * inputs, (row + 1) * inputs);
  const eventOf = (row: number): number => index?.[row] ?? row;
  let due = 0;
  for (let row = 0; row < rows; row += 1) {
    const scores = head.scores(rowOf(row));
    predicted[row] = argMax(scores, 0, scores.length);
    right[row] = Number(predicted[row] === classOf[row]);
    sums[Math.floor(row / binEvents)]! += right[row]!;
    for (; due <= row && eventOf(due) + labelDelay <= eventOf(row); due += 1) if (isKnown(due, predicted[due]!)) head.learn(rowOf(due), classOf[due]!);
    if ((row + 1) % CHUNK === 0) yield (row + 1) / rows;
  }
  return { predicted, right, accuracy: sums.map((sum, bin) => sum / Math.min(binEvents, rows - bin * binEvents)), learnt: head.learnt - before };
}

/** As `prequentialSteps`, in one go. */
export function prequential(head: OnlineHead, rows: OnlineRows, options: PrequentialOptions): PrequentialCourse {
  const work = prequentialSteps(head, rows, options);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
