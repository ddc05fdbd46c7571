import { meanOfViews, VIEWS } from '../../src/domain/data/augmentation/views.ts';
import { EMBEDDING_WIDTH, rowWidth, writeRow, type FeatureBlock } from '../../src/domain/data/features/blocks.ts';
import { COLOUR_BINS } from '../../src/domain/data/features/colour-histogram.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import type { PictureMeasures } from './measured.ts';

const STRIDES: Readonly<Record<FeatureBlock, number>> = { readable: READABLE_FEATURES.length, colour: COLOUR_BINS, embedding: EMBEDDING_WIDTH };
const NONE = new Float32Array(0);

interface Taken { blocks: readonly FeatureBlock[]; normalise: boolean }

/**
 * What a head takes of `count` pictures, row-major, count × rowWidth(blocks): asks for no more of what is measured than it takes. With `views` the mean over the views of
 * each picture, of which a linear head makes the mean of their scores.
 */
export async function headRows({ views, ...taken }: Taken & { views?: true }, measured: PictureMeasures, count: number): Promise<Float32Array<ArrayBuffer>> {
  if (!views) return await rowsOf(taken, measured, count);
  const each: Float32Array[] = [];
  for (let view = 0; view < VIEWS; view += 1) each.push(await rowsOf(taken, measured.viewed(view), count));
  return meanOfViews(each);
}

async function rowsOf({ blocks, normalise }: Taken, measured: PictureMeasures, count: number): Promise<Float32Array<ArrayBuffer>> {
  const values: Record<FeatureBlock, Float32Array> = {
    embedding: blocks.includes('embedding') ? await measured.embedding() : NONE,
    readable: blocks.includes('readable') ? measured.readable : NONE,
    colour: blocks.includes('colour') ? measured.colour : NONE,
  };
  const width = rowWidth(blocks);
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i += 1) writeRow(blocks, normalise, (block) => ({ data: values[block], offset: i * STRIDES[block] }), rows, i * width);
  return rows;
}
