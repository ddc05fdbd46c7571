/** What the graph needs of a version. */
interface Kin {
  number: number;
  /** The version that was live when this one was trained. */
  parent: number | null;
}

/** One row of the graph. Lanes are counted from the trunk, which is lane 0. */
export interface LineageRow {
  number: number;
  lane: number;
  /** Lanes that pass through from top to bottom. */
  through: number[];
  /** Lanes that come in at the top and end at this row's dot: its children. */
  joins: number[];
  /** A line leaves the dot downwards, to the parent. */
  descends: boolean;
}

/** More branches at a time than this share the last lane. */
const MOST_LANES = 4;

/**
 * The family tree of versions, newest first. The trunk is the line from `live` (or the newest) down through its parents; what
 * branched off runs beside it. A parent that was deleted leaves its children without a line.
 */
export function lineageRows(versions: readonly Kin[], live: number | null): LineageRow[] {
  const ordered = [...versions].sort((a, b) => b.number - a.number);
  const rowOf = new Map(ordered.map(({ number }, row) => [number, row]));
  const parentOf = new Map(ordered.map(({ number, parent }) => [number, parent !== null && parent < number && rowOf.has(parent) ? parent : null]));
  const lanes = new Map<number, number>();
  for (let at: number | null = live !== null && rowOf.has(live) ? live : (ordered[0]?.number ?? null); at !== null; at = parentOf.get(at) ?? null) lanes.set(at, 0);

  const taken: Set<number>[] = ordered.map(() => new Set());
  for (const { number } of [...ordered].reverse()) {
    if (lanes.has(number)) continue;
    const parent = parentOf.get(number) ?? null;
    const from = rowOf.get(number)!;
    const to = parent === null ? from : rowOf.get(parent)! - 1;
    const free = (lane: number): boolean => taken.slice(from, to + 1).every((row) => !row.has(lane));
    const beside = parent === null ? 0 : lanes.get(parent)!;
    let lane = beside > 0 && free(beside) ? beside : 1;
    while (lane < MOST_LANES && !free(lane)) lane += 1;
    lanes.set(number, lane);
    for (let row = from; row <= to; row += 1) taken[row]!.add(lane);
  }

  return ordered.map(({ number }, row) => {
    const edges = ordered.flatMap((child) => {
      const parent = parentOf.get(child.number) ?? null;
      return parent === null ? [] : [{ lane: lanes.get(child.number)!, from: rowOf.get(child.number)!, to: rowOf.get(parent)! }];
    });
    return {
      number,
      lane: lanes.get(number)!,
      through: [...new Set(edges.filter(({ from, to }) => from < row && row < to).map(({ lane }) => lane))],
      joins: [...new Set(edges.filter(({ to }) => to === row).map(({ lane }) => lane))],
      descends: parentOf.get(number) !== null,
    };
  });
}

/** The lines of one row, in a box `width` wide and 100 high, lanes `pitch` apart and the first at `first`. */
export function rowPath({ lane, through, joins, descends }: LineageRow, first: number, pitch: number): string {
  const x = (of: number): number => first + of * pitch;
  return [
    ...through.map((of) => `M${x(of)} 0V100`),
    ...joins.map((of) => (of === lane ? `M${x(of)} 0V50` : `M${x(of)} 0C${x(of)} 34 ${x(lane)} 16 ${x(lane)} 50`)),
    ...(descends ? [`M${x(lane)} 50V100`] : []),
  ].join('');
}
