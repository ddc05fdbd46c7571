/**
 * What the known observations of one entity in a window amount to. They are named by their position in the history; any may be added at any time, and they are taken
 * out from the oldest on. What it answers depends on what is in, and on nothing that was.
 */
export interface Accumulator {
  add(position: number): void;
  /** Takes out the oldest one that is in. */
  remove(position: number): void;
  /** NaN where there is nothing to tell by. Of labels, `last` answers a position in the column's labels. */
  value(): number;
  clear(): void;
}
