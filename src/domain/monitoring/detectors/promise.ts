/** What the theory of a detector says of its false alarms while nothing changes. */
export interface FalseAlarmPromise {
  /** Per 10,000 values. */
  readonly per10k: number;
  /** An upper bound, the rate itself under assumptions, or the rate by construction. */
  readonly kind: 'at most' | 'about' | 'exactly';
  /** Where the number comes from. */
  readonly because: string;
}

const PER = 10_000;

/** One false alarm in so many values: the rate itself. */
export function onceIn(values: number, kind: 'about' | 'exactly', because: string): FalseAlarmPromise {
  return { per10k: PER / values, kind, because };
}

/**
 * The promise of a bound that holds for one test. Tests are taken to be as many as there are values, or one every `every` of them, which is
 * a bound again whatever their dependence.
 */
export function atMost(perTest: number, because: string, every = 1): FalseAlarmPromise {
  return { per10k: Math.min(PER, perTest * (PER / every)), kind: 'at most', because };
}
