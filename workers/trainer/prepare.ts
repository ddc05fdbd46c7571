import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Augmentation } from '../../src/domain/data/augmentation/augmentation.ts';
import { augmentedCopy } from '../../src/domain/data/augmentation/augment.ts';
import { viewCopies } from '../../src/domain/data/augmentation/copies.ts';
import { VIEW_SIDE, viewOf } from '../../src/domain/data/augmentation/views.ts';
import { BLOCK_WIDTHS, rowWidth, writeRow, type FeatureBlock, type InputSize } from '../../src/domain/data/features/blocks.ts';
import { colourHistogram } from '../../src/domain/data/features/colour-histogram.ts';
import { levelled, type Levelling } from '../../src/domain/data/features/levelling.ts';
import { readableFeatures } from '../../src/domain/data/features/readable.ts';
import { referencePicture, resample, shownAt } from '../../src/domain/data/features/resample.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { CallContext } from '../protocol/message.ts';
import type { MeasureProgress, TrainingSample } from '../protocol/sample.ts';
import { Backbone } from '../tensor/backbone.ts';
import { Embedder } from '../tensor/embedder.ts';
import { inFlight } from './in-flight.ts';
import type { TrainerDeps } from './deps.ts';

const DECODES_IN_FLIGHT = 8;

/** Every sample's blocks, measured or as they came. */
export interface PreparedSamples {
  blocks: Record<FeatureBlock, (Float32Array | null)[]>;
  /** RGB bytes, samples × inputSize × inputSize × 3, when asked for. */
  pixels: Uint8Array | null;
  embedMs: number;
}

export interface Wanted {
  samples: readonly TrainingSample[];
  inputSize: InputSize;
  blocks: readonly FeatureBlock[];
  pixels: boolean;
  /** What copies among the samples are changed by. */
  augmentation?: Augmentation | undefined;
  /** Whether views of each picture are among the samples: each is looked at from `VIEW_SIDE`. */
  views?: boolean;
  /** What is levelled out of each picture before it is measured. */
  levelling?: Levelling | undefined;
}

/**
 * Makes sure that every sample has the wanted blocks, and pixels when wanted: what is missing is measured on the stored
 * picture and reported as `block`. Throws OrchardError `picture-undecodable` for a sample without either, `cancelled`, and
 * what the backbone throws.
 */
export async function prepare({ samples, inputSize, blocks, pixels, augmentation, views = false, levelling }: Wanted, context: CallContext<MeasureProgress>, deps: TrainerDeps): Promise<PreparedSamples> {
  const have = Object.fromEntries(Object.keys(BLOCK_WIDTHS).map((block) => [block, samples.map((sample) => usable(sample, block as FeatureBlock))])) as PreparedSamples['blocks'];
  const stride = inputSize * inputSize * 3;
  const embeddedAt = views ? VIEW_SIDE : inputSize;
  const prepared: PreparedSamples = { blocks: have, pixels: pixels ? new Uint8Array(samples.length * stride) : null, embedMs: 0 };
  const lacking = samples.map((_, i) => i).filter((i) => pixels || blocks.some((block) => have[block][i] === null));
  const waiting: { i: number; picture: Picture }[] = [];
  let done = 0;

  const keep = (i: number, block: FeatureBlock, values: Float32Array<ArrayBuffer>): void => {
    have[block][i] = values;
    const copy = values.slice();
    const { id, copy: number } = samples[i]!;
    context.progress({ type: 'block', sampleId: id, ...(number === undefined ? {} : { copy: number }), block, inputSize, values: copy }, [copy.buffer]);
  };
  const embed = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting.splice(0);
    const began = deps.nowMs();
    const rows = await deps.withFallback(() => deps.embedder.embed(batch.map(({ picture }) => picture), embeddedAt));
    prepared.embedMs += deps.nowMs() - began;
    batch.forEach(({ i }, row) => keep(i, 'embedding', Embedder.row(rows, row)));
  };

  // Copies stand behind their picture, which is decoded once for all of them.
  let last: { id: string; shown: Promise<Picture> } | null = null;
  const decoded = inFlight(lacking, DECODES_IN_FLIGHT, async (i) => {
    const { blob, id, copy } = samples[i]!;
    if (blob === null) throw new OrchardError('picture-undecodable', `no picture of ${id}`);
    if (last?.id !== id) last = { id, shown: deps.codec.decode(blob).then((picture) => shownAt(picture, inputSize)) };
    const shown = await last.shown;
    const ofViews = viewCopies({ views });
    const view = copy !== undefined && copy <= ofViews ? copy : 0;
    const taken = copy === undefined || view > 0 || !augmentation ? shown : augmentedCopy(shown, id, augmentation, copy - ofViews);
    // A version looks at views of what it levelled.
    const seen = levelling ? levelled(taken, levelling) : taken;
    return { i, picture: views ? shownAt(viewOf(seen, view), VIEW_SIDE) : seen };
  });
  for await (const { i, picture } of decoded) {
    if (context.signal.aborted) throw new OrchardError('cancelled');
    const reference = referencePicture(picture);
    if (blocks.includes('readable') && have.readable[i] === null) keep(i, 'readable', readableFeatures(reference));
    if (blocks.includes('colour') && have.colour[i] === null) keep(i, 'colour', colourHistogram(reference));
    if (prepared.pixels) writeRgbBytes(resample(picture, inputSize, inputSize), prepared.pixels, i * stride);
    if (blocks.includes('embedding') && have.embedding[i] === null) waiting.push({ i, picture });
    if (waiting.length >= Backbone.batchSize(embeddedAt)) await embed();
    done += 1;
    context.progress({ type: 'prepare', done, total: lacking.length });
  }
  await embed();
  return prepared;
}

/**
 * What recipes learn from, and what the pictures looked like as they came: the same, unless the recipes level pictures first. What is measured of levelled pictures is
 * not reported: nobody keeps it.
 */
export async function prepareLearning({ levelling, ...wanted }: Wanted, context: CallContext<MeasureProgress>, deps: TrainerDeps): Promise<{ raw: PreparedSamples; seen: PreparedSamples }> {
  if (!levelling) {
    const prepared = await prepare(wanted, context, deps);
    return { raw: prepared, seen: prepared };
  }
  const raw = await prepare({ ...wanted, blocks: ['readable'], pixels: false }, context, deps);
  const quiet: CallContext<MeasureProgress> = { ...context, progress: (progress, transfer) => { if (progress.type !== 'block') context.progress(progress, transfer); } };
  const seen = await prepare({ ...wanted, levelling, samples: wanted.samples.map((sample) => ({ ...sample, blocks: {} })) }, quiet, deps);
  return { raw, seen: { ...seen, embedMs: raw.embedMs + seen.embedMs } };
}

/** A block that came with the sample, unless it is of another width than this program makes. */
function usable(sample: TrainingSample, block: FeatureBlock): Float32Array | null {
  const values = sample.blocks[block] ?? null;
  return values?.length === BLOCK_WIDTHS[block] ? values : null;
}

function writeRgbBytes({ data }: Picture, target: Uint8Array, offset: number): void {
  for (let from = 0, at = offset; from < data.length; from += 4, at += 3) {
    target[at] = data[from]!;
    target[at + 1] = data[from + 1]!;
    target[at + 2] = data[from + 2]!;
  }
}

/** The heads' input rows: samples × rowWidth(blocks). */
export function featureRows(prepared: PreparedSamples, count: number, blocks: readonly FeatureBlock[], normalise: boolean): Float32Array<ArrayBuffer> {
  const width = rowWidth(blocks);
  const rows = new Float32Array(count * width);
  for (let i = 0; i < count; i += 1) writeRow(blocks, normalise, (block) => ({ data: prepared.blocks[block][i]!, offset: 0 }), rows, i * width);
  return rows;
}
