import { randomAt } from '../../common/random/random.ts';
import { twoSidedDeviate } from '../../experiment/interval.ts';
import { DEFAULT_ALPHA } from '../../experiment/proportions.ts';
import { domainClassifier } from '../../learning/domain-classifier.ts';
import { aucDeviation } from '../../learning/evaluation/curves.ts';
import { mmdSequential } from '../../statistics/mmd.ts';
import type { Comparison, ComparisonResult } from './comparison.ts';
import type { Reference } from './reference.ts';

/** Any fixed seed: the same fruits give the same result on every machine. */
const SEED = 20_260_417;
/** Values of each side that MMD looks at: a permutation costs their square. */
const MMD_VALUES = 80;
const MMD_PERMUTATIONS = 999;
const CLASSIFIER_VALUES = 200;
const CLASSIFIER_FOLDS = 3;
const CLASSIFIER_PENALTY = 0.1;
/** Fewer values on a side say nothing. */
const LEAST_VALUES = 20;
/** What one of them costs, in values that other tests compare. */
const STEPS = 60_000;

/**
 * Tests of values that may be several numbers together. They look at no more than a fixed number of values of each side (80, 200), evenly spread over it, since
 * their cost grows faster than the values do; each number is standardised on the reference, and chance comes from a fixed seed.
 */
export const JOINT_COMPARISONS: readonly Comparison[] = [
  {
    id: 'mmd', title: 'MMD (kernel two-sample)', of: 'points', compares: 'p', steps: STEPS, least: LEAST_VALUES,
    formula: 'MMD² = mean k(x, x′) + mean k(y, y′) − 2 mean k(x, y)',
    help: `How unlike two clouds of points are: one before, one now. Finds a move that is spread thin over many numbers. Of each side ${MMD_VALUES} fruits, evenly spread; p by up to ${MMD_PERMUTATIONS} permutations, so that it is never below ${1 / (MMD_PERMUTATIONS + 1)}.`,
    defaults: { warning: 0.01, drift: 0.002 },
    run: mmd,
  },
  {
    id: 'domain-classifier', title: 'Domain classifier', of: 'points', compares: 'statistic', steps: STEPS, least: LEAST_VALUES,
    formula: 'AUC of telling now from before, lower end of 95 %',
    help: `A small model learns to tell fruit of now from fruit of before. An AUC of 0.5 is guessing, 1 is always right; what is judged is the lower end of its interval. Of each side ${CLASSIFIER_VALUES} fruits, evenly spread, each told by a model that did not learn from it.`,
    defaults: { warning: 0.55, drift: 0.6 },
    run: classify,
  },
];

function mmd(reference: Reference, current: Float32Array): ComparisonResult {
  const random = randomAt(SEED, 0, 0);
  const [before, now] = [spread(reference, reference.values!, MMD_VALUES), spread(reference, current, MMD_VALUES)];
  const { squaredUnbiased, p, drawn } = mmdSequential(before, now, MMD_PERMUTATIONS, () => random.next());
  return { statistic: squaredUnbiased, p, looked: { n: before.length, m: now.length }, values: { permutations: drawn } };
}

function classify(reference: Reference, current: Float32Array): ComparisonResult {
  const random = randomAt(SEED, 0, 0);
  const [before, now] = [spread(reference, reference.values!, CLASSIFIER_VALUES), spread(reference, current, CLASSIFIER_VALUES)];
  const { auc, scores } = domainClassifier(before, now, { uniform: () => random.next(), folds: CLASSIFIER_FOLDS, penalty: CLASSIFIER_PENALTY });
  const reach = twoSidedDeviate(DEFAULT_ALPHA) * aucDeviation(scores.map((_, i) => Number(i >= before.length)), scores);
  const [lower, upper] = [Math.max(0, auc - reach), Math.min(1, auc + reach)];
  return { statistic: lower, p: null, looked: { n: before.length, m: now.length }, values: { AUC: auc, lower, upper } };
}

/** At most so many of some values, evenly spread over them, standardised on the reference. */
function spread({ width, standard: { centre, scale } }: Reference, values: Float32Array, most: number): Float64Array[] {
  const count = values.length / width;
  const taken = Math.min(most, count);
  return Array.from({ length: taken }, (_, i) => {
    const from = Math.floor(((i + 0.5) * count) / taken) * width;
    return Float64Array.from({ length: width }, (__, k) => (values[from + k]! - centre[k]!) * scale[k]!);
  });
}

/** How far each value lies from the middle of the reference: root mean square over its numbers, in standard deviations of the reference. */
export function distancesFrom({ width, standard: { centre, scale } }: Reference, values: Float32Array): Float32Array {
  return Float32Array.from({ length: values.length / width }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < width; k += 1) sum += ((values[row * width + k]! - centre[k]!) * scale[k]!) ** 2;
    return Math.sqrt(sum / width);
  });
}
