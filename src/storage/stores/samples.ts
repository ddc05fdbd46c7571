import { OrchardError } from '../../domain/errors.ts';
import { startingWith } from '../engine/engine.ts';
import type { Database, Rows } from '../database.ts';
import type { PictureRow, SampleRow } from '../schemas.ts';
import type { LabelStore, SampleEntry, SampleStore, VectorEntry, VectorStore } from '../types.ts';

export function createSampleStore(database: Database, nowMs: () => number): SampleStore {
  const putMany = async (entries: readonly SampleEntry[]): Promise<void> => {
    // Blobs are read before the transaction begins: it would not wait for them.
    const single = [...new Map(entries.map((entry) => [entry.sample.id, entry])).values()];
    const ready = await Promise.all(single.map(async (entry) => ({ ...entry, picture: await toRow(entry.stored), small: await toRow(entry.thumbnail) })));
    await database.write(['samples', 'pictures', 'thumbnails', 'vectors', 'facts'], async (rows) => {
      const earlier = await Promise.all(ready.map(({ sample }) => rows.get('samples', sample.id)));
      let next = await rows.nextNumber('samples', ready.length);
      // All at once: waiting for each would cost a way to the disk and back.
      await Promise.all(ready.flatMap(({ sample, picture, small, vectors = [] }, i) => [
        rows.put('samples', sample.id, { sample, order: earlier[i]?.removedMs === null ? earlier[i].order : next++, removedMs: null }),
        rows.put('pictures', sample.id, picture),
        rows.put('thumbnails', sample.id, small),
        putVectors(rows, vectors.map((vector) => ({ ...vector, id: sample.id }))),
      ]));
    });
  };

  /** Changes every row of these ids that is there; answers the ids that were. */
  const change = (ids: readonly string[], edit: (row: SampleRow) => SampleRow | null): Promise<string[]> => database.write(['samples'], async (rows) => {
    const changed: string[] = [];
    for (const id of ids) {
      const row = await rows.get('samples', id);
      const next = row && edit(row);
      if (!next) continue;
      await rows.put('samples', id, next);
      changed.push(id);
    }
    return changed;
  });

  const present = async (): Promise<SampleRow[]> => {
    const rows = await database.read(['samples'], (read) => read.all('samples'));
    return rows.map((row) => row.value).filter((row) => row.removedMs === null).sort((a, b) => a.order - b.order);
  };

  const picture = async (store: 'pictures' | 'thumbnails', id: string): Promise<Blob | null> => {
    const row = await database.read([store], (rows) => rows.get(store, id));
    return row && toBlob(row);
  };

  return {
    put: (sample, stored, thumbnail, vectors) => putMany([{ sample, stored, thumbnail, vectors }]),
    putMany,
    list: async () => (await present()).map((row) => row.sample),
    count: async () => (await present()).length,
    blob: (id) => picture('pictures', id),
    thumbnail: (id) => picture('thumbnails', id),
    thumbnails: (ids) => database.read(['thumbnails'], async (rows) => {
      const found = await Promise.all(ids.map((id) => rows.get('thumbnails', id)));
      return new Map(ids.flatMap((id, i) => (found[i] ? [[id, toBlob(found[i])] as const] : [])));
    }),
    relabel: async (ids, label) => {
      await change(ids, (row) => ({ ...row, sample: { ...row.sample, label } }));
    },
    remove: async (ids) => {
      const atMs = nowMs();
      return { keys: await change(ids, (row) => (row.removedMs === null ? { ...row, removedMs: atMs } : null)), atMs };
    },
    restore: async (removal) => {
      await change(removal.keys, (row) => ({ ...row, removedMs: null }));
    },
  };
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
    get: (block, inputSize, ids) => database.read(['vectors'], async (rows) => {
      const found = await Promise.all(ids.map((id) => rows.get('vectors', [id, block, inputSize])));
      return new Map(ids.flatMap((id, i) => (found[i] ? [[id, found[i]] as const] : [])));
    }),
    put: (entries) => database.write(['vectors'], (rows) => putVectors(rows, entries)),
    clear: () => database.write(['vectors'], (rows) => rows.clear('vectors')),
  };
}

/** The id comes first in the key, so that all vectors of a picture go with it. */
async function putVectors(rows: Rows, entries: readonly VectorEntry[]): Promise<void> {
  await Promise.all(entries.map(({ id, block, inputSize, values }) => rows.put('vectors', [id, block, inputSize], values)));
}

async function toRow(blob: Blob): Promise<PictureRow> {
  return { type: blob.type, bytes: await blob.arrayBuffer() };
}

function toBlob({ type, bytes }: PictureRow): Blob {
  return new Blob([bytes], { type });
}
