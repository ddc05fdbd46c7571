import { readFile } from 'node:fs/promises';
import { axe } from './harness/axe.ts';
import { kill, liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('what the workers did can be looked at by keyboard, of one worker or all, and saved', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 40);
  const badge = page.getByRole('button', { name: /^Computing:/ });
  await badge.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'What the workers did' }).focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('region', { name: 'What the workers did' });
  await expect(panel).toBeFocused();
  await expect(panel.getByRole('row', { name: /serving prepare .* ok/ })).toBeVisible();

  await panel.getByLabel('Of').selectOption('trainer');
  await expect(panel.getByRole('row', { name: /trainer ingest .* ok/ }).first()).toBeVisible();
  await expect(panel.getByRole('row', { name: /serving/ })).toHaveCount(0);
  await panel.getByLabel('Of').selectOption('everything');

  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(400);
    expect((await axe(page).include('section.panel').analyze()).violations, colorScheme).toEqual([]);
  }

  // The page goes on beside it.
  await api.call('line.play', { until: 200, speed: 'max' });
  await expect(panel.getByRole('row', { name: /monitor notice: snapshot/ }).first()).toBeVisible();
  await kill(page, 'serving');
  await api.call('line.reached', 200);

  const saving = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('orchard-debug.json');
  const { format, entries } = JSON.parse(await readFile(await saved.path(), 'utf8')) as { format: string; entries: { kind: string; from: string; name: string }[] };
  expect(format).toBe('orchard-debug');
  expect(entries).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'call', from: 'serving', name: 'prepare' })]));

  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(badge).toBeFocused();
});

test('on a phone it is opened from the menu, and nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openApp(page);
  await liveColourModel(page, 40);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'What the workers did' }).click();
  const panel = page.getByRole('region', { name: 'What the workers did' });
  await expect(panel.getByRole('row').nth(3)).toBeVisible();
  expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toHaveCount(0);
});
