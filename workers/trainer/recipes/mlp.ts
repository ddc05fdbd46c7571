import { tensor2d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { BLOCK_WIDTHS } from '../../../src/domain/data/features/blocks.ts';
import type { FeatureImportance } from '../../../src/domain/learning/evaluation/permutation-importance.ts';
import type { MlpRecipe } from '../../../src/domain/learning/recipes/mlp.ts';
import { columnStatistics } from '../../../src/domain/learning/solvers/logistic.ts';
import { testImportance } from '../importance.ts';
import type { Trainer } from '../task.ts';
import { learnIteratively } from './iterative.ts';
import { foldStandardisation, logits, seeded } from './networks.ts';

/** A dense network with one hidden layer on feature rows. */
export function mlpNetwork(recipe: MlpRecipe, inputs: number, classes: number): LayersModel {
  return sequential({
    layers: [
      layers.dense({ name: 'hidden', units: recipe.hiddenUnits, activation: 'relu', inputShape: [inputs], kernelInitializer: initializers.heUniform(seeded(recipe.seed, 0)) }),
      ...(recipe.dropout > 0 ? [layers.dropout({ name: 'dropout', rate: recipe.dropout })] : []),
      ...logits(classes, recipe.seed),
    ],
  });
}

/**
 * Backbone and a small dense network. In training the columns are centred, and each block is scaled as a whole so that its
 * columns have a variance of 1 in the mean: scaling rare colours one by one would blow them up. Both are folded into the
 * first layer at the end.
 */
export const trainMlp: Trainer<MlpRecipe> = async (task, attempt) => {
  const { x, width, recipe, classes, rows } = task;
  const { mean, std } = columnStatistics(x, width, rows.train);
  const scale = new Float64Array(width);
  let at = 0;
  for (const block of recipe.features) {
    const end = at + BLOCK_WIDTHS[block];
    const variance = std.subarray(at, end).reduce((sum, value) => sum + value * value, 0) / (end - at);
    scale.fill(variance > 0 ? 1 / Math.sqrt(variance) : 0, at, end);
    at = end;
  }
  const z = Float32Array.from(x, (value, i) => (value - mean[i % width]!) * scale[i % width]!);
  let importance: FeatureImportance[] = [];
  const learned = await learnIteratively({
    ...task,
    build: () => mlpNetwork(recipe, width, classes),
    input: (chosen) => {
      const values = new Float32Array(chosen.length * width);
      chosen.forEach((row, i) => values.set(z.subarray(row * width, (row + 1) * width), i * width));
      return tensor2d(values, [chosen.length, width]);
    },
  }, attempt, async (model) => {
    await foldStandardisation(model, 'hidden', mean, scale);
    importance = await testImportance(task, async (rows) => {
      const scores = tidy(() => model.predict(tensor2d(rows, [rows.length / width, width])) as Tensor);
      try {
        return await scores.data();
      } finally {
        scores.dispose();
      }
    });
  });
  return { ...learned, importance };
};
