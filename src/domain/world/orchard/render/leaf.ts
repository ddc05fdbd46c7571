const STEPS = 7;

/**
 * A leaf from its base (x0, y0) to its tip (x1, y1), as triples of x, y and half width for a stroke: `width` is its half width
 * against its length, `bow` how far it bends aside against its length.
 */
export function leafPoints(x0: number, y0: number, x1: number, y1: number, width: number, bow: number): number[] {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = Math.sqrt(dx * dx + dy * dy);
  const points: number[] = [];
  for (let k = 0; k <= STEPS; k += 1) {
    const t = k / STEPS;
    const belly = 4 * t * (1 - t);
    points.push(x0 + dx * t - dy * bow * belly, y0 + dy * t + dx * bow * belly, width * length * belly * (1.15 - 0.45 * t) * 0.9 + 0.008);
  }
  return points;
}
