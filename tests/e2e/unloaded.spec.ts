import type { BrowserContext } from '@playwright/test';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const PARTS = /\/assets\/.*\.(js|css)$/;
const MISSING = /could not be loaded/;

/** The site was updated: what a page has not loaded yet is no more. */
const update = (context: BrowserContext) => context.route(PARTS, (route) => route.fulfill({ status: 404, body: 'Not found' }));

test('a part of the page that is gone is said with a way on, changes nothing, and is asked for again', async ({ page, context, watch }) => {
  watch.allow(/404|dynamically imported|preload|MIME type/);
  const api = await openApp(page, './');
  await liveColourModel(page);
  await update(context);
  await page.evaluate(() => { location.hash = '#/alerts'; });
  const main = page.locator('main').getByRole('alert');
  await expect(main).toContainText(MISSING);
  await expect(main.getByRole('button', { name: 'Reload the page' })).toBeVisible();
  await expect(api.call('project.export')).rejects.toMatchObject({ code: 'page-incomplete' });
  await expect(api.call('detectors.run', 'ADWIN', {}, [0, 1])).rejects.toMatchObject({ code: 'page-incomplete' });

  await context.unroute(PARTS);
  await page.evaluate(() => { location.hash = '#/models'; });
  await expect(page.getByRole('heading', { level: 1, name: 'Models' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'The line', exact: true })).toBeVisible();
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Reload the page' }).click();
  await api.ready();
  expect(await api.call<unknown[]>('models.list')).toHaveLength(1);
  await expect(page.getByText(MISSING)).toHaveCount(0);
});

test('a page whose script does not come says so', async ({ page, context, watch }) => {
  watch.allow(/404/);
  await context.route(/\/assets\/.*\.js$/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
  await page.goto('./');
  await expect(page.getByText(/Orchard is not there yet\. If this stays/)).toBeVisible();
});
