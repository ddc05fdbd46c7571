import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { photographed } from '../../src/domain/data/dataset/photograph.ts';
import { resample } from '../../src/domain/data/features/resample.ts';
import type { Scenario } from '../../src/domain/world/drift/scenario.ts';
import { isPhoto, lineEventAt, type LineEvent } from '../../src/domain/world/stream/line-event.ts';
import { CAMERA } from '../../src/domain/world/photos/source.ts';
import type { PhotoEvent } from '../../src/domain/world/stream/photo-event.ts';
import { pictureOf } from '../../src/domain/world/stream/stream.ts';
import type { KeptFrame, PhotoFiles } from '../protocol/photos.ts';
import { FrameRoll } from './frame-roll.ts';
import type { PictureCodec } from './picture-codec.ts';

/** What decoded photographs may take: five hundred of them at the largest size that a model takes. */
const MOST_BYTES = 100_663_296;
/** Photographs that are decoded at a time. */
const AT_ONCE = 8;

/** The photographs that a line draws from: files by reference, and the newest used of them decoded, at the sizes that were asked for. */
export class PhotoShelf {
  /** The newest frames of the line's camera. */
  readonly roll = new FrameRoll();
  readonly #codec: Pick<PictureCodec, 'decode'>;
  readonly #mostBytes: number;
  readonly #files = new Map<string, readonly Blob[]>();
  /** Frames of the camera that were kept, by event. */
  readonly #kept = new Map<number, Blob>();
  /** Insertion order is order of use. */
  readonly #decoded = new Map<string, Picture>();
  #bytes = 0;

  constructor(codec: Pick<PictureCodec, 'decode'>, mostBytes = MOST_BYTES) {
    this.#codec = codec;
    this.#mostBytes = mostBytes;
  }

  /** Bytes that decoded photographs take. */
  get bytes(): number { return this.#bytes; }

  put(sets: readonly PhotoFiles[]): void {
    for (const { id, files } of sets) if (!this.#files.has(id)) this.#files.set(id, files);
  }

  /** Hands over frames of the camera that were kept. */
  putFrames(frames: readonly KeptFrame[]): void {
    for (const { index, file } of frames) this.#kept.set(index, file);
  }

  /** Forgets the frames from an event on: those that come have its numbers again, or somebody wants them gone. */
  forgetFrames(from: number, to = Infinity): void {
    this.roll.forget(from, to);
    for (const index of this.#kept.keys()) if (index >= from && index < to) this.#kept.delete(index);
    for (const [key, { data }] of this.#decoded) {
      const [set, position] = key.split('/');
      if (set !== CAMERA || Number(position) < from || Number(position) >= to) continue;
      this.#decoded.delete(key);
      this.#bytes -= data.byteLength;
    }
  }

  /** Ids of the sets whose photographs lie here. */
  get sets(): string[] { return [...this.#files.keys()]; }

  /** Whether all that these events show can be drawn at once, at a size. */
  isReady(shown: readonly LineEvent[], size: number): boolean {
    return shown.every((event) => !isPhoto(event) || this.#decoded.has(keyOf(event, size)));
  }

  /** Decodes what these events show. Throws `set-unknown` for a set that was never put here, `frame-not-kept` for a frame of the camera that is gone, and what the decoder throws. */
  async prepare(shown: readonly LineEvent[], size: number): Promise<void> {
    const lacking = new Map(shown.flatMap((event) => (isPhoto(event) && !this.#decoded.has(keyOf(event, size)) ? [[keyOf(event, size), event] as const] : [])));
    const waiting = [...lacking];
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) this.#keep(next[0], await this.#read(next[1], size));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    this.#trim(new Set(shown.flatMap((event) => (isPhoto(event) ? [keyOf(event, size)] : []))));
  }

  /** What a photograph shows; it must have been prepared. */
  take(event: PhotoEvent, size: number, data?: Uint8ClampedArray<ArrayBuffer>): Picture {
    const key = keyOf(event, size);
    const picture = this.#decoded.get(key);
    if (!picture) throw new OrchardError('internal', 'a photograph was not prepared');
    this.#decoded.delete(key);
    this.#decoded.set(key, picture);
    return photographed(picture, event.shot, data);
  }

  async #read({ photo: { set, position } }: PhotoEvent, size: number): Promise<Picture> {
    const frame = set === CAMERA ? this.roll.get(position) : null;
    if (frame) return frame.width === size ? frame : resample(frame, size, size);
    const file = set === CAMERA ? this.#kept.get(position) : this.#files.get(set)?.[position];
    if (!file && set === CAMERA) throw new OrchardError('frame-not-kept', String(position));
    if (!file) throw new OrchardError('set-unknown', set);
    return resample(await this.#codec.decode(file), size, size);
  }

  #keep(key: string, picture: Picture): void {
    if (this.#decoded.has(key)) return;
    this.#decoded.set(key, picture);
    this.#bytes += picture.data.byteLength;
  }

  /** Lets go of the least used, but of none that is about to be taken. */
  #trim(needed: ReadonlySet<string>): void {
    for (const [key, { data }] of this.#decoded) {
      if (this.#bytes <= this.#mostBytes) return;
      if (needed.has(key)) continue;
      this.#decoded.delete(key);
      this.#bytes -= data.byteLength;
    }
  }
}

/** The event whose picture an event shows: itself, or an earlier one while the camera's frame is frozen. */
export function shownBy(scenario: Scenario, event: LineEvent): LineEvent {
  return event.pictureIndex === event.index ? event : lineEventAt(scenario, event.pictureIndex);
}

/** The picture of an event that shows itself, drawn or taken from the shelf, where it must have been prepared. */
export function takePicture(scenario: Scenario, shown: LineEvent, size: number, shelf: PhotoShelf, data?: Uint8ClampedArray<ArrayBuffer>): Picture {
  return isPhoto(shown) ? shelf.take(shown, size, data) : pictureOf(scenario, shown, size, data);
}

function keyOf({ photo: { set, position } }: PhotoEvent, size: number): string {
  return `${set}/${position}/${size}`;
}
