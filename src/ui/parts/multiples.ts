/** One of several small charts on the same axes. */
export interface Panel {
  key: string;
  title: string;
  /** Rising; values that are not finite leave a gap. */
  x: readonly number[];
  y: readonly number[];
  /** Given or promised at one moment: drawn as a ring, with a dashed line to the end. */
  online?: { x: number; y: number };
  /** It is the one that is meant. */
  strong?: boolean;
}

/** What a panel's line stands at: the newest value at or before x; NaN before the first. */
export function valueBefore({ x, y }: Pick<Panel, 'x' | 'y'>, at: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? NaN : y[low - 1]!;
}

/** The line as an SVG path in a box of `width` by `height`; `steps` holds a value until the next one. */
export function panelPath({ x, y }: Pick<Panel, 'x' | 'y'>, domain: readonly [number, number], range: readonly [number, number], width: number, height: number, steps = false): string {
  let [path, pen] = ['', 'M'];
  for (let i = 0; i < x.length; i += 1) {
    if (!Number.isFinite(y[i]!)) {
      pen = 'M';
      continue;
    }
    const px = (width * (x[i]! - domain[0])) / (domain[1] - domain[0] || 1);
    const py = (height * (range[1] - y[i]!)) / (range[1] - range[0] || 1);
    path += pen === 'L' && steps ? `H${px.toFixed(1)}V${py.toFixed(1)}` : `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
    pen = 'L';
  }
  return path;
}
