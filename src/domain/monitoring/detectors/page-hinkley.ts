import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireReal } from './detector.ts';
import type { DetectorSpec } from './spec.ts';

interface PageHinkleyState extends Flags {
  n: number;
  mean: number;
  sumIncrease: number;
  sumDecrease: number;
  minIncrease: number;
  maxDecrease: number;
}

/**
 * Page–Hinkley test. Deviations from the running mean, less a tolerance delta, are summed with forgetting alpha; an increase
 * shows as the sum rising above its minimum, a decrease as the other sum falling below its maximum.
 * Page: Continuous Inspection Schemes, Biometrika 1954; Gama and others: A Survey on Concept Drift Adaptation, 2014.
 * Agrees with River 0.24 `drift.PageHinkley`.
 */
class PageHinkley extends RecordDetector<PageHinkleyState> {
  private readonly minInstances: number;
  private readonly delta: number;
  private readonly threshold: number;
  private readonly alpha: number;
  private readonly up: boolean;
  private readonly down: boolean;

  constructor(params: Params) {
    super('PageHinkley', params, freshState());
    this.minInstances = params.min_instances as number;
    this.delta = params.delta as number;
    this.threshold = params.threshold as number;
    this.alpha = params.alpha as number;
    this.up = params.mode !== 'down';
    this.down = params.mode !== 'up';
  }

  protected fresh(): PageHinkleyState {
    return freshState();
  }

  update(x: number): void {
    if (!Number.isFinite(x)) requireReal(x);
    if (this.s.drift) this.s = freshState();
    const s = this.s;
    s.n += 1;
    s.mean += (x - s.mean) / s.n;
    const deviation = x - s.mean;
    s.sumIncrease = this.alpha * s.sumIncrease + deviation - this.delta;
    s.sumDecrease = this.alpha * s.sumDecrease + deviation + this.delta;
    if (s.sumIncrease < s.minIncrease) s.minIncrease = s.sumIncrease;
    if (s.sumDecrease > s.maxDecrease) s.maxDecrease = s.sumDecrease;
    if (s.n < this.minInstances) return;
    s.drift = (this.up && s.sumIncrease - s.minIncrease > this.threshold) || (this.down && s.maxDecrease - s.sumDecrease > this.threshold);
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  reading(): Reading | null {
    const { s, threshold } = this;
    if (s.n < this.minInstances) return null;
    const increase = this.up ? s.sumIncrease - s.minIncrease : -Infinity;
    const decrease = this.down ? s.maxDecrease - s.sumDecrease : -Infinity;
    const values = { n: s.n, mean: s.mean, ...(this.up && { increase }), ...(this.down && { decrease }) };
    return { statistic: Math.max(increase, decrease), threshold, fires: 'above', values };
  }
}

/** The maximum starts at −1, as in River: the first decrease is measured from there. */
function freshState(): PageHinkleyState {
  return { drift: false, warning: false, n: 0, mean: 0, sumIncrease: 0, sumDecrease: 0, minIncrease: Infinity, maxDecrease: -1 };
}

export const PAGE_HINKLEY: DetectorSpec = {
  name: 'PageHinkley',
  title: 'Page–Hinkley',
  input: 'real',
  warns: false,
  formula: 'max(increase, decrease) > threshold, sums of x − mean ∓ delta against their extremes',
  help: 'Finds a change of the mean in any number: confidence, latency, a feature. Choose threshold and delta in the units of the signal.',
  paper: 'Page (1954), Continuous Inspection Schemes, Biometrika 41; Gama and others (2014), A Survey on Concept Drift Adaptation',
  params: [
    { kind: 'number', name: 'min_instances', default: 30, min: 0, max: 1e6, whole: true, help: 'Values before the first test.' },
    { kind: 'number', name: 'delta', default: 0.005, min: 0, max: 1e12, help: 'Change of the mean that is tolerated, in units of the signal.' },
    { kind: 'number', name: 'threshold', default: 50, min: 0, max: 1e12, help: 'Summed deviation that counts as a drift, in units of the signal.' },
    { kind: 'number', name: 'alpha', default: 0.9999, min: 0, max: 1, help: 'Forgetting: weight of the old sum at each value.' },
    { kind: 'choice', name: 'mode', default: 'both', choices: ['up', 'down', 'both'], help: 'Which direction counts.' },
  ],
  create: (params) => new PageHinkley(params),
};
