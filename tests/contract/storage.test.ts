import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryStorage, openStorage } from '../../src/storage/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { artifact, change, dataSetVersion, model, photoSet, run, sampleEntry, scenario } from './fixtures.ts';

let now = 1000;

describe.each([
  ['IndexedDB', true, () => openStorage({ nowMs: () => now })],
  ['memory', false, async () => openMemoryStorage({ nowMs: () => now })],
])('storage over %s', (_, persistent, open) => {
  let storage: Storage;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    now = 1000;
    storage = await open();
  });

  it('says whether it keeps anything', async () => {
    expect(storage.persistent).toBe(persistent);
    expect(await storage.health()).toEqual({ persistent, code: null, quarantined: [] });
  });

  it('begins empty', async () => {
    expect(await storage.samples.list()).toEqual([]);
    expect(await storage.labels.get()).toEqual([]);
    expect(await storage.models.list()).toEqual([]);
    expect(await storage.models.nextNumber()).toBe(1);
    expect(await storage.aliases.get('champion')).toBeNull();
    expect(await storage.revisions.list()).toEqual([]);
    expect(await storage.settings.all()).toEqual({});
    expect(await storage.log.state()).toEqual({ startIndex: 0, prunedRows: 0, spans: [{ branch: 0, from: 0 }] });
    expect(await storage.log.aside()).toBeNull();
  });

  describe('reviews', () => {
    const put = { what: 'put' as const, scene: 'a', indices: [1, 2], atMs: 3 };

    it('are kept in the order in which they were done, under numbers that are given once', async () => {
      expect(await storage.reviews.add(put)).toBe(1);
      expect(await storage.reviews.add({ ...put, indices: [3] })).toBe(2);
      await storage.reviews.remove([2]);
      expect(await storage.reviews.add({ ...put, indices: [4] })).toBe(3);
      expect(await storage.reviews.list()).toEqual([{ number: 1, act: put }, { number: 3, act: { ...put, indices: [4] } }]);
    });

    it('come and go with what they do to the pictures, or not at all', async () => {
      const a = await sampleEntry('a');
      await storage.samples.change({ put: [a] });
      const act = { what: 'cleaning' as const, by: 'hand' as const, atMs: 5, decisions: [{ id: a.sample.id, act: 'drop' as const, before: 'ripe', reasons: ['dark' as const] }] };
      const { review } = await storage.samples.change({ remove: [a.sample.id], reviewed: act });
      expect([await storage.samples.count(), await storage.reviews.list()]).toEqual([0, [{ number: review, act }]]);
      await storage.samples.change({ restore: [a.sample.id], unreviewed: [review!] });
      expect([await storage.samples.count(), await storage.reviews.list()]).toEqual([1, []]);
    });
  });

  describe('samples', () => {
    it('come back in order of arrival, with their pictures', async () => {
      const [b, a] = [await sampleEntry('b'), await sampleEntry('a')];
      await storage.samples.change({ put: [b, a] });
      expect(await storage.samples.list()).toEqual([b.sample, a.sample]);
      expect(await storage.samples.count()).toBe(2);
      const picture = await storage.samples.blob(a.sample.id);
      expect([await picture!.text(), picture!.type]).toEqual(['a', 'image/png']);
      expect(await (await storage.samples.thumbnail(b.sample.id))!.text()).toBe('small b');
      expect([...(await storage.samples.thumbnails([a.sample.id, 'unknown'])).keys()]).toEqual([a.sample.id]);
      expect(await storage.samples.blob('unknown')).toBeNull();
    });

    it('are one when their content is one', async () => {
      const { sample, stored, thumbnail } = await sampleEntry('a');
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      await storage.samples.change({ put: [{ sample: { ...sample, label: 'unripe' }, stored, thumbnail }] });
      expect((await storage.samples.list()).map(({ label }) => label)).toEqual(['unripe']);
    });

    it('do not change when the caller changes what it gave', async () => {
      const { sample, stored, thumbnail } = await sampleEntry('a');
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      sample.readable[0] = 99;
      (await storage.samples.list())[0]!.readable[0] = 98;
      expect((await storage.samples.list())[0]!.readable[0]).toBe(0.1);
    });

    it('change their label', async () => {
      const { sample, stored, thumbnail } = await sampleEntry('a');
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      await storage.samples.change({ relabel: [sample.id, 'unknown'].map((id) => ({ id, label: 'overripe' })) });
      expect((await storage.samples.list())[0]!.label).toBe('overripe');
    });

    it('go, come back, and are purged with all that is theirs', async () => {
      const [a, b] = [await sampleEntry('a'), await sampleEntry('b')];
      const vectors = [{ block: 'colour' as const, inputSize: 48 as const, values: Float32Array.of(1, 2) }];
      await storage.samples.change({ put: [{ ...a, vectors }, b] });
      const removal = await storage.samples.change({ remove: [a.sample.id, 'unknown'] });
      expect(removal).toEqual({ keys: [a.sample.id], atMs: 1000, review: null });
      expect(await storage.samples.list()).toEqual([b.sample]);
      await storage.samples.change({ restore: removal.keys });
      expect(await storage.samples.list()).toEqual([a.sample, b.sample]);

      await storage.samples.change({ remove: [a.sample.id] });
      await storage.purge(1000);
      expect(await storage.samples.blob(a.sample.id)).not.toBeNull();
      await storage.purge(1001);
      expect(await storage.samples.blob(a.sample.id)).toBeNull();
      expect((await storage.vectors.get('colour', 48, [a.sample.id])).size).toBe(0);
      expect(await storage.samples.list()).toEqual([b.sample]);
    });

    it('stay out of sight when staged, until an act brings them in with the labels', async () => {
      const [a, b] = [await sampleEntry('a'), await sampleEntry('b')];
      await storage.samples.stage([a, b]);
      expect([await storage.samples.list(), await storage.samples.count()]).toEqual([[], 0]);
      now = 2000;
      await storage.purge(1500);
      await storage.samples.stage([b]);
      const removal = await storage.samples.change({ staged: [b.sample], labels: ['ripe'] });
      expect(removal.keys).toEqual([]);
      expect([await storage.samples.list(), await storage.labels.get()]).toEqual([[b.sample], ['ripe']]);
      expect([await storage.samples.blob(a.sample.id), await (await storage.samples.blob(b.sample.id))!.text()]).toEqual([null, 'b']);
    });

    it('that were taken away are what they were when staged again under another label', async () => {
      const { sample, stored, thumbnail } = await sampleEntry('a');
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      const removal = await storage.samples.change({ remove: [sample.id] });
      await storage.samples.stage([{ sample: { ...sample, label: 'unripe' }, stored, thumbnail }]);
      await storage.samples.change({ restore: removal.keys });
      expect(await storage.samples.list()).toEqual([sample]);
    });

    it('come back when the same picture is added again', async () => {
      const { sample, stored, thumbnail } = await sampleEntry('a');
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      await storage.samples.change({ remove: [sample.id] });
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      expect(await storage.samples.list()).toEqual([sample]);
    });
  });

  describe('sets of photographs', () => {
    const texts = async (id: string) => Promise.all((await storage.photoSets.files(id))?.map((file) => file.text()) ?? []);

    it('come back with their photographs, by label, in the order of arrival of the sets', async () => {
      const [late, early] = [await photoSet('late', [['c', 'ripe'], ['a', null], ['b', 'green']], 20), await photoSet('early', [['a', 'ripe']], 10)];
      for (const { set, photographs } of [late, early]) await storage.photoSets.add(set, photographs);
      expect(await storage.photoSets.list()).toEqual([early.set, late.set]);
      expect(await texts(late.set.id)).toEqual(['b', 'c', 'a']);
      expect((await storage.photoSets.files(late.set.id))![0]!.type).toBe('image/png');
      expect(await storage.photoSets.get(early.set.id)).toEqual(early.set);
      expect(await storage.photoSets.get('0'.repeat(64))).toBeNull();
      expect(await storage.photoSets.files('0'.repeat(64))).toBeNull();
    });

    it('go, come back, and are purged with the photographs that no other set has', async () => {
      const [one, two] = [await photoSet('one', [['a', 'ripe'], ['b', 'ripe']]), await photoSet('two', [['b', 'ripe'], ['c', 'green']])];
      for (const { set, photographs } of [one, two]) await storage.photoSets.add(set, photographs);
      expect(await storage.photoSets.remove([one.set.id, one.set.id, 'none'])).toEqual([one.set.id]);
      expect([(await storage.photoSets.list()).length, await storage.photoSets.get(one.set.id), await storage.photoSets.files(one.set.id)]).toEqual([1, null, null]);
      await storage.purge(now);
      await storage.photoSets.restore([one.set.id]);
      expect((await texts(one.set.id)).sort()).toEqual(['a', 'b']);
      await storage.photoSets.remove([one.set.id]);
      await storage.purge(now + 1);
      await storage.photoSets.restore([one.set.id]);
      expect((await storage.photoSets.list()).map(({ name }) => name)).toEqual(['two']);
      expect(await texts(two.set.id)).toEqual(['c', 'b']);
    });

    it('are one when their photographs and labels are', async () => {
      const [a, b, c] = [await photoSet('a', [['x', 'ripe'], ['y', 'green']]), await photoSet('b', [['y', 'green'], ['x', 'ripe']]), await photoSet('c', [['y', 'ripe'], ['x', 'ripe']])];
      expect(a.set.id).toBe(b.set.id);
      expect(a.set.id).not.toBe(c.set.id);
    });
  });

  describe('labels', () => {
    it('keep their order and are renamed with their samples', async () => {
      const { sample, stored, thumbnail } = await sampleEntry('a', 'ripe');
      await storage.samples.change({ put: [{ sample, stored, thumbnail }] });
      await storage.labels.set(['unripe', 'ripe']);
      await storage.labels.rename('ripe', 'ready');
      expect(await storage.labels.get()).toEqual(['unripe', 'ready']);
      expect((await storage.samples.list())[0]!.label).toBe('ready');
    });

    it('refuse a rename to one that exists, or of one that does not', async () => {
      await storage.labels.set(['ripe', 'unripe']);
      await expect(storage.labels.rename('ripe', 'unripe')).rejects.toMatchObject({ code: 'label-duplicate' });
      await expect(storage.labels.rename('green', 'unripe')).rejects.toMatchObject({ code: 'label-unknown' });
      expect(await storage.labels.get()).toEqual(['ripe', 'unripe']);
    });
  });

  it('finds the vectors of changed copies by their copy, lets them go with their picture, and forgets those of another setting', async () => {
    const [a] = [await sampleEntry('copied')];
    await storage.samples.change({ put: [a] });
    const { id } = a.sample;
    const entry = (copy: string | undefined, value: number) => ({ block: 'colour' as const, inputSize: 48 as const, id, ...(copy === undefined ? {} : { copy }), values: Float32Array.of(value) });
    await storage.vectors.put([entry(undefined, 1), entry('blur=1,copy=1', 2), entry('blur=1,copy=2', 3)]);
    const valueOf = async (copy?: string) => (await storage.vectors.get('colour', 48, [id], copy)).get(id)?.[0];
    expect([await valueOf(), await valueOf('blur=1,copy=1'), await valueOf('blur=1,copy=2'), await valueOf('blur=2,copy=1')]).toEqual([1, 2, 3, undefined]);
    await storage.vectors.keepCopies(['blur=1,copy=2']);
    expect([await valueOf(), await valueOf('blur=1,copy=1'), await valueOf('blur=1,copy=2')]).toEqual([1, undefined, 3]);
    await storage.samples.change({ remove: [id] });
    await storage.purge(Infinity);
    expect([await valueOf(), await valueOf('blur=1,copy=2')]).toEqual([undefined, undefined]);
  });

  it('finds vectors by block, size and picture', async () => {
    await storage.vectors.put([
      { block: 'embedding', inputSize: 128, id: 'a', values: Float32Array.of(1.5, 2) },
      { block: 'embedding', inputSize: 96, id: 'a', values: Float32Array.of(3) },
    ]);
    const found = await storage.vectors.get('embedding', 128, ['a', 'b']);
    expect([...found]).toEqual([['a', Float32Array.of(1.5, 2)]]);
    await storage.vectors.clear();
    expect((await storage.vectors.get('embedding', 96, ['a'])).size).toBe(0);
  });

  it('numbers data set versions, one a content', async () => {
    const first = await storage.dataSetVersions.add(dataSetVersion('x'));
    const second = await storage.dataSetVersions.add(dataSetVersion('y'));
    expect([first.number, second.number]).toEqual([1, 2]);
    expect((await storage.dataSetVersions.add({ ...dataSetVersion('x'), createdMs: 99 }))).toEqual(first);
    expect(await storage.dataSetVersions.list()).toEqual([first, second]);
    expect(await storage.dataSetVersions.get(2)).toEqual(second);
    expect(await storage.dataSetVersions.get(3)).toBeNull();
  });

  it('keeps runs, and what a diverged one measured', async () => {
    const added = await storage.runs.add(run({ outcome: 'running' }));
    expect(added.id).toBe(1);
    const failed = { ...added, outcome: 'failed' as const, curves: { ...added.curves, trainLoss: [1, NaN] } };
    await storage.runs.update(failed);
    expect(await storage.runs.list()).toEqual([failed]);
    expect(await storage.runs.get(1)).toEqual(failed);
  });

  describe('models', () => {
    it('keep their network, name and notes', async () => {
      const added = await storage.models.add(model(), artifact());
      expect(added.number).toBe(1);
      await storage.models.rename(1, 'harvest');
      await storage.models.setNotes(1, 'for the lesson');
      expect(await storage.models.get(1)).toEqual({ ...added, name: 'harvest', notes: 'for the lesson' });
      expect(await storage.models.artifact(1)).toEqual(artifact());
      await expect(storage.models.rename(2, 'x')).rejects.toMatchObject({ code: 'model-unknown' });
    });

    it('go and come back; a number is never used twice', async () => {
      await storage.models.add(model(), artifact());
      const removal = await storage.models.remove(1);
      expect([await storage.models.list(), await storage.models.get(1)]).toEqual([[], null]);
      await storage.models.restore(removal);
      expect(await storage.models.list()).toHaveLength(1);
      await storage.models.remove(1);
      await storage.purge(Infinity);
      expect(await storage.models.artifact(1)).toBeNull();
      expect(await storage.models.nextNumber()).toBe(2);
      expect((await storage.models.add(model(), artifact())).number).toBe(2);
    });

    it('come back with their alias, unless another version was given it meanwhile', async () => {
      for (const name of ['one', 'two']) await storage.models.add(model(name), artifact());
      await storage.aliases.set('challenger', 1);
      expect(await storage.models.restore(await storage.models.remove(1))).toEqual({ challenger: 1 });
      const removal = await storage.models.remove(1);
      await storage.aliases.set('challenger', 2);
      expect(await storage.models.restore(removal)).toEqual({ challenger: 2 });
      expect([(await storage.models.list()).length, await storage.aliases.all()]).toEqual([2, { challenger: 2 }]);
    });

    it('take a number that is given, once', async () => {
      await storage.models.add({ ...model(), number: 7 }, artifact());
      await expect(storage.models.add({ ...model(), number: 7 }, artifact())).rejects.toMatchObject({ code: 'argument-invalid' });
      expect((await storage.models.add(model(), artifact())).number).toBe(8);
    });
  });

  it('moves aliases and appends deployments', async () => {
    await storage.aliases.set('champion', 1);
    await storage.aliases.set('challenger', 2);
    await storage.aliases.set('champion', null);
    expect(await storage.aliases.all()).toEqual({ challenger: 2 });
    const first = await storage.deployments.append({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 1, reason: 'first', replaced: null });
    const second = await storage.deployments.append({ version: 2, challenger: null, route: { kind: 'replace' }, fromIndex: 90, atMs: 2, reason: 'deploy', replaced: 1 });
    expect(await storage.deployments.list()).toEqual([first, second]);
    await storage.deployments.clear();
    expect(await storage.deployments.list()).toEqual([]);
  });

  it('keeps the scenario history in order', async () => {
    await storage.revisions.append({ from: 0, scenario: scenario() });
    await storage.revisions.append({ from: 40, scenario: scenario({ name: 'Later' }) });
    expect((await storage.revisions.list()).map(({ from }) => from)).toEqual([0, 40]);
    await storage.revisions.replace([{ from: 5, scenario: scenario({ seed: 9 }) }]);
    expect(await storage.revisions.list()).toEqual([{ from: 5, scenario: scenario({ seed: 9 }) }]);
  });

  it('remembers settings by type', async () => {
    await storage.settings.set('theme', 'dark');
    await storage.settings.set('probe', { wasm: 12, webgpu: null });
    await storage.settings.set('speed', 'max');
    expect(await storage.settings.get('probe')).toEqual({ wasm: 12, webgpu: null });
    await storage.settings.set('theme', undefined);
    expect(await storage.settings.all()).toEqual({ probe: { wasm: 12, webgpu: null }, speed: 'max' });
    await storage.settings.set('windowEvents', -4);
    expect(await storage.settings.get('windowEvents')).toBeUndefined();
  });

  it('appends events', async () => {
    const event = await storage.eventLog.append({ index: 12, atMs: 3, type: 'slider', data: { path: 'light.warmth', to: 0.5 } });
    expect(await storage.eventLog.list()).toEqual([event]);
  });

  describe('prediction log', () => {
    const record = (firstIndex: number, count: number) => {
      const bytes = new Uint8Array([firstIndex, count]).buffer;
      return { segment: { firstIndex, count, bytes }, summary: { firstIndex, count, sizeBytes: 2, bins: bytes } };
    };

    it('appends segments with their summaries, replacing in the same step', async () => {
      await storage.log.append([record(0, 10)]);
      await storage.log.append([record(0, 15), record(15, 5)], [0]);
      expect(await storage.log.keys()).toEqual([0, 15]);
      expect((await storage.log.summaries()).map(({ count }) => count)).toEqual([15, 5]);
      expect(await storage.log.read(15)).toEqual(record(15, 5).segment);
      expect(await storage.log.read(1)).toBeNull();
    });

    it('takes the oldest segments away, and begins another line', async () => {
      await storage.log.append([record(0, 10), record(10, 10)]);
      await storage.log.prune(10, 10);
      expect(await storage.log.keys()).toEqual([10]);
      expect((await storage.log.state()).prunedRows).toBe(10);
      await storage.log.fork({ from: null, startIndex: 500, cut: null, rows: 10, change: change('load') });
      expect([await storage.log.keys(), await storage.log.summaries()]).toEqual([[], []]);
      expect(await storage.log.state()).toMatchObject({ startIndex: 500, prunedRows: 0 });
    });

    it('sets a corrupt segment aside', async () => {
      await storage.log.append([record(0, 10), record(10, 10)]);
      await storage.log.remove([10], { corrupt: true });
      expect(await storage.log.keys()).toEqual([0]);
      expect((await storage.health()).quarantined).toEqual([{ store: 'logSegments', key: '10', code: 'storage-corrupt', atMs: 1000 }]);
    });
  });

  it('sets corrupt rows aside and reads the rest', async () => {
    await storage.dataSetVersions.add(dataSetVersion('x'));
    await storage.dataSetVersions.add(dataSetVersion('y'));
    await storage.loadAll(['dataSetVersions'], [
      { store: 'dataSetVersions', key: 1, value: { number: 'one' } },
      { store: 'dataSetVersions', key: 2, value: { ...dataSetVersion('y'), number: 2 } },
    ]);
    expect((await storage.dataSetVersions.list()).map(({ number }) => number)).toEqual([2]);
    expect((await storage.health()).quarantined).toEqual([{ store: 'dataSetVersions', key: '1', code: 'storage-corrupt', atMs: 1000 }]);
    expect(await storage.dataSetVersions.get(1)).toBeNull();
    expect((await storage.dataSetVersions.add(dataSetVersion('z'))).number).toBe(3);
  });

  it('does all of a transaction or nothing', async () => {
    await storage.aliases.set('champion', 4);
    const rows = [{ store: 'aliases', key: 'challenger', value: 1 }, { store: 'aliases', key: 'champion', value: () => 'cannot be stored' }] as const;
    await expect(storage.loadAll(['aliases'], rows)).rejects.toThrow();
    expect(await storage.aliases.all()).toEqual({ champion: 4 });
  });

  it('does not mix concurrent transactions', async () => {
    const added = await Promise.all(Array.from({ length: 20 }, (_, i) => storage.models.add(model(`m${i}`), artifact())));
    expect(new Set(added.map(({ number }) => number)).size).toBe(20);
  });

  it('forgets everything, settings included', async () => {
    await storage.settings.set('theme', 'light');
    await storage.labels.set(['a']);
    await storage.models.add(model(), artifact());
    await storage.clear();
    expect([await storage.labels.get(), await storage.models.list(), await storage.settings.all()]).toEqual([[], [], {}]);
  });
});
