import type { Handlers } from '../protocol/message.ts';
import type { TrainerOperations } from '../protocol/trainer.ts';
import type { TrainerDeps, TrainerSurroundings } from './deps.ts';
import { adopt } from './adopt.ts';
import { previewCopies } from './copies.ts';
import { explainPicture } from './explain.ts';
import { ingest } from './ingest.ts';
import { predict } from './predict.ts';
import { EmbeddingCache } from '../tensor/embedding-cache.ts';
import { asOutOfMemory } from '../tensor/memory.ts';
import { measureRows } from './measure-rows.ts';
import { review } from './review.ts';
import { judgeTrials } from './search.ts';
import { train } from './train.ts';

/** The trainer's operations as plain functions. */
export function createTrainerHandlers(surroundings: TrainerSurroundings): Handlers<TrainerOperations> {
  const { compute, embedder, notify } = surroundings;
  const deps: TrainerDeps = {
    ...surroundings,
    withFallback: (work) => compute.withFallback(() => asOutOfMemory(work), (info) => notify({ type: 'backend-changed', compute: info })),
  };
  const embeddings = new EmbeddingCache(embedder);
  return {
    async compute({ choice, remembered, baseUrl }) {
      embedder.locate(baseUrl);
      return await compute.choose(choice, remembered);
    },
    ingest: (input, context) => ingest(input, context, deps),
    train: (input, context) => train(input, context, deps),
    adopt: (input, context) => adopt(input, context, deps),
    review: (input, context) => review(input, context, deps),
    predict: (input, context) => predict(input, context, deps, embeddings),
    explainPicture: (input, context) => explainPicture(input, context, deps, embeddings),
    judgeTrials: (input, context) => judgeTrials(input, context, deps),
    measureRows: (input, context) => measureRows(input, context, deps),
    previewCopies: (input) => previewCopies(input, deps),
  };
}
