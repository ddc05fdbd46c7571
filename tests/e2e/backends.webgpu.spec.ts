import { openApp, type TrainAnswer } from './harness/app.ts';
import { blob, expect, test } from './harness/test.ts';
import { pngOf } from './harness/png.ts';

interface Compute { backend: string; softwareAdapter: boolean }

test('WebGPU trains and predicts as WASM does', async ({ page, watch }) => {
  watch.allow(/WebGPU|powerPreference|experimental/i);
  const api = await openApp(page);
  await api.call('data.pick', { count: 24, seed: 1 });
  const recipe = { kind: 'mlp', features: ['colour'], epochs: 4, batchSize: 8, patience: 0, dropout: 0 };

  expect((await api.call<Compute>('useBackend', 'wasm')).backend).toBe('wasm');
  const onWasm = await api.call<TrainAnswer>('train', recipe);
  const fruit = blob(pngOf(128, 128, [180, 60, 40]));
  await api.call('models.deploy', onWasm.version);
  const said = await api.call<{ scores: Record<string, number> }>('classify', fruit);

  const gpu = await api.call<Compute>('useBackend', 'webgpu');
  expect(gpu.backend).toBe('webgpu');
  const onGpu = await api.call<TrainAnswer>('train', recipe);
  expect(onGpu.backend).toBe('webgpu');
  for (const [i, loss] of onWasm.curves.trainLoss.entries()) expect(Math.abs(onGpu.curves.trainLoss[i]! - loss)).toBeLessThan(1e-2);
  const saidOnGpu = await api.call<{ scores: Record<string, number> }>('classify', fruit);
  for (const [label, score] of Object.entries(said.scores)) expect(Math.abs(saidOnGpu.scores[label]! - score)).toBeLessThan(1e-3);
});

test('a software adapter is not taken for a graphics card', async ({ page, watch }) => {
  watch.allow(/WebGPU|powerPreference|experimental/i);
  const api = await openApp(page);
  const { backend, softwareAdapter } = await api.call<Compute>('compute');
  expect(softwareAdapter).toBe(true);
  expect(backend).not.toBe('webgpu');
});

test('a network from scratch trains on whichever backend is chosen, or says where it did', async ({ page, watch }) => {
  watch.allow(/WebGPU|powerPreference|experimental/i);
  const api = await openApp(page);
  await api.call('data.pick', { count: 24, seed: 2 });
  for (const backend of ['wasm', 'webgpu', 'cpu']) {
    await api.call('useBackend', backend);
    const answer = await api.call<TrainAnswer>('train', { kind: 'cnn', epochs: 1, layers: [{ filters: 4, kernel: 3, pool: true }], denseUnits: 0, batchSize: 8 });
    expect(answer.backend === backend || Boolean(answer.backendNote), backend).toBe(true);
    expect(answer.curves.trainLoss).toHaveLength(1);
  }
});
