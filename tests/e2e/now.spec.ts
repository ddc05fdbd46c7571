import type { Page } from '@playwright/test';
import { liveColourModel, openApp, type LineStatus } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

type Acted = LineStatus & { dropped: number };

/** Every row of the log, every alert, and who was live when: what an act may not change in passing. */
async function everything(page: Page) {
  const api = orchard(page);
  return {
    rows: await api.call<Record<string, number[]>>('log.query'),
    alerts: await api.call<unknown[]>('alerts.list'),
    history: await api.call<unknown[]>('alerts.history'),
    silences: await api.call<unknown[]>('alerts.silences'),
    monitors: await api.call<unknown[]>('monitor.status'),
    accuracy: await api.call('monitor.series', 'accuracy'),
    status: (await api.call<LineStatus>('line.status')).index,
  };
}

async function judged(page: Page, count: number): Promise<void> {
  await liveColourModel(page, 80);
  await orchard(page).call('line.step', count);
}

test('moving the mark on the strip looks at a moment and drops nothing, also while the line runs', async ({ page }) => {
  const api = await openApp(page, './#/monitor');
  await judged(page, 1500);
  const before = await everything(page);
  const mark = page.getByRole('slider', { name: 'Moment' });
  const looking = page.getByRole('region', { name: 'Looking back' });
  await expect(mark).toHaveAttribute('aria-valuetext', /^now, at fruit 1.499/);

  const box = (await mark.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x - 20, box.y + 12, { steps: 5 });
  await page.mouse.up();
  await expect(looking).toContainText(/Looking at fruit .*the line is at 1.500/);
  await mark.press('Home');
  await expect(mark).toHaveAttribute('aria-valuenow', '0');
  for (const key of ['PageUp', 'ArrowRight', 'ArrowLeft', 'ArrowLeft', 'PageDown']) await mark.press(key);
  await expect(mark).toHaveAttribute('aria-valuenow', '0');
  await mark.press('ArrowRight');
  await api.call('line.play', { speed: 'max', until: 1700 });
  await api.call('line.reached', 1700);
  await expect(looking).toContainText(/the line is at 1.700/);
  await page.keyboard.press('Escape');
  await expect(looking).toHaveCount(0);
  await expect(mark).toHaveAttribute('aria-valuetext', /^now, at fruit 1.699/);

  expect(await api.call('log.count')).toBe(1700);
  const after = await everything(page);
  expect(after.rows['index']!.slice(0, 1500)).toEqual(before.rows['index']);
  expect(after.rows['confidence']!.slice(0, 1500)).toEqual(before.rows['confidence']);

  await api.call('line.look', 900);
  await expect(looking).toContainText('fruit 900');
  await page.goto('./#/line');
  await expect(page.getByText('fruit 900', { exact: false }).first()).toBeVisible();
  await page.reload();
  await orchard(page).ready();
  await expect(looking).toHaveCount(0);
});

test('going on from an earlier fruit says what it puts aside, and undo brings back every row, alert and deployment', async ({ page }) => {
  const api = await openApp(page, './#/monitor');
  await api.call('alerts.setFile', 'groups:\n- name: g\n  rules:\n  - alert: always\n    expr: orchard_queue_length >= 0\n');
  await judged(page, 900);
  await api.call('models.deploy', (await api.call<{ version: number }>('train', { kind: 'colour', seed: 2 })).version);
  await api.call('line.step', 600);
  await api.call('alerts.silence', { matchers: [{ name: 'alertname', value: 'other', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'later' });
  const before = await everything(page);
  const deployments = () => page.evaluate(() => (window as unknown as { orchard: { alerts: { metrics(): Promise<string> } } }).orchard.alerts.metrics());
  const metrics = await deployments();

  await api.call('line.look', 400);
  const looking = page.getByRole('region', { name: 'Looking back' });
  await looking.getByRole('button', { name: 'Go on from here…' }).click();
  await expect(looking).toContainText(/1.100 fruits from 400 on, 1 deployment after it are put aside; Undo brings them back/);
  expect(await api.call('log.count')).toBe(1500);
  await looking.getByRole('button', { name: 'Go on from 400' }).click();
  await expect.poll(() => api.call('log.count')).toBe(400);
  await expect(looking).toHaveCount(0);
  await api.call('line.step', 50);
  expect(await api.call('log.count')).toBe(450);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => api.call('log.count')).toBe(1500);
  expect(await everything(page)).toEqual(before);
  expect(await deployments()).toBe(metrics);

  const again = await api.call<Acted>('line.undo');
  expect(again).toMatchObject({ index: 450, dropped: 1100 });
  await page.reload();
  await orchard(page).ready();
  expect(await api.call<Acted>('line.undo')).toMatchObject({ index: 1500, dropped: 50 });
  expect(await everything(page)).toEqual(before);
});

test('a click on a chart looks at that moment', async ({ page }) => {
  await openApp(page, './#/monitor');
  await judged(page, 600);
  const looking = page.getByRole('region', { name: 'Looking back' });
  const plot = page.locator('.board canvas').first();
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox())!;
  // The axis of a young line spans its reference and the first windows after it: 2,000 fruits.
  await page.mouse.click(box.x + box.width / 8, box.y + box.height / 2);
  await expect(looking).toContainText(/Looking at fruit [23]\d\d/);
  expect(await orchard(page).call('log.count')).toBe(600);
  await looking.getByRole('button', { name: 'Back to now' }).click();
  await expect(looking).toHaveCount(0);
});

test('every act that drops rows answers how many and can be undone; acts come one after another', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await expect(api.call('line.undo')).rejects.toMatchObject({ code: 'nothing-to-undo' });
  await judged(page, 300);
  const before = await everything(page);
  expect(await api.call('line.load', 'lamp-ages', { seed: 7 })).toEqual({ dropped: 300 });
  await expect(page.getByText('The lamp ages, seed 7')).toBeVisible();
  await api.call('line.load', 'nothing-happens');
  expect(await api.call<Acted>('line.undo')).toMatchObject({ index: 300, dropped: 0 });
  expect(await everything(page)).toEqual(before);

  expect(await api.call<Acted>('line.seek', 600)).toMatchObject({ index: 600, dropped: 0 });
  await api.call('line.step', 10);
  expect(await api.call('log.count')).toBe(310);
  const [back, , loaded] = await Promise.all([api.call<Acted>('line.seek', 605), api.call<Acted>('line.seek', 100), api.call('line.load', 'lamp-ages'), api.call('line.undo')]);
  expect([back.dropped, loaded]).toEqual([5, { dropped: 100 }]);
  expect(await api.call('log.count')).toBe(100);
  await api.call('line.step', 5);
  const rows = await api.call<{ index: number[] }>('log.query', { columns: ['index'] });
  expect(rows.index).toEqual(Array.from({ length: 105 }, (_, index) => index));
});

test('a tab that follows can neither look back nor act', async ({ page, context }) => {
  await openApp(page, './#/line');
  const other = await context.newPage();
  const api = await openApp(other, './#/line');
  for (const [method, input] of [['line.seek', 0], ['line.look', 0], ['line.undo', undefined], ['line.load', 'lamp-ages']] as const) {
    await expect(api.call(method, input)).rejects.toMatchObject({ code: 'not-leading' });
  }
});
