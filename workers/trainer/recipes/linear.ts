import { BLOCK_WIDTHS } from '../../../src/domain/data/features/blocks.ts';
import type { LinearRecipe } from '../../../src/domain/learning/recipes/linear.ts';
import { ridgeSolver } from '../../../src/domain/learning/solvers/ridge.ts';
import { multiplyOnBackend } from '../multiply.ts';
import { together, type Trainer } from '../task.ts';
import { solved } from './closed-form.ts';

/** Ridge on the rows; its strength, the blocks' weights and the temperature come from leaving one out, with its changed copies. */
export const trainLinear: Trainer<LinearRecipe> = async (task) => {
  const { rows, recipe, x, classOf, classes, pictureOf } = task;
  const all = together(rows.train, rows.validation, rows.test);
  const seen = together(rows.train, rows.validation);
  const solver = ridgeSolver({ x, blocks: recipe.features.map((block) => BLOCK_WIDTHS[block]), classOf, classes, ...(recipe.augmentation ? { pictureOf } : {}) }, all, multiplyOnBackend);
  const choice = await solver.choose(seen, recipe.ridge);
  const { head, whole } = await solver.fit(seen, choice, rows.test);
  return await solved(head, whole, task);
};
