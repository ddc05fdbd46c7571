import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireBit } from './detector.ts';
import type { DetectorSpec } from './spec.ts';

interface EddmState extends Flags {
  n: number;
  errors: number;
  lastError: number;
  mean: number;
  /** Sum of squared deviations of the distances from their mean. */
  squares: number;
  maximum: number;
}

/**
 * Early Drift Detection Method. The distance between two errors has mean p′ and standard deviation s′; a model that gets
 * worse errs at shorter distances, so p′ + 2s′ falls below its maximum. Only errors move the detector.
 * Baena-García and others: Early Drift Detection Method, 2006. Agrees with River 0.24 `drift.binary.EDDM`.
 */
class Eddm extends RecordDetector<EddmState> {
  private readonly warmStart: number;
  private readonly alpha: number;
  private readonly beta: number;

  constructor(params: Params) {
    super('EDDM', params, freshState());
    this.warmStart = params.warm_start as number;
    this.alpha = params.alpha as number;
    this.beta = params.beta as number;
  }

  protected fresh(): EddmState {
    return freshState();
  }

  update(x: number): void {
    if (x !== 0 && x !== 1) requireBit(x);
    if (this.s.drift) this.s = freshState();
    const s = this.s;
    s.n += 1;
    if (x === 0) return;
    s.errors += 1;
    const distance = s.n - s.lastError;
    s.lastError = s.n;
    const before = distance - s.mean;
    s.mean += before / s.errors;
    s.squares += before * (distance - s.mean);
    if (s.n <= this.warmStart) return;
    const level = levelOf(s);
    if (level > s.maximum) {
      s.maximum = level;
    } else if (s.errors > this.warmStart) {
      const ratio = level / s.maximum;
      if (ratio < this.beta) s.drift = true;
      else s.warning = ratio < this.alpha;
    }
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  reading(): Reading | null {
    const s = this.s;
    if (s.n <= this.warmStart || s.errors <= this.warmStart) return null;
    return {
      statistic: levelOf(s) / s.maximum,
      threshold: this.beta,
      warningThreshold: this.alpha,
      fires: 'below',
      values: { errors: s.errors, mean: s.mean, s: deviationOf(s), maximum: s.maximum },
    };
  }
}

function freshState(): EddmState {
  return { drift: false, warning: false, n: 0, errors: 0, lastError: 0, mean: 0, squares: 0, maximum: -1 };
}

const deviationOf = (s: EddmState) => (s.errors > 1 ? Math.sqrt(s.squares / (s.errors - 1)) : 0);
const levelOf = (s: EddmState) => s.mean + 2 * deviationOf(s);

export const EDDM: DetectorSpec = {
  name: 'EDDM',
  title: 'EDDM',
  input: 'bit',
  warns: true,
  formula: '(mean + 2 · s) / maximum < beta',
  help: 'Watches the distance between errors, which helps with slow gradual drifts. Known for many false alarms on noisy streams.',
  paper: 'Baena-García, del Campo-Ávila, Fidalgo, Bifet, Gavaldà, Morales-Bueno (2006), Early Drift Detection Method',
  params: [
    { kind: 'number', name: 'warm_start', default: 30, min: 0, max: 1e6, whole: true, help: 'Predictions, and errors, before the first test.' },
    { kind: 'number', name: 'alpha', default: 0.95, min: 0, max: 1, help: 'Ratio below which it warns.' },
    { kind: 'number', name: 'beta', default: 0.9, min: 0, max: 1, help: 'Ratio below which it signals a drift.' },
  ],
  create: (params) => new Eddm(params),
};
