import type { Sample } from '../../domain/data/dataset/dataset.ts';
import { OrchardError } from '../../domain/common/errors.ts';
import { startingWith, type Key } from '../engine/engine.ts';
import type { Database, Rows } from '../database.ts';
import { addReview, removeReview } from './reviews.ts';
import type { PictureRow, SampleRow } from '../schemas.ts';
import type { DataChange, LabelStore, Removal, SampleEntry, SampleStore, VectorEntry, VectorStore } from '../types.ts';

export function createSampleStore(database: Database, nowMs: () => number): SampleStore {
  const all = ['samples', 'pictures', 'thumbnails', 'vectors', 'facts'] as const;

  const stage = async (entries: readonly SampleEntry[]): Promise<void> => {
    const ready = await readyOf(entries);
    await database.write(all, async (rows) => {
      const atMs = nowMs();
      await putContent(rows, ready);
      // A picture that is there, or was hidden by an act that can be taken back, stays what it is until then.
      await Promise.all(ready.map(async ({ sample }) => {
        if (!(await rows.get('samples', sample.id))) await rows.put('samples', sample.id, { sample, order: 0, removedMs: atMs });
      }));
    });
  };

  const change = async ({ put = [], staged = [], remove = [], restore = [], relabel = [], labels, reviewed, unreviewed = [] }: DataChange): Promise<Removal<string> & { review: number | null }> => {
    const ready = await readyOf(put);
    return database.write(all, async (rows) => {
      const atMs = nowMs();
      await putContent(rows, ready);
      await takeIn(rows, [...staged, ...ready.map(({ sample }) => sample)]);
      await edit(rows, restore, (row) => ({ ...row, removedMs: null }));
      const keys = await edit(rows, remove, (row) => (row.removedMs === null ? { ...row, removedMs: atMs } : null));
      const to = new Map(relabel.map(({ id, label }) => [id, label]));
      await edit(rows, [...to.keys()], (row) => ({ ...row, sample: { ...row.sample, label: to.get(row.sample.id)! } }));
      if (labels) await rows.put('facts', 'labels', [...labels]);
      for (const number of unreviewed) await removeReview(rows, number);
      return { keys, atMs, review: reviewed ? await addReview(rows, reviewed) : null };
    });
  };

  const present = async (): Promise<SampleRow[]> => {
    const rows = await database.read(['samples'], (read) => read.all('samples'));
    return rows.map((row) => row.value).filter((row) => row.removedMs === null).sort((a, b) => a.order - b.order);
  };

  const picture = async (store: 'pictures' | 'thumbnails', id: string): Promise<Blob | null> => {
    const row = await database.read([store], (rows) => rows.get(store, id));
    return row && toBlob(row);
  };

  return {
    change,
    stage,
    list: async () => (await present()).map((row) => row.sample),
    count: async () => (await present()).length,
    blob: (id) => picture('pictures', id),
    thumbnail: (id) => picture('thumbnails', id),
    thumbnails: (ids) => database.read(['thumbnails'], async (rows) => {
      const found = await Promise.all(ids.map((id) => rows.get('thumbnails', id)));
      return new Map(ids.flatMap((id, i) => (found[i] ? [[id, toBlob(found[i])] as const] : [])));
    }),
  };
}

/** An entry whose pictures have been read. */
type ReadyEntry = Omit<SampleEntry, 'stored' | 'thumbnail'> & { picture: PictureRow; small: PictureRow };

/** Blobs are read before a transaction begins: it would not wait for them. */
function readyOf(entries: readonly SampleEntry[]): Promise<ReadyEntry[]> {
  const single = [...new Map(entries.map((entry) => [entry.sample.id, entry])).values()];
  return Promise.all(single.map(async ({ stored, thumbnail, ...entry }) => ({ ...entry, picture: await toRow(stored), small: await toRow(thumbnail) })));
}

/** All at once: waiting for each would cost a way to the disk and back. */
async function putContent(rows: Rows, entries: readonly ReadyEntry[]): Promise<void> {
  await Promise.all(entries.flatMap(({ sample: { id }, picture, small, vectors = [] }) => [
    rows.put('pictures', id, picture), rows.put('thumbnails', id, small), putVectors(rows, vectors.map((vector) => ({ ...vector, id }))),
  ]));
}

/** Brings samples in, behind those that are there. */
async function takeIn(rows: Rows, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  const earlier = await Promise.all(samples.map(({ id }) => rows.get('samples', id)));
  let next = await rows.nextNumber('samples', samples.length);
  await Promise.all(samples.map((sample, i) => rows.put('samples', sample.id, { sample, order: earlier[i]?.removedMs === null ? earlier[i].order : next++, removedMs: null })));
}

/** Changes every row of these ids that is there; answers the ids that were. */
async function edit(rows: Rows, ids: readonly string[], change: (row: SampleRow) => SampleRow | null): Promise<string[]> {
  const changed = await Promise.all([...new Set(ids)].map(async (id) => {
    const row = await rows.get('samples', id);
    const next = row && change(row);
    if (next) await rows.put('samples', id, next);
    return next ? [id] : [];
  }));
  return changed.flat();
}

/** Deletes for good the samples that were removed before that time, with their pictures and vectors. */
export async function purgeSamples(database: Database, removedBeforeMs: number): Promise<void> {
  await database.write(['samples', 'pictures', 'thumbnails', 'vectors'], async (rows) => {
    for (const { key, value } of await rows.all('samples')) {
      if (value.removedMs === null || value.removedMs >= removedBeforeMs) continue;
      for (const store of ['samples', 'pictures', 'thumbnails'] as const) await rows.delete(store, key);
      await rows.clear('vectors', startingWith(value.sample.id));
    }
  });
}

export function createLabelStore(database: Database): LabelStore {
  return {
    get: async () => (await database.read(['facts'], readLabels)),
    set: (labels) => database.write(['facts'], (rows) => rows.put('facts', 'labels', [...labels])),
    rename: (from, to) => database.write(['facts', 'samples'], async (rows) => {
      const labels = await readLabels(rows);
      if (!labels.includes(from)) throw new OrchardError('label-unknown', from);
      if (from !== to && labels.includes(to)) throw new OrchardError('label-duplicate', to);
      await rows.put('facts', 'labels', labels.map((label) => (label === from ? to : label)));
      for (const { key, value } of await rows.all('samples')) {
        if (value.sample.label === from) await rows.put('samples', key, { ...value, sample: { ...value.sample, label: to } });
      }
    }),
  };
}

async function readLabels(rows: Rows): Promise<string[]> {
  const labels = await rows.get('facts', 'labels');
  return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [];
}

export function createVectorStore(database: Database): VectorStore {
  return {
    get: (block, inputSize, ids, copy) => database.read(['vectors'], async (rows) => {
      const found = await Promise.all(ids.map((id) => rows.get('vectors', vectorKey({ id, block, inputSize, copy }))));
      return new Map(ids.flatMap((id, i) => (found[i] ? [[id, found[i]] as const] : [])));
    }),
    put: (entries) => database.write(['vectors'], (rows) => putVectors(rows, entries)),
    keepCopies: (copies) => database.write(['vectors'], async (rows) => {
      const stale = (await rows.keys('vectors')).filter((key) => Array.isArray(key) && key.length > 3 && !copies.includes(key[3] as string));
      await Promise.all(stale.map((key) => rows.delete('vectors', key)));
    }),
    clear: () => database.write(['vectors'], (rows) => rows.clear('vectors')),
  };
}

/** The id comes first in the key, so that all vectors of a picture go with it. */
async function putVectors(rows: Rows, entries: readonly VectorEntry[]): Promise<void> {
  await Promise.all(entries.map((entry) => rows.put('vectors', vectorKey(entry), entry.values)));
}

function vectorKey({ id, block, inputSize, copy }: Omit<VectorEntry, 'values'>): Key {
  return [id, block, inputSize, ...(copy === undefined ? [] : [copy])];
}

async function toRow(blob: Blob): Promise<PictureRow> {
  return { type: blob.type, bytes: await blob.arrayBuffer() };
}

function toBlob({ type, bytes }: PictureRow): Blob {
  return new Blob([bytes], { type });
}
