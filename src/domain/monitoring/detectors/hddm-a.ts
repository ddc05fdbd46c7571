import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireUnit } from './detector.ts';
import { atMost, type FalseAlarmPromise } from './promise.ts';
import type { DetectorSpec } from './spec.ts';

interface HddmAState extends Flags {
  n: number;
  mean: number;
  minN: number;
  minMean: number;
  maxN: number;
  maxMean: number;
}

/**
 * Drift detection by Hoeffding's inequality with the A-test: the mean since the last drift against the mean up to the cut
 * point where its upper (or, for decreases, lower) confidence bound was most extreme.
 * Frías-Blanco and others: Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds, IEEE TKDE 2015.
 * Agrees with River 0.24 `drift.binary.HDDM_A`.
 */
class HddmA extends RecordDetector<HddmAState> {
  /** √(ln(1/confidence)/2): a Hoeffding bound is this over √n. */
  private readonly cutFactor: number;
  private readonly driftFactor: number;
  private readonly warningFactor: number;
  private readonly twoSided: boolean;

  constructor(params: Params) {
    super('HDDM_A', params, freshState());
    const factor = (numerator: number, confidence: string) => Math.sqrt(Math.log(numerator / (params[confidence] as number)) / 2);
    this.cutFactor = factor(1, 'drift_confidence');
    this.driftFactor = factor(2, 'drift_confidence');
    this.warningFactor = factor(2, 'warning_confidence');
    this.twoSided = params.two_sided_test as boolean;
  }

  protected fresh(): HddmAState {
    return freshState();
  }

  update(x: number): void {
    if (!(x >= 0 && x <= 1)) requireUnit(x);
    if (this.s.drift) this.s = freshState();
    const s = this.s;
    s.n += 1;
    s.mean += (x - s.mean) / s.n;
    const bound = this.cutFactor / Math.sqrt(s.n);
    if (s.minN === 0 || s.minMean + this.cutFactor / Math.sqrt(s.minN) >= s.mean + bound) {
      s.minN = s.n;
      s.minMean = s.mean;
    }
    if (s.maxN === 0 || s.maxMean - this.cutFactor / Math.sqrt(s.maxN) <= s.mean - bound) {
      s.maxN = s.n;
      s.maxMean = s.mean;
    }
    const rise = riseOf(s);
    const fall = this.twoSided ? fallOf(s) : -Infinity;
    s.drift = rise >= this.driftFactor || fall >= this.driftFactor;
    s.warning = !s.drift && (rise >= this.warningFactor || fall >= this.warningFactor);
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  /** Differences of means in units of their Hoeffding bound, so that one threshold serves every cut point. */
  reading(): Reading | null {
    const { s } = this;
    const rise = riseOf(s);
    const fall = this.twoSided ? fallOf(s) : -Infinity;
    const statistic = Math.max(rise, fall);
    if (!Number.isFinite(statistic)) return null;
    const values = rise >= fall ? { mean: s.mean, cut_mean: s.minMean, n: s.n, cut_n: s.minN } : { mean: s.mean, cut_mean: s.maxMean, n: s.n, cut_n: s.maxN };
    return { statistic, threshold: this.driftFactor, warningThreshold: this.warningFactor, fires: 'above', values };
  }
}

/** The variance factor of the difference between the mean of n values and the mean of the first `cut` of them. */
const scaleOf = (cut: number, n: number) => Math.sqrt((n - cut) / (cut * n));
const riseOf = (s: HddmAState) => (s.minN === s.n ? -Infinity : (s.mean - s.minMean) / scaleOf(s.minN, s.n));
const fallOf = (s: HddmAState) => (s.maxN === s.n ? -Infinity : (s.maxMean - s.mean) / scaleOf(s.maxN, s.n));

function freshState(): HddmAState {
  return { drift: false, warning: false, n: 0, mean: 0, minN: 0, minMean: 0, maxN: 0, maxMean: 0 };
}

/** The bound does not account for the comparison with the best cut so far. */
export function hddmPromise({ drift_confidence: confidence, two_sided_test: twoSided }: Params): FalseAlarmPromise {
  return atMost((confidence as number) * (twoSided === true ? 2 : 1), 'drift_confidence at each value (Frías-Blanco and others 2015)');
}

export const HDDM_A: DetectorSpec = {
  name: 'HDDM_A',
  title: 'HDDM-A',
  input: 'unit',
  warns: true,
  formula: '|mean − cut_mean| / √(1/cut_n − 1/n) ≥ √(ln(2/drift_confidence) / 2)',
  help: 'Compares averages under a guarantee that needs no distribution: errors or any number between 0 and 1. Best on sudden drifts.',
  paper: 'Frías-Blanco, del Campo-Ávila, Ramos-Jiménez, Morales-Bueno, Ortiz-Díaz, Caballero-Mota (2015), Online and Non-Parametric Drift Detection Methods Based on Hoeffding’s Bounds, IEEE TKDE 27(3)',
  params: [
    { kind: 'number', name: 'drift_confidence', default: 0.001, min: 0, max: 1, open: true, help: 'Probability of a false alarm that the bound allows at one test.' },
    { kind: 'number', name: 'warning_confidence', default: 0.005, min: 0, max: 1, open: true, help: 'The same for warnings.' },
    { kind: 'flag', name: 'two_sided_test', default: false, help: 'Whether a fall of the mean counts too.' },
  ],
  promise: hddmPromise,
  create: (params) => new HddmA(params),
};
