import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BLOCK_WIDTHS } from '../../src/domain/data/features/blocks.ts';
import { columnStatistics } from '../../src/domain/learning/solvers/logistic.ts';
import type { CnnRecipe, MlpRecipe } from '../../src/domain/learning/recipes/recipe.ts';
import { inverseTemperature, softmaxRows } from '../../src/domain/learning/calibration/temperature.ts';
import type { CallContext } from '../protocol/message.ts';
import type { TrainProgress } from '../protocol/trainer.ts';
import { saveNetwork } from '../tensor/network.ts';
import { iterate, judge, type Checkpoint, type IterativeDeps, type IterativeTask } from './iterative.ts';
import { cnnNetwork, foldStandardisation, mlpNetwork, scaleLogits } from './networks.ts';
import type { FeatureTask, Learned, PixelTask } from './task.ts';

/** With fewer validation pictures than this a temperature would be guesswork. */
const CALIBRATION_ROWS = 10;

/** Survives a lost device between two tries. */
export interface IterativeState { checkpoint: Checkpoint | null }

async function learned(task: IterativeTask, state: IterativeState, context: CallContext<TrainProgress>, deps: IterativeDeps, finish: (model: LayersModel) => Promise<void>): Promise<Learned> {
  const { model, curves, stoppedEarly } = await iterate(task, state, context, deps);
  try {
    const { validation, test } = task.rows;
    let scale = 1;
    if (validation.length >= CALIBRATION_ROWS) {
      scale = inverseTemperature(await judge(task, model, validation), Array.from(validation, (row) => task.classOf[row]!), task.classes);
    }
    const testScores = softmaxRows(await judge(task, model, test), task.classes, scale);
    await scaleLogits(model, scale);
    await finish(model);
    return { artifact: await saveNetwork(model), testScores, curves, outcome: stoppedEarly ? 'stopped-early' : 'done' };
  } finally {
    model.dispose();
  }
}

/**
 * Backbone and a small dense network. In training the columns are centred, and each block is scaled as a whole so that its
 * columns have a variance of 1 in the mean: scaling rare colours one by one would blow them up. Both are folded into the
 * first layer at the end.
 */
export async function trainMlp(task: FeatureTask<MlpRecipe>, state: IterativeState, context: CallContext<TrainProgress>, deps: IterativeDeps): Promise<Learned> {
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
  return await learned({
    ...task,
    build: () => mlpNetwork(recipe, width, classes),
    input: (chosen) => {
      const values = new Float32Array(chosen.length * width);
      chosen.forEach((row, i) => values.set(z.subarray(row * width, (row + 1) * width), i * width));
      return tensor2d(values, [chosen.length, width]);
    },
  }, state, context, deps, (model) => foldStandardisation(model, 'hidden', mean, scale));
}

/** A convolutional network from scratch. In training half of the pictures are shown mirrored. */
export async function trainCnn(task: PixelTask<CnnRecipe>, state: IterativeState, context: CallContext<TrainProgress>, deps: IterativeDeps): Promise<Learned> {
  const { pixels, recipe, classes } = task;
  const side = recipe.inputSize;
  const stride = side * side * 3;
  return await learned({
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
  }, state, context, deps, async () => {});
}

function writeMirrored(rgb: Uint8Array, target: Float32Array, offset: number, side: number): void {
  for (let y = 0, at = offset; y < side; y += 1) {
    for (let x = side - 1; x >= 0; x -= 1) {
      for (let c = 0; c < 3; c += 1, at += 1) target[at] = rgb[(y * side + x) * 3 + c]! / 255;
    }
  }
}
