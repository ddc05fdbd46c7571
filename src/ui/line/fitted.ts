/**
 * A text, or as much of its beginning as fits `width` with an ellipsis behind it; one sign at least. `measure` is the width of a text, in the unit
 * of `width`.
 */
export function fitted(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const signs = [...text];
  let kept = signs.length - 1;
  while (kept > 1 && measure(`${signs.slice(0, kept).join('')}…`) > width) kept -= 1;
  return `${signs.slice(0, Math.max(1, kept)).join('').trimEnd()}…`;
}
