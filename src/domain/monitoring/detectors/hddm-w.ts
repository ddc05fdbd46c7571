import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireUnit } from './detector.ts';
import { hddmPromise } from './hddm-a.ts';
import type { DetectorSpec } from './spec.ts';

/** EWMAs start at −1, which no mean of values in [0, 1] reaches: the first value then becomes the mean. */
interface HddmWState extends Flags {
  ewma: number;
  ibc: number;
  riseCut: number;
  riseEwma: number;
  riseIbc: number;
  riseAfterEwma: number;
  riseAfterIbc: number;
  fallCut: number;
  fallEwma: number;
  fallIbc: number;
  fallAfterEwma: number;
  fallAfterIbc: number;
}

/**
 * Drift detection with the W-test: exponentially weighted means before and after a cut point, bounded by McDiarmid's
 * inequality; `ibc` is the sum of squared weights that the bound needs.
 * Frías-Blanco and others: Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds, IEEE TKDE 2015.
 * Agrees with River 0.24 `drift.binary.HDDM_W`.
 */
class HddmW extends RecordDetector<HddmWState> {
  private readonly lambda: number;
  private readonly driftFactor: number;
  private readonly warningFactor: number;
  private readonly twoSided: boolean;

  constructor(params: Params) {
    super('HDDM_W', params, freshState());
    const factor = (confidence: string) => Math.log(1 / (params[confidence] as number)) / 2;
    this.lambda = params.lambda_val as number;
    this.driftFactor = factor('drift_confidence');
    this.warningFactor = factor('warning_confidence');
    this.twoSided = params.two_sided_test as boolean;
  }

  protected fresh(): HddmWState {
    return freshState();
  }

  update(x: number): void {
    if (!(x >= 0 && x <= 1)) requireUnit(x);
    if (this.s.drift) this.s = freshState();
    const s = this.s;
    const keep = 1 - this.lambda;
    const weight = this.lambda * this.lambda;
    s.ewma = s.ewma < 0 ? x : this.lambda * x + keep * s.ewma;
    s.ibc = weight + keep * keep * s.ibc;
    const bound = Math.sqrt(s.ibc * this.driftFactor);

    if (s.ewma + bound < s.riseCut) {
      s.riseCut = s.ewma + bound;
      s.riseEwma = s.ewma;
      s.riseIbc = s.ibc;
      s.riseAfterEwma = -1;
      s.riseAfterIbc = 1;
    } else {
      s.riseAfterEwma = s.riseAfterEwma < 0 ? x : this.lambda * x + keep * s.riseAfterEwma;
      s.riseAfterIbc = weight + keep * keep * s.riseAfterIbc;
    }
    if (s.ewma - bound > s.fallCut) {
      s.fallCut = s.ewma - bound;
      s.fallEwma = s.ewma;
      s.fallIbc = s.ibc;
      s.fallAfterEwma = -1;
      s.fallAfterIbc = 1;
    } else {
      s.fallAfterEwma = s.fallAfterEwma < 0 ? x : this.lambda * x + keep * s.fallAfterEwma;
      s.fallAfterIbc = weight + keep * keep * s.fallAfterIbc;
    }

    const rise = riseOf(s);
    const riseVariance = s.riseIbc + s.riseAfterIbc;
    const fall = this.twoSided ? fallOf(s) : -1;
    const fallVariance = s.fallIbc + s.fallAfterIbc;
    s.drift = exceeds(rise, riseVariance * this.driftFactor) || exceeds(fall, fallVariance * this.driftFactor);
    s.warning = !s.drift && (exceeds(rise, riseVariance * this.warningFactor) || exceeds(fall, fallVariance * this.warningFactor));
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  /** The difference of means in units of its bound's root of summed squared weights, so that the threshold stands still. */
  reading(): Reading | null {
    const { s } = this;
    const rise = s.riseAfterEwma < 0 ? -Infinity : riseOf(s) / Math.sqrt(s.riseIbc + s.riseAfterIbc);
    const fall = !this.twoSided || s.fallAfterEwma < 0 ? -Infinity : fallOf(s) / Math.sqrt(s.fallIbc + s.fallAfterIbc);
    const statistic = Math.max(rise, fall);
    if (!Number.isFinite(statistic)) return null;
    const values = rise >= fall
      ? { before: s.riseEwma, after: s.riseAfterEwma, ibc_before: s.riseIbc, ibc_after: s.riseAfterIbc }
      : { before: s.fallEwma, after: s.fallAfterEwma, ibc_before: s.fallIbc, ibc_after: s.fallAfterIbc };
    return { statistic, threshold: Math.sqrt(this.driftFactor), warningThreshold: Math.sqrt(this.warningFactor), fires: 'above', values };
  }
}

const exceeds = (difference: number, squaredBound: number) => difference > 0 && difference * difference > squaredBound;
const riseOf = (s: HddmWState) => (s.riseEwma < 0 || s.riseAfterEwma < 0 ? -1 : s.riseAfterEwma - s.riseEwma);
const fallOf = (s: HddmWState) => (s.fallEwma < 0 || s.fallAfterEwma < 0 ? -1 : s.fallEwma - s.fallAfterEwma);

function freshState(): HddmWState {
  return {
    drift: false, warning: false, ewma: -1, ibc: 1,
    riseCut: Infinity, riseEwma: -1, riseIbc: 1, riseAfterEwma: -1, riseAfterIbc: 1,
    fallCut: -Infinity, fallEwma: -1, fallIbc: 1, fallAfterEwma: -1, fallAfterIbc: 1,
  };
}

export const HDDM_W: DetectorSpec = {
  name: 'HDDM_W',
  title: 'HDDM-W',
  input: 'unit',
  warns: true,
  formula: '|after − before| / √(ibc_before + ibc_after) > √(ln(1/drift_confidence) / 2)',
  help: 'Like HDDM-A with more weight on the newest values, which suits gradual drifts.',
  paper: 'Frías-Blanco, del Campo-Ávila, Ramos-Jiménez, Morales-Bueno, Ortiz-Díaz, Caballero-Mota (2015), Online and Non-Parametric Drift Detection Methods Based on Hoeffding’s Bounds, IEEE TKDE 27(3)',
  params: [
    { kind: 'number', name: 'drift_confidence', default: 0.001, min: 0, max: 1, open: true, help: 'Probability of a false alarm that the bound allows at one test.' },
    { kind: 'number', name: 'warning_confidence', default: 0.005, min: 0, max: 1, open: true, help: 'The same for warnings.' },
    { kind: 'number', name: 'lambda_val', default: 0.05, min: 0, max: 1, open: true, help: 'Weight of the newest value.' },
    { kind: 'flag', name: 'two_sided_test', default: false, help: 'Whether a fall of the mean counts too.' },
  ],
  promise: hddmPromise,
  create: (params) => new HddmW(params),
};
