import { OrchardError } from '../../src/domain/common/errors.ts';
import { fileBytes, readImageHeader } from '../../src/domain/data/features/image-header.ts';
import { centreSquare } from '../../src/domain/data/features/resample.ts';
import { argMax } from '../../src/domain/learning/evaluation/classification.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { Handlers } from '../protocol/message.ts';
import type { ServedModel, ServedTrial, ServingNotice, ServingOperations } from '../protocol/serving.ts';
import type { Compute } from '../tensor/compute.ts';
import type { Embedder } from '../tensor/embedder.ts';
import { asOutOfMemory } from '../tensor/memory.ts';
import type { PictureCodec } from '../pictures/picture-codec.ts';
import { disposeAll, type Predictors } from './predictors.ts';
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

  const warmedUpBoth = async (given: ServedModel, trial: ServedTrial | undefined): Promise<Predictors> => {
    const champion = await warmedUp(given);
    try {
      return { champion, trial: trial ? { model: await warmedUp(trial), route: trial.route, seed: trial.seed } : null };
    } catch (error) {
      champion.dispose();
      throw error;
    }
  };

  const measured = async ({ champion, trial }: Predictors): Promise<void> => {
    for (const model of [champion, trial?.model]) if (model) await withFallback(() => model.measure(nowMs));
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
      const predictors = await warmedUpBoth(given, trial);
      const fromIndex = await line.prepare(predictors);
      try {
        await measured(predictors);
      } catch (error) {
        line.letGo(given.version);
        throw error;
      }
      return { fromIndex };
    },
    takeOver: ({ version, deployment, until }) => line.takeOver(version, deployment, until),
    hold: async () => ({ fromIndex: await line.hold(), version: line.champion!.version }),
    reroute: (change) => line.reroute(change),
    async replaceAt({ deployment, from, trial, ...given }) {
      const predictors = await warmedUpBoth(given, trial);
      try {
        await measured(predictors);
      } catch (error) {
        disposeAll(predictors);
        throw error;
      }
      line.reroute({ deployment, from, to: { kind: 'replace', predictors } });
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
