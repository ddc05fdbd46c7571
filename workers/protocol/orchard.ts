import type { ErrorCode } from '../../src/domain/common/errors.ts';
import type { Scene } from '../../src/domain/world/drift/presets.ts';
import type { Fruit } from '../../src/domain/world/orchard/fruit.ts';
import type { Seeing } from '../../src/domain/world/orchard/seeing.ts';
import type { World } from '../../src/domain/world/orchard/world.ts';
import type { Revision, Scenario } from '../../src/domain/world/drift/scenario.ts';
import type { LineEvent } from '../../src/domain/world/stream/line-event.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { Operation } from './message.ts';
import type { KeptFrame, PhotoFiles } from './photos.ts';

/** How many times faster than the belt the line is watched, or flat out. */
export type TimeLapse = number | 'max';

export interface LineState {
  generation: number;
  /** Next event to be photographed. */
  index: number;
  playing: boolean;
  /** Stops by itself before this event. */
  until: number | null;
  lapse: TimeLapse;
  /** Photographs a second over the last second, in real time. */
  photographsPerSecond: number;
  /** True when it waits for credits: the model is the limit. */
  held: boolean;
  /** What drawing one picture takes, ms; 0 before the first. */
  drawMs: number;
}

/** A fruit whose picture the data set asks for. */
export interface PickedFruit {
  picture: Picture;
  species: string;
  cultivar: string;
  ripeness: number;
  label: 'ripe' | 'unripe';
}

export type OrchardOperations = {
  /** Where batches go, and where credits come from. */
  connect: Operation<{ port: MessagePort }, void>;
  /** Replaces the scenario history and seeks. Starts a new generation. */
  load: Operation<{ revisions: Revision[]; index: number; generation: number; size: number }, LineState>;
  /** From `revision.from` on (≥ the next index) the line draws under this scenario. Answers the index at which it took hold. */
  revise: Operation<{ scenario: Scenario }, { from: number }>;
  /** Side of the pictures that the deployed model takes. */
  resize: Operation<{ size: number }, void>;
  play: Operation<{ lapse?: TimeLapse; until?: number | null }, LineState>;
  pause: Operation<void, LineState>;
  /** Goes on as it did when it was paused last. */
  resume: Operation<void, LineState>;
  step: Operation<{ count: number }, LineState>;
  status: Operation<void, LineState>;
  /** Photographs that lines are drawn from; answers the ids of all sets that are at hand. */
  shelve: Operation<{ photos: PhotoFiles[] }, string[]>;
  /** A frame of the camera, as a square bitmap or picture of the size that the line takes. Answers the event that it is; null where it was dropped, since the line stands or is behind. */
  frame: Operation<{ bitmap?: ImageBitmap; picture?: Picture }, { index: number | null }>;
  /** Keeps frames of the camera as JPEG (`quality` 0..1): those that are still at hand. */
  keepFrames: Operation<{ indices: number[]; quality: number }, KeptFrame[]>;
  /** Frames of the camera that were kept before. */
  shelveFrames: Operation<{ frames: KeptFrame[] }, void>;
  /** Forgets the frames of events `from` to `to` (exclusive), kept or not. */
  forgetFrames: Operation<{ from: number; to?: number }, void>;
  /** Pictures of past or future events, drawn again. Fails with `set-unknown` where photographs are missing, with `frame-not-kept` where a frame of the camera is. */
  render: Operation<{ scenario: Scenario; indices: number[]; size: number }, { pictures: Picture[]; events: LineEvent[] }>;
  /** Fruit alone, on a transparent ground, for the belt and the plates; each as a camera of its seeing takes it, or all clear. */
  sprites: Operation<{ fruits: Fruit[]; size: number; seeings?: Seeing[] }, Picture[]>;
  /** Fruits as their worlds photograph them, without the chance of a line: the pictures of a story. */
  scenes: Operation<{ scenes: Scene[]; size: number }, Picture[]>;
  /** Fresh fruit of a world for the data set; reports how many are done. */
  pick: Operation<{ world: World; count: number; seed: number; size: number }, PickedFruit[], { done: number }>;
};

export type OrchardNotice =
  | { type: 'line'; state: LineState }
  /** An event cannot be photographed: the line stands before it. */
  | { type: 'failed'; code: ErrorCode };
