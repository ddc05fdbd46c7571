const WIDTH = 112;
const FLOOR = 62;
const BINS = 19;

const bell = (x: number): number => Math.exp(-(x * x) / 2);
const path = (points: readonly (readonly [number, number])[]): string => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** A histogram of a bell as one outline on 112 × 64, moved by so many standard deviations. */
export function bellOutline(by: number): string {
  const bin = WIDTH / BINS;
  const heights = Array.from({ length: BINS }, (_, i) => 52 * bell((i - (BINS - 1) / 2 + 1.4) / 2.4 - by));
  return `M0 ${FLOOR}${heights.map((height, i) => `V${(FLOOR - height).toFixed(1)}H${((i + 1) * bin).toFixed(1)}`).join('')}V${FLOOR}`;
}

/** Confidence (x) against how often it was right (y), a little too sure of itself; as points on 64 × 64. */
export const CALIBRATION: readonly (readonly [x: number, y: number])[] = [[18, 48], [26, 43], [33, 36], [40, 29], [46, 23], [52, 15], [58, 9]].map(([x, y]) => [x! + 24, y!] as const);

const weight: Record<'sudden' | 'gradual' | 'incremental' | 'recurring', (t: number) => number> = {
  sudden: (t) => (t < 0.5 ? 0 : 1),
  gradual: (t) => (t < 0.25 ? 0 : t > 0.75 ? 1 : (t * 40) % 4 < 4 * (2 * t - 0.5) ? 1 : 0),
  incremental: (t) => Math.max(0, Math.min(1, (t - 0.2) / 0.6)),
  recurring: (t) => (t > 0.2 && t < 0.4) || (t > 0.6 && t < 0.8) ? 1 : 0,
};

/** How much the new concept holds, from left to right, on 112 × 64. */
export const weightPath = (pattern: keyof typeof weight): string => path(Array.from({ length: 225 }, (_, i) => [i / 2, FLOOR - 48 * weight[pattern](i / 224)]));
