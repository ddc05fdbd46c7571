import { within } from '../../common/within.ts';
import { begunHeads, HEAD_KEYS, type FirstRows, type HeadKey, type HeadSettings } from './heads.ts';
import { prequentialSteps } from './prequential.ts';

/** In place of a class: the truth of the row is not known, so it is neither learnt nor counted. */
export const NO_CLASS = 255;

/** A recorded stretch of a line, and what heads begin with. */
export interface RecordedTask {
  readonly first: FirstRows;
  /** Rows of the stretch × `first.inputs`. */
  readonly x: Float32Array;
  /** Event of each row, rising. */
  readonly index: Uint32Array;
  /** `NO_CLASS` where the truth is not known. */
  readonly classOf: Uint8Array;
  /** What the live version says of each row, which learns nothing. */
  readonly live: Uint8Array;
  readonly classes: number;
  readonly labelDelay: number;
  readonly settings: HeadSettings;
  /** First event of the stretch, the one after its last, and in how many bins it is told. */
  readonly from: number;
  readonly to: number;
  readonly bins: number;
}

/** Rows that were right, of those whose truth is known. */
export interface RightOf { readonly right: number; readonly of: number }

/** One of those that are held beside each other. */
export interface HeadCourse extends RightOf {
  readonly key: 'live' | HeadKey;
  readonly bins: readonly RightOf[];
  /** Truths of the stretch that it learnt from; 0 for who learns nothing. */
  readonly learnt: number;
}

/** What came of a recorded stretch. */
export interface RecordedHeads { /** First event of each bin. */ readonly index: readonly number[]; readonly courses: readonly HeadCourse[] }

/** Lets both heads predict a recorded stretch and learn each of its truths as it came to be known, beside the live version. Yields the share that is done. Throws as `begunHeads`. */
export function* recordedHeads({ first, x, index, classOf, live, classes, labelDelay, settings, from, to, bins }: RecordedTask): Generator<number, RecordedHeads> {
  const width = Math.max(1, Math.ceil((to - from) / bins));
  const told = (key: HeadCourse['key'], predicted: Uint8Array, learnt: number): HeadCourse => ({ key, learnt, ...rightIn(predicted, classOf, (row) => Math.floor((index[row]! - from) / width), Math.ceil((to - from) / width)) });
  const heads = yield* within(begunHeads(first, classes, settings), 0, 0.3);
  const courses = [told('live', live, 0)];
  for (const [i, key] of HEAD_KEYS.entries()) {
    const isKnown = (row: number): boolean => classOf[row] !== NO_CLASS;
    const course = yield* within(prequentialSteps(heads[key], { x, inputs: first.inputs, classOf, index }, { labelDelay, binEvents: Math.max(1, index.length), isKnown }), 0.3 + (0.7 * i) / HEAD_KEYS.length, 0.3 + (0.7 * (i + 1)) / HEAD_KEYS.length);
    courses.push(told(key, course.predicted, course.learnt));
  }
  return { index: Array.from({ length: Math.ceil((to - from) / width) }, (_, bin) => from + bin * width), courses };
}

/** How often predictions are right, in all and by bin, of rows whose class is known; `counts` leaves rows out. */
export function rightIn(predicted: ArrayLike<number>, classOf: ArrayLike<number>, binOf: (row: number) => number, bins: number, counts: (row: number) => boolean = () => true): RightOf & { bins: RightOf[] } {
  const byBin = Array.from({ length: bins }, () => ({ right: 0, of: 0 }));
  const all = { right: 0, of: 0 };
  for (let row = 0; row < predicted.length; row += 1) {
    if (classOf[row] === NO_CLASS || !counts(row)) continue;
    const right = Number(predicted[row] === classOf[row]);
    for (const each of [all, byBin[binOf(row)]!]) {
      each.of += 1;
      each.right += right;
    }
  }
  return { ...all, bins: byBin };
}
