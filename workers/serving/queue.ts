import type { Picture } from '../../src/domain/common/picture.ts';
import { sameNames } from '../../src/domain/log/rows.ts';
import { emptyColumns, type EventBatch, type EventColumns } from '../protocol/stream.ts';

/** Rows taken off the queue, with columns of their own. */
export interface TakenRows {
  generation: number;
  count: number;
  pictures: Picture[];
  columns: EventColumns;
  /** What truths of photographs are positions in. */
  names?: readonly string[];
}

/** Events that wait for the model, in order. Batches are merged and split as the model likes. */
export class EventQueue {
  generation = 0;
  rows = 0;
  #batches: EventBatch[] = [];
  /** Rows of the first batch that are gone. */
  #offset = 0;
  #returned: TakenRows | null = null;

  /** Index of the event that is next, null when none waits. */
  get firstIndex(): number | null {
    return this.#returned?.columns.index[0] ?? this.#batches[0]?.columns.index[this.#offset] ?? null;
  }

  /** Side of the picture that is next, null when none waits. */
  get size(): number | null {
    return this.#returned?.pictures[0]?.width ?? this.#batches[0]?.size ?? null;
  }

  /** A later run of the line: what waits is dropped. Answers how many rows those were. */
  begin(generation: number): number {
    const dropped = this.rows;
    this.generation = generation;
    this.rows = 0;
    this.#batches = [];
    this.#offset = 0;
    this.#returned = null;
    return dropped;
  }

  add(batch: EventBatch): void {
    if (batch.count === 0) return;
    this.#batches.push(batch);
    this.rows += batch.count;
  }

  /** Up to `most` rows from the front, at least one when any waits. */
  take(most: number): TakenRows {
    if (this.#returned) {
      const returned = this.#returned;
      this.#returned = null;
      this.rows -= returned.count;
      return returned;
    }
    const { names } = this.#batches[0]!;
    const count = Math.min(most, this.#alike(names));
    const columns = emptyColumns(count);
    const pictures: Picture[] = [];
    while (pictures.length < count) {
      const batch = this.#batches[0]!;
      const from = this.#offset;
      const to = Math.min(batch.count, from + count - pictures.length);
      const bytes = batch.size * batch.size * 4;
      for (const name of Object.keys(columns) as (keyof EventColumns)[]) columns[name].set(batch.columns[name].subarray(from, to), pictures.length);
      for (let row = from; row < to; row += 1) {
        pictures.push({ width: batch.size, height: batch.size, data: batch.pixels.subarray(row * bytes, (row + 1) * bytes) });
      }
      this.#offset = to;
      if (to === batch.count) {
        this.#batches.shift();
        this.#offset = 0;
      }
    }
    this.rows -= count;
    return { generation: this.generation, count, pictures, columns, ...(names ? { names } : {}) };
  }

  /** Rows from the front on whose truths are positions in the same names. */
  #alike(names: readonly string[] | undefined): number {
    let rows = -this.#offset;
    for (const batch of this.#batches) {
      if (!sameNames(batch.names ?? [], names ?? [])) break;
      rows += batch.count;
    }
    return rows;
  }

  /** Undoes the last `take`. Answers how many rows are gone for good because a later run has begun. */
  putBack(taken: TakenRows): number {
    if (taken.generation !== this.generation) return taken.count;
    this.#returned = taken;
    this.rows += taken.count;
    return 0;
  }
}
