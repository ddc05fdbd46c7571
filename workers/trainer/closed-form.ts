import { matMul, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { BLOCK_WIDTHS } from '../../src/domain/data/features/blocks.ts';
import { linearScores, type LinearHead } from '../../src/domain/learning/solvers/head.ts';
import { fitLogistic } from '../../src/domain/learning/solvers/logistic.ts';
import type { ColourRecipe, LinearRecipe } from '../../src/domain/learning/recipes/recipe.ts';
import { ridgeSolver, type MultiplyTransposed } from '../../src/domain/learning/solvers/ridge.ts';
import { softmaxRows } from '../../src/domain/learning/calibration/temperature.ts';
import { headNetwork } from '../tensor/network.ts';
import { noCurves, together, type FeatureTask, type Learned } from './task.ts';

/*
 * Both recipes here have one best solution, so nothing is chosen on the validation split and it is learned from too. The
 * quality is measured on the test split with a head that never saw it; then the same problem is solved once more on all
 * pictures, and that head is the one to be registered.
 */

/** Matrix products on the backend in use. */
const multiplyOnBackend: MultiplyTransposed = async (a, n, b, m, d) => {
  const product = tidy(() => {
    const left = tensor2d(a, [n, d]);
    return matMul(left, a === b ? left : tensor2d(b, [m, d]), false, true);
  });
  try {
    return await product.data();
  } finally {
    product.dispose();
  }
};

async function learned(measured: LinearHead, registered: LinearHead, task: FeatureTask): Promise<Learned> {
  const testScores = softmaxRows(linearScores(measured, task.x, task.rows.test), task.classes);
  return { artifact: await headNetwork(registered), testScores, curves: noCurves(), outcome: 'done' };
}

/** Multinomial logistic regression on the readable features. */
export async function trainColour(task: FeatureTask<ColourRecipe>): Promise<Learned> {
  const { rows, recipe, x, width, classOf, classes } = task;
  const data = { x, d: width, classOf, classes };
  const measured = fitLogistic(data, together(rows.train, rows.validation), recipe.l2);
  const registered = rows.test.length === 0 ? measured : fitLogistic(data, together(rows.train, rows.validation, rows.test), recipe.l2);
  return await learned(measured, registered, task);
}

/** Ridge on the rows; its strength, the blocks' weights and the temperature come from leaving one out. */
export async function trainLinear(task: FeatureTask<LinearRecipe>): Promise<Learned> {
  const { rows, recipe, x, classOf, classes } = task;
  const all = together(rows.train, rows.validation, rows.test);
  const seen = together(rows.train, rows.validation);
  const solver = ridgeSolver({ x, blocks: recipe.features.map((block) => BLOCK_WIDTHS[block]), classOf, classes }, all, multiplyOnBackend);
  const choice = await solver.choose(seen, recipe.ridge);
  const { head, whole } = await solver.fit(seen, choice, rows.test);
  return await learned(head, whole, task);
}
