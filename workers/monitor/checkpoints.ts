import { SEGMENT_ROWS } from '../../src/domain/log/segment-rows.ts';
import { encodeBins } from '../../src/domain/monitoring/summaries/bins-codec.ts';
import type { Bins } from '../../src/domain/monitoring/summaries/bins.ts';
import type { LogMark, LogStore } from '../../src/storage/index.ts';
import type { StoredSegment } from './records.ts';

/** Rows between two checkpoints: after a reload, at most these are watched again. */
export const CHECKPOINT_ROWS = 4 * SEGMENT_ROWS;

/** When the watch was last saved, and which of its checkpoints are still there. */
export class Checkpoints {
  /** Events after which there is one, ascending. */
  #kept: number[] = [];
  #asked = false;

  /** Finds what is stored. */
  async open(store: LogStore): Promise<void> {
    this.#kept = await store.checkpoints();
    this.#asked = false;
  }

  /** The newest one that is no later than an event; null when there is none. */
  newest(upTo: number): number | null {
    return this.#kept.findLast((lastIndex) => lastIndex <= upTo) ?? null;
  }

  /** Asks for one soon, whatever has passed: somebody changed what no row tells. */
  ask(): void {
    this.#asked = true;
  }

  due(lastIndex: number): boolean {
    return lastIndex >= 0 && (this.#asked || lastIndex - (this.#kept.at(-1) ?? -1) >= CHECKPOINT_ROWS);
  }

  /** The mark that saves a line as it stands. `watch` is JSON. */
  mark(bins: Bins, segments: StoredSegment[], watch: string): LogMark {
    const { lastIndex } = bins;
    const kept = this.#with(lastIndex);
    return { overview: { lastIndex, segments, bins: encodeBins(bins) }, checkpoint: { lastIndex, watch }, drops: this.#kept.filter((other) => !kept.includes(other)) };
  }

  /** A mark after an event has been stored. */
  stored(lastIndex: number): void {
    this.#kept = this.#with(lastIndex);
    this.#asked = false;
  }

  #with(lastIndex: number): number[] {
    return thinned([...this.#kept.filter((other) => other !== lastIndex), lastIndex]);
  }
}

/** Of ascending events the newest, and ever fewer of the older ones: the oldest of each age that is twice the one before. */
export function thinned(events: readonly number[]): number[] {
  const newest = events.at(-1)!;
  const ages = new Set<number>();
  return events.filter((event) => {
    const age = Math.floor(Math.log2(1 + (newest - event) / CHECKPOINT_ROWS));
    if (event === newest || ages.has(age)) return event === newest;
    ages.add(age);
    return true;
  });
}
