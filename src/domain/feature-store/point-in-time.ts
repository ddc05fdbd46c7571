import type { Accumulator } from './accumulator.ts';
import type { History, Requests } from './history.ts';
import { historyOf, requestsOf, type EntityRow, type FeatureRow } from './rows.ts';
import { orderedRequests, swept } from './sweep.ts';

export interface JoinOptions {
  /** How old an observation may be, in the unit of the times; 0 means any age. */
  readonly ttl: number;
  /** Leave out rows that were written down only after the entity's moment, so that a backfill cannot leak the future. */
  readonly createdCutoff?: boolean;
}

/**
 * Point-in-time join: for each entity the newest row with an event time in [time − ttl, time], both ends included; of rows
 * with the same event time the one created last. Null when there is none; a null value is a value. The answer has the order
 * of the entities. As Feast's historical retrieval, with its `filter_by_created_timestamp`.
 */
export function pointInTimeJoin<V>(entities: readonly EntityRow[], rows: readonly FeatureRow<V>[], options: JoinOptions): (V | null)[] {
  const history = historyOf(rows);
  return Array.from(newestRows(history, requestsOf(entities, history), options), (row) => (row < 0 ? null : rows[row]!.value));
}

/** The row that the join finds for each request; −1 where there is none. */
export function newestRows(history: History, requests: Requests, { ttl, createdCutoff = false }: JoinOptions): Int32Array {
  const positions = swept(history, orderedRequests(requests, history), new Newest(), { window: null, onlyAvailable: createdCutoff });
  const rows = new Int32Array(positions.length).fill(-1);
  positions.forEach((position, i) => { if (position >= 0 && !(ttl > 0 && history.eventTime[position]! < requests.time[i]! - ttl)) rows[i] = history.rows[position]!; });
  return rows;
}

/** The last position that counts; −1 without any. */
class Newest implements Accumulator {
  #newest = -1;
  add(position: number): void { this.#newest = Math.max(this.#newest, position); }
  remove(): void {}
  value(): number { return this.#newest; }
  clear(): void { this.#newest = -1; }
}
