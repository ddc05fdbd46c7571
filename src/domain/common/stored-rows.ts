import * as v from 'valibot';

/** Reads a stored list row by row: one that cannot be read takes none of the others with it. */
export function readRows<T>(schema: v.GenericSchema<unknown, T>, values: readonly unknown[]): { rows: T[]; unread: unknown[] } {
  const rows: T[] = [];
  const unread: unknown[] = [];
  for (const value of values) {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) rows.push(parsed.output);
    else unread.push(value);
  }
  return { rows, unread };
}
