import { tensor, tidy } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import type { CnnRecipe, MlpRecipe } from '../../src/domain/learning/recipes/recipe.ts';

/** Each layer's weights come from a seed of their own. */
const seeded = (seed: number, layer: number): { seed: number } => ({ seed: (seed * 31 + layer) | 0 });

function logits(classes: number, seed: number, inputs?: number) {
  return [
    layers.dense({
      name: 'logits', units: classes, kernelInitializer: initializers.glorotUniform(seeded(seed, 100)),
      ...(inputs === undefined ? {} : { inputShape: [inputs] }),
    }),
    layers.activation({ name: 'scores', activation: 'softmax' }),
  ];
}

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

/** Multiplies the logits by a factor for good: temperature scaling inside the weights. */
export async function scaleLogits(model: LayersModel, factor: number): Promise<void> {
  await changeDense(model, 'logits', ([kernel, bias]) => [kernel!.map((w) => w * factor), bias!.map((b) => b * factor)]);
}

/** Makes the first dense layer take raw columns instead of (column − mean) · scale. */
export async function foldStandardisation(model: LayersModel, layer: string, mean: ArrayLike<number>, scale: ArrayLike<number>): Promise<void> {
  await changeDense(model, layer, ([kernel, bias]) => {
    const units = bias!.length;
    const folded = kernel!.map((w, i) => w * scale[Math.floor(i / units)]!);
    const shifted = bias!.map((b, unit) => {
      let sum = b;
      for (let j = 0; j < mean.length; j += 1) sum -= mean[j]! * folded[j * units + unit]!;
      return sum;
    });
    return [folded, shifted];
  });
}

async function changeDense(model: LayersModel, name: string, change: (weights: Float32Array[]) => Float32Array[]): Promise<void> {
  const layer = model.getLayer(name);
  const weights = layer.getWeights();
  const changed = change(await Promise.all(weights.map(async (weight) => (await weight.data()) as Float32Array)));
  tidy(() => layer.setWeights(changed.map((values, i) => tensor(values, weights[i]!.shape))));
}
