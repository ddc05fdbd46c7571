/** The part of a long grid of equal tiles that has to be drawn. */
export interface GridWindow {
  columns: number;
  /** Side of a tile in px. */
  tile: number;
  rowHeight: number;
  height: number;
  first: number;
  /** One past the last. */
  end: number;
}

/** Lays out `count` tiles in a width and picks those within the view, with one row of margin above and below. */
export function gridWindow(count: number, width: number, minTile: number, gap: number, extra: number, scrollTop: number, viewHeight: number): GridWindow {
  const columns = Math.max(1, Math.floor((width + gap) / (minTile + gap)));
  const tile = Math.max(1, (width - gap * (columns - 1)) / columns);
  const rowHeight = tile + extra + gap;
  const rows = Math.ceil(count / columns);
  const firstRow = Math.max(0, Math.floor(scrollTop / rowHeight) - 1);
  const endRow = Math.min(rows, Math.ceil((scrollTop + viewHeight) / rowHeight) + 1);
  return { columns, tile, rowHeight, height: Math.max(0, rows * rowHeight - gap), first: firstRow * columns, end: Math.min(count, endRow * columns) };
}

/** Where a key leads from a tile, or null when the key does not move. */
export function gridMove(key: string, at: number, count: number, columns: number, page: number): number | null {
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: count - 1, PageDown: at + columns * page, PageUp: at - columns * page }[key];
  if (to === undefined || count === 0) return null;
  if ((key === 'ArrowDown' || key === 'ArrowUp') && (to < 0 || to >= count)) return at;
  return Math.min(count - 1, Math.max(0, to));
}
