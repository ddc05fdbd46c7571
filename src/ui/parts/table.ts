import type { Snippet } from 'svelte';
import type { TermId } from '../../domain/guidance/glossary/glossary.ts';

export interface Column<Row> {
  key: string;
  label: string;
  hideLabel?: boolean;
  /** What the label of a column means that cannot be sorted by. */
  term?: TermId;
  /** Writes the column's label in the serif, as the title of the table. */
  titled?: boolean;
  /** `end` for numbers. */
  align?: 'start' | 'end';
  /** The cell as text; also what is shown without a `cell` snippet. */
  text: (row: Row) => string;
  cell?: Snippet<[Row]>;
  /** Makes the column sortable. */
  sortBy?: (row: Row) => number | string;
  strong?: boolean | ((row: Row) => boolean);
  tone?: (row: Row) => 'alert' | 'warn' | 'good' | undefined;
  /** Left out below 820 px. */
  wideOnly?: boolean;
}

export interface Sort {
  key: string;
  descending: boolean;
}

/** The rows in the order of a column; rows that tie keep their order. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | null): readonly Row[] {
  const by = sort && columns.find((column) => column.key === sort.key)?.sortBy;
  if (!by) return rows;
  const sign = sort.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const left = by(a);
    const right = by(b);
    return sign * (typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right)));
  });
}
