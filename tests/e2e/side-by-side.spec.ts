import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('recipes stand side by side, and heads that learn with every truth run beside the live version', async ({ page }) => {
  test.setTimeout(240_000);
  const api = await openApp(page, './?backend=wasm#/line?preset=lamp-ages&seed=7');
  await liveColourModel(page, 120);
  await api.call('train', { kind: 'cnn', inputSize: 48, epochs: 2 });
  await api.call('line.play', { speed: 'max', until: 1500 });
  await api.call('line.reached', 1500);
  await api.call('line.pause');
  await page.goto('./#/improve');
  const remedies = page.getByRole('group', { name: 'Eight remedies' });
  await remedies.getByText('New architecture').click();
  const table = page.getByRole('table', { name: 'Versions side by side' });
  await expect(table.getByRole('row')).toHaveCount(5);
  await page.getByRole('button', { name: 'Hold them side by side' }).click();
  const maps = page.getByRole('img', { name: /occlusion map of v/ });
  await expect(maps).toHaveCount(2, { timeout: 120_000 });
  await expect(page.getByRole('img', { name: /class activation map of v2/ })).toHaveCount(1);
  await expect(table.getByRole('row', { name: /v1, live/ })).toContainText(/\d\s?ms/u);

  await remedies.getByText('Model feedback').click();
  await page.getByRole('button', { name: 'Let them run' }).click();
  await expect(page.getByRole('table', { name: 'On this line' }).getByRole('row')).toHaveCount(4, { timeout: 120_000 });
  await expect(page.getByRole('table', { name: 'In The echo' }).getByRole('row')).toHaveCount(4, { timeout: 120_000 });
  await expect(page.getByText(/is told that it is/u)).toBeVisible();
});
