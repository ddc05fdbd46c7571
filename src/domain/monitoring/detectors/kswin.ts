import { ksStatistic } from '../../statistics/ks.ts';
import { ksExactEqualSizes } from '../../statistics/ks-exact.ts';
import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireReal } from './detector.ts';
import { atMost } from './promise.ts';
import type { DetectorSpec } from './spec.ts';

/** Statistics below this never count, whatever their p-value. */
const MIN_STATISTIC = 0.1;

interface KswinState extends Flags {
  window: Float64Array;
  next: number;
  n: number;
  random: number;
  statistic: number;
  pValue: number;
}

/**
 * Kolmogorov–Smirnov windowing: the newest `stat_size` values against as many drawn without replacement from the older rest
 * of the window, by the exact two-sample test.
 * Raab, Heusinger, Schleif: Reactive Soft Prototype Computing for Concept Drift Streams, Neurocomputing 2020.
 * Agrees with River 0.24 `drift.KSWIN` with its sampler replaced by mulberry32 and a partial Fisher–Yates shuffle, started
 * from the seed after every reset.
 */
class Kswin extends RecordDetector<KswinState> {
  private readonly alpha: number;
  private readonly windowSize: number;
  private readonly statSize: number;
  private readonly seed: number;
  private readonly pool: Float64Array;
  private readonly recent: Float64Array;

  constructor(params: Params) {
    const windowSize = params.window_size as number;
    const seed = params.seed as number;
    super('KSWIN', params, freshState(windowSize, seed));
    this.alpha = params.alpha as number;
    this.windowSize = windowSize;
    this.statSize = params.stat_size as number;
    this.seed = seed;
    this.pool = new Float64Array(windowSize - this.statSize);
    this.recent = new Float64Array(this.statSize);
  }

  protected fresh(): KswinState {
    return freshState(this.windowSize, this.seed);
  }

  update(x: number): void {
    if (!Number.isFinite(x)) requireReal(x);
    if (this.s.drift) this.s = this.fresh();
    const s = this.s;
    s.window[s.next] = x;
    s.next = s.next + 1 === this.windowSize ? 0 : s.next + 1;
    s.n += 1;
    if (s.n < this.windowSize) return;
    const drawn = this.drawOlder(s);
    s.statistic = ksStatistic(drawn, this.newest(s)).statistic;
    s.pValue = ksExactEqualSizes(this.statSize, Math.round(s.statistic * this.statSize));
    s.drift = s.pValue <= this.alpha && s.statistic > MIN_STATISTIC;
  }

  /** Sorted sample of the older values. */
  private drawOlder(s: KswinState): Float64Array {
    const { pool, statSize, windowSize } = this;
    for (let i = 0; i < pool.length; i += 1) pool[i] = s.window[(s.next + i) % windowSize]!;
    for (let i = 0; i < statSize; i += 1) {
      const j = i + Math.floor(this.uniform(s) * (pool.length - i));
      const taken = pool[j]!;
      pool[j] = pool[i]!;
      pool[i] = taken;
    }
    return pool.subarray(0, statSize).sort();
  }

  /** The newest values, sorted. */
  private newest(s: KswinState): Float64Array {
    const { recent, windowSize } = this;
    const first = s.next + windowSize - recent.length;
    for (let i = 0; i < recent.length; i += 1) recent[i] = s.window[(first + i) % windowSize]!;
    return recent.sort();
  }

  /** mulberry32, whose single word of state travels in the snapshot. */
  private uniform(s: KswinState): number {
    s.random = (s.random + 0x6d2b79f5) | 0;
    let word = Math.imul(s.random ^ (s.random >>> 15), s.random | 1);
    word = (word + Math.imul(word ^ (word >>> 7), word | 61)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
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
    if (s.n < this.windowSize) return null;
    return { statistic: s.pValue, threshold: this.alpha, fires: 'below', values: { p_value: s.pValue, statistic: s.statistic } };
  }
}

function freshState(windowSize: number, seed: number): KswinState {
  return { drift: false, warning: false, window: new Float64Array(windowSize), next: 0, n: 0, random: seed | 0, statistic: 0, pValue: 1 };
}

export const KSWIN: DetectorSpec = {
  name: 'KSWIN',
  title: 'KSWIN',
  input: 'real',
  warns: false,
  formula: 'p_value ≤ alpha and statistic > 0.1 (two-sample Kolmogorov–Smirnov)',
  help: 'Compares the newest values with older ones as whole distributions, so it also sees a change of spread. It tests at every value: choose alpha small, or it alarms often by chance.',
  paper: 'Raab, Heusinger, Schleif (2020), Reactive Soft Prototype Computing for Concept Drift Streams, Neurocomputing 416',
  params: [
    { kind: 'number', name: 'alpha', default: 0.005, min: 0, max: 1, open: true, help: 'Significance level of one test.' },
    { kind: 'number', name: 'window_size', default: 100, min: 2, max: 1e5, whole: true, help: 'Values in the window.' },
    { kind: 'number', name: 'stat_size', default: 30, min: 1, max: 5e4, whole: true, help: 'Newest values that are compared, at most half the window.' },
    { kind: 'number', name: 'seed', default: 42, min: 0, max: 4294967295, whole: true, help: 'Seed of the sample from the older values.' },
  ],
  check: (params) => 2 * (params.stat_size as number) > (params.window_size as number) ? 'stat_size must be at most half of window_size' : null,
  updates: ({ window_size: window, stat_size: compared }) => Math.ceil(((window as number) + 8 * (compared as number)) / 10),
  promise: ({ alpha }) => atMost(alpha as number, 'alpha at each value (Raab and others 2020)'),
  create: (params) => new Kswin(params),
};
