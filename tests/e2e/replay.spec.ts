import { kill, liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

interface Replayed {
  baseline: number;
  judged: number;
  waiting: number;
  sample: { done: number; planned: number; recorded: number };
  reproduced: Record<string, { same: number; of: number }>;
  accuracy: Record<string, { share: number; of: number }>;
  logged: { right: number; of: number };
  paired: Record<string, { counts: { bothRight: number; onlyChampion: number; onlyChallenger: number; bothWrong: number } }>;
}

test('a replay of the live version says again what the log says, to the bit; another one is held against it on the same fruit', async ({ page }) => {
  test.setTimeout(120_000);
  const api = await openApp(page, './?backend=wasm');
  await liveColourModel(page, 80);
  await api.call('line.load', { seed: 4, length: 2000, labelDelay: 20, drifts: [{ kind: 'fault', pattern: 'sudden', onset: 100, to: { faults: { frozen: 0.5, dead: 0.03 } } }] });
  await api.call('line.step', 160);
  const { version } = await api.call<{ version: number }>('train', { kind: 'linear', inputSize: 96 });
  await api.call('models.deploy', version);
  await api.call('line.step', 48);

  const replay = (request: object) => api.call<Replayed>('improve.replay', { from: 0, to: 208, ...request });
  const result = await replay({ versions: [1], baseline: version });
  expect(result).toMatchObject({ baseline: version, sample: { done: 208, planned: 208, recorded: 208 }, waiting: 20 });
  // Either decided a part of the stretch, at its own size and in whatever batches came.
  expect(result.reproduced).toEqual({ 1: { same: 160, of: 160 }, [version]: { same: 48, of: 48 } });
  const { bothRight, onlyChampion, onlyChallenger, bothWrong } = result.paired['1']!.counts;
  expect(bothRight + onlyChampion + onlyChallenger + bothWrong).toBe(result.judged);
  expect((bothRight + onlyChallenger) / result.judged).toBeCloseTo(result.accuracy['1']!.share);

  // Workers that have measured the stretch say the same, and so does one that has just been started in place of one that died.
  expect(await replay({ versions: [1], baseline: version })).toEqual(result);
  await kill(page, 'lab');
  expect(await replay({ versions: [1], baseline: version })).toEqual(result);
  // The log's own features are rounded: what is predicted from them is near, and is said to be so.
  const near = await api.call<Replayed & { fromLog: string[] }>('improve.replay', { versions: [1], baseline: version, from: 0, to: 208, exact: false });
  expect(near.fromLog).toEqual(['1']);
  expect(near.reproduced['1']!.same).toBeLessThan(160);
  expect(near.reproduced[version]).toEqual({ same: 48, of: 48 });
  expect(Math.abs(near.accuracy['1']!.share - result.accuracy['1']!.share)).toBeLessThan(0.05);
  const sampled = await replay({ versions: [1], events: 30 });
  expect(sampled.sample).toEqual({ done: 30, planned: 30, recorded: 208 });
  await expect(replay({ versions: [1], to: 400 })).rejects.toMatchObject({ code: 'index-out-of-range' });
});
