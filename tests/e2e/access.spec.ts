import type { Page } from '@playwright/test';
import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const SCREENS = ['data', 'data/review', 'train', 'train/search', 'models', 'line', 'monitor', 'alerts', 'log', 'bench', 'orchard', 'terms', 'improve', 'improve/rollout', 'improve/policies', 'improve/journal'] as const;

/** What of a theme a rule can see: the rest of a page is the same in both. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What a reader would be told, in the light theme and in the dark one: rule, element, reason. */
async function violations(page: Page): Promise<string[]> {
  const all: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Rules on what is seen must not look at a screen that is still arriving, nor at colours on their way to another theme.
    await page.waitForTimeout(400);
    await page.evaluate(async () => {
      const running = (): Animation[] => document.getAnimations().filter(({ playState }) => playState === 'running');
      do await new Promise(requestAnimationFrame); while (running().length > 0);
    });
    const look = axe(page);
    const { violations: found } = await (colorScheme === 'dark' ? look.withRules(RULES_OF_COLOUR) : look).analyze();
    all.push(...found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${colorScheme}, ${id}: ${target.join(' ')} ${failureSummary ?? ''}`)));
  }
  return all;
}

test('every screen is accessible, empty and busy, light and dark', async ({ page }) => {
  test.setTimeout(420_000);
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

test('the open card of a term is accessible, and so is the list of the terms on a screen', async ({ page }) => {
  await openApp(page);
  await liveColourModel(page, 120);
  await page.goto('./#/train');
  await page.getByRole('button', { name: 'Calibration error, definition' }).click();
  await expect(page.getByRole('dialog', { name: 'Calibration error' })).toBeVisible();
  expect(await violations(page), 'card').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Terms on this screen' })).toBeVisible();
  expect(await violations(page), 'list').toEqual([]);
});

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
