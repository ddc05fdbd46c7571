import { valueAt } from './series.ts';
import type { Lane } from './series.ts';

/** One column of a table of lanes. */
interface TableColumn {
  key: string;
  heading: string;
  at: (index: number) => number;
  format: (value: number) => string;
}

/** A column for each series of each lane. */
export function columnsOf(lanes: readonly Lane[]): TableColumn[] {
  return lanes.flatMap(({ id, name, series, format }) => series.map((one, i) => ({
    key: `${id}/${i}`,
    heading: series.length > 1 && one.name !== name ? `${name}, ${one.name}` : name,
    at: (index: number) => valueAt(one, index),
    format,
  })));
}

/** At most `most` of the indices at which the first lane has values, newest first and evenly spread. */
export function rowIndices(lanes: readonly Lane[], most: number): number[] {
  const longest = lanes.flatMap(({ series }) => series).reduce<ArrayLike<number>>((best, { index }) => (index.length > best.length ? index : best), []);
  const every = Math.max(1, Math.ceil(longest.length / most));
  const rows: number[] = [];
  for (let i = longest.length - 1; i >= 0; i -= every) rows.push(longest[i]!);
  return rows;
}
