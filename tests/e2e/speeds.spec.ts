import { liveColourModel, openApp, type LineStatus, type TrainAnswer } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const LATE = ['latency_p95_high', 'queue_long'];
type Alert = { rule: string; state: string };
type Change = { rule: string; kind: string };

test('watching a calm line as fast as it goes makes no queue, no late prediction and no alert', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 120);
  await api.call('line.load', 'nothing-happens');
  await api.call('line.play', { speed: 'max', until: 3000 });
  const status = await api.call<LineStatus>('line.reached', 3000);
  expect(status.lapse).toBe('max');
  expect(status.latency.p95).toBeLessThan(1000 / status.beltSpeed);
  expect(status.modelPerSecond).toBeGreaterThan(status.beltSpeed);
  expect(status.machinePerSecond).toBeGreaterThan(status.beltSpeed);
  const history = await api.call<Change[]>('alerts.history');
  expect(history.filter(({ rule, kind }) => LATE.includes(rule) && kind === 'firing')).toEqual([]);
  const { queue } = await api.call<{ queue: number[] }>('log.query', { columns: ['queue'] });
  expect(Math.max(...queue.slice(1000))).toBeLessThan(8);
});

test('a belt that is faster than the model makes a queue and late predictions, which is an alert, and a slower belt ends both', async ({ page }) => {
  test.slow();
  const api = await openApp(page, './#/line');
  await api.call('data.pick', { count: 60, seed: 1 });
  const { version } = await api.call<TrainAnswer>('train', { kind: 'linear' });
  await api.call('models.deploy', version);
  await api.call('line.load', { beltSpeed: 200 });
  await api.call('line.play', { speed: 'max', until: 500 });
  const overrun = await api.call<LineStatus>('line.reached', 500);
  expect(overrun.modelPerSecond).toBeLessThan(200);
  expect(overrun.latency.p95).toBeGreaterThan(1000);
  const { queue, latencyMs } = await api.call<{ queue: number[]; latencyMs: number[] }>('log.query', { columns: ['queue', 'latencyMs'] });
  expect(queue.at(-1)).toBeGreaterThan(queue[100]!);
  expect(latencyMs.at(-1)).toBeGreaterThan(latencyMs[100]!);
  expect((await api.call<Alert[]>('alerts.list')).filter(({ rule }) => rule === 'latency_p95_high').map(({ state }) => state)).toEqual(['firing']);
  await expect(page.getByText(/Production is faster than v1/)).toBeVisible();

  // Its why is time, and the hint slows the belt to what the model keeps up with.
  const step = page.locator('.next').getByRole('button');
  await step.filter({ hasText: /^See why: / }).click();
  await expect(page.getByText(/This is about time and not about fruit/)).toBeVisible({ timeout: 30_000 });
  await step.filter({ hasText: 'Slow the belt to what v1 keeps up with' }).click();
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).beltSpeed).toBeLessThanOrEqual(overrun.modelPerSecond!);

  expect(await api.call<LineStatus>('line.setBeltSpeed', 8)).toMatchObject({ beltSpeed: 8, lapse: 'max' });
  await api.call('line.play', { until: 1500 });
  const calm = await api.call<LineStatus>('line.reached', 1500);
  expect(calm.latency.p95).toBeLessThan(125);
  const kinds = (await api.call<Change[]>('alerts.history')).filter(({ rule }) => rule === 'latency_p95_high').map(({ kind }) => kind);
  expect(kinds.at(-1)).toBe('resolved');
});

test('the belt speed is set by hand and taken back, and the time lapse is said with what this machine can do', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  const belt = page.getByRole('slider', { name: 'Belt speed' });
  await belt.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).beltSpeed).toBeGreaterThan(8);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).beltSpeed).toBe(8);
  await page.getByRole('button', { name: /^Time lapse/ }).click();
  await page.getByRole('menuitemradio', { name: /^10×/ }).click();
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).lapse).toBe(10);
  // It is said once the line has run for some seconds.
  await api.call('line.play', { until: 2000 });
  await expect(page.locator('p', { hasText: 'How fast we watch' })).toContainText('this machine judges');
});
