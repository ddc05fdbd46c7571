import { serve, type Host } from '../protocol/host.ts';
import type { TrainerNotice } from '../protocol/trainer.ts';
import { browserPlatform } from '../tensor/browser-platform.ts';
import { Compute } from '../tensor/compute.ts';
import { Embedder } from '../tensor/embedder.ts';
import { pause } from '../protocol/pause.ts';
import { browserCodec } from '../pictures/picture-codec.ts';
import { createTrainerHandlers } from './handlers.ts';

const notify = (notice: TrainerNotice): void => host.notify(notice);
const compute = new Compute(browserPlatform, (backend) => notify({ type: 'device-lost', backend }));

const host: Host<TrainerNotice> = serve(createTrainerHandlers({
  compute,
  embedder: new Embedder(compute),
  codec: browserCodec,
  notify,
  nowMs: () => performance.now(),
  pause,
}));
