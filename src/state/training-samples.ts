import { copyKeys, ownKey, viewCopies, type Copies } from '../domain/data/augmentation/copies.ts';
import type { FeatureBlock, InputSize } from '../domain/data/features/blocks.ts';
import { networkInput, type Recipe } from '../domain/learning/recipes/catalogue.ts';
import type { TrainerClient } from '../clients/workers.ts';
import type { Storage } from '../storage/index.ts';
import type { MeasureProgress, TrainingSample } from '../../workers/protocol/sample.ts';
import type { Shell } from './shell.svelte.ts';

/** How long a cancelled training may take to stop at its next batch before its worker is ended. */
const SOFT_CANCEL_MS = 3000;

/** What has to be known of each picture. */
interface Needed extends Copies {
  inputSize: InputSize;
  blocks: readonly FeatureBlock[];
  /** The pictures themselves too: of what is levelled nothing is cached. */
  pixels: boolean;
}

/** What recipes, of one augmentation where they have any, learn from beside the pictures themselves. */
export function copiesOf(recipes: readonly Recipe[]): Copies {
  return { views: recipes.some((recipe) => networkInput(recipe).views), augmentation: recipes.find(({ augmentation }) => augmentation)?.augmentation };
}

/** What recipes of one picture size, and of one augmentation where they have any, learn from; `also` is wanted whatever they take. */
export function neededBy(recipes: readonly [Recipe, ...Recipe[]], also: readonly FeatureBlock[] = []): Needed {
  const inputs = recipes.map(networkInput);
  return {
    inputSize: recipes[0].inputSize, pixels: recipes.some(({ levelling }) => levelling) || inputs.some(({ input }) => input === 'pixels'), ...copiesOf(recipes),
    blocks: [...new Set([...also, ...inputs.flatMap(({ blocks }) => blocks)])],
  };
}

/**
 * The pictures of a data set as the trainer takes them, with what is cached of them; what lacks comes as the picture. Views and changed copies stand behind the picture that they are of; only
 * pictures of the training split have changed copies. Copies of another setting are forgotten.
 */
export async function trainingSamples(
  storage: Storage, { inputSize, blocks, pixels, ...copied }: Needed, labels: readonly string[], rows: readonly { id: string; label: string; split: TrainingSample['split']; onlyTest?: true }[],
): Promise<TrainingSample[]> {
  const ids = rows.map(({ id }) => id);
  const learnt = rows.filter(({ split }) => split === 'train').map(({ id }) => id);
  const copies = copyKeys(copied);
  const views = viewCopies(copied);
  const own = ownKey(copied);
  if (copies.length > 0) await storage.vectors.keepCopies(own === undefined ? copies : [own, ...copies]);
  const vectorsOf = (of: readonly string[], copy?: string) => Promise.all(blocks.map((block) => storage.vectors.get(block, inputSize, of, copy)));
  /** By the number of the copy, 0 for the pictures themselves. */
  const cached = [await vectorsOf(ids, own), ...await Promise.all(copies.map((copy, i) => vectorsOf(i < views ? ids : learnt, copy)))];
  const lacks = (id: string, copy: number): boolean => pixels || cached[copy]!.some((vectors) => !vectors.has(id));
  const lacking = new Set([...ids.filter((id) => lacks(id, 0)), ...ids.filter((id) => copies.some((_, i) => i < views && lacks(id, i + 1))), ...learnt.filter((id) => copies.some((_, i) => lacks(id, i + 1)))]);
  const blobs = new Map(await Promise.all([...lacking].map(async (id) => [id, await storage.samples.blob(id)] as const)));
  return rows.flatMap(({ id, label, split, onlyTest }) => [0, ...(split === 'train' ? copies : copies.slice(0, views)).map((_, i) => i + 1)].map((copy): TrainingSample => ({
    id, split, ...(onlyTest ? { onlyTest } : {}), label: labels.indexOf(label), ...(copy > 0 ? { copy } : {}), blob: lacks(id, copy) ? blobs.get(id) ?? null : null,
    blocks: Object.fromEntries(blocks.map((block, i) => [block, cached[copy]![i]!.get(id) ?? null])),
  })));
}

/** Caches what was measured of a picture, or of a view or copy of it. */
export function keepVector(storage: Storage, shell: Shell, copies: Copies, { block, inputSize, sampleId: id, values, copy }: Extract<MeasureProgress, { type: 'block' }>): void {
  const key = copy === undefined ? ownKey(copies) : copyKeys(copies)[copy - 1];
  if (copy !== undefined && key === undefined) return;
  storage.vectors.put([{ block, inputSize, id, values, ...(key === undefined ? {} : { copy: key }) }]).catch((error: unknown) => shell.report(error, 'train'));
}

/** A worker deep in one long computation does not hear a soft cancel: it is ended and started again. Answers what calls that off. */
export function endIfDeaf(trainer: TrainerClient, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const arm = () => { timer = setTimeout(() => trainer.restart(), SOFT_CANCEL_MS); };
  signal.addEventListener('abort', arm, { once: true });
  return () => {
    signal.removeEventListener('abort', arm);
    if (timer !== null) clearTimeout(timer);
  };
}
