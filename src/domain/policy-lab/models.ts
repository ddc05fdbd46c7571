import { OrchardError } from '../common/errors.ts';
import { softmaxRows } from '../learning/calibration/temperature.ts';
import { linearScores, type LinearHead } from '../learning/solvers/head.ts';
import { fitLogistic } from '../learning/solvers/logistic.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { FEATURES, type LabLine } from './lab-line.ts';

/** L2 penalty of the colour recipe. */
const L2 = 1;
const CLASSES = RIPENESS_LABELS.length;

/** What was trained on a lab's line. */
export interface LabModel {
  /** Unlike for unlike models of one line. */
  readonly id: number;
  readonly head: LinearHead;
  /** Behind the newest event of the line that it has learnt from; 0 where it has learnt from none. */
  readonly learntTo: number;
}

/** A model under the number that it predicts by. */
export interface LabVersion {
  readonly number: number;
  readonly model: LabModel;
  /** Share right on what was held back of its training. */
  readonly accuracy: number;
}

/** Of the first pictures, every fourth tells how good a model of the others is. */
const HELD_BACK_EVERY = 4;

/** The models of one line, each trained once however many policies ask for it. */
export class LabModels {
  readonly #line: LabLine;
  readonly #trained = new Map<string, LabModel>();
  #first: LabVersion | null = null;

  constructor(line: LabLine) {
    this.#line = line;
  }

  /** The colour recipe on events of the line and the first so many pictures of the first data set. Throws `data-one-class` where they tell nothing apart. */
  train(events: ArrayLike<number>, firstPictures: number): LabModel {
    const key = `${firstPictures}:${Array.from(events).join()}`;
    const known = this.#trained.get(key);
    if (known) return known;
    const { first, fruit } = this.#line;
    const reserve = Math.min(firstPictures, first.count);
    const count = events.length + reserve;
    const x = new Float32Array(count * FEATURES);
    const classOf = new Uint8Array(count);
    x.set(first.x.subarray(0, reserve * FEATURES));
    classOf.set(first.classOf.subarray(0, reserve));
    for (let i = 0; i < events.length; i += 1) {
      x.set(fruit.x.subarray(events[i]! * FEATURES, (events[i]! + 1) * FEATURES), (reserve + i) * FEATURES);
      classOf[reserve + i] = fruit.classOf[events[i]!]!;
    }
    if (new Set(classOf).size < CLASSES) throw new OrchardError('data-one-class');
    const head = fitLogistic({ x, d: FEATURES, classOf, classes: CLASSES }, Int32Array.from({ length: count }, (_, i) => i), L2);
    const model = { id: this.#trained.size, head, learntTo: events.length === 0 ? 0 : Math.max(...Array.from(events)) + 1 };
    this.#trained.set(key, model);
    return model;
  }

  /** The version that every line begins with: of all first pictures, its accuracy that of a model of three quarters of them on the others. */
  first(): LabVersion {
    this.#first ??= { number: 1, model: this.train([], this.#line.first.count), accuracy: this.#firstAccuracy() };
    return this.#first;
  }

  #firstAccuracy(): number {
    const { x, classOf, count } = this.#line.first;
    const all = Int32Array.from({ length: count }, (_, i) => i);
    const isHeldBack = (i: number): boolean => i % HELD_BACK_EVERY === 0;
    const head = fitLogistic({ x, d: FEATURES, classOf, classes: CLASSES }, all.filter((i) => !isHeldBack(i)), L2);
    return meanOf(rightOf(head, x, classOf, all.filter(isHeldBack)));
  }

  /** Probabilities of the labels for some events, row-major. */
  scores({ head }: LabModel, events: ArrayLike<number>): Float32Array {
    return softmaxRows(linearScores(head, this.#line.fruit.x, events), CLASSES);
  }

  /** Whether a model is right about each of some events, by the truths that production hears. */
  right({ head }: LabModel, events: ArrayLike<number>): boolean[] {
    return rightOf(head, this.#line.fruit.x, this.#line.fruit.classOf, events);
  }
}

function rightOf(head: LinearHead, x: Float32Array, classOf: Uint8Array, rows: ArrayLike<number>): boolean[] {
  const scores = linearScores(head, x, rows);
  return Array.from(rows, (row, i) => (scores[CLASSES * i]! >= scores[CLASSES * i + 1]! ? 0 : 1) === classOf[row]);
}

/** The share of yeses; 0 of none. */
export function meanOf(right: readonly boolean[]): number {
  return right.length === 0 ? 0 : right.reduce((sum, each) => sum + Number(each), 0) / right.length;
}
