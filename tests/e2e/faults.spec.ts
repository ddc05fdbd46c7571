import { kill, liveColourModel, openApp, workerOf, type LineStatus, type TrainAnswer } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const contiguous = (index: readonly number[]): boolean => index.toSorted((a, b) => a - b).every((value, i) => value === i);

test('a training whose worker dies begins again and says so; it has failed when that dies too, and the next one works', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await api.call('data.pick', { count: 60, seed: 1 });
  const failing = api.call('train', { kind: 'mlp', epochs: 400, patience: 0 }).catch((error: { code: string }) => error.code);
  const training = page.getByRole('region', { name: 'Training under way' });
  await expect(training.getByText(/Epoch \d+/)).toBeVisible({ timeout: 60_000 });
  await kill(page, 'trainer');
  await expect(training).toContainText('Training begins again, with the same seed');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(training.getByText(/Epoch \d+/)).toBeVisible({ timeout: 60_000 });
  await kill(page, 'trainer');
  expect(await failing).toBe('worker-died');
  await expect(page.getByRole('alert').filter({ hasText: 'worker-died' }), 'it is said once').toHaveCount(1);
  const { metrics } = await api.call<TrainAnswer>('train', { kind: 'colour' });
  expect(metrics.accuracy).toBeGreaterThan(0.6);
});

for (const holds of ['serving', 'monitor', 'orchard']) {
  test(`the line survives the death of its ${holds} worker`, async ({ page }) => {
    const api = await openApp(page, './#/line');
    await liveColourModel(page, 80);
    await api.call('line.play', { speed: 300 });
    await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(300);
    await kill(page, holds);
    await expect(page.getByRole('alert').first()).toContainText('worker-died');
    const after = await api.call<LineStatus>('line.status').catch(() => null);
    await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 45_000 }).toBeGreaterThan((after?.index ?? 300) + 300);
    await api.call('line.pause');
    const { index } = await api.call<{ index: number[] }>('log.query', { columns: ['index'] });
    expect(contiguous(index)).toBe(true);
  });
}

test('the line goes as far as it was to go when all of its workers die, and one of them again while it recovers', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.play', { speed: 300, until: 900 });
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(200);
  for (const holds of ['serving', 'monitor', 'orchard', 'serving']) await kill(page, holds);
  await expect(page.getByRole('alert').first()).toContainText('worker-died');
  await expect.poll(async () => (await api.call<LineStatus>('line.status').catch(() => null))?.index, { timeout: 45_000 }).toBe(900);
  expect(await api.call<LineStatus>('line.pause')).toMatchObject({ index: 900, durable: 900, running: false });
  const { index } = await api.call<{ index: number[] }>('log.query', { columns: ['index'] });
  expect([index.length, contiguous(index)]).toEqual([900, true]);
});

test('a cancelled training stops, is kept as cancelled, and leaves the data as it was', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await api.call('data.pick', { count: 60, seed: 1 });
  const cancelled = api.call('train', { kind: 'cnn', epochs: 300, patience: 0 }).catch((error: { code: string }) => error.code);
  await page.getByRole('button', { name: 'Cancel' }).first().click({ timeout: 60_000 });
  expect(await cancelled).toBe('cancelled');
  expect(await api.call<{ total: number }>('data.summary')).toMatchObject({ total: 60 });
});

test('deploying takes effect between two fruits and loses none', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 120);
  const second = await api.call<TrainAnswer>('train', { kind: 'colour', l2: 5 });
  await api.call('line.play', { speed: 'max' });
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(500);
  const { fromIndex } = await api.call<{ fromIndex: number }>('models.deploy', second.version);
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(fromIndex + 500);
  await api.call('line.pause');
  const { index, version } = await api.call<{ index: number[]; version: number[] }>('log.query', { columns: ['index', 'version'] });
  expect(contiguous(index)).toBe(true);
  const judgedBy = new Map(index.map((at, i) => [at, version[i]]));
  expect(judgedBy.get(fromIndex - 1)).toBe(1);
  expect(judgedBy.get(fromIndex)).toBe(second.version);
});

test('a model that breaks while judging is said at once, no fruit is lost, and the line goes on when it is deployed again', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.play', { speed: 'max' });
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(200);
  const serving = await workerOf(page, 'serving');
  await serving.evaluate(() => {
    const scope = self as unknown as { whole: typeof Math.exp };
    scope.whole = Math.exp;
    Math.exp = () => { throw new Error('planted'); };
  });
  const problem = page.getByRole('alert').filter({ hasText: 'model-failed' });
  await expect(problem).toContainText('no fruit is lost');
  await expect(page.getByRole('banner')).toContainText('line stands');
  const stood = await api.call<LineStatus>('line.status');
  await serving.evaluate(() => { Math.exp = (self as unknown as { whole: typeof Math.exp }).whole; });
  await problem.getByRole('button', { name: 'Deploy again' }).click();
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(stood.index + 300);
  await expect(problem).toHaveCount(0);
  await api.call('line.pause');
  const { index } = await api.call<{ index: number[] }>('log.query', { columns: ['index'] });
  expect(contiguous(index)).toBe(true);
});
