import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('an alert says why it fired: in words, numbers, pictures, columns and, when revealed, the true drift', async ({ page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 240);
  await api.call('line.load', 'waxed-fruit', { seed: 7 });
  await api.call('line.play', { speed: 'max', until: 5000 });
  await api.call('line.reached', 5000);
  await page.goto('./#/alerts');
  const alert = page.getByRole('list', { name: 'Incidents' }).getByRole('button', { name: /accuracy_low/ });
  await alert.click();
  const why = page.getByRole('region', { name: 'Why did this fire?' });

  await expect(why.getByText(/^Accuracy went from \d\d\.\d.% to \d\d\.\d.% in the 500 fruits up to \d.\d{3}\. Of what is measured/)).toBeVisible();
  await expect(why.getByText(/points to a fault: fruit that deceives/)).toBeVisible();
  await expect(why.locator('pre')).toContainText('orchard_accuracy{window="500"} <');
  await expect(why.getByText(/0\.\d+ < \d/).first()).toBeVisible();
  await expect(why.getByText(/^n = 500 now, 1.000 before$/)).toBeVisible();
  await expect(why.getByText('Estimated from the model’s own confidence; blind to concept drift.')).toBeVisible();

  // The pictures are drawn, and those before differ from those after.
  const changed = why.getByRole('img', { name: /^(before|after), fruit .*ripeness/ });
  await expect(changed).toHaveCount(12);
  expect(await why.getByRole('img', { name: /^after, fruit .*ripe, was unripe/ }).count()).toBeGreaterThan(2);
  const shown = await changed.evaluateAll((canvases) => new Set(canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL())).size);
  expect(shown).toBe(12);

  // Another column shows its own fruit and its own distribution.
  await expect(why.getByText(/^By hue of the centre:|^By redness/)).toBeVisible();
  const table = why.getByRole('table', { name: /^What was measured of each fruit/ });
  const column = table.getByRole('button', { name: 'Warmth', exact: true }).or(table.getByRole('button', { name: 'Size of what is coloured', exact: true })).first();
  await column.focus();
  await page.keyboard.press('Enter');
  await expect(column).toHaveAttribute('aria-pressed', 'true');
  await expect(why.getByText(/^By (warmth|size of what is coloured):/)).toBeVisible();
  await expect(why.getByRole('img', { name: /^(Warmth|Size of what is coloured), distribution now against the reference/ })).toBeVisible();

  await expect(why.getByText('a supplier waxes fruit')).toBeVisible();
  await expect(why.getByText(/^The alert came \d+ fruits, \d+(\.\d)? (days|hours) after that\.$/)).toBeVisible();
  expect((await axe(page).include('.explanation').analyze()).violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')}`)).toEqual([]);

  await page.goto('./#/line');
  await page.getByRole('button', { name: 'truth shown' }).click();
  await page.goto('./#/alerts');
  await alert.click();
  await expect(why.getByText(/The truth is hidden\./)).toBeVisible();
  await expect(why.getByText('a supplier waxes fruit')).toHaveCount(0);

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});

test('an alert on a quiet line may be a false one, and a monitor tells what lies behind it', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 160);
  await api.call('line.load', 'nothing-happens');
  await api.call('alerts.setFile', 'groups:\n  - name: own\n    rules:\n      - alert: always_on\n        expr: orchard_accuracy{window="500"} > 0.1\n');
  await api.call('line.play', { speed: 'max', until: 1800 });
  await api.call('line.reached', 1800);
  await page.goto('./#/alerts');
  await page.getByRole('list', { name: 'Incidents' }).getByRole('button', { name: /always_on/ }).click();
  const why = page.getByRole('region', { name: 'Why did this fire?' });
  await expect(why.getByText('No drift was at work: this may be a false alarm.')).toBeVisible();

  await page.goto('./#/monitor');
  await page.getByRole('button', { name: /^All \d+$/ }).click();
  await page.getByRole('region', { name: 'All monitors', exact: true }).getByRole('button', { name: 'Brightness' }).first().click();
  await page.getByRole('region', { name: 'How does it stand?' }).getByRole('button', { name: 'Why?' }).click();
  const behind = page.getByRole('region', { name: 'What lies behind it?' });
  await expect(behind.getByText(/^PSI over deciles: \d/)).toBeVisible();
  await expect(behind.getByText(/; accuracy held, with/)).toBeVisible();
});
