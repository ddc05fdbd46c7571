import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireReal } from './detector.ts';
import { onceIn } from './promise.ts';
import type { DetectorSpec } from './spec.ts';

interface CusumState extends Flags {
  n: number;
  mean: number;
  squares: number;
  up: number;
  down: number;
}

/**
 * Two-sided tabular CUSUM. Mean and standard deviation are learned from the first `warm_start` values and then fixed; each
 * later value adds its standardised deviation beyond the slack `k` to the sum of its side, which never falls below zero.
 * A constant warm-up has no spread: any other value is then an infinite deviation and fires at once.
 * Page: Continuous Inspection Schemes, Biometrika 1954; Montgomery: Introduction to Statistical Quality Control, chapter 9.
 */
class Cusum extends RecordDetector<CusumState> {
  private readonly warmStart: number;
  private readonly slack: number;
  private readonly limit: number;
  private readonly upCounts: boolean;
  private readonly downCounts: boolean;

  constructor(params: Params) {
    super('CUSUM', params, freshState());
    this.warmStart = params.warm_start as number;
    this.slack = params.k as number;
    this.limit = params.h as number;
    this.upCounts = params.mode !== 'down';
    this.downCounts = params.mode !== 'up';
  }

  protected fresh(): CusumState {
    return freshState();
  }

  update(x: number): void {
    if (!Number.isFinite(x)) requireReal(x);
    if (this.s.drift) this.s = freshState();
    const s = this.s;
    s.n += 1;
    if (s.n <= this.warmStart) {
      const before = x - s.mean;
      s.mean += before / s.n;
      s.squares += before * (x - s.mean);
      return;
    }
    const difference = x - s.mean;
    const z = difference === 0 ? 0 : difference / this.deviation();
    s.up = Math.max(0, s.up + z - this.slack);
    s.down = Math.max(0, s.down - z - this.slack);
    s.drift = (this.upCounts && s.up > this.limit) || (this.downCounts && s.down > this.limit);
  }

  private deviation(): number {
    return Math.sqrt(this.s.squares / (this.warmStart - 1));
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  reading(): Reading | null {
    const { s } = this;
    if (s.n <= this.warmStart) return null;
    const statistic = Math.max(this.upCounts ? s.up : 0, this.downCounts ? s.down : 0);
    return { statistic, threshold: this.limit, fires: 'above', values: { up: s.up, down: s.down, mean: s.mean, s: this.deviation(), n: s.n } };
  }
}

function freshState(): CusumState {
  return { drift: false, warning: false, n: 0, mean: 0, squares: 0, up: 0, down: 0 };
}

/**
 * Average run length of a CUSUM of normal values without a shift, k and h in standard deviations:
 * (exp(2kb) − 2kb − 1) / 2k² with b = h + 1.166; half of it when both directions are watched.
 * D. Siegmund, "Sequential Analysis", Springer 1985.
 */
export function cusumRunLength(k: number, h: number, twoSided: boolean): number {
  const b = h + 1.166;
  const oneSided = k === 0 ? b * b : (Math.exp(2 * k * b) - 2 * k * b - 1) / (2 * k * k);
  return twoSided ? oneSided / 2 : oneSided;
}

export const CUSUM: DetectorSpec = {
  name: 'CUSUM',
  title: 'CUSUM',
  input: 'real',
  warns: false,
  formula: 'max(up, down) > h, sums of ±(x − mean)/s − k that never fall below 0',
  help: 'The control chart of industry: learns what is normal from the first values, then sums what lies beyond. With k = 0.5 it is tuned to shifts of one standard deviation.',
  paper: 'Page (1954), Continuous Inspection Schemes, Biometrika 41',
  params: [
    { kind: 'number', name: 'warm_start', default: 200, min: 2, max: 1e6, whole: true, help: 'Values from which the mean and standard deviation are learned.' },
    { kind: 'number', name: 'k', default: 0.5, min: 0, max: 100, help: 'Slack in standard deviations: half of the shift that matters.' },
    { kind: 'number', name: 'h', default: 8, min: 0, max: 1e6, help: 'Limit in standard deviations. For normal values and k = 0.5 a false alarm comes about every 465 values at 5 and every 10,000 at 8.' },
    { kind: 'choice', name: 'mode', default: 'both', choices: ['up', 'down', 'both'], help: 'Which direction counts.' },
  ],
  promise: ({ k, h, mode }) => onceIn(cusumRunLength(k as number, h as number, mode === 'both'), 'about', 'average run length for normal values (Siegmund 1985)'),
  create: (params) => new Cusum(params),
};
