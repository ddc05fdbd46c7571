/** Where a rate of false alarms stands, 0..1: zero at the left edge, then like a logarithm, so that 0.1 and 100 in 10,000 both have room. */
export interface RateScale {
  readonly most: number;
  readonly at: (rate: number) => number;
  readonly ticks: readonly number[];
}

const KNEE = 0.05;

/** A scale for rates up to `most` or a little more. */
export function rateScale(most: number): RateScale {
  const top = Math.max(1, most) * 1.15;
  const bend = (rate: number): number => Math.log1p(rate / KNEE);
  const ticks = [0, 0.1, 1, 10, 100, 1000, 10_000].filter((tick) => tick <= top);
  return { most: top, at: (rate) => Math.min(1, bend(Math.max(0, rate)) / bend(top)), ticks };
}
