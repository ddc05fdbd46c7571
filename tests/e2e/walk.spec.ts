import { liveColourModel, openApp, type LineStatus } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

test('a story is told, a slider turned, a drift added by hand, and each can be taken back', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.step', 60);

  await page.getByRole('button', { name: /The lamp ages/ }).click();
  await expect(page.getByText('The lamp ages, seed')).toBeVisible();
  await expect(page.getByRole('group', { name: /Drift schedule .* 1 drift$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('group', { name: /Drift schedule .* 0 drifts$/ })).toBeVisible();

  const light = page.getByRole('slider', { name: 'Light' });
  await light.focus();
  for (let i = 0; i < 12; i += 1) await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('group', { name: /Drift schedule .* 1 drift$/ })).toBeVisible();
  const before = await api.call<LineStatus>('line.status');
  await api.call('line.step', 40);
  const brightness = await api.call<{ 'feature.brightness': number[]; index: number[] }>('log.query', { columns: ['index', 'feature.brightness'] });
  const mean = (from: number, to: number): number => {
    const values = brightness['feature.brightness'].filter((_, i) => brightness.index[i]! >= from && brightness.index[i]! < to);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  expect(mean(before.index, before.index + 40)).toBeLessThan(mean(0, 60));

  await page.getByRole('button', { name: 'Add a drift' }).click();
  const form = page.getByRole('form', { name: 'Add a drift' });
  expect(Number(await form.getByLabel('Onset').inputValue()), 'behind the reference').toBeGreaterThan(1000);
  await form.getByRole('radio', { name: 'recurring' }).check({ force: true });
  await form.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByRole('group', { name: /Drift schedule .* 2 drifts$/ })).toBeVisible();
  await expect(page.getByText(/^Added/).first()).toBeVisible();
});

test('fruit is picked, trained on, registered and deployed by hand, and the log tells of it', async ({ page }) => {
  await openApp(page, './#/data');
  await page.getByRole('button', { name: /Pick 240 fruits/ }).first().click();
  await expect.poll(async () => (await orchard(page).call<{ total: number }>('data.summary')).total, { timeout: 60_000 }).toBe(240);

  await page.goto('./#/train');
  await page.getByRole('radio', { name: /Colour features/ }).check({ force: true });
  await page.getByRole('button', { name: /Train on 240 pictures/ }).click();
  await expect(page.getByRole('heading', { name: /Run 1/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/held-out pictures/).first()).toBeVisible();

  await page.goto('./#/models');
  await page.getByRole('button', { name: 'Actions for v1' }).click();
  await page.getByRole('menuitem', { name: /Deploy/ }).first().click();
  await expect(page.getByRole('banner')).toContainText('live v1');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => (await orchard(page).call<LineStatus>('line.status')).index).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Pause' }).click();

  await page.goto('./#/log');
  await expect(page.getByRole('row')).not.toHaveCount(0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});

test('a project goes out and comes back whole', async ({ page }) => {
  const api = await openApp(page);
  const { version } = await liveColourModel(page, 60);
  await api.call('line.step', 40);
  const file = await api.call<{ bytes: Buffer; type: string }>('project.export');
  await api.call('data.reset', ['nothing']);
  await api.call('line.load', 'nothing-happens');
  expect(await api.call('log.count')).toBe(0);
  await api.call('project.import', { $blob: file.bytes.toString('base64'), type: file.type });
  expect(await api.call('log.count')).toBe(40);
  expect(await api.call<{ total: number }>('data.summary')).toMatchObject({ total: 60, labels: ['ripe', 'unripe'] });
  expect((await api.call<{ number: number }[]>('models.list')).map(({ number }) => number)).toEqual([version]);
  await api.call('line.step', 5);
  expect(await api.call('log.count')).toBe(45);
});

test('a link carries scenario, seed and what is hidden', async ({ page }) => {
  const api = await openApp(page, './#/line?preset=greener-bananas&seed=9&hide=truth,world,train');
  await expect(page.getByText('Greener bananas, seed 9')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Light' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /truth (shown|hidden)/ })).toHaveCount(0);
  await page.goto('./#/train?hide=truth,world,train');
  await expect(page.getByText('keeps this screen for later')).toBeVisible();
  expect((await api.call<LineStatus>('line.status')).index).toBe(0);
});
