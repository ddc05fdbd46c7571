import { softmaxRows } from '../../src/domain/learning/calibration/temperature.ts';
import { BLOCK_WIDTHS, type FeatureBlock } from '../../src/domain/data/features/blocks.ts';
import { ridgeSolver } from '../../src/domain/learning/solvers/ridge.ts';
import { NEAREST, type ReviewMeasures } from '../../src/domain/review/findings.ts';
import { nearDuplicates } from '../../src/domain/review/near-duplicates.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { CallContext } from '../protocol/message.ts';
import type { ReviewProgress, ReviewSample, TrainerOperations } from '../protocol/trainer.ts';
import type { TrainerDeps } from './deps.ts';
import { multiplyOnBackend } from './multiply.ts';
import { featureRows, prepare } from './prepare.ts';

/** What the heads learn from, as the linear recipe does by default. */
const BLOCKS: readonly FeatureBlock[] = ['embedding', 'colour'];
/** Pictures whose nearest are looked for at once. */
const ROWS_AT_ONCE = 128;

/** Measures the pictures of a review. Throws what preparing throws, and `cancelled`. */
export async function review(input: TrainerOperations['review']['in'], context: CallContext<ReviewProgress>, deps: TrainerDeps): Promise<ReviewMeasures> {
  const { samples, labels, inputSize, embed } = input;
  const report = (phase: Extract<ReviewProgress, { type: 'review' }>['phase'], done: number, total: number): void => context.progress({ type: 'review', phase, done, total });
  const prepared = await prepare({ samples: samples.map((sample) => ({ ...sample, split: 'train' })), inputSize, blocks: embed ? ['readable', ...BLOCKS] : ['readable'], pixels: false }, {
    signal: context.signal,
    progress: (progress, transfer) => {
      if (progress.type === 'block') context.progress(progress, transfer);
      else if (progress.type === 'prepare') report('embed', progress.done, progress.total);
    },
  }, deps);
  const wait = async (): Promise<void> => {
    await deps.pause();
    if (context.signal.aborted) throw new OrchardError('cancelled');
  };
  const groups = nearDuplicates(samples.map(({ lookHash }, i) => ({ lookHash, readable: prepared.blocks.readable[i]! })));
  if (!embed || samples.length === 0) return { probabilities: null, nearest: null, farness: null, groups };
  const probabilities = tellable(samples) ? await deps.withFallback(() => leftOut(featureRows(prepared, samples.length, BLOCKS, true), samples, labels, async (done) => {
    await wait();
    report('leave-one-out', done, samples.length);
  })) : null;
  await wait();
  const rows = featureRows(prepared, samples.length, ['embedding'], true);
  const { nearest, farness } = await deps.withFallback(() => nearestOf(rows, samples.length, async (done) => {
    await wait();
    report('nearest', done, samples.length);
  }));
  return { probabilities, nearest, farness, groups };
}

/** There is something to be confused with. */
function tellable(samples: readonly ReviewSample[]): boolean {
  return new Set(samples.map(({ label }) => label)).size > 1;
}

/** Calibrated probabilities of each row by a ridge head on all others, rows × labels. */
async function leftOut(x: Float32Array, samples: readonly ReviewSample[], labels: number, each: (done: number) => Promise<void>): Promise<Float32Array> {
  const rows = Int32Array.from(samples, (_, i) => i);
  const solver = ridgeSolver({ x, blocks: BLOCKS.map((block) => BLOCK_WIDTHS[block]), classOf: samples.map(({ label }) => label), classes: labels }, rows, multiplyOnBackend);
  const choice = await solver.choose(rows, 'auto');
  await each(0);
  const { scores, inverseTemperature } = await solver.leaveOneOut(rows, choice, each);
  return softmaxRows(scores, labels, inverseTemperature);
}

/** The nearest rows by the cosine of unit rows, and the mean distance (1 less the cosine) from them. */
async function nearestOf(x: Float32Array, count: number, each: (done: number) => Promise<void>): Promise<{ nearest: Int32Array; farness: Float32Array }> {
  const width = BLOCK_WIDTHS.embedding;
  const nearest = new Int32Array(count * NEAREST).fill(-1);
  const farness = new Float32Array(count);
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    await each(from);
    const some = Math.min(ROWS_AT_ONCE, count - from);
    const cosines = await multiplyOnBackend(x.subarray(from * width, (from + some) * width), some, x, count, width);
    for (let i = 0; i < some; i += 1) {
      const best: { row: number; cosine: number }[] = [];
      for (let row = 0; row < count; row += 1) {
        const cosine = cosines[i * count + row]!;
        if (row === from + i || (best.length === NEAREST && cosine <= best[NEAREST - 1]!.cosine)) continue;
        if (best.length === NEAREST) best.pop();
        const place = best.findIndex((other) => cosine > other.cosine);
        best.splice(place < 0 ? best.length : place, 0, { row, cosine });
      }
      best.forEach(({ row }, place) => { nearest[(from + i) * NEAREST + place] = row; });
      farness[from + i] = best.length === 0 ? 0 : best.reduce((sum, { cosine }) => sum + 1 - cosine, 0) / best.length;
    }
  }
  return { nearest, farness };
}
