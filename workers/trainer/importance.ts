import { BLOCK_WIDTHS } from '../../src/domain/data/features/blocks.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { permutationImportance, type ColumnGroup, type FeatureImportance } from '../../src/domain/learning/evaluation/permutation-importance.ts';
import { networkInput } from '../../src/domain/learning/recipes/catalogue.ts';
import type { LearningTask } from './task.ts';

/** Test pictures that are shuffled; the first of them. More would cost memory and say the same. */
const MOST_PICTURES = 1000;

/** How much the tested network rests on the blocks that it takes, and on each readable feature where it takes those. `predict` as of `permutationImportance`. */
export function testImportance({ recipe, x, width, rows, classOf, classes }: LearningTask, predict: (x: Float32Array) => Promise<ArrayLike<number>>): Promise<FeatureImportance[]> {
  const { blocks } = networkInput(recipe);
  let at = 0;
  const groups = blocks.flatMap((block): ColumnGroup[] => {
    const from = at;
    at += BLOCK_WIDTHS[block];
    return block === 'readable' ? READABLE_FEATURES.map(({ name }, i) => ({ name, from: from + i, to: from + i + 1 })) : [{ name: block, from, to: at }];
  });
  const tested = rows.test.subarray(0, MOST_PICTURES);
  const values = new Float32Array(tested.length * width);
  tested.forEach((row, i) => values.set(x.subarray(row * width, (row + 1) * width), i * width));
  return permutationImportance({ x: values, width, truth: tested.map((row) => classOf[row]!), classes, groups, seed: recipe.seed, predict });
}
