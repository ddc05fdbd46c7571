import { OrchardError } from '../../src/domain/errors.ts';
import { Transferring, type CallContext } from '../protocol/message.ts';
import type { JudgeInput } from '../protocol/trainer.ts';
import type { EmbeddingCache } from '../tensor/embedding-cache.ts';
import { Predictor } from '../tensor/predictor.ts';
import type { TrainerDeps } from './deps.ts';

/**
 * What a version says of pictures, by the same code and in the same batches as the line judges, which goes on undisturbed.
 * Throws OrchardError `cancelled`, `model-incompatible`, and what the backbone throws.
 */
export async function judge(
  { version, signature, artifact, pictures }: JudgeInput, { signal, progress }: CallContext<{ done: number }>, deps: TrainerDeps, embeddings: EmbeddingCache,
): Promise<Transferring<{ scores: Float32Array<ArrayBuffer> }>> {
  const scores = new Float32Array(pictures.length * signature.labels.length);
  const predictor = new Predictor(version, signature, artifact, deps.compute, embeddings);
  try {
    await deps.surviving(() => predictor.warmUp());
    for (let from = 0; from < pictures.length; from += predictor.batchRows) {
      await deps.pause();
      if (signal.aborted) throw new OrchardError('cancelled');
      const batch = pictures.slice(from, from + predictor.batchRows);
      scores.set((await deps.surviving(() => predictor.predict(batch))).scores, from * signature.labels.length);
      progress({ done: from + batch.length });
    }
  } finally {
    predictor.dispose();
  }
  return new Transferring({ scores }, [scores.buffer]);
}
