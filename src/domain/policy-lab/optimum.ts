import { bestCourse, followRule, type RetrainingCosts, type RetrainingCourse } from '../policy/retraining.ts';
import { trainingRows } from '../policy/training-rows.ts';
import type { TrainingData } from '../policy/policy.ts';
import type { LabLine } from './lab-line.ts';
import type { LabModel, LabModels } from './models.ts';
import type { LabSettings } from './run-policy.ts';

/** What the baselines learn from at each retraining. */
export const BASELINE_DATA: TrainingData = { newest: 240 };

/** A course of retrainings after whole batches, with what each batch cost. */
export interface BaselineCourse extends RetrainingCourse {
  readonly accuracy: number;
  readonly errors: readonly number[];
  readonly costs: readonly number[];
}

/** The courses that frame all policies of a line: the best one, known only afterwards; none; one retraining after each batch. */
export interface Baselines {
  readonly optimum: BaselineCourse;
  readonly never: BaselineCourse;
  readonly always: BaselineCourse;
}

/** What each model would do on each batch behind it. */
interface BatchMatrix {
  /** Wrong predictions of the first model. */
  readonly initial: readonly number[];
  /** Wrong predictions on batch j of the model trained after batch i, at [i][j]; null up to i. */
  readonly stale: readonly (readonly (number | null)[])[];
  /** What a retraining after each batch costs. */
  readonly price: readonly number[];
}

/**
 * The batch matrix of Mahadevan and Mathioudakis 2023: a retraining after batch i learns from the newest truths that are known then and serves from batch i + 1 on, without turnaround and
 * without gates. Yields the share that is done, 0..1.
 */
export function* batchMatrix({ line, models, costs, batch }: LabSettings): Generator<number, BatchMatrix> {
  const batches = Math.ceil(line.events / batch);
  const endOf = (i: number): number => Math.min(line.events, (i + 1) * batch);
  const wrongIn = (model: LabModel, j: number): number => (
    models.right(model, Int32Array.from({ length: endOf(j) - j * batch }, (_, i) => j * batch + i)).reduce((sum, right) => sum + Number(!right), 0));
  const [stale, price]: [(number | null)[][], number[]] = [[], []];
  for (let i = 0; i < batches; i += 1) {
    const events = eventsKnownAt(line, endOf(i));
    price.push(costs.training + costs.deployment + costs.label * events.length);
    const model = i === batches - 1 ? null : trainedOn(line, models, events);
    stale.push(Array.from({ length: batches }, (_, j) => (model === null || j <= i ? null : wrongIn(model, j))));
    yield (i + 1) / batches;
  }
  const first = models.first().model;
  return { initial: Array.from({ length: batches }, (_, j) => wrongIn(first, j)), stale, price };
}

/** A matrix in money: `error` is what one wrong prediction costs. */
export function costsOf({ initial, stale, price }: BatchMatrix, error: number): RetrainingCosts {
  return { initial: initial.map((wrong) => wrong * error), stale: stale.map((row) => row.map((wrong) => (wrong === null ? null : wrong * error))), price };
}

/** What the baselines of a matrix cost. No rule over the same batches is cheaper than the optimum; a policy that learns from other data may be, by luck. */
export function baselinesOf(matrix: BatchMatrix, { line, costs }: Pick<LabSettings, 'line' | 'costs'>): Baselines {
  const inMoney = costsOf(matrix, costs.error);
  const detailed = (course: RetrainingCourse): BaselineCourse => {
    const after = new Set(course.after);
    let model = -1;
    const errors = matrix.initial.map((initial, j) => {
      const wrong = model < 0 ? initial : matrix.stale[model]![j]!;
      if (after.has(j)) model = j;
      return wrong;
    });
    return {
      ...course, errors, costs: errors.map((wrong, j) => wrong * costs.error + (after.has(j) ? matrix.price[j]! : 0)), accuracy: 1 - errors.reduce((sum, wrong) => sum + wrong, 0) / line.events,
    };
  };
  return { optimum: detailed(bestCourse(inMoney)), never: detailed(followRule(inMoney, { kind: 'never' })), always: detailed(followRule(inMoney, { kind: 'always' })) };
}

/** The events that a retraining at an event learns from. */
function eventsKnownAt(line: LabLine, index: number): Int32Array {
  const { learnt, heldBack } = trainingRows(BASELINE_DATA, Math.max(0, index - line.labelDelay), { cut: null, seed: line.seed });
  return Int32Array.from([...learnt, ...heldBack]).sort();
}

/** What a retraining gives; the first model where the truths that are known cannot tell labels apart. */
function trainedOn(line: LabLine, models: LabModels, events: Int32Array): LabModel {
  return new Set(Array.from(events, (event) => line.fruit.classOf[event])).size < 2 ? models.first().model : models.train(events, 0);
}
