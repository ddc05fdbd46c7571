/**
 * A text, or as much of its beginning as fits `width` with an ellipsis behind it; one sign at least. `measure` is the width of a text, in the unit
 * of `width`; it is asked few times, since belts ask at every frame.
 */
export function fitted(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const signs = [...text];
  let [fits, over] = [1, Math.max(2, signs.length)];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (measure(`${signs.slice(0, middle).join('')}…`) <= width) fits = middle;
    else over = middle;
  }
  return `${signs.slice(0, fits).join('').trimEnd()}…`;
}
