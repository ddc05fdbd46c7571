import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireReal } from './detector.ts';
import type { DetectorSpec, ParamSpec } from './spec.ts';

/** Rows of buckets of 1, 2, 4, … values; 2⁴⁰ values are out of reach. */
const ROWS = 40;

interface AdwinState extends Flags {
  tick: number;
  width: number;
  total: number;
  /** Sum of squared deviations from the window's mean. */
  squares: number;
  /** Buckets in each row. */
  counts: Uint8Array;
  /** Sum of each bucket's values, oldest first within a row of `capacity` places. */
  totals: Float64Array;
  /** Sum of squared deviations within each bucket. */
  spreads: Float64Array;
  /** The cut that fired last: sizes and means of both sides, and the bound. */
  cutN0: number;
  cutN1: number;
  cutMean0: number;
  cutMean1: number;
  cutEpsilon: number;
}

interface Cut {
  readonly n0: number;
  readonly n1: number;
  readonly mean0: number;
  readonly mean1: number;
  readonly epsilon: number;
}

/**
 * Adaptive windowing. The window is kept as exponential histogram; whenever two of its parts have means that differ by more
 * than a bound for confidence delta, the oldest bucket is dropped, and so on. With `resets` the whole detector starts anew
 * after a drift, as in River; without, the window only shrinks, as in the paper, and one drift may be reported repeatedly.
 * Bifet, Gavaldà: Learning from Time-Changing Data with Adaptive Windowing, SDM 2007, ADWIN2 with the variance bound of
 * section 4. Agrees with River 0.24 `drift.ADWIN`.
 */
export class Adwin extends RecordDetector<AdwinState> {
  private readonly resets: boolean;
  private readonly delta: number;
  private readonly clock: number;
  private readonly capacity: number;
  private readonly minSide: number;
  private readonly grace: number;

  constructor(params: Params, resets: boolean) {
    const capacity = (params.max_buckets as number) + 1;
    super(resets ? 'ADWIN' : 'ADWIN_keep', params, freshState(capacity));
    this.resets = resets;
    this.delta = params.delta as number;
    this.clock = params.clock as number;
    this.capacity = capacity;
    this.minSide = params.min_window_length as number;
    this.grace = params.grace_period as number;
  }

  protected fresh(): AdwinState {
    return freshState(this.capacity);
  }

  /** The number of values in the window. */
  get width(): number {
    return this.s.width;
  }

  /** The mean of the window; 0 when empty. */
  get mean(): number {
    return this.s.width === 0 ? 0 : this.s.total / this.s.width;
  }

  update(x: number): void {
    if (!Number.isFinite(x)) requireReal(x);
    if (this.s.drift) {
      if (this.resets) this.s = freshState(this.capacity);
      else this.s.drift = false;
    }
    const s = this.s;
    s.tick += 1;
    this.insert(s, x);
    if (s.tick % this.clock === 0 && s.width > this.grace) {
      while (this.findCut(s)) {
        s.drift = true;
        this.dropOldest(s);
      }
    }
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  private insert(s: AdwinState, x: number): void {
    if (s.width > 0) {
      const difference = x - s.total / s.width;
      s.squares += (difference * difference * s.width) / (s.width + 1);
    }
    s.width += 1;
    s.total += x;
    const { counts, totals, spreads } = s;
    const capacity = this.capacity;
    let row = 0;
    let size = 1;
    let base = 0;
    let total = x;
    let spread = 0;
    for (;;) {
      const count = counts[row]!;
      totals[base + count] = total;
      spreads[base + count] = spread;
      if (count + 1 < capacity) {
        counts[row] = count + 1;
        return;
      }
      const difference = totals[base]! - totals[base + 1]!;
      total = totals[base]! + totals[base + 1]!;
      spread = spreads[base]! + spreads[base + 1]! + (difference * difference) / (2 * size);
      for (let i = 2; i < capacity; i += 1) {
        totals[base + i - 2] = totals[base + i]!;
        spreads[base + i - 2] = spreads[base + i]!;
      }
      counts[row] = capacity - 2;
      row += 1;
      size *= 2;
      base += capacity;
    }
  }

  /** The first cut, oldest first, whose sides differ by more than the bound; it is remembered for the explanation. */
  private findCut(s: AdwinState): boolean {
    const { counts, totals } = s;
    const { capacity, minSide } = this;
    const logTerm = Math.log((2 * Math.log(s.width)) / this.delta);
    const variance = Math.max(0, s.squares / s.width);
    let n0 = 0;
    let total0 = 0;
    for (let row = topRow(counts); row >= 0; row -= 1) {
      const size = 2 ** row;
      const count = counts[row]!;
      const base = row * capacity;
      for (let i = 0; i < count; i += 1) {
        n0 += size;
        total0 += totals[base + i]!;
        if (n0 < minSide) continue;
        const n1 = s.width - n0;
        if (n1 < minSide) return false;
        const m = 1 / (n0 - minSide + 1) + 1 / (n1 - minSide + 1);
        const mean0 = total0 / n0;
        const mean1 = (s.total - total0) / n1;
        const epsilon = Math.sqrt(2 * m * variance * logTerm) + (2 / 3) * logTerm * m;
        if (Math.abs(mean0 - mean1) > epsilon) {
          s.cutN0 = n0;
          s.cutN1 = n1;
          s.cutMean0 = mean0;
          s.cutMean1 = mean1;
          s.cutEpsilon = epsilon;
          return true;
        }
      }
    }
    return false;
  }

  private dropOldest(s: AdwinState): void {
    const row = topRow(s.counts);
    const base = row * this.capacity;
    const size = 2 ** row;
    const total = s.totals[base]!;
    const spread = s.spreads[base]!;
    const count = s.counts[row]! - 1;
    for (let i = 0; i < count; i += 1) {
      s.totals[base + i] = s.totals[base + i + 1]!;
      s.spreads[base + i] = s.spreads[base + i + 1]!;
    }
    s.counts[row] = count;
    s.width -= size;
    s.total -= total;
    const difference = total / size - s.total / s.width;
    s.squares -= spread + (size * s.width * difference * difference) / (size + s.width);
  }

  /** On a drift the cut that fired; otherwise the cut that comes closest to its bound. */
  reading(): Reading | null {
    const { s } = this;
    const cut = s.drift ? { n0: s.cutN0, n1: s.cutN1, mean0: s.cutMean0, mean1: s.cutMean1, epsilon: s.cutEpsilon } : this.closestCut();
    if (cut === null) return null;
    return { statistic: Math.abs(cut.mean0 - cut.mean1), threshold: cut.epsilon, fires: 'above', values: { ...cut, width: s.width } };
  }

  private closestCut(): Cut | null {
    const { s, capacity, minSide } = this;
    if (s.width < 2 || s.width <= this.grace) return null;
    const logTerm = Math.log((2 * Math.log(s.width)) / this.delta);
    const variance = Math.max(0, s.squares / s.width);
    let best: Cut | null = null;
    let n0 = 0;
    let total0 = 0;
    for (let row = topRow(s.counts); row >= 0; row -= 1) {
      for (let i = 0; i < s.counts[row]!; i += 1) {
        n0 += 2 ** row;
        total0 += s.totals[row * capacity + i]!;
        const n1 = s.width - n0;
        if (n0 < minSide || n1 < minSide) continue;
        const m = 1 / (n0 - minSide + 1) + 1 / (n1 - minSide + 1);
        const cut = { n0, n1, mean0: total0 / n0, mean1: (s.total - total0) / n1, epsilon: Math.sqrt(2 * m * variance * logTerm) + (2 / 3) * logTerm * m };
        if (best === null || Math.abs(cut.mean0 - cut.mean1) / cut.epsilon > Math.abs(best.mean0 - best.mean1) / best.epsilon) best = cut;
      }
    }
    return best;
  }
}

function topRow(counts: Uint8Array): number {
  let row = ROWS - 1;
  while (row > 0 && counts[row] === 0) row -= 1;
  return row;
}

function freshState(capacity: number): AdwinState {
  return {
    drift: false, warning: false, tick: 0, width: 0, total: 0, squares: 0,
    counts: new Uint8Array(ROWS), totals: new Float64Array(ROWS * capacity), spreads: new Float64Array(ROWS * capacity),
    cutN0: 0, cutN1: 0, cutMean0: 0, cutMean1: 0, cutEpsilon: 0,
  };
}

const PARAMS: readonly ParamSpec[] = [
  { kind: 'number', name: 'delta', default: 0.002, min: 0, max: 1, open: true, help: 'Confidence: smaller means fewer false alarms and more delay.' },
  { kind: 'number', name: 'clock', default: 32, min: 1, max: 1e6, whole: true, help: 'Values between two checks.' },
  { kind: 'number', name: 'max_buckets', default: 5, min: 1, max: 200, whole: true, help: 'Buckets of each size: more mean finer cuts and more work.' },
  { kind: 'number', name: 'min_window_length', default: 5, min: 1, max: 1e6, whole: true, help: 'Values that each side of a cut must have.' },
  { kind: 'number', name: 'grace_period', default: 10, min: 1, max: 1e6, whole: true, help: 'Values in the window before the first check.' },
];

const FORMULA = '|mean0 − mean1| > epsilon, epsilon = √(2 m σ² d′) + ⅔ d′ m, d′ = ln(2 ln(width) / delta)';
const PAPER = 'Bifet, Gavaldà (2007), Learning from Time-Changing Data with Adaptive Windowing, SDM';

export const ADWIN: DetectorSpec = {
  name: 'ADWIN',
  title: 'ADWIN',
  input: 'real',
  warns: false,
  formula: FORMULA,
  help: 'Keeps a window as long as nothing changes and finds by itself where the old part ends. A sound first choice for errors and for numbers between 0 and 1. Starts anew after each drift.',
  paper: PAPER,
  params: PARAMS,
  create: (params) => new Adwin(params, true),
};

export const ADWIN_KEEP: DetectorSpec = {
  ...ADWIN,
  name: 'ADWIN_keep',
  title: 'ADWIN, keeping its window',
  help: 'ADWIN as in the paper: after a drift the newer part of the window stays. One drift may be reported several times.',
  create: (params) => new Adwin(params, false),
};
