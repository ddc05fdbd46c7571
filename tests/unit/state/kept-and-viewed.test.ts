import { beforeEach, expect, it } from 'vitest';
import { normaliseRecipe } from '../../../src/domain/learning/recipes/catalogue.ts';
import { BLOCK_WIDTHS } from '../../../src/domain/data/features/blocks.ts';
import { DataState } from '../../../src/state/data.svelte.ts';
import { Shell } from '../../../src/state/shell.svelte.ts';
import { copiesOf, keepVector, neededBy, trainingSamples } from '../../../src/state/training-samples.ts';
import type { Compute } from '../../../src/state/compute.svelte.ts';
import type { Services } from '../../../src/state/services.ts';
import { openMemoryStorage, type Storage } from '../../../src/storage/index.ts';
import type { IngestItem, IngestProgress } from '../../../workers/protocol/trainer.ts';
import { randomAt } from '../../../src/domain/common/random/random.ts';
import { sha256 } from '../../../src/storage/sha256.ts';

/** Takes each file in as a picture of its own. */
const trainer = {
  async call(_: string, { items }: { items: (IngestItem & { blob?: Blob })[] }, { onProgress }: { onProgress: (progress: IngestProgress) => void }): Promise<void> {
    for (const [position, { blob }] of items.entries()) {
      const text = await blob!.text();
      const id = await sha256(new TextEncoder().encode(text));
      const random = randomAt(1, Number.parseInt(id.slice(0, 7), 16), 0);
      const lookHash = Array.from({ length: 16 }, () => random.int(16).toString(16)).join('');
      onProgress({ type: 'item', item: { position, id, lookHash, readable: [], colour: new Float32Array(1), embedding: null, stored: new Blob([text]), thumbnail: new Blob([text]) } as never });
    }
  },
};

let storage: Storage;
let data: DataState;
const shell = new Shell();

beforeEach(async () => {
  storage = openMemoryStorage({ nowMs: () => 1 });
  const services = { storage, trainer, helpers: [], nowMs: () => 5 } as unknown as Services;
  data = new DataState(services, shell, { ensure: async () => ({ backend: 'webgpu' }), chosen: 'webgpu' } as unknown as Compute);
  await data.open();
  const file = (path: string) => ({ path, blob: new Blob([path]) });
  await data.addFolder(['kiwi', 'lime'].flatMap((label) => ['train', 'test'].flatMap((part) => Array.from({ length: 6 }, (_, i) => file(`fruit/${part}/${label}/${i}.jpg`)))), 'other');
});

it('what lies in a test folder is the whole test, once frozen and once opened again', async () => {
  expect(data.samples.filter(({ onlyTest }) => onlyTest)).toHaveLength(12);
  const version = await data.freeze();
  expect(version.samples.filter(({ split }) => split === 'test').map(({ id }) => id).sort()).toEqual(data.samples.filter(({ onlyTest }) => onlyTest).map(({ id }) => id).sort());
  expect(version.samples.filter(({ split, onlyTest }) => (split === 'test') !== Boolean(onlyTest))).toEqual([]);
  await data.open();
  expect(data.samples.filter(({ onlyTest }) => onlyTest)).toHaveLength(12);
  expect(data.newest).toEqual(version);
});

it('views stand behind every picture, of the test too, and are cached apart from the picture looked at once', async () => {
  const recipe = normaliseRecipe({ kind: 'linear', features: ['colour'], views: true });
  const version = await data.freeze();
  const asked = () => trainingSamples(storage, neededBy([recipe]), version.labels, version.samples);
  const first = await asked();
  expect(first.map(({ id, split, copy }) => ({ id, split, copy: copy ?? 0 }))).toEqual(version.samples.flatMap(({ id, split }) => [0, 1, 2, 3].map((copy) => ({ id, split, copy }))));
  expect(first.filter(({ split, onlyTest }) => (split === 'test') !== Boolean(onlyTest))).toEqual([]);
  const { id } = version.samples[0]!;
  for (let copy = 0; copy < 4; copy += 1) {
    keepVector(storage, shell, copiesOf([recipe]), { type: 'block', sampleId: id, ...(copy > 0 ? { copy } : {}), block: 'colour', inputSize: recipe.inputSize, values: new Float32Array(BLOCK_WIDTHS.colour).fill(copy + 1) });
  }
  await expect.poll(async () => (await asked()).filter((sample) => sample.id === id).map(({ blocks }) => blocks.colour?.[0])).toEqual([1, 2, 3, 4]);
  expect((await asked()).find((sample) => sample.id === id)!.blob).toBeNull();
  const once = await trainingSamples(storage, neededBy([normaliseRecipe({ kind: 'linear', features: ['colour'], inputSize: 224 })]), version.labels, version.samples);
  expect(once.find((sample) => sample.id === id)!.blocks.colour).toBeNull();
});
