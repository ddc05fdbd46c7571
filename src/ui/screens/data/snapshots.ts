import type { Picture } from '../../../domain/common/picture.ts';
import type { Arrival, DataState } from '../../../state/data.svelte.ts';

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
  readonly #data: Pick<DataState, 'add'>;
  readonly #onerror: (error: unknown) => void;
  /** Called with the number of pictures that a batch brought: those that are there already are not among them. */
  readonly #onadded: (count: number) => void;
  #waiting: Arrival[] = [];
  #running = false;

  constructor(data: Pick<DataState, 'add'>, onerror: (error: unknown) => void, onadded: (count: number) => void = () => {}) {
    this.#data = data;
    this.#onerror = onerror;
    this.#onadded = onadded;
  }

  /** `takenMs` (Unix ms) tells bursts from single pictures. */
  take(picture: Picture, label: string, takenMs: number): void {
    this.#waiting.push({ item: { picture }, label, source: 'camera', note: 'photograph', takenMs });
    if (!this.#running) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    try {
      while (this.#waiting.length > 0) this.#onadded((await this.#data.add(this.#waiting.splice(0), 'Taking photographs in')).added);
    } catch (error) {
      this.#waiting = [];
      this.#onerror(error);
    } finally {
      this.#running = false;
    }
  }
}
