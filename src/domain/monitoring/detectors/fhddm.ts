import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireBit } from './detector.ts';
import { atMost } from './promise.ts';
import type { DetectorSpec } from './spec.ts';

interface FhddmState extends Flags {
  window: Uint8Array;
  /** Where the next bit goes, which is where the oldest lies once the window is full. */
  next: number;
  n: number;
  ones: number;
  onesShort: number;
  pMax: number;
  pMaxShort: number;
}

/**
 * Fast Hoeffding Drift Detection Method, with the optional second, shorter window of FHDDMS. It fires when the share of
 * ones in the window falls further below its maximum than Hoeffding's inequality allows, so a one must mean *correct*.
 * Pesaranghader, Viktor: Fast Hoeffding Drift Detection Method for Evolving Data Streams, ECML PKDD 2016.
 * Agrees with River 0.24 `drift.binary.FHDDM`.
 */
class Fhddm extends RecordDetector<FhddmState> {
  private readonly size: number;
  /** 0 when there is no short window. */
  private readonly shortSize: number;
  private readonly epsilon: number;
  private readonly epsilonShort: number;

  constructor(params: Params) {
    const size = params.sliding_window_size as number;
    super('FHDDM', params, freshState(size));
    this.size = size;
    this.shortSize = (params.short_window_size as number | null) ?? 0;
    const hoeffding = (n: number) => Math.sqrt(Math.log(1 / (params.confidence_level as number)) / (2 * n));
    this.epsilon = hoeffding(size);
    this.epsilonShort = this.shortSize > 0 ? hoeffding(this.shortSize) : Infinity;
  }

  protected fresh(): FhddmState {
    return freshState(this.size);
  }

  update(x: number): void {
    if (x !== 0 && x !== 1) requireBit(x);
    if (this.s.drift) this.s = freshState(this.size);
    const { s, size, shortSize } = this;
    const window = s.window;
    s.ones += x - window[s.next]!;
    if (shortSize > 0) {
      const leaving = s.next - shortSize;
      s.onesShort += x - window[leaving < 0 ? leaving + size : leaving]!;
    }
    window[s.next] = x;
    s.next = s.next + 1 === size ? 0 : s.next + 1;
    s.n += 1;
    if (s.n < size) return;
    const p = s.ones / size;
    if (p > s.pMax) s.pMax = p;
    s.drift = s.pMax - p > this.epsilon;
    if (shortSize > 0) {
      const pShort = s.onesShort / shortSize;
      if (pShort > s.pMaxShort) s.pMaxShort = pShort;
      if (s.pMaxShort - pShort > this.epsilonShort) s.drift = true;
    }
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  /** Speaks of the window that is closer to its limit. */
  reading(): Reading | null {
    const { s, size, shortSize, epsilon, epsilonShort } = this;
    if (s.n < size) return null;
    const p = s.ones / size;
    const long = { statistic: s.pMax - p, threshold: epsilon, values: { p, p_max: s.pMax, epsilon, n: size } };
    const pShort = s.onesShort / shortSize;
    const useShort = shortSize > 0 && (s.pMaxShort - pShort) / epsilonShort > long.statistic / epsilon;
    const chosen = useShort
      ? { statistic: s.pMaxShort - pShort, threshold: epsilonShort, values: { p: pShort, p_max: s.pMaxShort, epsilon: epsilonShort, n: shortSize } }
      : long;
    return { ...chosen, fires: 'above' };
  }
}

function freshState(size: number): FhddmState {
  return { drift: false, warning: false, window: new Uint8Array(size), next: 0, n: 0, ones: 0, onesShort: 0, pMax: 0, pMaxShort: 0 };
}

export const FHDDM: DetectorSpec = {
  name: 'FHDDM',
  title: 'FHDDM',
  input: 'bit',
  warns: false,
  formula: 'p_max − p > epsilon, epsilon = √(ln(1/confidence_level) / 2n)',
  help: 'Compares the accuracy of the latest window with the best window so far. Feed it 1 for a correct prediction. Very quick on sudden drifts.',
  paper: 'Pesaranghader, Viktor (2016), Fast Hoeffding Drift Detection Method for Evolving Data Streams, ECML PKDD',
  params: [
    { kind: 'number', name: 'sliding_window_size', default: 100, min: 2, max: 1e6, whole: true, help: 'Predictions in the window.' },
    { kind: 'number', name: 'confidence_level', default: 1e-6, min: 0, max: 1, open: true, help: 'Probability of a false alarm that Hoeffding’s bound allows at one test.' },
    { kind: 'number', name: 'short_window_size', default: null, optional: true, min: 1, max: 1e6, whole: true, help: 'A second, shorter window for sudden drifts; empty for none.' },
  ],
  check: (params) => ((params.short_window_size as number | null) ?? 0) > (params.sliding_window_size as number) ? 'short_window_size must not exceed sliding_window_size' : null,
  // The bound does not account for the comparison with the best window so far.
  promise: ({ confidence_level: confidence }) => atMost(confidence as number, 'confidence_level at each value (Pesaranghader and Viktor 2016)'),
  wantsRight: true,
  create: (params) => new Fhddm(params),
};
