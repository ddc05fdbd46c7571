import { OrchardError } from '../../src/domain/common/errors.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { Transferring, type CallContext } from '../protocol/message.ts';
import type { PredictOutput, PredictInput } from '../protocol/trainer.ts';
import type { EmbeddingCache } from '../tensor/embedding-cache.ts';
import { featuresOf, Predictor } from '../tensor/predictor.ts';
import type { TrainerDeps } from './deps.ts';

/**
 * What a version says of pictures, by the same code and in the same batches as the line predicts, which goes on undisturbed.
 * Throws OrchardError `cancelled`, `model-incompatible`, and what the backbone throws.
 */
export async function predict(
  { version, signature, artifact, pictures, embedding }: PredictInput, { signal, progress }: CallContext<{ done: number }>, deps: TrainerDeps, embeddings: EmbeddingCache,
): Promise<Transferring<PredictOutput>> {
  const scores = new Float32Array(pictures.length * signature.labels.length);
  const measured: ReturnType<typeof featuresOf>[] = [];
  const predictor = new Predictor(version, signature, artifact, deps.compute, embeddings, embedding);
  try {
    await deps.withFallback(() => predictor.warmUp());
    for (let from = 0; from < pictures.length; from += predictor.batchRows) {
      await deps.pause();
      if (signal.aborted) throw new OrchardError('cancelled');
      const batch = pictures.slice(from, from + predictor.batchRows);
      const prediction = await deps.withFallback(() => predictor.predict(batch));
      scores.set(prediction.scores, from * signature.labels.length);
      measured.push(featuresOf(prediction));
      progress({ done: from + batch.length });
    }
  } finally {
    predictor.dispose();
  }
  const featureNames = measured[0]?.featureNames ?? READABLE_FEATURES.map(({ name }) => name);
  const features = new Float32Array(pictures.length * featureNames.length);
  let filled = 0;
  for (const piece of measured) {
    features.set(piece.features, filled);
    filled += piece.features.length;
  }
  return new Transferring({ scores, features, featureNames }, [scores.buffer, features.buffer]);
}
