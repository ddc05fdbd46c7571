import { softmaxRows } from '../../../src/domain/learning/calibration/temperature.ts';
import { linearScores, type LinearHead } from '../../../src/domain/learning/solvers/head.ts';
import { headNetwork } from '../../tensor/network.ts';
import { noCurves, type Learned, type LearningTask } from '../task.ts';

/**
 * The result of a recipe that has one best solution. Nothing is chosen on the validation split, so it is learned from too. The
 * quality is measured on the test split with a head that never saw it; then the same problem is solved once more on all
 * pictures, and that head is the one to be registered.
 */
export async function solved(measured: LinearHead, registered: LinearHead, task: LearningTask<unknown>): Promise<Learned> {
  const testScores = softmaxRows(linearScores(measured, task.x, task.rows.test), task.classes);
  return { artifact: await headNetwork(registered), testScores, curves: noCurves(), outcome: 'done' };
}
