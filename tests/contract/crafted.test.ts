import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openMemoryStorage } from '../../src/storage/index.ts';
import { readModelFile, writeModelFile } from '../../src/storage/model-file.ts';
import { exportProject } from '../../src/storage/project.ts';
import type { Manifest } from '../../src/storage/project/format.ts';
import { readProject } from '../../src/storage/project/import.ts';
import { sha256 } from '../../src/storage/sha256.ts';
import { artifact, dataSetVersion, model, run, scenario } from './fixtures.ts';

type Files = Record<string, Uint8Array<ArrayBuffer>>;
const text = (value: string) => strToU8(value) as Uint8Array<ArrayBuffer>;
const json = (value: unknown) => text(JSON.stringify(value));
const opened = (zip: Uint8Array) => new Blob([zip as Uint8Array<ArrayBuffer>]);

/** A project of a line and a model, changed by somebody who can write checksums. */
async function craftedProject(change: (files: Files) => void): Promise<Blob> {
  const storage = openMemoryStorage();
  await storage.labels.set(['ripe', 'unripe']);
  await storage.dataSetVersions.add(dataSetVersion('x'));
  await storage.runs.add(run());
  await storage.models.add(model(), artifact());
  await storage.aliases.set('champion', 1);
  await storage.deployments.append({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 1, reason: 'first', replaced: null });
  await storage.revisions.replace([{ from: 0, scenario: scenario() }]);
  await storage.eventLog.append({ index: 1, atMs: 2, type: 'slider', data: null });
  const files = unzipSync(new Uint8Array(await (await exportProject(storage, { appVersion: '0.1.0', nowMs: 5 })).arrayBuffer())) as Files;
  change(files);
  const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json'])) as Manifest;
  manifest.files = await Promise.all(Object.keys(files).filter((name) => name !== 'manifest.json').map(async (name) => ({ name, sizeBytes: files[name]!.length, sha256: await sha256(files[name]!) })));
  files['manifest.json'] = json(manifest);
  return opened(zipSync(files, { level: 1 }));
}

/** The rows of a store with the first of them edited. */
function edited(files: Files, store: string, edit: (value: Record<string, unknown>) => void): void {
  const rows = JSON.parse(new TextDecoder().decode(files[`rows/${store}.json`])) as [unknown, Record<string, unknown>][];
  edit(rows[0]![1]);
  files[`rows/${store}.json`] = json(rows);
}

const many = (count: number) => Array.from({ length: count }, (_, i) => `label ${i}`);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a crafted project', () => {
  it('is fine as it is', async () => {
    await expect(readProject(await craftedProject(() => {}))).resolves.toBeDefined();
  });

  it.each<[string, string, RegExp, (files: Files) => void]>([
    ['100,000 labels', 'file-too-large', /facts labels: at most 100$/u, (files) => { files['rows/facts.json'] = json([['labels', many(100_000)]]); }],
    ['a model of 100,000 labels', 'file-too-large', /models 1, version\.signature\.labels: at most 100$/u, (files) => edited(files, 'models', ({ version }) => { (version as { signature: { labels: string[] } }).signature.labels = many(100_000); })],
    ['a label of a megabyte', 'file-too-large', /at most 200 characters$/u, (files) => { files['rows/facts.json'] = json([['labels', ['x'.repeat(1e6)]]]); }],
    ['a label twice', 'file-schema', /a label comes twice$/u, (files) => { files['rows/facts.json'] = json([['labels', ['a', 'a']]]); }],
    ['a deployment at 2^53-1', 'file-too-large', /fromIndex: at most 10,000,000$/u, (files) => edited(files, 'deployments', (row) => { row['fromIndex'] = Number.MAX_SAFE_INTEGER; })],
    ['a revision at 2^53-1', 'file-too-large', /from: at most 10,000,000$/u, (files) => edited(files, 'revisions', (row) => { row['from'] = Number.MAX_SAFE_INTEGER; })],
    ['an event at 2^53-1', 'file-too-large', /index: at most 10,000,000$/u, (files) => edited(files, 'eventLog', (row) => { row['index'] = Number.MAX_SAFE_INTEGER; })],
    ['a line that begins at 2^53-1', 'file-too-large', /startIndex: at most 10,000,000$/u, (files) => { files['rows/facts.json'] = json([['log', { startIndex: Number.MAX_SAFE_INTEGER, prunedRows: 0 }]]); }],
    ['a counter that leaves no number', 'file-too-large', /last models: at most 1,000,000,000$/u, (files) => { files['rows/facts.json'] = json([['last models', Number.MAX_SAFE_INTEGER]]); }],
    ['a time that no calendar has', 'file-too-large', /atMs/u, (files) => edited(files, 'deployments', (row) => { row['atMs'] = 1e300; })],
    ['rows nested 5,000 deep', 'file-schema', /nested more than 64 deep$/u, (files) => { files['rows/eventLog.json'] = text(`[[1,{"id":1,"index":1,"atMs":2,"type":"a","data":${nested(5000)}}]]`); }],
    ['a recipe of a thousand layers', 'file-schema', /a recipe is shorter$/u, (files) => edited(files, 'runs', ({ recipe }) => { (recipe as { layers: unknown }).layers = Array.from({ length: 1000 }, () => ({ filters: 8, kernel: 3, pool: true })); })],
    ['a flipped bit in its weights', 'file-checksum', /^$/u, (files) => { files['artifacts/1']![6]! ^= 1; }],
    ['a reference that cannot be read', 'file-schema', /reference of v1/u, (files) => edited(files, 'models', ({ version }) => { (version as { reference: { embedding: string } }).reference.embedding = 'AAAA'; })],
  ])('with %s is refused (%s), and told why', async (_, code, about, change) => {
    const error = await readProject(await craftedProject(change)).then(() => null, (thrown: { code: string; about?: string }) => thrown);
    expect({ code: error?.code, about: error?.about ?? '' }).toEqual({ code, about: expect.stringMatching(about) });
  });

  it('with a manifest larger than memory is spent on is refused before it is unpacked', async () => {
    const zip = zipSync({ 'manifest.json': new Uint8Array(40_000_000).fill(32) }, { level: 1 });
    await expect(readProject(opened(zip))).rejects.toMatchObject({ code: 'file-too-large', about: 'manifest.json has 40 MB, of which at most 33 MB are taken' });
  });

  it('with a manifest nested 5,000 deep is no project', async () => {
    await expect(readProject(opened(zipSync({ 'manifest.json': text(nested(5000)) })))).rejects.toMatchObject({ code: 'project-foreign' });
  });
});

describe('a crafted model', () => {
  const crafted = async (change: (files: Files) => void): Promise<Blob> => {
    const files = unzipSync(new Uint8Array(await (await writeModelFile({ ...model(), number: 3 }, artifact())).arrayBuffer())) as Files;
    change(files);
    return opened(zipSync(files));
  };
  const own = (files: Files, edit: (head: { checksum: string; version: { checksum: string; signature: { labels: string[] }; number: number } }) => void): void => {
    const head = JSON.parse(new TextDecoder().decode(files['orchard.json'])) as Parameters<typeof edit>[0];
    edit(head);
    files['orchard.json'] = json(head);
  };

  it.each<[string, string, (files: Files) => void]>([
    ['100,000 labels', 'file-too-large', (files) => own(files, ({ version }) => { version.signature.labels = many(100_000); })],
    ['the number 2^53-1', 'file-too-large', (files) => own(files, ({ version }) => { version.number = Number.MAX_SAFE_INTEGER; })],
    ['a flipped bit in its weights', 'file-checksum', (files) => { files['weights.bin']![6]! ^= 1; }],
    ['another checksum than its version has', 'file-checksum', (files) => own(files, ({ version }) => { version.checksum = '0'.repeat(64); })],
    ['a topology nested 5,000 deep', 'file-schema', (files) => { files['model.json'] = text(`{"modelTopology":{"a":${nested(5000)}},"weightsManifest":[]}`); }],
    ['weights of more dimensions than there are', 'file-too-large', (files) => { files['model.json'] = json({ modelTopology: {}, weightsManifest: [{ weights: [{ name: 'w', shape: new Array(100_000).fill(1), dtype: 'float32' }] }] }); }],
  ])('with %s is refused (%s)', async (_, code, change) => {
    await expect(readModelFile(await crafted(change))).rejects.toMatchObject({ code });
  });
});
