import type { Picture } from '../../src/domain/common/picture.ts';

/** What the newest frames may take: some 700 of them at 128 pixels a side. */
const MOST_BYTES = 50_331_648;

/** The newest frames of a camera by event, in bounded memory: the oldest go first. */
export class FrameRoll {
  readonly #mostBytes: number;
  /** In the order in which they came. */
  readonly #frames = new Map<number, { frame: Picture; intervalMs: number }>();
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes that the frames take. */
  get bytes(): number { return this.#bytes; }

  /** `intervalMs`: since the frame before. */
  put(index: number, frame: Picture, intervalMs: number): void {
    this.#drop(index);
    this.#frames.set(index, { frame, intervalMs });
    this.#bytes += frame.data.byteLength;
    for (const oldest of this.#frames.keys()) {
      if (this.#bytes <= this.#mostBytes || oldest === index) break;
      this.#drop(oldest);
    }
  }

  get(index: number): Picture | null {
    return this.#frames.get(index)?.frame ?? null;
  }

  /** Time since the frame before, ms; null where the frame is gone. */
  intervalMs(index: number): number | null {
    return this.#frames.get(index)?.intervalMs ?? null;
  }

  /** Frames that follow each other from an event on. */
  following(from: number): number {
    let next = from;
    while (this.#frames.has(next)) next += 1;
    return next - from;
  }

  /** Forgets the frames of events `from` to `to` (exclusive). */
  forget(from: number, to = Infinity): void {
    for (const index of [...this.#frames.keys()]) if (index >= from && index < to) this.#drop(index);
  }

  #drop(index: number): void {
    this.#bytes -= this.#frames.get(index)?.frame.data.byteLength ?? 0;
    this.#frames.delete(index);
  }
}
