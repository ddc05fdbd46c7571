import { OrchardError } from '../../src/domain/common/errors.ts';
import { shownAt } from '../../src/domain/data/features/resample.ts';
import type { CallContext } from '../protocol/message.ts';
import type { MeasureProgress } from '../protocol/sample.ts';
import type { AdoptInput, AdoptOutput } from '../protocol/trainer.ts';
import { Predictor } from '../tensor/predictor.ts';
import type { TrainerDeps } from './deps.ts';
import { prepareLearning } from './prepare.ts';
import { rowsOf, tested } from './train.ts';

/**
 * How good a network that was trained elsewhere is on the test pictures among these, and what all of them look like: the quality and the reference that a training of ours would have left.
 * Throws OrchardError `cancelled`, `model-incompatible`, `picture-undecodable` and the others of decoding.
 */
export async function adopt({ signature, artifact, samples }: AdoptInput, context: CallContext<MeasureProgress>, deps: TrainerDeps): Promise<AdoptOutput> {
  const { labels, inputSize } = signature;
  const rows = rowsOf({ samples });
  const { raw, seen } = await prepareLearning({ samples, inputSize, blocks: ['readable'], pixels: false }, context, deps);
  const testScores = new Float32Array(rows.test.length * labels.length);
  const predictor = new Predictor(0, signature, artifact, deps.compute, deps.embedder);
  try {
    await deps.withFallback(() => predictor.warmUp());
    for (let from = 0; from < rows.test.length; from += predictor.batchRows) {
      await deps.pause();
      if (context.signal.aborted) throw new OrchardError('cancelled');
      const pictures = await Promise.all(Array.from(rows.test.subarray(from, from + predictor.batchRows), async (row) => {
        const { blob, id } = samples[row]!;
        if (!blob) throw new OrchardError('picture-undecodable', `no picture of ${id}`);
        return shownAt(await deps.codec.decode(blob), inputSize);
      }));
      const { scores } = await deps.withFallback(() => predictor.predict(pictures));
      testScores.set(scores, from * labels.length);
      context.progress({ type: 'prepare', done: from + pictures.length, total: rows.test.length });
    }
  } finally {
    predictor.dispose();
  }
  const { metrics, reference } = tested({ samples, labels }, { ...rows, train: rows.test }, { testScores }, raw, seen);
  return { backend: deps.compute.backend, metrics, reference };
}
