import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { randomAt } from '../../src/domain/common/random/random.ts';
import { openApp, type TrainAnswer } from './harness/app.ts';
import { expect, fileBlob, orchard, test } from './harness/test.ts';

const PHOTOS = process.env.ORCHARD_PHOTOS ?? '';
const files = (folder: string): string[] => readdirSync(join(PHOTOS, folder)).sort().map((name) => join(PHOTOS, folder, name));

/** Mean of the classes' accuracies on files that the model has never seen. */
async function meanClassAccuracy(page: Page, testSet: Record<string, string[]>): Promise<number> {
  const api = orchard(page);
  const shares: number[] = [];
  for (const [label, paths] of Object.entries(testSet)) {
    let right = 0;
    for (const path of paths) if ((await api.call<{ label: string }>('classify', fileBlob(path))).label === label) right += 1;
    shares.push(right / paths.length);
  }
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

async function learn(page: Page, trainSet: Record<string, string[]>): Promise<void> {
  const api = orchard(page);
  await api.call('data.reset', Object.keys(trainSet));
  for (const [label, paths] of Object.entries(trainSet)) {
    const { rejected } = await api.call<{ rejected: unknown[] }>('data.add', label, paths.map(fileBlob));
    expect(rejected).toEqual([]);
  }
}

async function trainAndDeploy(page: Page, recipe: object): Promise<void> {
  const api = orchard(page);
  const { version } = await api.call<TrainAnswer>('train', recipe);
  await api.call('models.deploy', version);
}

test('groceries: 14 classes from 15 photographs each', async ({ page }) => {
  await openApp(page);
  const classes = readdirSync(join(PHOTOS, 'grocery/train'));
  const set = (part: string) => Object.fromEntries(classes.map((name) => [name, files(`grocery/${part}/${name}`)]));
  await learn(page, set('train'));
  const reached: Record<string, number> = {};
  for (const [name, recipe, floor] of [
    ['embedding and colour, 128', { kind: 'linear' }, 0.7],
    ['embedding alone, 128', { kind: 'linear', features: ['embedding'] }, 0.57],
    ['embedding and colour, 224', { kind: 'linear', inputSize: 224 }, 0.74],
    ['four views', { kind: 'linear', views: true }, 0.79],
  ] as const) {
    await trainAndDeploy(page, recipe);
    reached[name] = await meanClassAccuracy(page, set('test'));
    console.log(`${name}: ${(reached[name] * 100).toFixed(1)} %`);
    expect(reached[name], name).toBeGreaterThanOrEqual(floor);
  }
});

test('groceries: a test folder of another visit is what the figure in the app is of', async ({ page }) => {
  await openApp(page);
  const api = orchard(page);
  await api.call('data.reset', []);
  const entries = ['train', 'test'].flatMap((part) => readdirSync(join(PHOTOS, 'grocery', part)).flatMap((name) => files(`grocery/${part}/${name}`).map((path) => ({ path: path.slice(PHOTOS.length), blob: fileBlob(path) }))));
  expect((await api.call<{ rejected: unknown[] }>('data.addFolder', entries, 'other')).rejected).toEqual([]);
  const { version, metrics } = await api.call<TrainAnswer & { metrics: { accuracy: number; perClass: { support: number }[] } }>('train', { kind: 'linear' });
  expect(metrics.perClass.map(({ support }) => support)).toEqual(Array<number>(14).fill(15));
  await api.call('models.deploy', version);
  const onVisit = await meanClassAccuracy(page, Object.fromEntries(readdirSync(join(PHOTOS, 'grocery/test')).map((name) => [name, files(`grocery/test/${name}`)])));
  console.log(`in the app ${(metrics.accuracy * 100).toFixed(1)} %, on the visit ${(onVisit * 100).toFixed(1)} %`);
  expect(Math.abs(metrics.accuracy - onVisit)).toBeLessThan(0.02);
});

test('tomatoes: grades 1 to 3 against 8 and 9, 20 a class', async ({ page }) => {
  await openApp(page);
  const fresh = ['1', '2', '3'].flatMap((grade) => files(`tomato-grades/${grade}`));
  const rotten = ['8', '9'].flatMap((grade) => files(`tomato-grades/${grade}`));
  const accuracies: number[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const draw = (paths: string[]): string[] => paths.map((path, i) => ({ path, at: randomAt(seed, i, 0).next() })).sort((a, b) => a.at - b.at).slice(0, 20).map(({ path }) => path);
    const trainSet = { fresh: draw(fresh), rotten: draw(rotten) };
    const testSet = { fresh: fresh.filter((path) => !trainSet.fresh.includes(path)), rotten: rotten.filter((path) => !trainSet.rotten.includes(path)) };
    await learn(page, trainSet);
    await trainAndDeploy(page, { kind: 'linear' });
    accuracies.push(await meanClassAccuracy(page, testSet));
  }
  const accuracy = accuracies.reduce((sum, share) => sum + share, 0) / accuracies.length;
  console.log(`tomatoes: ${accuracies.map((share) => (share * 100).toFixed(1)).join(', ')}; mean ${(accuracy * 100).toFixed(1)} %`);
  expect(accuracy).toBeGreaterThanOrEqual(0.8);
});
