import type { Database } from '../database.ts';
import type { PhotoSetStore } from '../types.ts';

export function createPhotoSetStore(database: Database, nowMs: () => number): PhotoSetStore {
  const present = async () => (await database.read(['photoSets'], (rows) => rows.all('photoSets'))).map(({ value }) => value).filter(({ removedMs }) => removedMs === null);

  const mark = (ids: readonly string[], removedMs: number | null) => database.write(['photoSets'], async (rows) => {
    const marked: string[] = [];
    for (const id of new Set(ids)) {
      const row = await rows.get('photoSets', id);
      if (!row || (row.removedMs === null) === (removedMs === null)) continue;
      await rows.put('photoSets', id, { ...row, removedMs });
      marked.push(id);
    }
    return marked;
  });

  return {
    async add(set, photographs) {
      const ready = await Promise.all([...photographs].map(async ([id, blob]) => [id, { type: blob.type, bytes: await blob.arrayBuffer() }] as const));
      await database.write(['photoSets', 'photos'], async (rows) => {
        await Promise.all(ready.map(([id, row]) => rows.put('photos', id, row)));
        await rows.put('photoSets', set.id, { set, removedMs: null });
      });
    },
    list: async () => (await present()).map(({ set }) => set).sort((a, b) => a.addedMs - b.addedMs || (a.id < b.id ? -1 : 1)),
    get: async (id) => (await present()).find(({ set }) => set.id === id)?.set ?? null,
    async files(id) {
      return database.read(['photoSets', 'photos'], async (rows) => {
        const row = await rows.get('photoSets', id);
        if (row?.removedMs !== null) return null;
        const found = await Promise.all(row.set.photographs.map((photograph) => rows.get('photos', photograph)));
        return found.some((photo) => photo === null) ? null : found.map((photo) => new Blob([photo!.bytes], { type: photo!.type }));
      });
    },
    remove: (ids) => mark(ids, nowMs()),
    restore: async (ids) => void (await mark(ids, null)),
  };
}

/** Deletes for good the sets that were removed before that time, and the photographs that no other set has. */
export async function purgePhotoSets(database: Database, removedBeforeMs: number): Promise<void> {
  await database.write(['photoSets', 'photos'], async (rows) => {
    const all = await rows.all('photoSets');
    const isGone = ({ value }: (typeof all)[number]) => value.removedMs !== null && value.removedMs < removedBeforeMs;
    const gone = all.filter(isGone);
    if (gone.length === 0) return;
    const kept = new Set(all.filter((row) => !isGone(row)).flatMap(({ value }) => value.set.photographs));
    for (const { key, value } of gone) {
      await rows.delete('photoSets', key);
      for (const id of value.set.photographs) if (!kept.has(id)) await rows.delete('photos', id);
    }
  });
}
