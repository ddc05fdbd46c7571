import { readFileSync } from 'node:fs';
import { axe } from './harness/axe.ts';
import { kill, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const SMALL = {
  name: 'small', policies: [{ name: 'stay', trigger: 'never' }, { name: 'often', trigger: { every: 250 }, coolDown: 0 }, { name: 'careful', trigger: { accuracy: { below: 0.9, truths: 60 } }, coolDown: 200 }],
  scenarios: [{ name: 'dark', drifts: [{ kind: 'covariate', pattern: 'sudden', onset: 300, to: { light: { exposure: -1.8, warmth: 0.8 } } }] }],
  seeds: { from: 7, count: 2 }, events: 800, batch: 100,
};
const file = (value: unknown) => ({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });

test('a plan is opened, run, sorted, edited, cancelled, and its result runs again to the same bytes', async ({ page }) => {
  test.setTimeout(180_000);
  const api = await openApp(page, './#/improve/policies');
  const open = (value: unknown) => page.getByLabel('Open a plan or a result').locator('input[type=file]').setInputFiles(file(value));
  const run = page.getByRole('button', { name: 'Run the plan' }).first();
  const saved = async (name: string): Promise<string> => {
    await expect(page.getByRole('button', { name })).toBeEnabled({ timeout: 90_000 });
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  await open(SMALL);
  const rows = page.getByRole('list', { name: 'Policies' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await run.click();
  await kill(page, 'bench');
  const first = await saved('Result, JSON');
  await expect(rows).toHaveCount(6);
  expect((await saved('Rows, CSV')).trim().split('\r\n')).toHaveLength(1 + 3 * 2 + 3 * 2);
  await expect(page.getByRole('list', { name: 'Which policy wins, and why' })).toContainText(/dark: \S+ costs least/u);

  const names = async (): Promise<string[]> => rows.locator('b').allTextContents();
  await page.getByRole('group', { name: 'Sort by' }).getByRole('button', { name: 'retrains' }).click();
  const few = await names();
  expect(new Set(few.slice(0, 2))).toEqual(new Set(['stay', 'Never']));
  await page.getByRole('group', { name: 'Sort by' }).getByRole('button', { name: 'retrains' }).click();
  expect((await names())[0]).toBe(few.at(-1));

  const { violations } = await axe(page).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  expect(await api.call('policies', JSON.parse(first))).toMatchObject({ complete: true });
  await open(first);
  await run.click();
  expect(await saved('Result, JSON')).toBe(first);

  await rows.filter({ hasText: 'careful' }).getByRole('button').click();
  await page.getByRole('button', { name: 'As JSON' }).click();
  const text = page.getByRole('textbox', { name: 'The policy as JSON' });
  await text.fill((await text.inputValue()).replace('0.9', '9'));
  await expect(page.getByText(/trigger.*: /u).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take it', exact: true })).toBeDisabled();
  await text.fill((await text.inputValue()).replace('"careful"', '"bold"').replace(/: 9,/u, ': 0.8,'));
  await page.getByRole('button', { name: 'Take it', exact: true }).click();
  await expect(rows.filter({ hasText: 'bold' })).toContainText('not run yet');
  await expect(page.getByText('The plan has changed since.')).toBeVisible();

  await page.getByRole('spinbutton', { name: 'Fruits a run' }).fill('50000');
  await page.getByRole('spinbutton', { name: 'Fruits a run' }).press('Enter');
  await run.click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled before anything was done.')).toBeVisible();
  await open('{ "policies": [');
  await expect(page.getByRole('alert').first()).toContainText('policy-plan-invalid');
});
