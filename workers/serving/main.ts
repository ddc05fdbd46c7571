import { serve, type Host } from '../protocol/host.ts';
import type { ServingNotice } from '../protocol/serving.ts';
import { browserPlatform } from '../tensor/browser-platform.ts';
import { Compute } from '../tensor/compute.ts';
import { Embedder } from '../tensor/embedder.ts';
import { pause } from '../protocol/pause.ts';
import { browserCodec } from '../pictures/picture-codec.ts';
import { createServingHandlers } from './handlers.ts';

const notify = (notice: ServingNotice): void => host.notify(notice);
const compute = new Compute(browserPlatform, () => notify({ type: 'device-lost' }));

const host: Host<ServingNotice> = serve(createServingHandlers({
  compute,
  embedder: new Embedder(compute),
  codec: browserCodec,
  notify,
  nowMs: () => performance.timeOrigin + performance.now(),
  pause,
}));
