import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { openApp } from './harness/app.ts';
import { addBurst } from './harness/pictures.ts';
import { pngOf } from './harness/png.ts';
import { blob, expect, orchard, test } from './harness/test.ts';

interface Added { added: number; rejected: { index: number; code: string; about?: string }[] }
interface Summary { labels: string[]; counts: Record<string, number>; total: number }

const RED = pngOf(64, 64, [200, 40, 30]);
const GREEN = pngOf(64, 64, [20, 140, 30]);
const BLUE = pngOf(64, 64, [20, 40, 190]);
const zipOf = (files: Zippable) => ({ name: 'pictures.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) });
const summary = (page: Page) => orchard(page).call<Summary>('data.summary');

/** A JPEG of the browser's own making, as large as a photograph. */
async function jpeg(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 200);
    const context = canvas.getContext('2d')!;
    for (let x = 0; x < 300; x += 10) {
      context.fillStyle = `rgb(${x % 256} ${255 - (x % 256)} 90)`;
      context.fillRect(x, 0, 10, 200);
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  return Buffer.from(base64, 'base64');
}

/** Marker segments of so many bytes in all, before everything else that the JPEG says. */
function withMetadata(picture: Buffer, marker: number, head: string, bytes: number): Buffer {
  const segments: Buffer[] = [];
  for (let left = bytes; left > 0; left -= 65_500) {
    const payload = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(Math.min(left, 65_500))]).subarray(0, 65_533);
    segments.push(Buffer.from([0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255]), payload);
  }
  return Buffer.concat([picture.subarray(0, 2), ...segments, picture.subarray(2)]);
}

test('a zip that is no project is taken as pictures, each under its folder', async ({ page }) => {
  await openApp(page, './#/data');
  const chooser = page.locator('input[accept*=".zip"]').last();
  await chooser.setInputFiles(zipOf({ 'ripe/': new Uint8Array(), 'ripe/a.png': RED, 'ripe/notes.txt': strToU8('x'), 'unripe/é.png': GREEN, '__MACOSX/ripe/._a.png': strToU8('x') }));
  await expect.poll(() => summary(page)).toMatchObject({ counts: { ripe: 1, unripe: 1 }, total: 2 });
  await expect(page.getByText('One file was no picture and passed over.')).toBeVisible();
  await chooser.setInputFiles(zipOf({ 'manifest.json': strToU8('{"type":"image"}'), 'Class 1-!-0.png': BLUE }));
  await expect.poll(() => summary(page)).toMatchObject({ labels: ['ripe', 'unripe', 'Class 1'], total: 3 });
});

test('a zip of pictures that is opened as a project is told from one, with the way to take it in', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await expect(api.call('project.import', blob(zipOf({ 'ripe/a.png': RED }).buffer))).rejects.toMatchObject({ code: 'project-foreign' });
  await page.goto('./');
  await page.locator('input[accept*=".zip"]').first().setInputFiles(zipOf({ 'ripe/a.png': RED }));
  await expect(page.getByRole('alert')).toContainText('This is not a project that Orchard wrote.');
  await expect(page.getByRole('alert')).toContainText('add it on Data: its folders become labels');
});

test('a folder is taken whole, chosen or dropped, and the folders in it become labels', async ({ page }, info) => {
  await openApp(page, './#/data');
  const folder = info.outputPath('fruit');
  for (const [name, bytes] of Object.entries({ 'ripe/a.png': RED, 'unripe/deep/b.png': GREEN, 'ripe/.hidden': RED, 'list.csv': Buffer.from('a,b') })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await expect.poll(() => summary(page)).toMatchObject({ counts: { ripe: 1, deep: 1 }, total: 2 });

  await orchard(page).call('data.reset', ['other']);
  const cdp = await page.context().newCDPSession(page);
  const main = (await page.locator('main').boundingBox())!;
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: main.x + 5, y: main.y + 60, data: { items: [], files: [folder], dragOperationsMask: 1 } });
  }
  await expect.poll(() => summary(page)).toMatchObject({ labels: ['other', 'deep', 'ripe'], total: 2 });
  await expect(page.getByText('One file was no picture and passed over.')).toBeVisible();
  await expect(page.getByText(/damaged/u)).toBeHidden();
});

test('a JPEG with a megabyte of metadata before its frame header is taken', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['one', 'two']);
  const plain = await jpeg(page);
  const files = [
    withMetadata(plain, 0xe1, 'http://ns.adobe.com/xmp/extension/\0', 1_300_000), withMetadata(plain, 0xe2, 'ICC_PROFILE\0\x01\x09', 560_000),
    withMetadata(plain, 0xed, 'Photoshop 3.0\0', 300_000), withMetadata(plain, 0xfe, 'a comment', 2_000_000),
  ];
  const answers = await Promise.all(files.map((file) => api.call<Added>('data.add', 'one', [blob(file)])));
  for (const { rejected } of answers) expect(rejected.filter(({ code }) => code !== 'picture-duplicate')).toEqual([]);
});

test('what is refused names what it is', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['one', 'two']);
  const { rejected } = await api.call<Added>('data.add', 'one', [
    blob('%PDF-1.7'), blob(Buffer.from([0, 0, 0, 24, ...Buffer.from('ftypheic'), 0, 0, 0, 0])), blob(pngOf(12_000, 9000, [0, 0, 0], 1)),
  ]);
  expect(rejected).toEqual([
    { index: 0, code: 'picture-not-an-image', about: 'a PDF document' }, { index: 1, code: 'picture-heic' }, { index: 2, code: 'picture-too-large', about: '108 megapixels' },
  ]);
  await expect(page.getByText('This is a PDF document, not a picture.')).toBeVisible();
  await expect(page.getByText('This is a HEIC photograph')).toBeVisible();
  await expect(page.getByText('This picture has 108 megapixels')).toBeVisible();
  await expect(page.getByText('All pictures carry the same label')).toHaveCount(0);
});

test('the same picture under a second label stays, is said, and can be moved and moved back', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['ripe', 'unripe']);
  await api.call('data.add', 'ripe', [blob(RED), blob(GREEN)]);
  expect(await api.call<Added>('data.add', 'unripe', [blob(RED), blob(BLUE)])).toEqual({ added: 1, rejected: [{ index: 0, code: 'picture-elsewhere', about: '“ripe”' }] });
  expect(await summary(page)).toMatchObject({ counts: { ripe: 2, unripe: 1 } });
  await expect(page.getByText('One picture is there already under “ripe”')).toBeVisible();
  await page.getByRole('button', { name: 'Move it to “unripe”' }).click();
  await expect.poll(() => summary(page)).toMatchObject({ counts: { ripe: 1, unripe: 2 } });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => summary(page)).toMatchObject({ counts: { ripe: 2, unripe: 1 } });
  await api.call('data.add', 'ripe', [blob(RED), blob(GREEN)]);
  await expect(page.getByText('2 pictures were there already.')).toBeVisible();
});

test('labels that only look different are one, and nothing that cannot be seen is a label', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await expect(api.call('data.reset', ['ripe', 'ripe\u200b'])).rejects.toMatchObject({ code: 'label-duplicate' });
  await expect(api.call('data.reset', ['\u200b', '\u2060'])).rejects.toMatchObject({ code: 'label-empty' });
  await api.call('data.reset', ['ripe']);
  await page.getByRole('button', { name: 'Add a label' }).click();
  await page.getByRole('textbox', { name: 'New label' }).fill('Ripe\u2060');
  await page.getByRole('textbox', { name: 'New label' }).press('Enter');
  await expect(page.getByRole('alert')).toContainText('“Ripe” looks like “ripe”');
});

test('fruit of the orchard and of the line comes under the labels that are there, however they are spelled', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['Unripe', 'Ripe']);
  expect(await api.call<Added>('data.pick', { count: 60, seed: 1 })).toMatchObject({ added: 60 });
  const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  await api.call('line.play', { until: 90, speed: 'max' });
  await api.call('line.reached', 90);
  expect((await api.call<{ added: number }>('data.collect', 20)).added).toBeGreaterThan(0);
  expect((await api.call<{ labels: string[] }>('data.summary')).labels).toEqual(['Unripe', 'Ripe']);
});

test('a burst is never on both sides of the split, and a label of one burst is said to have no honest test', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['a', 'b']);
  for (const [label, seed] of [['a', 1], ['b', 3]] as const) await addBurst(page, label, seed, 12);
  await expect(page.getByText('All 12 pictures of “a” are one burst').first()).toBeVisible();
  const first = await api.call<{ leaks: unknown }>('train', { kind: 'colour' });
  expect(first.leaks).toEqual([{ label: 'a', pictures: 12 }, { label: 'b', pictures: 12 }]);
  await page.goto('./#/train');
  await expect(page.getByText('This test is not honest')).toBeVisible();

  for (const seed of [11, 12, 13]) for (const [label, salt] of [['a', 100], ['b', 200]] as const) await addBurst(page, label, seed + salt, 12);
  const { leaks, metrics } = await api.call<{ leaks: unknown; metrics: { confusion: number[][] } }>('train', { kind: 'colour' });
  expect(leaks).toEqual([]);
  expect(metrics.confusion.map((row) => row.reduce((sum, n) => sum + n, 0))).toEqual([12, 12]);
});

test('one stray picture beside a burst is too little to test on, and that is said on Data and Train', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['a', 'b']);
  await addBurst(page, 'a', 1, 12);
  await addBurst(page, 'a', 77, 1);
  for (const seed of [3, 33, 333]) await addBurst(page, 'b', seed, 4);
  await expect(page.getByText('12 of 13 pictures of “a” are one burst').first()).toBeVisible();
  const { leaks } = await api.call<{ leaks: unknown }>('train', { kind: 'colour' });
  expect(leaks).toEqual([{ label: 'a', pictures: 12, others: 1 }]);
  await page.goto('./#/train');
  await expect(page.getByRole('group', { name: 'This test is not honest' })).toContainText('one other picture is too little to test on. The figures below say little of it.');
});

test('a name is isolated where it is shown, and signs in it that cannot be seen are seen as such', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['ripe', '\u05d1\u05e9\u05dc']);
  await expect(page.getByRole('region', { name: '\u05d1\u05e9\u05dc' }).locator('h2 bdi')).toHaveText('\u05d1\u05e9\u05dc');
  await page.locator('input[accept*="image/*"]').first().setInputFiles({ name: 'ripe\u202Egnp.exe', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByRole('group', { name: 'Refused files' }).locator('bdi')).toHaveText('ripeU+202Egnp.exe');
});

test('everything can be reset for the next class with a second tab open, and brought back', async ({ page, context }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.pick', { count: 40, seed: 1 });
  const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  await api.call('line.step', 20);
  const second = await context.newPage();
  await openApp(second, './#/data');
  await expect(orchard(second).call('project.reset')).rejects.toMatchObject({ code: 'not-leading' });

  await page.getByRole('button', { name: /^Storage/u }).click();
  await page.getByRole('button', { name: 'Reset everything' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset everything for the next class' });
  await expect(dialog).toContainText('40 pictures, 1 model, 20 judged fruits');
  await dialog.getByRole('button', { name: 'Reset everything' }).click();
  await expect(page.getByText('Everything was removed', { exact: true })).toBeVisible();
  expect(await summary(page)).toMatchObject({ labels: [], total: 0 });
  expect(await api.call('models.list')).toEqual([]);
  expect(await api.call('log.count')).toBe(0);
  expect(await api.call('line.status')).toMatchObject({ index: 0, running: false });

  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(page.getByText('Everything was removed', { exact: true })).toBeHidden();
  expect(await summary(page)).toMatchObject({ total: 40 });
  expect(await api.call('log.count')).toBe(20);
  await api.call('line.step', 5);
  expect(await api.call('log.count')).toBe(25);

  await api.call('project.reset');
  // The tab that is left reads everything anew when it takes the lead.
  const leads = second.waitForEvent('load');
  await page.close();
  await leads;
  await orchard(second).ready();
  expect(await summary(second)).toMatchObject({ total: 0 });
  expect(await orchard(second).call('log.count')).toBe(0);
});
