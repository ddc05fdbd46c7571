import { tensor, tidy } from '@tensorflow/tfjs-core';
import { initializers, layers, type LayersModel } from '@tensorflow/tfjs-layers';

/** Each layer's weights come from a seed of their own. */
export const seeded = (seed: number, layer: number): { seed: number } => ({ seed: (seed * 31 + layer) | 0 });

/** The last two layers of every network: logits, and what softmax makes of them. */
export function logits(classes: number, seed: number, inputs?: number) {
  return [
    layers.dense({
      name: 'logits', units: classes, kernelInitializer: initializers.glorotUniform(seeded(seed, 100)),
      ...(inputs === undefined ? {} : { inputShape: [inputs] }),
    }),
    layers.activation({ name: 'scores', activation: 'softmax' }),
  ];
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
