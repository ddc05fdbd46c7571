import { beforeEach, describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import type { Compute } from '../../../src/state/compute.svelte.ts';
import { DataState } from '../../../src/state/data.svelte.ts';
import type { Services } from '../../../src/state/services.ts';
import { Shell } from '../../../src/state/shell.svelte.ts';
import { openMemoryStorage, type Storage } from '../../../src/storage/index.ts';
import type { IngestItem, IngestProgress } from '../../../workers/protocol/trainer.ts';

/** Takes a picture whose text is a name, as that picture; refuses what says "text"; dies of what says "crash". */
const trainer = {
  async call(_: string, { items }: { items: (IngestItem & { blob?: Blob })[] }, { onProgress }: { onProgress: (progress: IngestProgress) => void }): Promise<void> {
    for (const [position, { blob }] of items.entries()) {
      const text = await blob!.text();
      if (text === 'crash') throw new OrchardError('worker-died', 'ingest');
      if (text === 'text') onProgress({ type: 'rejected', position, code: 'picture-not-an-image' });
      else onProgress({ type: 'item', item: { position, id: text.padEnd(64, '0'), lookHash: '0', readable: [], colour: new Float32Array(1), embedding: null, stored: new Blob([text]), thumbnail: new Blob([text]) } as never });
    }
  },
};

let storage: Storage;
let data: DataState;

beforeEach(async () => {
  storage = openMemoryStorage({ nowMs: () => 1 });
  const services = { storage, trainer, helpers: [], nowMs: () => 5 } as unknown as Services;
  data = new DataState(services, new Shell(), { ensure: async () => ({ backend: 'webgpu' }), chosen: 'webgpu' } as unknown as Compute);
  await data.open();
});

const file = (path: string, text: string) => ({ path, blob: new Blob([text]) });
const labels = async () => {
  expect(await storage.labels.get()).toEqual(data.labels);
  return data.labels;
};

describe('the folders of a drop', () => {
  it('become labels where a picture of theirs is taken in, and leave none where all are refused', async () => {
    const { added, rejected } = await data.addFolder([file('kiwi/1.png', 'a1'), file('notes/1.png', 'text'), { path: 'broken/1.png', code: 'picture-undecodable' }], 'other');
    expect([added, rejected.map(({ code }) => code)]).toEqual([1, ['picture-not-an-image', 'picture-undecodable']]);
    expect(await labels()).toEqual(['kiwi']);
  });

  it('leave no empty label behind when reading breaks off', async () => {
    expect(await data.addFolder([file('kiwi/1.png', 'crash')], 'other')).toMatchObject({ added: 0, rejected: [{ code: 'worker-died' }] });
    expect(await labels()).toEqual([]);
  });

  it('leave an empty label alone that was there before', async () => {
    await storage.labels.set(['kiwi']);
    await data.open();
    await data.addFolder([file('kiwi/1.png', 'text')], 'other');
    expect(await labels()).toEqual(['kiwi']);
  });

  it('stay labels where a picture is offered to them that lies elsewhere', async () => {
    await data.addFolder([file('kiwi/1.png', 'a1')], 'other');
    await data.addFolder([file('lime/1.png', 'a1')], 'other');
    expect(await labels()).toEqual(['kiwi', 'lime']);
    expect(data.leftover?.elsewhere).toMatchObject([{ from: 'kiwi', to: 'lime' }]);
  });
});
