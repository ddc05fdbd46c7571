import { browserCodec } from '../pictures/picture-codec.ts';
import { PhotoShelf } from '../pictures/photo-shelf.ts';
import { serve } from '../protocol/host.ts';
import { pause } from '../protocol/pause.ts';
import { browserPlatform } from '../tensor/browser-platform.ts';
import { Compute } from '../tensor/compute.ts';
import { Embedder } from '../tensor/embedder.ts';
import { createLabHandlers } from './handlers.ts';

const compute = new Compute(browserPlatform);

serve(createLabHandlers({ compute, embedder: new Embedder(compute), shelf: new PhotoShelf(browserCodec), pause, nowMs: () => performance.now() }));
