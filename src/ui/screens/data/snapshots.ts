import type { Picture } from '../../../domain/common/picture.ts';
import type { ArgumentsOf } from '../../../actions/catalogue.ts';

/** Photographs with the label that each is to have, and when it was taken. */
type Photographs = ArgumentsOf<'data.photograph'>[0];

/** Pixels of a bitmap. The bitmap is closed. */
export function pixelsOf(bitmap: ImageBitmap): Picture {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, data: data as Picture['data'] };
}

/** Takes camera pictures into the data set as fast as they can be embedded; what waits goes along in the next batch. */
export class Snapshots {
  readonly #takeIn: (photographs: Photographs) => Promise<{ added: number }>;
  readonly #onerror: (error: unknown) => void;
  /** Called with the number of pictures that a batch brought: those that are there already are not among them. */
  readonly #onadded: (count: number) => void;
  #waiting: Photographs[number][] = [];
  #running = false;

  constructor(takeIn: (photographs: Photographs) => Promise<{ added: number }>, onerror: (error: unknown) => void, onadded: (count: number) => void = () => {}) {
    this.#takeIn = takeIn;
    this.#onerror = onerror;
    this.#onadded = onadded;
  }

  /** `takenMs` (Unix ms) tells bursts from single pictures. */
  take(picture: Picture, label: string, takenMs: number): void {
    this.#waiting.push({ picture, label, takenMs });
    if (!this.#running) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    try {
      while (this.#waiting.length > 0) this.#onadded((await this.#takeIn(this.#waiting.splice(0))).added);
    } catch (error) {
      this.#waiting = [];
      this.#onerror(error);
    } finally {
      this.#running = false;
    }
  }
}
