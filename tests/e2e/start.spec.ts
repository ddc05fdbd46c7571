import type { Page } from '@playwright/test';
import { STORES } from '../../src/storage/engine/engine.ts';
import { liveColourModel, openApp, type LineStatus } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** A page of the site that is not the app, in which a test may get at the database. */
const PLAIN = './favicon.svg';
/** A picture that is a page of its own has no icon. */
const NO_ICON = /favicon\.ico/;

/** Brings the database to a version, with what is in it, as another Orchard did, and lets go of it, or holds it as one does that hears of nothing. */
async function stored(page: Page, version: number, hold: boolean): Promise<void> {
  await page.goto(PLAIN);
  await page.evaluate(({ version: wanted, hold: held, stores }) => new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('orchard', wanted);
    request.onupgradeneeded = () => { for (const store of stores) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store); };
    request.onerror = () => reject(request.error!);
    request.onsuccess = () => {
      // What nothing holds the browser closes at some time, and answers nobody until then.
      if (held) Object.assign(window, { held: request.result });
      else request.result.close();
      resolve();
    };
  }), { version, hold, stores: [...STORES] });
}

test('a database of a newer Orchard is said, is left alone, and another project can begin beside it', async ({ page, watch }) => {
  watch.allow(/storage-newer/, NO_ICON);
  await stored(page, 99, false);
  await page.goto('./#/line');
  await expect(page.getByRole('alert')).toContainText('written by a newer Orchard');
  await expect(page.getByRole('button', { name: 'Reload the page' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save what this version can read' }).click();
  expect((await download).suggestedFilename()).toBe('orchard-project.zip');
  await page.getByRole('link', { name: 'Begin another project beside it' }).click();
  await page.waitForFunction(() => 'orchard' in window);
  await expect(page.getByRole('group', { name: 'This is a project beside the stored one' })).toBeVisible();
  const api = await openApp(page, page.url());
  await liveColourModel(page, 60);
  await api.call('line.play', { speed: 'max', until: 200 });
  await api.call('line.reached', 200);
  await api.call('line.pause');
  await page.reload();
  await api.ready();
  expect(await api.call<LineStatus>('line.status')).toMatchObject({ index: 200, durable: 200 });
  await page.getByRole('link', { name: 'To the stored project' }).click();
  await expect(page.getByRole('alert')).toContainText('storage-newer');
  await page.goto(PLAIN);
  expect(await page.evaluate(async () => (await indexedDB.databases()).find(({ name }) => name === 'orchard')?.version)).toBe(99);
});

test('what a newer Orchard stored is looked at in a project beside it, from the file of what can be read', async ({ page, watch }) => {
  watch.allow(/storage-newer/, NO_ICON);
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 60);
  await api.call('line.step', 120);
  await stored(page, 99, false);
  await page.goto('./#/log');
  await expect(page.getByText('to look at it in a project beside')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save what this version can read' }).click();
  const file = await (await download).path();
  await expect(page.getByText('Begin another project and open the file there')).toBeVisible();
  await page.getByRole('link', { name: 'Begin another project beside it' }).click();
  await expect(page.getByRole('group', { name: 'This is a project beside the stored one' })).toBeVisible();
  await api.ready();
  expect(await api.call('models.list')).toEqual([]);
  await page.getByRole('button', { name: /^Storage/u }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a project' }).click();
  await (await chooser).setFiles(file);
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index, { timeout: 30_000 }).toBe(120);
  expect(await api.call('data.summary')).toMatchObject({ total: 60 });
  expect(await api.call('models.list')).toHaveLength(1);
  expect(await api.call('log.count')).toBe(120);
  await api.call('line.step', 20);
  await page.goto(PLAIN);
  expect(await page.evaluate(async () => (await indexedDB.databases()).find(({ name }) => name === 'orchard')?.version)).toBe(99);
});

test('a database that an older tab holds is said at once, and the page goes on when that tab is closed', async ({ page, context, watch }) => {
  watch.allow(NO_ICON);
  const older = await context.newPage();
  await stored(older, 1, true);
  // As whoever opens a tab has it: to one in the background the browser does not tell at once that it is blocked.
  await page.bringToFront();
  await page.goto('./#/line');
  await expect(page.getByRole('alert')).toContainText('Another tab holds an older Orchard open');
  await older.close();
  await page.waitForFunction(() => 'orchard' in window);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('work without storing leaves nothing, and says so', async ({ page }) => {
  const api = await openApp(page, './?project=memory#/data');
  await api.call('data.pick', { count: 4, seed: 1 });
  await expect(page.getByRole('group', { name: 'Nothing of this is stored' })).toBeVisible();
  await page.reload();
  await api.ready();
  expect(await api.call('data.summary')).toMatchObject({ total: 0 });
});

test('a database that is deleted under the page is said, nothing is called durable that is not, and a reload begins afresh', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 60);
  await api.call('line.step', 200);
  await page.evaluate(() => new Promise((resolve) => { indexedDB.deleteDatabase('orchard').onsuccess = resolve; }));
  const said = page.getByRole('alert').filter({ hasText: 'storage-lost' });
  await expect(said).toContainText('took away what this page had stored');
  await expect(api.call('data.pick', { count: 20, seed: 2 })).rejects.toMatchObject({ code: 'storage-lost' });
  await api.call('line.step', 50);
  expect(await api.call<LineStatus>('line.status')).toMatchObject({ index: 250, durable: 200 });
  await said.getByRole('button', { name: 'Reload the page' }).click();
  await page.waitForFunction(() => 'orchard' in window);
  await api.ready();
  expect(await api.call<LineStatus>('line.status')).toMatchObject({ index: 0, durable: 0 });
  expect(await api.call<unknown[]>('models.list')).toEqual([]);
});
