/** A row of the log as it was read: the event, and a digest of what never changes of it. */
export type Row = readonly [index: number, digest: number];

/** Events that may be missing: those from somewhere at or behind `after` up to `to` (exclusive), where the line was sent ahead. */
export interface Skip { readonly after: number; readonly to: number }

/** What is known of one way of the line. Rows behind those that are known may be there and are not held against it. */
export interface Line {
  /** The first event that was predicted, as long as retention has removed nothing. */
  readonly start: number;
  /** Digests of the rows that were durable, by event. */
  readonly rows: ReadonlyMap<number, number>;
  readonly skips: readonly Skip[];
}

export const EMPTY_LINE: Line = { start: 0, rows: new Map(), skips: [] };

/** Event behind the last row that is known to be durable. */
export function endOf(line: Line): number {
  let end = line.start;
  for (const index of line.rows.keys()) end = Math.max(end, index + 1);
  return end;
}

export interface Found {
  readonly rows: readonly Row[];
  /** Every event before this one was said to be stored, before the rows were read. */
  readonly durable: number;
  /** The oldest rows may be missing once there are at least so many. */
  readonly retention: number;
}

/** What is wrong with the rows that were found, given what is known of the line: lost, doubled and changed ones. */
export function faultsOf(line: Line, { rows, durable, retention }: Found): string[] {
  const faults: string[] = [];
  const sorted = rows.toSorted(([a], [b]) => a - b);
  const skipped = (after: number, to: number): boolean => line.skips.some((skip) => skip.after <= after && skip.to === to);
  const [first] = sorted;
  if (first !== undefined && first[0] < line.start) faults.push(`there are rows from event ${first[0]} on, before the line begins at ${line.start}`);
  const pruned = first !== undefined && first[0] > line.start && sorted.length >= retention;
  let next = pruned ? first[0] : Math.min(line.start, first?.[0] ?? line.start);
  for (const [index] of sorted) {
    if (index === next - 1) faults.push(`event ${index} is there twice`);
    else if (index > next && !skipped(next, index)) faults.push(`events ${next} to ${index - 1} are lost`);
    next = Math.max(next, index + 1);
  }
  if (durable > next && !skipped(next, durable)) faults.push(`events ${next} to ${durable - 1} were said to be stored and are lost`);
  const digests = new Map(sorted);
  const known = [...line.rows].filter(([index]) => !pruned || index >= first[0]);
  const gone = known.filter(([index]) => !digests.has(index)).map(([index]) => index);
  const changed = known.filter(([index, digest]) => digests.has(index) && digests.get(index) !== digest).map(([index]) => index);
  if (gone.length > 0) faults.push(`${gone.length} rows were stored and are lost, the first of them event ${gone[0]}`);
  if (changed.length > 0) faults.push(`${changed.length} rows were stored and have changed, the first of them event ${changed[0]}`);
  return faults;
}

/** The line with what was found of it, which nothing is held against. */
export function learnt(line: Line, { rows, durable }: Found): Line {
  const [first] = rows;
  return { ...line, start: Math.max(line.start, first?.[0] ?? 0), rows: new Map(rows.filter(([index]) => index < durable)) };
}

/** A line that is as it was found, whatever was known of it. */
export function asFound(found: Found): Line {
  const sorted = found.rows.toSorted(([a], [b]) => a - b);
  const skips = sorted.flatMap(([to], i) => (i > 0 && sorted[i - 1]![0] < to - 1 ? [{ after: sorted[i - 1]![0] + 1, to }] : []));
  return learnt({ ...EMPTY_LINE, skips }, { ...found, rows: sorted });
}

/** The line up to an event, which may lie before the oldest row that retention has left, or among those that were skipped. */
export function cutAt(line: Line, index: number): Line {
  return { ...line, start: Math.min(line.start, index), rows: new Map([...line.rows].filter(([at]) => at < index)), skips: line.skips.filter(({ after }) => after < index).map(({ after, to }) => ({ after, to: Math.min(to, index) })) };
}
