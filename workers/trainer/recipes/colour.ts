import type { ColourRecipe } from '../../../src/domain/learning/recipes/colour.ts';
import { fitLogistic } from '../../../src/domain/learning/solvers/logistic.ts';
import { together, type Trainer } from '../task.ts';
import { solved } from './closed-form.ts';

/** Multinomial logistic regression on the readable features. */
export const trainColour: Trainer<ColourRecipe> = async (task) => {
  const { rows, recipe, x, width, classOf, classes } = task;
  const data = { x, d: width, classOf, classes };
  const measured = fitLogistic(data, together(rows.train, rows.validation), recipe.l2);
  const registered = rows.afterwards.length === 0 ? measured : fitLogistic(data, together(rows.train, rows.validation, rows.afterwards), recipe.l2);
  return await solved(measured, registered, task);
};
