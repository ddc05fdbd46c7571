import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireBit } from './detector.ts';
import type { DetectorSpec } from './spec.ts';

interface DdmState extends Flags {
  n: number;
  p: number;
  pMin: number;
  sMin: number;
  levelMin: number;
}

/**
 * Drift Detection Method. The error rate p of n predictions has the standard deviation s = √(p(1−p)/n); the detector
 * remembers where p + s was smallest and fires when it has risen far above.
 * Gama, Medas, Castillo, Rodrigues: Learning with Drift Detection, SBIA 2004. Agrees with River 0.24 `drift.binary.DDM`.
 */
class Ddm extends RecordDetector<DdmState> {
  private readonly warmStart: number;
  private readonly warningAt: number;
  private readonly driftAt: number;

  constructor(params: Params) {
    super('DDM', params, freshState());
    this.warmStart = params.warm_start as number;
    this.warningAt = params.warning_threshold as number;
    this.driftAt = params.drift_threshold as number;
  }

  protected fresh(): DdmState {
    return freshState();
  }

  update(x: number): void {
    if (x !== 0 && x !== 1) requireBit(x);
    if (this.s.drift) this.s = freshState();
    const s = this.s;
    s.n += 1;
    s.p += (x - s.p) / s.n;
    if (s.n <= this.warmStart) return;
    const deviation = Math.sqrt((s.p * (1 - s.p)) / s.n);
    const level = s.p + deviation;
    if (level <= s.levelMin) {
      s.pMin = s.p;
      s.sMin = deviation;
      s.levelMin = level;
    }
    s.drift = level > s.pMin + this.driftAt * s.sMin;
    s.warning = !s.drift && level > s.pMin + this.warningAt * s.sMin;
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  reading(): Reading | null {
    const { n, p, pMin, sMin } = this.s;
    if (n <= this.warmStart) return null;
    const s = Math.sqrt((p * (1 - p)) / n);
    return {
      statistic: p + s,
      threshold: pMin + this.driftAt * sMin,
      warningThreshold: pMin + this.warningAt * sMin,
      fires: 'above',
      values: { n, p, s, p_min: pMin, s_min: sMin },
    };
  }
}

function freshState(): DdmState {
  return { drift: false, warning: false, n: 0, p: 0, pMin: Infinity, sMin: Infinity, levelMin: Infinity };
}

export const DDM: DetectorSpec = {
  name: 'DDM',
  title: 'DDM',
  input: 'bit',
  warns: true,
  formula: 'p + s > p_min + drift_threshold · s_min',
  help: 'Watches the error rate of a stream of right and wrong predictions. Quick on sudden drifts; slow gradual ones may slip by, because the error rate is averaged since the last drift.',
  paper: 'Gama, Medas, Castillo, Rodrigues (2004), Learning with Drift Detection, SBIA',
  params: [
    { kind: 'number', name: 'warm_start', default: 30, min: 0, max: 1e6, whole: true, help: 'Predictions before the first test.' },
    { kind: 'number', name: 'warning_threshold', default: 2, min: 0, max: 100, help: 'Standard deviations above the best error rate for a warning.' },
    { kind: 'number', name: 'drift_threshold', default: 3, min: 0, max: 100, help: 'Standard deviations above the best error rate for a drift.' },
  ],
  create: (params) => new Ddm(params),
};
