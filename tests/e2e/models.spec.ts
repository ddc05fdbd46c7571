import { setBackend, tensor, type io, type Tensor } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { unzipSync } from 'fflate';
import { liveColourModel, openApp, type TrainAnswer } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

test('an exported version loads in plain tfjs and gives probabilities', async ({ page }) => {
  const api = await openApp(page);
  const { version } = await liveColourModel(page, 120);
  const { bytes } = await api.call<{ bytes: Buffer }>('models.export', version);
  const files = unzipSync(new Uint8Array(bytes));
  const model = JSON.parse(text(files['model.json'])) as io.ModelJSON;
  await setBackend('cpu');
  const weights = files['weights.bin']!;
  const network = await loadLayersModel({
    load: async () => ({ modelTopology: model.modelTopology, weightSpecs: model.weightsManifest[0]!.weights, weightData: weights.slice().buffer }),
  });
  const width = network.inputs[0]!.shape[1]!;
  const scores = (network.predict(tensor([new Array<number>(width).fill(0.5)])) as Tensor).dataSync();
  expect(scores).toHaveLength(2);
  expect(scores[0]! + scores[1]!).toBeCloseTo(1, 5);
  expect(text(files['README.md'])).toContain('loadLayersModel');
});

test('versions are deployed, rolled back, compared, deleted and brought back by hand', async ({ page }) => {
  const api = await openApp(page, './#/models');
  await liveColourModel(page, 120);
  const second = await api.call<TrainAnswer>('train', { kind: 'colour', l2: 20 });
  await api.call('models.deploy', second.version);
  await expect(page.getByRole('banner')).toContainText('live v2');
  await page.getByRole('button', { name: /Roll back/ }).click();
  await expect(page.getByRole('banner')).toContainText('live v1');
  await page.reload();
  await api.ready();
  await expect(page.getByRole('banner')).toContainText('live v1');
  const { version } = await api.call<{ version: number }>('models.deploy', 1);
  expect(version).toBe(1);
});

test('the same recipe, data and backend give the same metrics', async ({ page }) => {
  const api = await openApp(page);
  await api.call('data.pick', { count: 80, seed: 4 });
  for (const recipe of [{ kind: 'colour' }, { kind: 'mlp', epochs: 5, features: ['colour'] }, { kind: 'cnn', epochs: 2, seed: 3 }]) {
    const first = await api.call<TrainAnswer>('train', recipe);
    const again = await api.call<TrainAnswer>('train', recipe);
    expect(again.metrics, recipe.kind).toEqual(first.metrics);
    expect(again.curves, recipe.kind).toEqual(first.curves);
  }
});
