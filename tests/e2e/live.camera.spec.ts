import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('the live model judges what the camera sees', async ({ page }) => {
  await openApp(page, './#/line');
  await liveColourModel(page, 120);
  await page.getByRole('link', { name: 'Camera', exact: true }).click();
  await expect(page.locator('video').first()).toBeVisible();
  await expect(page.getByText('Frames', { exact: true })).toBeVisible();
  await expect(page.getByText('In the model')).toBeVisible();
  await expect(page.getByText(/^(ripe|unripe)$/i).first()).toBeVisible();
});

test('holding the button collects pictures from the camera', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['red', 'green']);
  await page.getByRole('button', { name: 'Turn the camera on' }).click();
  const hold = page.getByRole('button', { name: /Hold to photograph/ });
  await expect(hold).toBeEnabled();
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  // The preview takes its place before the button keeps still.
  await page.waitForTimeout(500);
  await hold.hover();
  await page.mouse.down();
  await page.waitForTimeout(1500);
  await page.mouse.up();
  await expect.poll(async () => (await api.call<{ total: number }>('data.summary')).total, { timeout: 30_000 }).toBeGreaterThan(0);
});
