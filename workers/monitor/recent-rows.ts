import type { LogRows } from '../../src/domain/log/rows.ts';

/** Pieces of the log, in order, of which single rows are asked for again and again. */
export class RecentRows {
  readonly #mostRows: number;
  #pieces: LogRows[] = [];
  #rows = 0;

  /** Keeps at least the newest `mostRows` rows; pieces before them go. */
  constructor(mostRows: number) {
    this.#mostRows = mostRows;
  }

  push(rows: LogRows): void {
    this.#pieces.push(rows);
    this.#rows += rows.count;
    while (this.#rows - this.#pieces[0]!.count >= this.#mostRows) this.#rows -= this.#pieces.shift()!.count;
  }

  has(index: number): boolean {
    return this.#pieces.some(({ firstIndex, count }) => index >= firstIndex && index < firstIndex + count);
  }

  /** Calls `visit` with up to `count` rows that end with an event, oldest first. */
  upTo(last: number, count: number, visit: (rows: LogRows, row: number) => void): void {
    let piece = this.#pieces.length - 1;
    while (piece >= 0 && this.#pieces[piece]!.firstIndex > last) piece -= 1;
    let wanted = count;
    const end = piece;
    const taken = (at: number) => Math.max(0, Math.min(this.#pieces[at]!.count, last + 1 - this.#pieces[at]!.firstIndex));
    while (piece > 0 && taken(piece) < wanted) {
      wanted -= taken(piece);
      piece -= 1;
    }
    for (let at = Math.max(0, piece); at <= end; at += 1) {
      const to = taken(at);
      for (let row = at === piece ? Math.max(0, to - wanted) : 0; row < to; row += 1) visit(this.#pieces[at]!, row);
    }
  }
}
