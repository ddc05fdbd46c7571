import { createDetector } from '../../../src/domain/monitoring/detectors/catalogue.ts';
import { runDetector } from '../../../src/domain/monitoring/detectors/run.ts';
import { SampledStore } from '../../../src/domain/alerting/metrics/sampled-store.ts';
import { evaluatePromql } from '../../../src/domain/alerting/promql/evaluate.ts';
import { Random } from '../../../src/domain/common/random/random.ts';
import { AA_PLANS, peek } from '../../../src/domain/experiment/peeking.ts';
import { reviewLabels } from '../../../src/domain/review/label-issues.ts';
import { ksTest } from '../../../src/domain/statistics/ks.ts';
import { mmdTest, randomPermutations } from '../../../src/domain/statistics/mmd.ts';

/** The least of several timings, ms: what the machine can do when nobody else wants it. */
export function least(times: number, work: (round: number) => void): number {
  let best = Infinity;
  for (let round = 0; round < times; round += 1) {
    const since = performance.now();
    work(round);
    best = Math.min(best, performance.now() - since);
  }
  return best;
}

/** Million updates a second of a detector over a typed array: an error stream whose rate doubles half way. */
export function detectorRate(name: string, values: number): { rate: number; drifts: number } {
  const random = new Random(5, 0, 0);
  const xs = Float64Array.from({ length: values }, (_, i) => (random.next() < (i < values / 2 ? 0.1 : 0.2) ? 1 : 0));
  let drifts = 0;
  const ms = least(5, () => { drifts = runDetector(createDetector(name), xs).drifts.length; });
  return { rate: values / ms / 1000, drifts };
}

/** Kolmogorov–Smirnov on `size` against `size` numbers, ms. */
export function ksTime(size: number): number {
  const random = new Random(6, 0, 0);
  const sample = (shift: number) => Float64Array.from({ length: size }, () => random.normal() + shift);
  const pairs = Array.from({ length: 5 }, () => [sample(0), sample(0.01)] as const);
  return least(5, (round) => void ksTest(...pairs[round]!));
}

/** MMD with permutations on `size` against `size` vectors, ms. */
export function mmdTime(size: number, width: number, permutations: number): number {
  const random = new Random(7, 0, 0);
  const points = (shift: number) => Array.from({ length: size }, () => Float32Array.from({ length: width }, () => random.next() + shift));
  const [reference, current] = [points(0), points(0.02)];
  const orders = randomPermutations(2 * size, permutations, () => random.next());
  return least(2, () => void mmdTest(reference, current, { permutations: orders }));
}

const QUERIES = [
  'm', 'sum(m)', 'avg by (zone) (m)', 'rate(m[10m])', 'max_over_time(m[1h])', 'quantile_over_time(0.9, m[30m])', 'm > 0.9', 'topk(3, m)',
  'sum by (zone) (rate(m[5m])) / sum by (zone) (rate(m[20m]))', 'histogram_quantile(0.95, sum by (le) (rate(b_bucket[10m])))',
];

/** A hundred PromQL queries over 100,000 samples, ms. */
export function promqlTime(): { ms: number; samples: number } {
  const random = new Random(8, 0, 0);
  const [series, moments] = [200, 500];
  const store = new SampledStore(moments, 2 * series);
  for (let moment = 0; moment < moments; moment += 1) {
    for (let i = 0; i < series; i += 1) {
      const labels: Record<string, string> = i < 180 ? { __name__: 'm', id: String(i), zone: String(i % 5) } : { __name__: 'b_bucket', le: String((i - 180) / 2), id: String(i % 2) };
      store.append(labels, 15 * moment, moment * (1 + (i % 7)) + random.next());
    }
  }
  const ms = least(3, () => { for (let i = 0; i < 100; i += 1) evaluatePromql(QUERIES[i % QUERIES.length]!, 15 * (moments - 1) - i, store, { lookback: 300 }); });
  return { ms, samples: series * moments };
}

/** Confident learning over `rows` rows of `labels` labels from their scores, of which a tenth is given a wrong label, ms. */
export function labelIssuesTime(rows: number, labels: number): { ms: number; issues: number } {
  const random = new Random(9, 0, 0);
  const probabilities = new Float32Array(rows * labels);
  const given = Int32Array.from({ length: rows }, (_, row) => {
    const truth = random.int(labels);
    const weights = Array.from({ length: labels }, (__, label) => (label === truth ? 4 : 0.2) + random.next());
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    probabilities.set(weights.map((weight) => weight / total), row * labels);
    return random.bool(0.1) ? random.int(labels) : truth;
  });
  let issues = 0;
  const ms = least(5, () => { issues = reviewLabels({ labels, given, probabilities }).issues.length; });
  return { ms, issues };
}

/** Percent of the A/A canaries, looked at after every fruit, in which a test finds a difference: those made for looking, and the ordinary ones. */
export function falseAlarms(): { percent: Record<string, number>; ms: number } {
  const since = performance.now();
  const results = peek(AA_PLANS[0]!);
  return { percent: Object.fromEntries(Object.entries(results).map(([test, { found }]) => [test, 100 * found])), ms: performance.now() - since };
}
