import AxeBuilder from '@axe-core/playwright';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const SCREENS = ['data', 'train', 'models', 'line', 'monitor', 'alarms', 'log', 'bench', 'orchard'] as const;

/** What a reader would be told: rule, element, reason. */
async function violations(page: import('@playwright/test').Page): Promise<string[]> {
  // Rules on what is seen must not look at a screen that is still arriving.
  await page.waitForTimeout(600);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

for (const theme of ['light', 'dark'] as const) {
  test(`every screen is accessible, empty and busy, ${theme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openApp(page);
    expect(await violations(page), 'welcome').toEqual([]);
    for (const screen of SCREENS) {
      await page.goto(`./#/${screen}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), `${screen}, empty`).toEqual([]);
    }
    const api = await openApp(page);
    await liveColourModel(page, 120);
    await api.call('line.load', 'lamp-ages');
    await api.call('line.play', { speed: 'max', until: 5000 });
    await api.call('line.reached', 5000);
    for (const screen of SCREENS) {
      await page.goto(`./#/${screen}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), `${screen}, busy`).toEqual([]);
    }
  });
}

test('on a phone nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openApp(page);
  await liveColourModel(page, 80);
  for (const screen of SCREENS) {
    await page.goto(`./#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForTimeout(300);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, screen).toBeLessThanOrEqual(0);
  }
});

test('the whole loop can be walked by keyboard', async ({ page }) => {
  await openApp(page);
  const start = page.getByRole('button', { name: 'Start the line' });
  await start.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'The line' })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('#main')).toBeFocused();
  const play = page.getByRole('button', { name: 'Pause' });
  await play.focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});
