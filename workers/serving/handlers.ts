import { OrchardError } from '../../src/domain/common/errors.ts';
import { fileBytes, readImageHeader } from '../../src/domain/data/features/image-header.ts';
import { centreSquare } from '../../src/domain/data/features/resample.ts';
import { argMax } from '../../src/domain/learning/evaluation/classification.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { Handlers } from '../protocol/message.ts';
import type { ServedModel, ServingNotice, ServingOperations } from '../protocol/serving.ts';
import type { Compute } from '../tensor/compute.ts';
import type { Embedder } from '../tensor/embedder.ts';
import { asOutOfMemory } from '../tensor/memory.ts';
import type { PictureCodec } from '../tensor/picture-codec.ts';
import type { Predictors } from './predictors.ts';
import { ServingLine } from './line.ts';
import { Predictor } from '../tensor/predictor.ts';

/** What the serving handlers work with. */
interface ServingSurroundings {
  compute: Compute;
  embedder: Embedder;
  codec: PictureCodec;
  notify(notice: ServingNotice): void;
  /** ms since the epoch, fractional. */
  nowMs(): number;
  pause(): Promise<void>;
}

/** The serving worker's operations as plain functions. */
export function createServingHandlers({ compute, embedder, codec, notify, nowMs, pause }: ServingSurroundings): Handlers<ServingOperations> {
  const withFallback = <T>(work: () => Promise<T>): Promise<T> =>
    compute.withFallback(() => asOutOfMemory(work), (info) => notify({ type: 'backend-changed', compute: info }));
  const line = new ServingLine({
    withFallback, nowMs, pause,
    failed: (version, code) => notify({ type: 'failed', version, code }),
    paced: ({ version, pace: { usualMs, batchMs } }) => notify({ type: 'pace', version, serviceMs: usualMs, batchMs }),
  });

  const warmedUp = async ({ version, signature, artifact, embedding }: ServedModel): Promise<Predictor> => {
    const model = new Predictor(version, signature, artifact, compute, embedder, embedding);
    try {
      await withFallback(() => model.warmUp());
      return model;
    } catch (error) {
      model.dispose();
      throw error;
    }
  };

  const pictureOf = async (source: Blob | ImageBitmap | Picture): Promise<Picture> => {
    if (source instanceof Blob) {
      await readImageHeader(fileBytes(source));
      return await codec.decode(source);
    }
    return 'data' in source ? centreSquare(source) : codec.grab(source);
  };

  return {
    async compute({ choice, remembered, baseUrl }) {
      embedder.locate(baseUrl);
      return await compute.choose(choice, remembered);
    },
    connect: ({ events, predictions }) => line.connect(events, predictions),
    async prepare({ trial, ...given }) {
      const champion = await warmedUp(given);
      let predictors: Predictors = { champion, trial: null };
      try {
        if (trial) predictors = { champion, trial: { model: await warmedUp(trial), route: trial.route, seed: trial.seed } };
      } catch (error) {
        champion.dispose();
        throw error;
      }
      const fromIndex = await line.prepare(predictors);
      try {
        for (const model of [champion, predictors.trial?.model]) if (model) await withFallback(() => model.measure(nowMs));
      } catch (error) {
        line.letGo(given.version);
        throw error;
      }
      return { fromIndex };
    },
    takeOver: ({ version, deployment, until }) => line.takeOver(version, deployment, until),
    hold: async () => ({ fromIndex: await line.hold(), version: line.champion!.version }),
    reroute: (change) => line.reroute(change),
    async replaceAt({ deployment, from, ...given }) {
      const champion = await warmedUp(given);
      try {
        await withFallback(() => champion.measure(nowMs));
      } catch (error) {
        champion.dispose();
        throw error;
      }
      line.reroute({ deployment, from, to: { kind: 'replace', predictors: { champion, trial: null } } });
    },
    renumber: ({ deployment }) => line.renumber(deployment),
    letGo: ({ version }) => line.letGo(version),
    undeploy: () => line.undeploy(),
    async classify({ source }) {
      const model = line.champion;
      if (!model) throw new OrchardError('nothing-deployed');
      const picture = await pictureOf(source);
      const began = nowMs();
      const { scores, readable } = await withFallback(() => model.predict([picture]));
      return { predicted: argMax(scores), scores: [...scores], readable: [...readable], version: model.version, modelMs: nowMs() - began };
    },
  };
}
