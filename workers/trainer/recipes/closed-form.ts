import { softmaxRows } from '../../../src/domain/learning/calibration/temperature.ts';
import { linearScores, type LinearHead } from '../../../src/domain/learning/solvers/head.ts';
import { headNetwork } from '../../tensor/network.ts';
import { testImportance } from '../importance.ts';
import { noCurves, type Learned, type LearningTask } from '../task.ts';

/**
 * The result of a recipe that has one best solution. Nothing is chosen on the validation split, so it is learned from too. The
 * quality is measured on the test split with a head that never saw it; then the same problem is solved once more on all
 * pictures but those that are only for testing, and that head is the one to be registered.
 */
export async function solved(measured: LinearHead, registered: LinearHead, task: LearningTask): Promise<Learned> {
  const scoresOf = (x: Float32Array, rows: Int32Array) => softmaxRows(linearScores(measured, x, rows), task.classes);
  const importance = await testImportance(task, (x) => Promise.resolve(scoresOf(x, Int32Array.from({ length: x.length / task.width }, (_, i) => i))));
  return { artifact: await headNetwork(registered), testScores: scoresOf(task.x, task.rows.test), curves: noCurves(), outcome: 'done', importance };
}
