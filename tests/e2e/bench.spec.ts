import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { axe } from './harness/axe.ts';
import { kill, openApp } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

interface Result {
  complete: boolean;
  cells: { candidate: string; delays: (number | null)[]; falseAlarms: number }[];
}

const SMALL = {
  name: 'small', detectors: [{ detector: 'ADWIN' }, { detector: 'DDM', sweep: { param: 'drift_threshold', values: [2, 3, 4] } }, { detector: 'ADWIN', signal: 'error', params: { delta: 0.1 } }],
  streams: [{ kind: 'errors', pattern: 'sudden', from: 0.05, to: 0.3, onset: 2000 }, { kind: 'errors', pattern: 'recurring', to: 0.3, onset: 1000, width: 100, period: 2000 }],
  seeds: { from: 1, count: 5 }, events: 5000, acceptanceEvents: 800,
};
const lines = (events: number, count: number) => ({ detectors: [{ detector: 'ADWIN', signal: 'confidence' }], streams: [{ kind: 'line', preset: 'lamp-ages' }], seeds: { from: 1, count }, events });

const file = (value: unknown) => ({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });
const openPlan = (page: Page, value: unknown) => page.getByLabel('Open a plan or a result').locator('input[type=file]').setInputFiles(file(value));

async function runAndSave(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Run the bench' }).first().click();
  const save = page.getByRole('button', { name: 'JSON', exact: true });
  await expect(save).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Run the bench' }).first()).toBeVisible();
  const download = page.waitForEvent('download');
  await save.click();
  return readFileSync(await (await download).path(), 'utf8');
}

test('a plan is opened, run, read as a table, and its result runs again to the same bytes', async ({ page }) => {
  const api = await openApp(page, './#/bench');
  await openPlan(page, SMALL);
  await expect(page.getByRole('button', { name: /^DDM on errors/ })).toBeVisible();
  const first = await runAndSave(page);
  const table = page.getByRole('table', { name: /Detectors, what they found/ });
  await expect(table.getByRole('row')).toHaveCount(1 + 5 + 2);
  await expect(table.getByRole('row', { name: /Never/ })).toContainText('0 of 15');
  await page.getByRole('combobox', { name: 'On' }).selectOption({ label: 'sudden, errors 5 → 30 %' });
  await expect(table.getByRole('row', { name: /Never/ })).toContainText('0 of 5');
  await page.getByRole('radio', { name: 'Numbers' }).check({ force: true });
  await expect(table.getByRole('columnheader', { name: 'MTFA' })).toBeVisible();

  const result = await api.call<Result>('bench', JSON.parse(first));
  expect(result).toMatchObject({ complete: true });
  expect(result.cells).toEqual((JSON.parse(first) as Result).cells);
  await openPlan(page, first);
  expect(await runAndSave(page)).toBe(first);

  const csv = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  expect(readFileSync(await (await csv).path(), 'utf8').trim().split('\r\n')).toHaveLength(1 + 7 * 3);
});

test('a plan is put together by hand, and what cannot be run is said before it is', async ({ page }) => {
  await openApp(page, './#/bench');
  await page.getByRole('button', { name: 'Add a detector' }).click();
  await page.getByRole('menuitem', { name: /^KSWIN/ }).click();
  await page.getByRole('combobox', { name: 'Sweep' }).selectOption('alpha');
  await page.getByRole('textbox', { name: 'Values of alpha' }).fill('0.01, 0.0001');
  await page.getByRole('textbox', { name: 'Values of alpha' }).press('Enter');
  await expect(page.getByText('alpha, 2 values')).toBeVisible();
  await page.getByRole('combobox', { name: 'Watches' }).selectOption({ label: 'confidence' });
  await expect(page.getByText('has no confidence, only errors.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run the bench' }).first()).toBeDisabled();
  await page.getByRole('button', { name: /^Take KSWIN on confidence out/ }).click();
  await expect(page.getByRole('button', { name: 'Run the bench' }).first()).toBeEnabled();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('has no confidence, only errors.')).toBeVisible();
  await openPlan(page, '{ "detectors": [');
  await expect(page.getByRole('alert').first()).toContainText('bench-plan-invalid');
});

test('a run is cancelled on the screen and by its signal, and keeps what was done', async ({ page }) => {
  const api = await openApp(page, './#/bench');
  await openPlan(page, lines(50_000, 4));
  await page.getByRole('button', { name: 'Run the bench' }).first().click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled before anything was done.')).toBeVisible();

  const outcome = await page.evaluate(async (plan) => {
    const { bench } = (window as unknown as { orchard: { bench(plan: unknown, options: object): Promise<unknown> } }).orchard;
    const controller = new AbortController();
    const seen: { cells: number; total: number; share: number }[] = [];
    const code = await bench(plan, { signal: controller.signal, onProgress: (progress: (typeof seen)[number]) => { seen.push(progress); if (progress.cells >= 3) controller.abort(); } }).catch((error: { code: string }) => error.code);
    return { code, seen };
  }, lines(1500, 40));
  expect(outcome.code).toBe('cancelled');
  expect(outcome.seen.at(-1)).toMatchObject({ total: 120 });
  expect(outcome.seen.every(({ share }, i) => share >= (outcome.seen[i - 1]?.share ?? 0))).toBe(true);
  await expect(page.getByText(/Cancelled; what was done by then is below/)).toBeVisible();
  expect((await api.call<Result>('bench', SMALL)).complete).toBe(true);
});

test('a bench worker that dies is replaced and the run comes to its end', async ({ page }) => {
  await openApp(page, './#/bench');
  await openPlan(page, lines(4000, 3));
  await page.getByRole('button', { name: 'Run the bench' }).first().click();
  await kill(page, 'bench');
  await expect(page.getByRole('button', { name: 'JSON', exact: true })).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByRole('row', { name: /Never/ })).toContainText(/0 in 11.850/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`with a result and an open editor it is accessible, and nothing is cut off on a phone, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openApp(page, './#/bench');
    await openPlan(page, SMALL);
    await runAndSave(page);
    await page.getByRole('button', { name: /^DDM on errors/ }).click();
    for (const look of ['Drawn', 'Numbers']) {
      await page.getByRole('radio', { name: look }).check({ force: true });
      const { violations } = await axe(page).analyze();
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)), look).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  });
}

test('window.orchard refuses plans with a code that says why', async ({ page }) => {
  const api = await openApp(page);
  const refused = (plan: unknown) => api.call('bench', plan).catch((error: { code: string }) => error.code);
  expect(await refused({ ...SMALL, detectors: [{ detector: 'Oracle' }] })).toBe('bench-plan-invalid');
  expect(await refused({ ...SMALL, streams: [{ kind: 'line', preset: 'lamp-ages' }], events: 100_000, seeds: { from: 1, count: 200 } })).toBe('bench-too-large');
  expect(await orchard(page).call<Result>('bench', { ...SMALL, seeds: { from: 3, count: 1 } })).toMatchObject({ complete: true });
});
