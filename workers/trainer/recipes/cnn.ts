import { tensor4d } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import type { CnnRecipe } from '../../../src/domain/learning/recipes/cnn.ts';
import type { Trainer } from '../task.ts';
import { learnIteratively } from './iterative.ts';
import { logits, seeded } from './networks.ts';

/** Convolutions, an average over what is left of space, and a dense layer when the recipe has one. */
export function cnnNetwork(recipe: CnnRecipe, classes: number): LayersModel {
  const side = recipe.inputSize;
  const body = recipe.layers.flatMap((layer, i) => [
    layers.conv2d({
      name: `convolution_${i + 1}`, filters: layer.filters, kernelSize: layer.kernel, padding: 'same', activation: 'relu',
      kernelInitializer: initializers.heUniform(seeded(recipe.seed, i)), ...(i === 0 ? { inputShape: [side, side, 3] } : {}),
    }),
    ...(layer.pool ? [layers.maxPooling2d({ name: `pool_${i + 1}`, poolSize: 2 })] : []),
  ]);
  return sequential({
    layers: [
      ...body,
      layers.globalAveragePooling2d({ name: 'average' }),
      ...(recipe.denseUnits > 0 ? [layers.dense({ name: 'dense', units: recipe.denseUnits, activation: 'relu', kernelInitializer: initializers.heUniform(seeded(recipe.seed, 50)) })] : []),
      ...(recipe.dropout > 0 ? [layers.dropout({ name: 'dropout', rate: recipe.dropout })] : []),
      ...logits(classes, recipe.seed),
    ],
  });
}

/** A convolutional network from scratch. In training half of the pictures are shown mirrored. */
export const trainCnn: Trainer<CnnRecipe> = async (task, attempt) => {
  const { pixels, recipe, classes } = task;
  const side = recipe.inputSize;
  const stride = side * side * 3;
  return await learnIteratively({
    ...task,
    build: () => cnnNetwork(recipe, classes),
    input: (chosen, random) => {
      const values = new Float32Array(chosen.length * stride);
      chosen.forEach((row, i) => {
        const picture = pixels.subarray(row * stride, (row + 1) * stride);
        if (random?.bool(0.5)) writeMirrored(picture, values, i * stride, side);
        else for (let k = 0; k < stride; k += 1) values[i * stride + k] = picture[k]! / 255;
      });
      return tensor4d(values, [chosen.length, side, side, 3]);
    },
  }, attempt, async () => {});
};

function writeMirrored(rgb: Uint8Array, target: Float32Array, offset: number, side: number): void {
  for (let y = 0, at = offset; y < side; y += 1) {
    for (let x = side - 1; x >= 0; x -= 1) {
      for (let c = 0; c < 3; c += 1, at += 1) target[at] = rgb[(y * side + x) * 3 + c]! / 255;
    }
  }
}
