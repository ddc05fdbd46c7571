import type { OrchardNotice } from '../protocol/orchard.ts';
import { browserCodec } from '../pictures/picture-codec.ts';
import { PhotoShelf } from '../pictures/photo-shelf.ts';
import { serve, type Host } from '../protocol/host.ts';
import { createOrchardHandlers } from './handlers.ts';
import { LineRunner } from './runner.ts';

// setTimeout(0) is clamped to 4 ms once nested; a message to oneself is not, and lets others' messages in before it.
const toSelf = new MessageChannel();
const tasks: (() => void)[] = [];
toSelf.port1.onmessage = () => tasks.shift()?.();
function soon(task: () => void): void {
  tasks.push(task);
  toSelf.port2.postMessage(null);
}

const shelf = new PhotoShelf(browserCodec);
const runner = new LineRunner({
  nowMs: () => performance.timeOrigin + performance.now(),
  later: (task, delayMs) => (delayMs < 1 ? soon(task) : void setTimeout(task, delayMs)),
  notify: (state) => host.notify({ type: 'line', state }),
  failed: (code) => host.notify({ type: 'failed', code }),
  shelf,
});

const host: Host<OrchardNotice> = serve(createOrchardHandlers(runner, shelf, browserCodec, () => new Promise(soon)));
