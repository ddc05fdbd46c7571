import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { pictureAt } from '../../../src/domain/world/stream/stream.ts';
import { embed } from './trunk.ts';

const HIDDEN = 100;
const LEARNING_RATE = 0.001;
const BATCH = 16;
const EPOCHS = 50;

/** Teachable Machine's recipe on embeddings: dense 100 relu, dense softmax, Adam. Answers the time of `fit` and a classifier. */
async function train(x: tf.Tensor2D, labels: readonly number[], classes: number): Promise<{ ms: number; classify(rows: tf.Tensor2D): Promise<number[]> }> {
  const model = sequential({
    layers: [
      layers.dense({ inputShape: [x.shape[1]], units: HIDDEN, activation: 'relu', kernelInitializer: 'varianceScaling', useBias: true }),
      layers.dense({ units: classes, activation: 'softmax', kernelInitializer: 'varianceScaling', useBias: false }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const y = tf.oneHot(tf.tensor1d([...labels], 'int32'), classes);
  const since = performance.now();
  await model.fit(x, y, { batchSize: BATCH, epochs: EPOCHS, shuffle: true });
  const ms = performance.now() - since;
  y.dispose();
  return { ms, classify: async (rows) => [...(await tf.tidy(() => tf.argMax(model.predict(rows) as tf.Tensor, 1)).data())] };
}

/** Pictures of class c are events 0, 1, 2 … of scenario c; `from` skips some. */
export interface FruitClasses {
  scenarios: object[];
  from: number;
  perClass: number;
  testFrom: number;
  testPerClass: number;
  size: number;
}

function draw(scenarios: readonly object[], from: number, perClass: number, size: number): { pictures: Picture[]; labels: number[] } {
  const rows = scenarios.flatMap((raw, label) => {
    const scenario = parseScenario(raw);
    return Array.from({ length: perClass }, (_, i) => ({ picture: pictureAt(scenario, from + i, size), label }));
  });
  return { pictures: rows.map(({ picture }) => picture), labels: rows.map(({ label }) => label) };
}

/** The recipe on the orchard's own fruit: time to train, and accuracy on fruit it has not seen. */
export async function recipeOnFruit({ scenarios, from, perClass, testFrom, testPerClass, size }: FruitClasses): Promise<{ ms: number; accuracy: number }> {
  const known = draw(scenarios, from, perClass, size);
  const fresh = draw(scenarios, testFrom, testPerClass, size);
  const model = await train(await embed(known.pictures), known.labels, scenarios.length);
  const answers = await model.classify(await embed(fresh.pictures));
  return { ms: model.ms, accuracy: answers.filter((answer, i) => answer === fresh.labels[i]).length / answers.length };
}

/** The recipe on photographs from their files on, as its users meet it: decode, embed at 224², train. */
export async function recipeOnPhotos(groups: readonly (readonly string[])[], size = 224): Promise<{ ms: number; embedMs: number; trainMs: number }> {
  await embed([{ width: size, height: size, data: new Uint8ClampedArray(size * size * 4) }]);
  const files = groups.flatMap((group, label) => group.map((text) => ({ blob: new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]), label })));
  const since = performance.now();
  const pictures: Picture[] = [];
  for (const { blob } of files) pictures.push(await centre(blob, size));
  const x = await embed(pictures);
  const embedMs = performance.now() - since;
  const { ms: trainMs } = await train(x, files.map(({ label }) => label), groups.length);
  return { ms: performance.now() - since, embedMs, trainMs };
}

/** The middle square of a photograph. */
async function centre(blob: Blob, size: number): Promise<Picture> {
  const bitmap = await createImageBitmap(blob);
  const side = Math.min(bitmap.width, bitmap.height);
  const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, size, size);
  bitmap.close();
  const { data } = context.getImageData(0, 0, size, size);
  return { width: size, height: size, data: data as Picture['data'] };
}
