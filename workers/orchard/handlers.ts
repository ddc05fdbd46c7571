import { defaultScenario } from '../../src/domain/world/drift/default-scenario.ts';
import { renderSprite } from '../../src/domain/world/orchard/render/shot.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { eventAt } from '../../src/domain/world/stream/event-at.ts';
import { lineEventAt } from '../../src/domain/world/stream/line-event.ts';
import { pictureOf } from '../../src/domain/world/stream/stream.ts';
import { shownBy, takePicture, type PhotoShelf } from '../pictures/photo-shelf.ts';
import type { PictureCodec } from '../pictures/picture-codec.ts';
import { Transferring, type Handlers } from '../protocol/message.ts';
import type { OrchardOperations, PickedFruit } from '../protocol/orchard.ts';
import type { KeptFrame } from '../protocol/photos.ts';
import type { LineRunner } from './runner.ts';
import { pictureOfScene } from './scene.ts';

/** Pixels of a picture's side. */
const LARGEST_PICTURE = 2048;

/** Pictures drawn between two looks at the cancel signal. */
const CHUNK = 16;

/** Set apart from every seed that a line has, so that no line predicts the very fruit that its model was trained on. */
const PICK_SEEDS = 2 ** 40;

/** The orchard worker's operations. `pauseForMessages` lets waiting messages in during long work. */
export function createOrchardHandlers(runner: LineRunner, shelf: PhotoShelf, codec: Pick<PictureCodec, 'grab' | 'encodeJpeg'>, pauseForMessages: () => Promise<void>): Handlers<OrchardOperations> {
  return {
    connect: ({ port }) => runner.connect(port),
    load: ({ revisions, index, generation, size }) => runner.load(revisions, index, generation, size),
    revise: ({ scenario }) => runner.revise(scenario),
    shelve({ photos }) {
      shelf.put(photos);
      return shelf.sets;
    },
    frame: ({ bitmap, picture }) => ({ index: runner.frame(bitmap ? codec.grab(bitmap) : picture!) }),
    async keepFrames({ indices, quality }) {
      const frames: KeptFrame[] = [];
      for (const index of indices) {
        const frame = shelf.roll.get(index);
        if (frame) frames.push({ index, file: await codec.encodeJpeg(frame, quality) });
      }
      shelf.putFrames(frames);
      return frames;
    },
    shelveFrames: ({ frames }) => shelf.putFrames(frames),
    forgetFrames: ({ from, to }) => shelf.forgetFrames(from, to),
    resize: ({ size }) => runner.resize(size),
    play: ({ lapse, until }) => runner.play(lapse, until),
    pause: () => runner.pause(),
    resume: () => runner.resume(),
    step: ({ count }) => runner.step(count),
    status: () => runner.state(),

    async render({ scenario, indices, size }) {
      requireSize(size);
      const events = indices.map((index) => lineEventAt(scenario, index));
      const shown = events.map((event) => shownBy(scenario, event));
      // Whoever else prepares may let go of them meanwhile.
      while (!shelf.isReady(shown, size)) await shelf.prepare(shown, size);
      const pictures = shown.map((event) => own(takePicture(scenario, event, size, shelf)));
      return new Transferring({ pictures, events }, pictures.map((picture) => picture.data.buffer));
    },

    sprites({ fruits, size, seeings = [] }) {
      requireSize(size);
      const pictures = fruits.map((fruit, i) => own(renderSprite(fruit, size, seeings[i])));
      return new Transferring(pictures, pictures.map((picture) => picture.data.buffer));
    },

    scenes({ scenes, size }) {
      requireSize(size);
      const pictures = scenes.map((scene) => own(pictureOfScene(scene, size)));
      return new Transferring(pictures, pictures.map((picture) => picture.data.buffer));
    },

    async pick({ world, count, seed, size }, { signal, progress }) {
      requireSize(size);
      const scenario = { ...defaultScenario, world, seed: seed + PICK_SEEDS, drifts: [], length: Math.max(1, count) };
      const picked: PickedFruit[] = [];
      for (let index = 0; index < count; index++) {
        if (index % CHUNK === 0) {
          progress({ done: index });
          await pauseForMessages();
          if (signal.aborted) throw new OrchardError('cancelled');
        }
        const event = eventAt(scenario, index);
        const { species, cultivar, ripeness } = event.fruit;
        picked.push({ picture: own(pictureOf(scenario, event, size)), species, cultivar, ripeness, label: event.reportedTruth });
      }
      progress({ done: count });
      return new Transferring(picked, picked.map(({ picture }) => picture.data.buffer));
    },
  };
}

/** Throws `argument-invalid` for a side that no picture here has. */
function requireSize(size: number): void {
  if (!(size >= 1 && size <= LARGEST_PICTURE)) throw new OrchardError('argument-invalid', `a picture is 1 to ${LARGEST_PICTURE} pixels wide, not ${size}`);
}

/** A picture whose bytes may be transferred: the renderer may keep its buffer for the next one. */
function own(picture: Picture): Picture {
  return { width: picture.width, height: picture.height, data: new Uint8ClampedArray(picture.data) };
}
