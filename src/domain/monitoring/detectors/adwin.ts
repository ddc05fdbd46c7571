import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireReal } from './detector.ts';
import { atMost } from './promise.ts';
import type { DetectorSpec, ParamSpec } from './spec.ts';

/** Rows of buckets of 1, 2, 4, … values; 2⁴⁰ values are out of reach. */
const ROWS = 40;
/** 2^row. A table, because raising to a power costs as much as twenty buckets. */
const SIZES = Float64Array.from({ length: ROWS }, (_, row) => 2 ** row);

interface AdwinState extends Flags {
  /** Values since the latest check. */
  tick: number;
  width: number;
  total: number;
  /** Sum of squared deviations from the window's mean. */
  squares: number;
  /** The highest row in use. */
  top: number;
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
class Adwin extends RecordDetector<AdwinState> {
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
    this.insert(s, x);
    s.tick += 1;
    if (s.tick < this.clock) return;
    s.tick = 0;
    if (s.width > this.grace) {
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
      const difference = x * s.width - s.total;
      s.squares += (difference * difference) / (s.width * (s.width + 1));
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
        if (row > s.top) s.top = row;
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

  private findCut(s: AdwinState): boolean {
    const n0 = earliestCut(s.counts, s.totals, this.capacity, s.top, s.width, s.total, this.minSide, varianceOf(s), this.logTerm(s));
    if (n0 === 0) return false;
    for (const cut of this.cuts()) {
      if (cut.n0 !== n0) continue;
      s.cutN0 = n0;
      s.cutN1 = cut.n1;
      s.cutMean0 = cut.mean0;
      s.cutMean1 = cut.mean1;
      s.cutEpsilon = cut.epsilon;
    }
    return true;
  }

  private logTerm(s: AdwinState): number {
    return Math.log((2 * Math.log(s.width)) / this.delta);
  }

  private dropOldest(s: AdwinState): void {
    const row = s.top;
    const base = row * this.capacity;
    const size = SIZES[row]!;
    const total = s.totals[base]!;
    const spread = s.spreads[base]!;
    const count = s.counts[row]! - 1;
    for (let i = 0; i < count; i += 1) {
      s.totals[base + i] = s.totals[base + i + 1]!;
      s.spreads[base + i] = s.spreads[base + i + 1]!;
    }
    s.counts[row] = count;
    while (s.top > 0 && s.counts[s.top] === 0) s.top -= 1;
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
    // Of the window that was cut: what is left of it is narrower.
    return { statistic: Math.abs(cut.mean0 - cut.mean1), threshold: cut.epsilon, fires: 'above', values: { ...cut, width: cut.n0 + cut.n1 } };
  }

  private closestCut(): Cut | null {
    if (this.s.width <= this.grace) return null;
    let best: Cut | null = null;
    let bestRatio = -1;
    for (const cut of this.cuts()) {
      const ratio = Math.abs(cut.mean0 - cut.mean1) / cut.epsilon;
      if (ratio > bestRatio) [best, bestRatio] = [cut, ratio];
    }
    return best;
  }

  /** Every cut that is tested, oldest first. */
  private *cuts(): Generator<Cut> {
    const { s, capacity, minSide } = this;
    const logTerm = this.logTerm(s);
    const variance = varianceOf(s);
    let n0 = 0;
    let total0 = 0;
    for (let row = s.top; row >= 0; row -= 1) {
      for (let i = 0; i < s.counts[row]!; i += 1) {
        n0 += SIZES[row]!;
        total0 += s.totals[row * capacity + i]!;
        const n1 = s.width - n0;
        if (n0 < minSide || n1 < minSide) continue;
        const m = 1 / (n0 - minSide + 1) + 1 / (n1 - minSide + 1);
        yield { n0, n1, mean0: total0 / n0, mean1: (s.total - total0) / n1, epsilon: epsilonOf(m, variance, logTerm) };
      }
    }
  }
}

const varianceOf = (s: AdwinState) => Math.max(0, s.squares / s.width);
const epsilonOf = (m: number, variance: number, logTerm: number) => Math.sqrt(2 * m * variance * logTerm) + (2 / 3) * logTerm * m;

/**
 * The size of the older part at the first cut, oldest first, whose sides differ by more than the bound; 0 for none. It is a
 * plain function of plain values because engines compile it three times as fast as a method that reads them from the state.
 */
function earliestCut(
  counts: Uint8Array, totals: Float64Array, capacity: number, top: number, width: number, total: number,
  minSide: number, variance: number, logTerm: number,
): number {
  const spared = minSide - 1;
  const noise = 2 * variance * logTerm * (width - 2 * spared);
  let n0 = 0;
  let total0 = 0;
  for (let row = top; row >= 0; row -= 1) {
    const size = SIZES[row]!;
    const base = row * capacity;
    const end = base + counts[row]!;
    for (let i = base; i < end; i += 1) {
      n0 += size;
      total0 += totals[i]!;
      if (n0 < minSide) continue;
      const n1 = width - n0;
      if (n1 < minSide) return 0;
      const product = n0 * n1;
      const gap = total0 * width - total * n0;
      // Within the first term of the bound already, |mean0 − mean1|² ≤ 2 m σ² d′, said without a division.
      if (gap * gap * (n0 - spared) * (n1 - spared) <= noise * product * product) continue;
      const m = 1 / (n0 - spared) + 1 / (n1 - spared);
      if (Math.abs(total0 / n0 - (total - total0) / n1) > epsilonOf(m, variance, logTerm)) return n0;
    }
  }
  return 0;
}

function freshState(capacity: number): AdwinState {
  return {
    drift: false, warning: false, tick: 0, width: 0, total: 0, squares: 0, top: 0,
    counts: new Uint8Array(ROWS), totals: new Float64Array(ROWS * capacity), spreads: new Float64Array(ROWS * capacity),
    cutN0: 0, cutN1: 0, cutMean0: 0, cutMean1: 0, cutEpsilon: 0,
  };
}

const PARAMS: readonly ParamSpec[] = [
  { kind: 'number', name: 'delta', default: 0.002, min: 0, max: 1, open: true, help: 'Confidence: smaller means fewer false alarms and more delay.' },
  { kind: 'number', name: 'clock', default: 32, min: 1, max: 1e6, whole: true, help: 'Values between two checks.' },
  { kind: 'number', name: 'max_buckets', default: 5, min: 1, max: 200, whole: true, help: 'Buckets of each size: more mean finer cuts and more work.' },
  { kind: 'number', name: 'min_window_length', default: 5, min: 1, max: 1e6, whole: true, help: 'Values that each side of a cut must have.' },
  { kind: 'number', name: 'grace_period', default: 10, min: 0, max: 1e6, whole: true, help: 'Values in the window before the first check.' },
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
  updates: ({ max_buckets: buckets, clock }) => Math.ceil((buckets as number) / (5 * (clock as number))),
  // River approximates the bound of the paper.
  promise: ({ delta, clock }) => atMost(delta as number, 'delta at each check (Bifet and Gavaldà 2007, theorem 3.1)', clock as number),
  create: (params) => new Adwin(params, true),
};

export const ADWIN_KEEP: DetectorSpec = {
  ...ADWIN,
  name: 'ADWIN_keep',
  title: 'ADWIN, keeping its window',
  help: 'ADWIN as in the paper: after a drift the newer part of the window stays. One drift may be reported several times.',
  create: (params) => new Adwin(params, false),
};
