import { createHash } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { BY_NAME } from '../../src/actions/catalogue.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import type { Received } from './harness/orchard.ts';
import { blob, expect, orchard, test } from './harness/test.ts';

/** A project file whose models answer a label more than they were trained for. */
function incompatible(file: Buffer): Buffer {
  const files = unzipSync(file);
  const models = JSON.parse(strFromU8(files['rows/models.json']!)) as [number, { version: { signature: { labels: string[] } } }][];
  for (const [, { version }] of models) version.signature.labels.push('unheard of');
  files['rows/models.json'] = strToU8(JSON.stringify(models));
  const manifest = JSON.parse(strFromU8(files['manifest.json']!)) as { files: { name: string; sizeBytes: number; sha256: string }[] };
  const entry = manifest.files.find(({ name }) => name === 'rows/models.json')!;
  entry.sizeBytes = files['rows/models.json'].length;
  entry.sha256 = createHash('sha256').update(files['rows/models.json']).digest('hex');
  files['manifest.json'] = strToU8(JSON.stringify(manifest));
  return Buffer.from(zipSync(files, { level: 0 }));
}

test('an import that is refused leaves the project as it was, and the line runs on', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.step', 40);
  const { bytes } = await api.call<Received>('project.export');
  await api.call('data.pick', { count: 20, seed: 7 });
  await api.call('line.play', { speed: 200 });
  const project = async () => ({ data: await api.call('data.summary'), models: await api.call('models.list'), first: await api.call('log.query', { columns: ['index', 'predicted'], to: 40 }) });
  const before = await project();
  await expect(api.call('project.import', blob(incompatible(bytes)))).rejects.toMatchObject({ code: 'model-incompatible' });
  expect(await project()).toEqual(before);
  const { index, running } = await api.call<{ index: number; running: boolean }>('line.status');
  expect(running).toBe(true);
  await api.call('line.reached', index + 20);
  await page.reload();
  await api.ready();
  expect(await project()).toEqual(before);
});

test('an import while the line runs flat out leaves none of its fruits in the other project', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.step', 43);
  const { bytes } = await api.call<Received>('project.export');
  await api.call('line.load', 'lamp-ages', { seed: 5 });
  await api.call('line.play', { speed: 'max' });
  await api.call('line.reached', 2000);
  await api.call('project.import', blob(bytes));
  expect(await api.call('log.count')).toBe(43);
  expect(await api.call('line.status')).toMatchObject({ index: 43, running: false });
  await page.reload();
  await api.ready();
  expect(await api.call('log.count')).toBe(43);
});

test('a tab that follows is refused every call that changes anything, and reads what is stored', async ({ page, context }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.step', 30);
  const other = await context.newPage();
  const follower = await openApp(other, './#/line');
  const [rules, monitors] = [await api.call('alerts.file'), await api.call<unknown[]>('monitor.status')];
  const given: Partial<Record<string, unknown[]>> = {
    'alerts.setFile': [null], 'monitor.set': [null], 'line.load': ['lamp-ages'], 'line.seek': [0], 'line.setBeltSpeed': [20], 'data.reset': [[]], 'data.pick': [{ count: 2, seed: 1 }], 'models.deploy': [1],
    'alerts.silence': [{ matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 9e9, reason: 'x' }],
  };
  for (const [path, { kind }] of BY_NAME) {
    if (kind === 'act') await expect(follower.call(path, ...(given[path] ?? [])), path).rejects.toMatchObject({ code: 'not-leading' });
  }
  expect(await follower.call('log.count')).toBe(30);
  expect((await follower.call<unknown[]>('models.list')).length).toBe(1);
  await api.call('line.step', 12);
  expect(await follower.call('log.count')).toBe(42);
  expect(await follower.call('line.status')).toMatchObject({ index: 42 });
  await page.reload();
  await orchard(page).ready();
  expect([await api.call('alerts.file'), (await api.call<unknown[]>('monitor.status')).length, await api.call('data.summary')]).toMatchObject([rules, monitors.length, { total: 80 }]);
});

test('a silence without end is refused, and takes no other with it', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.step', 20);
  const silence = { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 9e9, reason: 'a test' };
  await api.call('alerts.silence', silence);
  // Infinity does not travel from a test to the page as JSON would have it: it is made there.
  const code = await page.evaluate(async (given) => {
    const { alerts } = (window as unknown as { orchard: { alerts: { silence(silence: unknown): Promise<unknown> } } }).orchard;
    return alerts.silence({ ...given, endsAt: Infinity }).then(() => null, (error: { code: string }) => error.code);
  }, silence);
  expect(code).toBe('argument-invalid');
  await page.reload();
  await api.ready();
  await expect.poll(() => api.call('alerts.silences')).toMatchObject([{ reason: 'a test' }]);
});
