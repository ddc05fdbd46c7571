import type { Recipe, RecipeKind, RecipeOf } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { Learned, LearningTask, Trainer, Attempt } from '../task.ts';
import { trainCnn } from './cnn.ts';
import { trainColour } from './colour.ts';
import { trainLinear } from './linear.ts';
import { trainMlp } from './mlp.ts';

const TRAINERS: { [K in RecipeKind]: Trainer<RecipeOf<K>> } = { colour: trainColour, linear: trainLinear, mlp: trainMlp, cnn: trainCnn };

/** Trains a recipe by its kind. Throws what the trainer of that kind throws. */
export function learn(task: LearningTask, attempt: Attempt): Promise<Learned> {
  return (TRAINERS[task.recipe.kind] as Trainer<Recipe>)(task, attempt);
}
