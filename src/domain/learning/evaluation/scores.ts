/** Quality from a confusion matrix (rows are truth, columns are predictions) and from probabilities, as scikit-learn 1.2. */

export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface ClassScores {
  readonly perClass: readonly (PrecisionRecallF1 & { readonly support: number })[];
  /** Plain mean over all labels. */
  readonly macro: PrecisionRecallF1;
  /** From summed counts. */
  readonly micro: PrecisionRecallF1;
  /** Mean weighted by support. */
  readonly weighted: PrecisionRecallF1;
  /** Plain mean over the labels that occur as truth or prediction: scikit-learn's macro when no labels are given to it. */
  readonly macroObserved: PrecisionRecallF1;
}

type Confusion = readonly (readonly number[])[];

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const supports = (confusion: Confusion) => confusion.map(sum);
const claims = (confusion: Confusion) => confusion.map((_, k) => sum(confusion.map((row) => row[k]!)));

function threeScores(hits: number, claimed: number, support: number, zeroDivision: 0 | 1): PrecisionRecallF1 {
  const precision = claimed === 0 ? zeroDivision : hits / claimed;
  const recall = support === 0 ? zeroDivision : hits / support;
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function weightedMean(scores: readonly PrecisionRecallF1[], weights: readonly number[]): PrecisionRecallF1 {
  const total = sum(weights);
  const mean = (key: keyof PrecisionRecallF1) => (total === 0 ? 0 : sum(scores.map((score, k) => score[key] * weights[k]!)) / total);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** Precision, recall and F1 of every label and their averages. 0/0 counts as `zeroDivision`. */
export function classScores(confusion: Confusion, zeroDivision: 0 | 1 = 0): ClassScores {
  const support = supports(confusion);
  const claimed = claims(confusion);
  const perClass = confusion.map((row, k) => ({ ...threeScores(row[k]!, claimed[k]!, support[k]!, zeroDivision), support: support[k]! }));
  const hits = sum(confusion.map((row, k) => row[k]!));
  return {
    perClass,
    macro: weightedMean(perClass, support.map(() => 1)),
    micro: threeScores(hits, sum(claimed), sum(support), zeroDivision),
    weighted: weightedMean(perClass, support),
    macroObserved: weightedMean(perClass, support.map((count, k) => (count + claimed[k]! > 0 ? 1 : 0))),
  };
}

/** Share of right predictions; NaN without any. */
export function accuracy(confusion: Confusion): number {
  return sum(confusion.map((row, k) => row[k]!)) / sum(supports(confusion));
}

/** Mean recall of the labels that occur as truth; NaN without any. */
export function balancedAccuracy(confusion: Confusion): number {
  const recalls = confusion.flatMap((row, k) => (sum(row) > 0 ? [row[k]! / sum(row)] : []));
  return sum(recalls) / recalls.length;
}

/**
 * Cohen's kappa over the labels that occur, −1..1; NaN when only one does. `quadratic` weighs a mistake by the squared
 * distance of the labels' positions. Cohen 1960, 1968.
 */
export function cohenKappa(confusion: Confusion, weights: 'none' | 'quadratic' = 'none'): number {
  const allClaims = claims(confusion);
  const observed = confusion.map((_, k) => k).filter((k) => sum(confusion[k]!) + allClaims[k]! > 0);
  const table = observed.map((i) => observed.map((j) => confusion[i]![j]!));
  const support = supports(table);
  const claimed = claims(table);
  const total = sum(support);
  let actual = 0;
  let byChance = 0;
  table.forEach((row, i) => row.forEach((count, j) => {
    const weight = weights === 'quadratic' ? (i - j) ** 2 : Number(i !== j);
    actual += weight * count;
    byChance += (weight * support[i]! * claimed[j]!) / total;
  }));
  return 1 - actual / byChance;
}

/** Matthews' correlation coefficient for any number of labels, −1..1; 0 when undefined. Gorodkin 2004. */
export function matthewsCorrelation(confusion: Confusion): number {
  const support = supports(confusion);
  const claimed = claims(confusion);
  const total = sum(support);
  const hits = sum(confusion.map((row, k) => row[k]!));
  const covariance = (a: readonly number[], b: readonly number[]) => sum(a.map((value, k) => value * b[k]!));
  const scale = (total ** 2 - covariance(claimed, claimed)) * (total ** 2 - covariance(support, support));
  return scale === 0 ? 0 : (hits * total - covariance(support, claimed)) / Math.sqrt(scale);
}

const EPSILON = 2.220446049250313e-16;

/** Mean −ln p(truth) as scikit-learn 1.2 has it: probabilities clipped to [ε, 1 − ε], rows renormalised. Row-major scores. */
export function logLossClipped(truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number): number {
  let loss = 0;
  for (let i = 0; i < truth.length; i += 1) {
    let total = 0;
    for (let k = 0; k < classes; k += 1) total += clip(scores[i * classes + k]!);
    loss -= Math.log(clip(scores[i * classes + truth[i]!]!) / total);
  }
  return loss / truth.length;
}

const clip = (p: number) => Math.min(1 - EPSILON, Math.max(EPSILON, p));

interface BrierScores {
  /** Mean squared distance from the one-hot truth summed over labels, 0..2 (Brier 1950). Half of it is the two-label form. */
  readonly multiclass: number;
  /** Mean squared error of each label's own probability, 0..1. */
  readonly perClass: readonly number[];
}

/** Brier scores of row-major probabilities. */
export function brierScores(truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number): BrierScores {
  const perClass = new Array<number>(classes).fill(0);
  for (let i = 0; i < truth.length; i += 1) {
    for (let k = 0; k < classes; k += 1) perClass[k]! += (scores[i * classes + k]! - Number(truth[i] === k)) ** 2 / truth.length;
  }
  return { multiclass: sum(perClass), perClass };
}

/** Mean Shannon entropy of the rows in nats. */
export function meanEntropy(scores: ArrayLike<number>, classes: number): number {
  let total = 0;
  for (let i = 0; i < scores.length; i += 1) if (scores[i]! > 0) total -= scores[i]! * Math.log(scores[i]!);
  return total / (scores.length / classes);
}
