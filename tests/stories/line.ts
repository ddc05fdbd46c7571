import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { createLabHandlers } from '../../workers/lab/handlers.ts';
import { PhotoShelf } from '../../workers/pictures/photo-shelf.ts';
import { pause } from '../../workers/protocol/pause.ts';
import { createServingHandlers } from '../../workers/serving/handlers.ts';
import { createTrainerHandlers } from '../../workers/trainer/handlers.ts';
import { LineRig } from '../unit/state/line-rig.ts';
import { computeOn, embedderOn, plainCodec } from '../unit/trainer/surroundings.ts';

/** The whole app over the workers' own code, without a browser: tensors on the CPU, storage in memory, our own PNG. Recipes of readable features only; pictures from files need a browser. */
export async function wholeLine(): Promise<LineRig> {
  const compute = await computeOn('cpu');
  const embedder = embedderOn(compute);
  const nowMs = (): number => performance.timeOrigin + performance.now();
  const rig = new LineRig({
    earnest: {
      backend: 'cpu', features: READABLE_FEATURES.map(({ name }) => name), lab: createLabHandlers({ compute, embedder, shelf: new PhotoShelf(plainCodec), pause, nowMs }),
      serving: (notify) => createServingHandlers({ compute, embedder, codec: plainCodec, notify, nowMs, pause }),
      trainer: (notify) => createTrainerHandlers({ compute, embedder, codec: plainCodec, notify, nowMs, pause }),
    },
  });
  await rig.openApp('#/line');
  return rig;
}
