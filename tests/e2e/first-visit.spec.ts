import { openApp, type LineStatus } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

test('one button leads to a live, monitored model, and a reload goes on where it stood', async ({ page }) => {
  await openApp(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A fruit line');
  await page.getByRole('button', { name: 'Start the line' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The line' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('banner')).toContainText('live v1');
  const api = orchard(page);
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index).toBeGreaterThan(10);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).running).toBe(false);
  // Answers once everything predicted is durable: a reload before that would predict the newest fruits again, by design.
  const before = await api.call<LineStatus>('line.pause');
  await page.reload();
  await api.ready();
  expect((await api.call<LineStatus>('line.status')).index).toBe(before.index);
  await expect(page.getByRole('banner')).toContainText('live v1');

  await api.call('line.step', 20);
  const { index } = await api.call<{ index: number[] }>('log.query', { columns: ['index'] });
  expect(index).toHaveLength(before.index + 20);
  expect(new Set(index).size).toBe(index.length);
});

test('a tab that is killed mid-run loses no durable fruit and counts none twice', async ({ page, context }) => {
  const api = await openApp(page);
  await api.call('data.pick', { count: 80, seed: 2 });
  const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  await api.call('line.play', { speed: 'max' });
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBeGreaterThan(4000);
  const crash = page.goto('chrome://crash').catch(() => {});
  await crash;
  await page.close().catch(() => {});

  const again = await context.newPage();
  const after = await openApp(again);
  const status = await after.call<LineStatus>('line.status');
  expect(status.index).toBeGreaterThan(0);
  await after.call('line.step', 50);
  const { index } = await after.call<{ index: number[] }>('log.query', { columns: ['index'] });
  const sorted = index.toSorted((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: status.index + 50 }, (_, i) => i));
});
