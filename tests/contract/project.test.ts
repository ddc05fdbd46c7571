import { strToU8, unzipSync, zipSync } from 'fflate';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { RowBuffer } from '../../src/domain/log/rows.ts';
import { openMemoryStorage, openStorage } from '../../src/storage/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { sha256 } from '../../src/storage/sha256.ts';
import { PROJECT_SCHEMA, type Manifest } from '../../src/storage/project/format.ts';
import { exportProject } from '../../src/storage/project.ts';
import { recordOf } from '../../workers/monitor/records.ts';
import { artifact, change, dataSetVersion, importProject, model, photoSet, run, sampleEntry, scenario } from './fixtures.ts';
import { judged } from '../unit/log/judged.ts';

const options = { appVersion: '0.1.0', nowMs: 5 };
type Files = Record<string, Uint8Array<ArrayBuffer>>;

async function fill(storage: Storage): Promise<void> {
  await storage.labels.set(['ripe', 'unripe']);
  await storage.samples.change({ put: [await sampleEntry('a'), await sampleEntry('b', 'unripe'), await sampleEntry('gone')] });
  await storage.samples.change({ remove: [(await sampleEntry('gone')).sample.id] });
  await storage.dataSetVersions.add(dataSetVersion('x'));
  await storage.runs.add(run({ curves: { trainLoss: [1, NaN], trainAccuracy: [], validationLoss: [], validationAccuracy: [] } }));
  await storage.models.add(model(), artifact());
  await storage.models.add(model('removed'), artifact());
  await storage.aliases.set('champion', 1);
  await storage.aliases.set('challenger', 2);
  await storage.models.remove(2);
  await storage.deployments.append({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 1, reason: 'first', replaced: null });
  await storage.revisions.replace([{ from: 0, scenario: scenario({ seed: 3 }) }]);
  await storage.eventLog.append({ index: 1, atMs: 2, type: 'slider', data: null });
  await storage.reviews.add({ what: 'cleaning', by: 'hand', atMs: 4, decisions: [{ id: (await sampleEntry('a')).sample.id, act: 'keep', before: 'ripe', reasons: ['label', 'far-off'] }] });
  const { set, photographs } = await photoSet('mine', [['p', 'ripe'], ['q', null]]);
  await storage.photoSets.add(set, photographs);
  const gone = await photoSet('gone', [['r', 'ripe']]);
  await storage.photoSets.add(gone.set, gone.photographs);
  await storage.photoSets.remove([gone.set.id]);
  await storage.settings.set('review', { total: 7 });
  await storage.settings.set('theme', 'dark');
  await storage.settings.set('windowEvents', 300);
  const buffer = new RowBuffer(0, ['ripe', 'unripe'], ['hue']);
  buffer.append(judged({ count: 60, features: ['hue'] }), 0);
  await storage.log.append([recordOf(buffer.rows(0, 40)), recordOf(buffer.rows(40))]);
}

async function contentOf(storage: Storage) {
  const rows = [];
  for await (const row of storage.dumpAll(['samples', 'pictures', 'thumbnails', 'dataSetVersions', 'runs', 'models', 'artifacts', 'aliases', 'deployments', 'revisions', 'eventLog', 'logSegments', 'logSummaries', 'photoSets'])) rows.push(row);
  return { rows, labels: await storage.labels.get(), reviews: await storage.reviews.list(), settings: await storage.settings.all() };
}

/** A project file with its files changed and, unless told otherwise, a manifest that fits. */
async function forge(change: (files: Files) => void, { fit = true } = {}): Promise<Blob> {
  const storage = openMemoryStorage();
  await fill(storage);
  const files = unzipSync(new Uint8Array(await (await exportProject(storage, options)).arrayBuffer())) as Files;
  change(files);
  if (fit) {
    const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json'])) as Manifest;
    const names = Object.keys(files).filter((name) => name !== 'manifest.json');
    manifest.files = await Promise.all(names.map(async (name) => ({ name, sizeBytes: files[name]!.length, sha256: await sha256(files[name]!) })));
    files['manifest.json'] = strToU8(JSON.stringify(manifest));
  }
  return new Blob([zipSync(files)]);
}

describe.each([
  ['IndexedDB', () => openStorage()],
  ['memory', async () => openMemoryStorage()],
])('a project over %s', (_, open) => {
  let storage: Storage;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    storage = await open();
  });

  it('comes back as it went, but for what was removed and what is the machine\'s', async () => {
    await fill(storage);
    const written: number[] = [];
    const file = await exportProject(storage, { ...options, onProgress: ({ done }) => written.push(done) });
    expect(written).toEqual(Array.from({ length: written.length }, (_, i) => i + 1));
    expect(written.length).toBeGreaterThan(5);
    const before = await contentOf(storage);
    const other = openMemoryStorage();
    await other.settings.set('theme', 'light');
    await other.labels.set(['something else']);
    await other.vectors.put([{ block: 'colour', inputSize: 48, id: 'x', values: Float32Array.of(1) }]);
    const progress: number[] = [];
    await importProject(other, file, { onProgress: ({ done }) => progress.push(done) });
    const after = await contentOf(other);
    const gone = (await sampleEntry('gone')).sample.id;
    const kept = before.rows.filter(({ store, key, value }) => key !== gone && !(store === 'artifacts' && key === 2) && !(store === 'aliases' && value === 2));
    expect(after.rows).toEqual(kept);
    expect(after.labels).toEqual(['ripe', 'unripe']);
    expect(after.reviews).toEqual(before.reviews);
    expect(after.settings).toEqual({ theme: 'light', review: { total: 7 }, windowEvents: 300 });
    expect((await other.vectors.get('colour', 48, ['x'])).size).toBe(0);
    expect(await other.models.nextNumber()).toBe(3);
    expect(progress.length).toBeGreaterThan(5);
  });

  it('takes sets of photographs along, and tells of none where there are none', async () => {
    await fill(storage);
    const other = openMemoryStorage();
    const file = await exportProject(storage, options);
    await importProject(other, file);
    const { set } = await photoSet('mine', [['p', 'ripe'], ['q', null]]);
    expect(await other.photoSets.list()).toEqual([set]);
    expect(await Promise.all((await other.photoSets.files(set.id))!.map((photograph) => photograph.text()))).toEqual(['p', 'q']);
    const names = async (zip: Blob) => Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer()))).filter((name) => name.includes('photo'));
    expect((await names(file)).sort()).toEqual([...set.photographs.map((id) => `photos/${id}`), 'rows/photoSets.json', 'rows/photos.json'].sort());
    await storage.photoSets.remove([set.id]);
    const without = await exportProject(storage, options);
    expect(await names(without)).toEqual([]);
    await importProject(other, without);
    expect(await other.photoSets.list()).toEqual([]);
  });

  it('takes the line along as it is, and not what was put aside', async () => {
    await fill(storage);
    const cut = new RowBuffer(0, ['ripe', 'unripe'], ['hue']);
    cut.append(judged({ count: 30, features: ['hue'] }), 0);
    await storage.log.fork({ from: 30, startIndex: 0, cut: recordOf(cut.rows()), rows: 30, change: change('seek') });
    const other = openMemoryStorage();
    await importProject(other, await exportProject(storage, options));
    expect([await other.log.keys(), (await other.log.read(0))?.count, await other.log.aside()]).toEqual([[0], 30, null]);
    expect(await other.log.state()).toEqual({ startIndex: 0, prunedRows: 0, spans: [{ branch: 0, from: 0 }] });
  });

  it('can leave the log behind', async () => {
    await fill(storage);
    const other = openMemoryStorage();
    await importProject(other, await exportProject(storage, { ...options, withLog: false }));
    expect([await other.log.keys(), await other.samples.count()]).toEqual([[], 2]);
  });

  it('stops when cancelled', async () => {
    await fill(storage);
    await expect(exportProject(storage, { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const file = await exportProject(storage, options);
    const before = await contentOf(storage);
    await expect(importProject(storage, file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await contentOf(storage)).toEqual(before);
  });

  const text = (value: unknown) => strToU8(JSON.stringify(value)) as Uint8Array<ArrayBuffer>;
  const picture = (files: Files) => Object.keys(files).find((name) => name.startsWith('pictures/'))!;

  it.each<[string, string, () => Promise<Blob>]>([
    ['something else', 'file-schema', async () => new Blob(['no zip at all, but long enough to be one, perhaps'])],
    ['an empty file', 'file-schema', async () => new Blob([])],
    ['a zip of something else', 'project-foreign', async () => new Blob([zipSync({ 'a.txt': strToU8('hello') })])],
    ['a cut file', 'file-truncated', async () => (await forge(() => {})).slice(0, -40)],
    ['a file without its beginning', 'file-truncated', async () => (await forge(() => {})).slice(40)],
    ['a changed picture', 'file-checksum', () => forge((files) => { files[picture(files)] = strToU8('another') as Uint8Array<ArrayBuffer>; }, { fit: false })],
    ['a picture under another\'s name', 'file-checksum', () => forge((files) => { files[picture(files)] = strToU8('another') as Uint8Array<ArrayBuffer>; })],
    ['a changed photograph', 'file-checksum', () => forge((files) => { files[Object.keys(files).find((name) => name.startsWith('photos/'))!] = strToU8('another') as Uint8Array<ArrayBuffer>; })],
    ['a set without its photographs', 'file-schema', () => forge((files) => { for (const name of Object.keys(files)) if (name.startsWith('photos/') || name === 'rows/photos.json') delete files[name]; })],
    ['a later schema', 'file-version', () => forge((files) => { files['manifest.json'] = text({ format: 'orchard-project', schema: PROJECT_SCHEMA + 1, whatever: 1 }); }, { fit: false })],
    ['a missing file', 'file-truncated', () => forge((files) => { delete files[picture(files)]; })],
    ['what was done about alerts that is no list', 'file-schema', () => forge((files) => { files['care.json'] = text({ silences: 5, acknowledgements: [] }); })],
    ['more silences than there may be', 'file-too-large', () => forge((files) => { files['care.json'] = text({ silences: Array(501).fill({}), acknowledgements: [] }); })],
    ['a file too many', 'file-schema', () => forge((files) => { files['extra/file'] = text(1); })],
    ['a file that the manifest does not know', 'file-schema', () => forge((files) => { files['extra/file'] = text(1); }, { fit: false })],
    ['a row that does not parse', 'file-schema', () => forge((files) => { files['rows/runs.json'] = text([[1, { id: 1 }]]); })],
    ['a row under another\'s key', 'file-schema', () => forge((files) => { files['rows/dataSetVersions.json'] = text([[5, { ...dataSetVersion('x'), number: 1 }]]); })],
    ['an alias of no model', 'file-schema', () => forge((files) => { files['rows/aliases.json'] = text([['champion', 9]]); })],
    ['a sample without a picture', 'file-schema', () => forge((files) => {
      files['rows/pictures.json'] = text([]);
      for (const name of Object.keys(files)) if (name.startsWith('pictures/')) delete files[name];
    })],
    ['a picture that is a page', 'file-schema', () => forge((files) => {
      const rows = JSON.parse(new TextDecoder().decode(files['rows/pictures.json'])) as [string, { type: string }][];
      rows[0]![1].type = 'text/html';
      files['rows/pictures.json'] = text(rows);
    })],
    ['a torn log segment', 'file-schema', () => forge((files) => { files['log/0'] = files['log/0']!.slice(0, 100); })],
    ['overlapping log segments', 'file-schema', () => forge((files) => {
      const buffer = new RowBuffer(30, ['ripe', 'unripe'], ['hue']);
      buffer.append(judged({ first: 30, count: 30, features: ['hue'] }), 0);
      const { segment } = recordOf(buffer.rows());
      files['log/30'] = new Uint8Array(segment.bytes);
      files['rows/logSegments.json'] = text([[0, { firstIndex: 0, count: 40 }], [30, { firstIndex: 30, count: 30 }], [40, { firstIndex: 40, count: 20 }]]);
    })],
    ['a path that leads out', 'zip-hostile', () => forge((files) => { files['../outside'] = text(1); }, { fit: false })],
    ['an absolute path', 'zip-hostile', () => forge((files) => { files['/etc/passwd'] = text(1); }, { fit: false })],
    ['a backslash', 'zip-hostile', () => forge((files) => { files['rows\\..\\x'] = text(1); }, { fit: false })],
    ['a name that the manifest does not have', 'file-schema', () => forge((files) => { files['Manifest.json'] = text(1); }, { fit: false })],
  ])('refuses %s (%s) and changes nothing', async (_what, code, make) => {
    await fill(storage);
    const before = await contentOf(storage);
    await expect(importProject(storage, await make())).rejects.toMatchObject({ code });
    expect(await contentOf(storage)).toEqual(before);
  });

  it('refuses more than the limits, as declared', async () => {
    const file = await forge(() => {});
    await expect(importProject(storage, file, { limits: { entries: 3, entryBytes: 1e9, totalBytes: 1e9 } })).rejects.toMatchObject({ code: 'file-too-large' });
    await expect(importProject(storage, file, { limits: { entries: 1e3, entryBytes: 10, totalBytes: 1e9 } })).rejects.toMatchObject({ code: 'file-too-large' });
    await expect(importProject(storage, file, { limits: { entries: 1e3, entryBytes: 1e9, totalBytes: 10 } })).rejects.toMatchObject({ code: 'file-too-large' });
  });

  /** Writes a number into every header of a zip: of the directory, and of the files themselves. */
  const everywhere = (bytes: Uint8Array, value: number, { inDirectory, inFile }: { inDirectory: number; inFile?: number }): Blob => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < bytes.length - 4; at += 1) {
      const signature = view.getUint32(at, true);
      if (signature === 0x02014b50) view.setUint32(at + inDirectory, value, true);
      if (signature === 0x04034b50 && inFile !== undefined) view.setUint32(at + inFile, value, true);
    }
    return new Blob([bytes as Uint8Array<ArrayBuffer>]);
  };

  it('refuses a bomb that declares to be small', async () => {
    const bomb = () => zipSync({ 'manifest.json': new Uint8Array(5_000_000) }, { level: 9 });
    await expect(importProject(storage, everywhere(bomb(), 100, { inDirectory: 24, inFile: 22 }))).rejects.toMatchObject({ code: 'zip-hostile' });
    // Only the directory says so, as after damage.
    await expect(importProject(storage, everywhere(bomb(), 100, { inDirectory: 24 }))).rejects.toMatchObject({ code: 'file-checksum' });
  });

  it('refuses a file that no packing makes as small as it says, before memory is spent on it', async () => {
    const bytes = zipSync({ 'manifest.json': strToU8('{}') });
    await expect(importProject(storage, everywhere(bytes, 16_000_000, { inDirectory: 24, inFile: 22 }))).rejects.toMatchObject({ code: 'file-checksum' });
  });

  it('refuses files that share their bytes', async () => {
    const files = () => zipSync({ 'manifest.json': strToU8('{}'), b: strToU8('{}') }, { level: 0 });
    // The first file is said to reach over the second one, by itself as well.
    const reaching = (headers: { inDirectory: number; inFile?: number }) => everywhere(files(), 40, headers);
    await expect(importProject(storage, reaching({ inDirectory: 20, inFile: 18 }))).rejects.toMatchObject({ code: 'zip-hostile' });
    await expect(importProject(storage, reaching({ inDirectory: 20 }))).rejects.toMatchObject({ code: 'file-checksum' });
    await expect(importProject(storage, everywhere(files(), 0, { inDirectory: 42 }))).rejects.toMatchObject({ code: 'file-checksum' });
  });
});
