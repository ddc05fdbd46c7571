import type { Page } from '@playwright/test';
import { build } from 'vite';
import { serve } from '../../scripts/serve.mjs';
import { axe } from './harness/axe.ts';
import { expect, test as base } from './harness/test.ts';

/** The gallery is no part of the site, so these tests build it and serve it themselves. */
const test = base.extend<object, { gallery: string }>({
  gallery: [async ({ playwright: _ }, use) => {
    await build({ configFile: 'tests/gallery/vite.config.ts' });
    const { url, close } = await serve({ root: '.cache/gallery' });
    await use(url);
    await close();
  }, { scope: 'worker', timeout: 120_000 }],
  baseURL: async ({ gallery }, use) => use(gallery),
});

const open = async (page: Page, theme = 'light'): Promise<void> => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`./?theme=${theme}`);
  await expect(page.getByRole('heading', { name: 'Doors' })).toBeVisible();
};

for (const theme of ['light', 'dark']) {
  test(`every part is accessible in its states, ${theme}`, async ({ page }) => {
    await open(page, theme);
    await page.evaluate(() => document.fonts.ready);
    const { violations } = await axe(page).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`))).toEqual([]);
  });
}

test('on a phone no part is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});

test('doors are links: arrows walk among them, Enter and g with a letter go through', async ({ page }) => {
  await open(page);
  const doors = page.getByRole('navigation', { name: 'Doors of Improve' });
  const door = (name: RegExp) => doors.getByRole('link', { name });
  await expect(door(/Incident/)).toHaveAttribute('aria-current', 'page');
  await door(/Incident/).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(door(/Incident/)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(door(/Rollout/)).toBeFocused();
  await page.keyboard.press('End');
  await expect(door(/Journal/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#journal$/);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/#rollout$/);
});

test('rows of a ledger are one choice: arrows choose, and a row’s own keys and buttons stay', async ({ page }) => {
  await open(page);
  const remedies = page.getByRole('radiogroup', { name: 'Remedies' });
  const row = (name: RegExp) => remedies.getByRole('radio', { name });
  await expect(row(/^New data/)).toBeChecked();
  await expect(row(/^New data/)).toHaveAccessibleDescription('+8.2 points');
  await row(/^New data/).focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(/^Augmentation/)).toBeFocused();
  await expect(row(/^Augmentation/)).toBeChecked();
  await expect(row(/^New data/)).not.toBeChecked();
  await page.keyboard.press('t');
  await expect(page.getByTestId('tried')).toHaveText('tried 1 times');
  // What a row is doing can be cancelled from the row, and what failed tried again.
  await expect(remedies.getByRole('progressbar', { name: 'drawing 1 240 of 2 000' })).toHaveAttribute('aria-valuenow', '62');
  await page.keyboard.press('Tab');
  await expect(remedies.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(remedies.getByRole('progressbar')).toHaveCount(0);
  await expect(remedies.getByRole('alert')).toContainText('worker-lost');
  await row(/^Data cleaning/).click();
  await expect(row(/^Data cleaning/)).toBeChecked();
});

test('Space ticks a row of a ledger without choosing it, and a press unfolds one', async ({ page }) => {
  await open(page);
  const policies = page.getByRole('radiogroup', { name: 'Policies' });
  await policies.getByRole('radio', { name: /^CARA-CT/ }).focus();
  await page.keyboard.press('ArrowDown');
  const tick = policies.getByRole('checkbox', { name: 'Never in the plan' });
  await expect(tick).not.toBeChecked();
  await page.keyboard.press('Space');
  await expect(tick).toBeChecked();
  await page.keyboard.press('Space');
  await expect(tick).not.toBeChecked();
  await expect(policies.getByText('Never, accuracy 89.0 %')).toBeAttached();

  const counts = page.getByRole('list', { name: 'Counts that unfold' });
  const frozen = counts.getByRole('button', { name: /frozen/ });
  await expect(frozen).toHaveAttribute('aria-expanded', 'false');
  await frozen.focus();
  await page.keyboard.press('Enter');
  await expect(frozen).toHaveAttribute('aria-expanded', 'true');
  await expect(counts).toContainText('all 26 of them');
  await page.keyboard.press('ArrowUp');
  await expect(counts.getByRole('button', { name: /labels in doubt/ })).toBeFocused();

  const decided = page.getByRole('list', { name: 'Feature views' }).getByRole('button', { name: 'supplier_bruise_mean: kept by you, today' });
  await decided.press('Enter');
  await expect(decided).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Feature views' })).toContainText('age 3.2 d of 1 d, over its limit');
});

test('a stepper says where one is, and goes back to what is done but not ahead', async ({ page }) => {
  await open(page);
  const steps = page.getByRole('list', { name: 'From alarm to cure' });
  await expect(steps.locator('[aria-current=step]')).toHaveText(/tried/);
  await expect(steps.getByRole('button')).toHaveCount(4);
  await expect(steps.getByRole('listitem').nth(1)).toContainText('262 fruits to the next step');
  await steps.getByRole('button', { name: 'tried, now' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('step')).toHaveText('looking at opened');
});

test('the cells of a pair table are walked in both directions, and Enter shows one', async ({ page }) => {
  await open(page);
  const table = page.getByRole('table', { name: 'What v3 and v4 said of the same pictures' });
  const mended = table.getByRole('button', { name: '213 mended' });
  await expect(mended).toHaveAttribute('aria-pressed', 'true');
  await mended.focus();
  for (const [key, name] of [['ArrowUp', 'both right'], ['ArrowUp', 'both right'], ['ArrowRight', 'broken'], ['ArrowDown', 'both wrong'], ['ArrowLeft', 'mended'], ['End', 'both wrong']] as const) {
    await page.keyboard.press(key);
    await expect(table.getByRole('button', { name: new RegExp(`${name}$`) })).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cell')).toHaveText('shows bothWrong');
});

test('a row of pictures is one stop of Tab, arrows walk it, and Enter opens one large', async ({ page }) => {
  await open(page);
  const row = page.getByRole('list', { name: '213 mended' });
  await row.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(row.getByRole('button', { name: 'fruit 2, ripe' })).toBeFocused();
  await expect(row.locator('[tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Fruit 2' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row.getByRole('button', { name: 'fruit 2, ripe' })).toBeFocused();
});

test('one cursor moves in all small multiples, and tells their values', async ({ page }) => {
  await open(page);
  const panels = page.getByRole('group', { name: /^Share of unripe, six suppliers/ });
  await panels.focus();
  await page.keyboard.press('Home');
  const told = page.getByRole('status').filter({ hasText: '8 June' });
  await expect(told).toContainText('Brookside 0.22');
  await page.keyboard.press('End');
  await expect(page.getByRole('status').filter({ hasText: '24 June' })).toContainText('Brookside 0.48');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').filter({ hasText: '24 June' })).toHaveCount(0);
});

test('intervals are read aloud with their n, beside what is drawn', async ({ page }) => {
  await open(page);
  await expect(page.getByText('v3: 95.8, 90.6 to 98.2, of 120')).toBeAttached();
  await expect(page.getByText('newest 120: +7.5 points, +1.8 to +13.2')).toBeAttached();
});

test('a code panel is read and copied as it was written, and a mistake in it leads to its place', async ({ page }) => {
  await open(page);
  const panel = page.getByRole('region', { name: 'Strategy', exact: true });
  const copied = await panel.evaluate((element) => {
    getSelection()!.selectAllChildren(element);
    return getSelection()!.toString();
  });
  expect(copied).toContain('      - pause: { duration: 72h }');
  expect(copied).not.toContain('21 h left');
  await expect(panel).toContainText('now: ');
  const field = page.getByRole('textbox', { name: 'Strategy, edited' });
  await page.getByRole('button', { name: /line 2, column 16: A weight is a number/ }).click();
  await expect(field).toBeFocused();
  expect(await field.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe('five');
  await field.fill('steps:\n  - setWeight: 5\n');
  await expect(page.getByText('It can be applied.')).toBeVisible();
});
