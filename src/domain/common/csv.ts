/** What turns the direction of the text after it, and would turn the cells that follow. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One cell of CSV (RFC 4180); null is empty. A text that begins like a formula is quoted by an apostrophe, since a spreadsheet would run it; signs
 * that turn the direction of the text are left out.
 */
export function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const straight = cell.replace(TURNS, '');
  const text = /^[=+\-@\t\r]/u.test(straight) ? `'${straight}` : straight;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV with its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
