import { COLOUR_BINS } from './colour-histogram.ts';
import { READABLE_FEATURES } from './readable.ts';

/**
 * Blocks of numbers that a picture is turned into before a head sees them.
 * `readable`: the named hand-made features; `colour`: 512-bin root colour histogram; `embedding`: the backbone's 816 numbers.
 */
export const FEATURE_BLOCKS = ['readable', 'colour', 'embedding'] as const;
export type FeatureBlock = (typeof FEATURE_BLOCKS)[number];

/** The square sizes, in pixels, at which a picture may be shown to a model. */
export const INPUT_SIZES = [48, 96, 128, 224] as const;
export type InputSize = (typeof INPUT_SIZES)[number];

/** Numbers that the backbone gives. */
export const EMBEDDING_WIDTH = 816;

/** How many numbers a block has. */
export const BLOCK_WIDTHS: Readonly<Record<FeatureBlock, number>> = {
  readable: READABLE_FEATURES.length,
  colour: COLOUR_BINS,
  embedding: EMBEDDING_WIDTH,
};

/** Whether a head needs nothing but what the log keeps of every picture. */
export function takesReadableAlone(blocks: readonly FeatureBlock[]): boolean {
  return blocks.length > 0 && blocks.every((block) => block === 'readable');
}

/** Width of a head's input row. */
export function rowWidth(blocks: readonly FeatureBlock[]): number {
  return blocks.reduce((sum, block) => sum + BLOCK_WIDTHS[block], 0);
}

/**
 * Writes a head's input row: the blocks one after another, each scaled to unit L2 norm when `normalise` (a block of zeros
 * stays so). `values` holds each block's numbers from its own offset on.
 */
export function writeRow(
  blocks: readonly FeatureBlock[],
  normalise: boolean,
  values: (block: FeatureBlock) => { data: ArrayLike<number>; offset: number },
  target: Float32Array,
  at: number,
): void {
  for (const block of blocks) {
    const width = BLOCK_WIDTHS[block];
    const { data, offset } = values(block);
    let scale = 1;
    if (normalise) {
      let squares = 0;
      for (let i = 0; i < width; i += 1) squares += data[offset + i]! ** 2;
      scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    }
    for (let i = 0; i < width; i += 1) target[at + i] = data[offset + i]! * scale;
    at += width;
  }
}
