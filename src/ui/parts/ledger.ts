import type { ErrorCode } from '../../domain/common/errors.ts';

/** What a row is doing: drawing, replaying, waiting for its turn. */
export interface RowWork {
  /** 0..1, or null while the amount is not known. */
  value: number | null;
  /** `drawing 1 240 of 2 000`. */
  words: string;
  oncancel?: (() => void) | undefined;
}

/** What went wrong with a row; the sentences are made from the code. */
export interface RowFailure {
  code: ErrorCode;
  about?: string;
  onretry?: () => void;
}

/** Rows under the headings that they have in common, in the order of the first of each. */
export function rowGroups<Row>(rows: readonly Row[], groupOf: ((row: Row) => string) | undefined): { title: string; rows: Row[] }[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const title = groupOf?.(row) ?? '';
    const known = groups.get(title);
    if (known) known.push(row);
    else groups.set(title, [row]);
  }
  return [...groups].map(([title, of]) => ({ title, rows: of }));
}
