/** What was taken away and can be brought back until it is purged. */
export interface Removal<Key> {
  readonly keys: readonly Key[];
  readonly atMs: number;
}
