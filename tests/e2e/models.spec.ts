import { setBackend, tensor, type io, type Tensor } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { unzipSync } from 'fflate';
import { liveColourModel, openApp, type TrainAnswer } from './harness/app.ts';
import { addHues } from './harness/pictures.ts';
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

test('before a version of one’s own labels is deployed the page says what the line will not tell of it', async ({ page }) => {
  const api = await openApp(page, './#/models');
  await addHues(page, [['red', 0], ['cyan', 3]], 12);
  await api.call<TrainAnswer>('train', { kind: 'colour' });
  await expect(page.getByRole('button', { name: 'Deploy v1 to the line, which has no truth for its labels' })).toBeVisible();
  const said = page.getByText(/^The line brings only the orchard’s fruit: v1 will give its predictions on it, and no truth will come for its labels/);
  await expect(said).toBeVisible();
  await page.getByRole('button', { name: 'Deploy v1', exact: true }).click();
  await expect(page.getByRole('banner')).toContainText('live v1');
  await expect(said).toHaveCount(0);
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

interface Ground { pictures: number; from: number; to: number; champion: { right: number }; challenger: { right: number }; accuracy: { difference: number; interval: { lower: number; upper: number } } }
interface Compared { newest: Ground | null; old: Ground | null; decision: { finding: string; ground: string | null } }

test('after a retraining on drifted fruit the better version is offered on the same pictures, and the worse one never', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 240);
  await api.call('line.load', 'lamp-ages', { seed: 7 });
  await api.call('line.play', { speed: 'max', until: 8000 });
  await api.call('line.reached', 8000);
  await api.call('data.collect', 240);
  await api.call('train', { kind: 'colour' });

  const { newest, old, decision } = await api.call<Compared>('models.compare', 1, 2);
  expect(decision).toMatchObject({ finding: 'better', ground: 'newest' });
  expect(newest!.pictures).toBe(120);
  // What v2 has learnt from ends where the truths end; the fruits that both are predicted on lie before it.
  expect(newest!.to).toBeLessThan(8000 - 50 - 240);
  expect(old!.pictures).toBeLessThanOrEqual(48);
  const { right } = await api.call<{ right: number[] }>('log.query', { from: newest!.from, to: newest!.to + 1, columns: ['right'] });
  expect(right).toHaveLength(newest!.pictures);
  expect(right.reduce((sum, each) => sum + each, 0)).toBe(newest!.champion.right);

  await page.goto('./#/models');
  const main = page.getByRole('main');
  // What was live, under the true drift and at the level where an alert speaks up, and what was learnt from and predicted on.
  const lane = main.getByRole('img', { name: /^Share of right predictions/ });
  await expect(lane).toHaveAccessibleName(/true drift shaded, covariate/);
  await expect(lane).toHaveAccessibleName(/[\d.]+ usual;.* [\d.]+ alert;/);
  await expect(lane).toHaveAccessibleName(/alert at fruit \d+/);
  await expect(main.getByText('v2 learnt from these')).toBeVisible();
  await expect(main.getByText('judged on these')).toBeVisible();
  await expect(main).toContainText('v2 is better on the fruit of now');
  await expect(main).toContainText('120 newest fruits that neither has learnt from');
  const size = page.viewportSize()!;
  for (const width of [1440, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const [newestTable, oldTable] = await Promise.all(['on the 120 newest', 'test pictures'].map(async (head) => (await main.getByRole('table').filter({ has: page.getByRole('columnheader', { name: head }) }).last().boundingBox())!));
    expect(newestTable!.x + newestTable!.width <= oldTable!.x || newestTable!.y + newestTable!.height <= oldTable!.y, `${width} px wide, no column lies on another`).toBe(true);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 'nothing of it is cut off on a phone').toBeLessThanOrEqual(0);
  await page.setViewportSize(size);
  // The next hint repeats the main button.
  await expect(main.getByRole('button', { name: 'Make v2 champion' })).toHaveCount(2);
  await main.getByRole('button', { name: 'Make v2 champion' }).last().click();
  await expect(page.getByRole('banner')).toContainText('live v2');
  await expect(main).toContainText('Keep v2');
  await expect(main.getByRole('button', { name: /Make v1 champion/ })).toHaveCount(0);

  // What differs is shown with its truth, and opens with what both say.
  const mended = main.getByRole('list', { name: /broken/ }).getByRole('button').first();
  await mended.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('v1');
  await expect(page.getByRole('dialog')).toContainText('truth');
});

test('two versions without common pictures stand alone, and no difference is shown', async ({ page }) => {
  const api = await openApp(page);
  await api.call('data.pick', { count: 60, seed: 1 });
  await api.call('train', { kind: 'colour' });
  await api.call('data.reset', ['ripe', 'unripe']);
  await api.call('data.pick', { count: 60, seed: 2 });
  const { version } = await api.call<TrainAnswer>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  expect(await api.call<Compared>('models.compare', 2, 1)).toMatchObject({ newest: null, old: null, decision: { finding: 'too-few', ground: null } });
  await page.goto('./#/models');
  const main = page.getByRole('main');
  await expect(main).toContainText('were never shown the same pictures');
  await expect(main).toContainText('not on the same pictures');
  await expect(main.getByRole('button', { name: /^Make v\d champion/ })).toHaveCount(0);
});
