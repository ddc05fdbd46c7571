import { OrchardError } from '../common/errors.ts';
import { softmaxRows } from '../learning/calibration/temperature.ts';
import { linearScores, type LinearHead } from '../learning/solvers/head.ts';
import { fitLogistic } from '../learning/solvers/logistic.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { FEATURES, type LabLine } from './lab-line.ts';

/** L2 penalty of the colour recipe. */
const L2 = 1;
const CLASSES = RIPENESS_LABELS.length;

/** A version of a lab's line. */
export interface LabModel {
  readonly head: LinearHead;
  /** Behind the newest event of the line that it has learnt from; 0 where it has learnt from none. */
  readonly learntTo: number;
}

/** The models of one line, each trained once however many policies ask for it. */
export class LabModels {
  readonly #line: LabLine;
  readonly #trained = new Map<string, LabModel>();

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
    const model = { head, learntTo: events.length === 0 ? 0 : Math.max(...Array.from(events)) + 1 };
    this.#trained.set(key, model);
    return model;
  }

  /** The model that every line begins with. */
  first(): LabModel {
    return this.train([], this.#line.first.count);
  }

  /** Probabilities of the labels for some events, row-major. */
  scores({ head }: LabModel, events: ArrayLike<number>): Float32Array {
    return softmaxRows(linearScores(head, this.#line.fruit.x, events), CLASSES);
  }

  /** Whether a model is right about each of some events, by the truths that production hears. */
  right(model: LabModel, events: ArrayLike<number>): boolean[] {
    const scores = linearScores(model.head, this.#line.fruit.x, events);
    return Array.from(events, (event, i) => (scores[CLASSES * i]! >= scores[CLASSES * i + 1]! ? 0 : 1) === this.#line.fruit.classOf[event]);
  }
}
