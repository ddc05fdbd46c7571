import type { Page } from '@playwright/test';
import { pngOf } from './harness/png.ts';
import { liveColourModel, openApp, type LineStatus } from './harness/app.ts';
import { blob, expect, orchard, test } from './harness/test.ts';

interface Added { added: number; rejected: { index: number; code: string }[] }

test('refused files say why, and the good ones among them are taken', async ({ page }) => {
  const api = await openApp(page);
  await api.call('data.reset', ['one', 'two']);
  const answer = await api.call<Added>('data.add', 'one', [
    blob('just words', 'image/jpeg'),
    blob('', 'image/png'),
    blob(pngOf(64, 64, [200, 40, 30])),
    blob(pngOf(12_000, 9000, [0, 0, 0], 1)),
    blob(Buffer.concat([pngOf(64, 64, [9, 9, 200]).subarray(0, 60)])),
    blob(Buffer.from('R0lGODlhEAAQAIAAAP8AAP///yH/C05FVFNDQVBFMi4wAwEAAAAh+QQAFAAAACwAAAAAEAAQAAACDoSPqcvtD6OctNqLsz4FACH5BAAUAAAALAAAAAAQABAAAAIOhI+py+0Po5y02ouzPgUAOw==', 'base64'), 'image/gif'),
    blob(pngOf(4, 4, [1, 2, 3])),
  ]);
  const codes = Object.fromEntries(answer.rejected.map(({ index, code }) => [index, code]));
  expect(codes[0]).toBe('picture-not-an-image');
  expect(codes[1]).toBe('picture-empty');
  expect(codes[3]).toBe('picture-too-large');
  expect(codes[4]).toBe('picture-undecodable');
  expect(codes[6]).toBe('picture-too-small');
  expect(codes[2]).toBeUndefined();
  expect(codes[5]).toBeUndefined();
  expect(answer.added).toBe(2);
});

test('the same picture twice is one sample', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['one', 'two']);
  const picture = blob(pngOf(64, 64, [200, 40, 30]));
  expect(await api.call<Added>('data.add', 'one', [picture, picture, blob(pngOf(64, 64, [20, 140, 30]))])).toEqual({ added: 2, rejected: [{ index: 1, code: 'picture-duplicate' }] });
  expect(await api.call('data.summary')).toMatchObject({ counts: { one: 2 }, total: 2 });
  await api.call('data.add', 'one', [picture]);
  expect(await api.call('data.summary')).toMatchObject({ total: 2 });
});

test('labels are text, whatever is written in them', async ({ page }) => {
  const api = await openApp(page, './#/data');
  const strange = ['<img src=x onerror="window.hacked = 1">', '🍌🍏', 'ناضج', '"><script>window.hacked = 1</script>'];
  await api.call('data.reset', strange);
  for (const label of strange) await expect(page.getByText(label, { exact: true }).first()).toBeVisible();
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  await expect(api.call('data.reset', ['x'.repeat(10_000)])).rejects.toMatchObject({ code: 'label-too-long' });
  await expect(api.call('data.reset', ['a', ' a '])).rejects.toMatchObject({ code: 'label-duplicate' });
  expect(await api.call<{ labels: string[] }>('data.summary')).toMatchObject({ labels: strange });
});

test('five thousand files at once are taken in while the page stays usable', async ({ page }) => {
  test.setTimeout(180_000);
  const api = await openApp(page, './#/data');
  await api.call('data.reset', ['noise', 'other']);
  // A few hundred real pictures among files that are none: each answers, none is lost.
  const answer = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(32, 32);
    const context = canvas.getContext('2d')!;
    const files: Blob[] = [];
    for (let i = 0; i < 5000; i += 1) {
      if (i % 50 > 0) {
        files.push(new Blob([`text ${i}`], { type: 'image/png' }));
        continue;
      }
      context.fillStyle = `rgb(${i % 256} ${(i >> 3) % 256} 90)`;
      context.fillRect(0, 0, 32, 32);
      files.push(await canvas.convertToBlob());
    }
    const { added, rejected } = await (window as unknown as { orchard: { data: { add(label: string, files: Blob[]): Promise<Added> } } }).orchard.data.add('noise', files);
    return { added, rejected: rejected.length };
    type Added = { added: number; rejected: unknown[] };
  });
  expect(answer).toEqual({ added: 100, rejected: 4900 });
});

test('an address of nonsense opens the page and says so', async ({ page }) => {
  await openApp(page, `./#/line?seed=${'9'.repeat(400)}&preset=%00&scenario=${encodeURIComponent('{"length":1e300,"drifts":[{"kind":"x"}]}')}&hide=everything`);
  await expect(page.getByRole('alert')).toContainText('url-invalid');
  await expect(page.getByRole('navigation', { name: 'Screens' }).first()).toBeVisible();
});

test('a scenario of a million fruits is clamped, a broken one refused, and the line stands', async ({ page }) => {
  const api = await openApp(page);
  await expect(api.call('line.load', { schema: 1, drifts: 'many' })).rejects.toMatchObject({ code: 'scenario-invalid' });
  await expect(api.call('line.load', { schema: 1, seed: 'x' })).rejects.toMatchObject({ code: 'scenario-invalid' });
  await expect(api.call('line.load', 'no-such-story')).rejects.toMatchObject({ code: 'scenario-preset-unknown' });
  await api.call('line.load', { schema: 1, length: 1e12, labelDelay: 1e12 });
  expect((await api.call<LineStatus>('line.status')).index).toBe(0);
});

test('a model file cut short or changed is refused and nothing is registered', async ({ page }) => {
  const api = await openApp(page);
  const { version } = await liveColourModel(page, 80);
  const { bytes } = await api.call<{ bytes: Buffer }>('models.export', version);
  const before = (await api.call<unknown[]>('models.list')).length;
  await expect(api.call('models.import', blob(bytes.subarray(0, Math.floor(bytes.length / 2))))).rejects.toMatchObject({ code: 'file-truncated' });
  const bent = Buffer.from(bytes);
  const weights = bent.indexOf('weights.bin') + 'weights.bin'.length + 40;
  bent[weights] = bent[weights]! ^ 0xff;
  await expect(api.call('models.import', blob(bent))).rejects.toThrow(/file-checksum|zip-hostile/);
  await expect(api.call('models.import', blob('PK not really'))).rejects.toMatchObject({ code: 'file-schema' });
  expect((await api.call<unknown[]>('models.list')).length).toBe(before);
  await api.call('models.import', blob(bytes));
  expect((await api.call<unknown[]>('models.list')).length).toBe(before + 1);
});

test('a corrupt row is set aside, said, and the rest works', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 80);
  await page.evaluate(async () => {
    const [{ name }] = (await indexedDB.databases()) as [{ name: string }];
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
    const transaction = db.transaction('samples', 'readwrite');
    const store = transaction.objectStore('samples');
    const [key] = await new Promise<IDBValidKey[]>((resolve) => {
      const request = store.getAllKeys();
      request.onsuccess = () => resolve(request.result);
    });
    if (store.keyPath === null) store.put({ broken: true }, key!);
    else store.put({ [String(store.keyPath)]: key, broken: true });
    await new Promise((resolve) => { transaction.oncomplete = resolve; });
    db.close();
  });
  await page.reload();
  await api.ready();
  expect((await api.call<{ total: number }>('data.summary')).total).toBe(79);
  await expect(page.getByRole('alert')).toContainText('storage-corrupt');
  await api.call('line.step', 5);
});

test('without IndexedDB the page works and says that nothing is kept', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  const api = await openApp(page);
  await api.call('data.pick', { count: 40, seed: 1 });
  expect((await api.call<{ total: number }>('data.summary')).total).toBe(40);
  await page.getByRole('button', { name: /^Storage/ }).click();
  await expect(page.getByText('This window keeps nothing')).toBeVisible();
});

test('of many tabs one leads soon, each time the one that leads is closed', async ({ page, context }) => {
  await openApp(page, './#/line');
  const others: Page[] = [];
  for (let i = 0; i < 7; i += 1) {
    others.push(await context.newPage());
    await openApp(others[i]!, './#/line');
  }
  await page.close();
  for (let round = 0; round < 2; round += 1) {
    const leads = (tab: Page): Promise<boolean> => orchard(tab).call('line.look', null).then(() => true, () => false);
    await expect.poll(async () => (await Promise.all(others.map(leads))).filter(Boolean).length).toBe(1);
    const standing = await Promise.all(others.map(leads));
    const [leader] = others.splice(standing.indexOf(true), 1);
    await leader!.close();
  }
});

test('a second tab looks on, and takes over when the first is closed', async ({ page, context }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.step', 30);
  const second = await context.newPage();
  const other = await openApp(second, './#/line');
  await expect(second.getByText('Orchard is open in another tab')).toBeVisible();
  await expect(other.call('line.play')).rejects.toMatchObject({ code: 'not-leading' });
  await expect(other.call('data.reset', [])).rejects.toMatchObject({ code: 'not-leading' });
  await page.close();
  await expect(second.getByText('Orchard is open in another tab')).toBeHidden();
  await orchard(second).ready();
  await orchard(second).call('line.step', 10);
  expect(await orchard(second).call('log.count')).toBe(40);
});
