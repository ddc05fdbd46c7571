import { bestCourse, followRule, type RetrainingCosts, type RetrainingCourse } from '../policy/retraining.ts';
import { trainingRows } from '../policy/training-rows.ts';
import type { TrainingData } from '../policy/policy.ts';
import type { LabLine } from './lab-line.ts';
import type { LabModel, LabModels } from './models.ts';
import type { LabCosts } from './run-policy.ts';

/** What the baselines learn from at each retraining. */
export const BASELINE_DATA: TrainingData = { newest: 240 };

/** A course of retrainings after whole batches, with what each batch cost. */
export interface BaselineCourse extends RetrainingCourse {
  readonly accuracy: number;
  readonly errors: readonly number[];
  readonly costs: readonly number[];
}

/** The courses that frame all policies of a line: known only afterwards, never and always. */
export interface Baselines {
  readonly optimum: BaselineCourse;
  readonly never: BaselineCourse;
  readonly always: BaselineCourse;
}

/**
 * Baselines over the batch cost matrix of Mahadevan and Mathioudakis 2023: a retraining after batch i learns from the newest truths that are known then and serves from batch i + 1 on. No
 * turnaround and no gates, so that the optimum is what no policy can be better than by luck alone.
 */
export function baselines(line: LabLine, models: LabModels, costs: LabCosts, batch: number): Baselines {
  const batches = Math.ceil(line.events / batch);
  const trained = [models.first(), ...Array.from({ length: batches - 1 }, (_, i) => modelAfter(line, models, Math.min(line.events, (i + 1) * batch)))];
  // wrong[m][j]: model m counts from −1 at position 0; null before its first batch.
  const wrong = trained.map((model, m) => Array.from({ length: batches }, (_, j) => (j < m ? null : wrongIn(line, models, model, j * batch, Math.min(line.events, (j + 1) * batch)))));
  const price = Array.from({ length: batches }, (_, i) => costs.training + costs.deployment + costs.label * labelsAfter(line, Math.min(line.events, (i + 1) * batch)));
  const matrix: RetrainingCosts = {
    initial: wrong[0]!.map((count) => count! * costs.error), price,
    stale: Array.from({ length: batches }, (_, i) => (wrong[i + 1] ?? new Array<null>(batches).fill(null)).map((count) => (count === null ? null : count * costs.error))),
  };
  const told = (course: RetrainingCourse): BaselineCourse => {
    let model = 0;
    const errors: number[] = [];
    const paid: number[] = [];
    for (let j = 0; j < batches; j += 1) {
      errors.push(wrong[model]![j]!);
      const retrains = course.after.includes(j);
      paid.push(errors[j]! * costs.error + (retrains ? price[j]! : 0));
      if (retrains) model = j + 1;
    }
    return { ...course, errors, costs: paid, accuracy: 1 - errors.reduce((sum, count) => sum + count, 0) / line.events };
  };
  return { optimum: told(bestCourse(matrix)), never: told(followRule(matrix, { kind: 'never' })), always: told(followRule(matrix, { kind: 'always' })) };
}

function knownTo(line: LabLine, index: number): number {
  return Math.max(0, index - line.labelDelay);
}

function labelsAfter(line: LabLine, index: number): number {
  const { learnt, heldBack } = trainingRows(BASELINE_DATA, knownTo(line, index), { cut: null, seed: line.seed });
  return learnt.length + heldBack.length;
}

/** What a retraining would give; the first model where too few truths are known to tell labels apart. */
function modelAfter(line: LabLine, models: LabModels, index: number): LabModel {
  const { learnt, heldBack } = trainingRows(BASELINE_DATA, knownTo(line, index), { cut: null, seed: line.seed });
  const events = Int32Array.from([...learnt, ...heldBack]).sort();
  return new Set(Array.from(events, (event) => line.fruit.classOf[event])).size < 2 ? models.first() : models.train(events, 0);
}

function wrongIn(line: LabLine, models: LabModels, model: LabModel, from: number, to: number): number {
  const events = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return models.right(model, events).reduce((sum, right) => sum + (right ? 0 : 1), 0);
}
