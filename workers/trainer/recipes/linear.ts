import { VIEWS } from '../../../src/domain/data/augmentation/views.ts';
import { BLOCK_WIDTHS } from '../../../src/domain/data/features/blocks.ts';
import type { LinearRecipe } from '../../../src/domain/learning/recipes/linear.ts';
import { ridgeSolver, type RidgeData } from '../../../src/domain/learning/solvers/ridge.ts';
import { multiplyOnBackend } from '../multiply.ts';
import { askedByViews, together, type Trainer } from '../task.ts';
import { solved } from './closed-form.ts';

/** What the solver has to know of rows that are of one picture. */
export function groupsOf({ augmentation, views }: LinearRecipe, pictureOf: Int32Array): Pick<RidgeData, 'pictureOf' | 'views'> {
  return { ...(augmentation || views ? { pictureOf } : {}), ...(views ? { views: VIEWS } : {}) };
}

/** Ridge on the rows; its strength, the blocks' weights and the temperature come from leaving one out, with its views and changed copies. */
export const trainLinear: Trainer<LinearRecipe> = async (task) => {
  const { rows, recipe, x, classOf, classes, pictureOf } = task;
  const all = together(rows.train, rows.validation, rows.afterwards);
  const seen = together(rows.train, rows.validation);
  const solver = ridgeSolver({ x, blocks: recipe.features.map((block) => BLOCK_WIDTHS[block]), classOf, classes, ...groupsOf(recipe, pictureOf) }, all, multiplyOnBackend);
  const choice = await solver.choose(seen, recipe.ridge);
  const { head, whole } = await solver.fit(seen, choice, rows.afterwards);
  return await solved(head, whole, askedByViews(task));
};
