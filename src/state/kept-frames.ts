import { beyondRoom, type KeptBecause } from '../domain/data/dataset/kept-frames.ts';
import type { PutAside } from '../storage/index.ts';

/** A frame of the camera of which something is kept. */
export interface Frame {
  readonly index: number;
  /** Its picture as JPEG; null where it was gone before somebody judged it. */
  readonly file: Blob | null;
  readonly because: KeptBecause;
  /** Unix ms. */
  readonly takenMs: number;
  /** What somebody said that it shows: a label, or null for none of the labels; absent where nobody did. */
  readonly label?: string | null;
}

/** The frames that are kept of a line, in step with its log: what is put aside and brought back takes its frames along. */
export class KeptFrames {
  #live = new Map<number, Frame>();
  #aside = new Map<number, Frame>();
  #knownAside = '';

  /** Oldest first. */
  get list(): readonly Frame[] { return [...this.#live.values()].sort((a, b) => a.index - b.index); }

  get(index: number): Frame | null { return this.#live.get(index) ?? null; }

  put(frame: Frame): void {
    const before = this.#live.get(frame.index);
    // What somebody said of it stays with it.
    this.#live.set(frame.index, before?.because === 'judged' && frame.because !== 'judged' ? { ...frame, ...before, file: before.file ?? frame.file } : frame);
  }

  /** Lets the oldest go until the pictures take no more than they may, in bytes. */
  trim(mostBytes: number): void {
    this.remove(beyondRoom(this.list.map(({ index, file, because }) => ({ index, because, bytes: file?.size ?? 0 })), mostBytes));
  }

  /** Answers whether one of them was there. */
  remove(indices: readonly number[]): boolean {
    return indices.map((index) => this.#live.delete(index)).includes(true);
  }

  clear(): void {
    this.#live.clear();
    this.#aside.clear();
  }

  /** The line was opened, or has been made to stand before event `index`. `aside`: what can be brought back now. */
  follow(aside: Pick<PutAside, 'from' | 'act' | 'rows' | 'atMs'> | null, index: number): void {
    const known = aside ? `${aside.act} ${aside.from} ${aside.rows} ${aside.atMs}` : '';
    if (aside && known !== this.#knownAside) {
      const [gone, back] = [from(this.#live, aside.from), aside.act === 'undo' ? this.#aside : new Map<number, Frame>()];
      for (const each of gone.keys()) this.#live.delete(each);
      for (const [each, frame] of back) this.#live.set(each, frame);
      this.#aside = gone;
    }
    this.#knownAside = known;
    // Frames that were not stored come again under their numbers.
    for (const each of from(this.#live, index).keys()) this.#live.delete(each);
  }
}

function from(frames: ReadonlyMap<number, Frame>, first: number): Map<number, Frame> {
  return new Map([...frames].filter(([index]) => index >= first));
}
