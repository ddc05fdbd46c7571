import { OrchardError } from '../../common/errors.ts';

/** A non-decreasing step-free curve through its knots; flat beyond the first and the last one. */
export interface IsotonicCurve {
  /** Strictly increasing scores. */
  readonly x: readonly number[];
  /** Fitted values, non-decreasing. */
  readonly y: readonly number[];
}

/**
 * Isotonic regression by pooling adjacent violators: the non-decreasing function nearest to y in squares. Equal scores are
 * averaged first; knots inside a flat stretch are left out. As scikit-learn's `IsotonicRegression(out_of_bounds="clip")`.
 * Throws `argument-invalid` for no points, different lengths or non-finite numbers.
 * Ayer and others, Ann. Math. Statist. 26, 1955; Zadrozny, Elkan, KDD 2002.
 */
export function fitIsotonic(scores: ArrayLike<number>, truth: ArrayLike<number>): IsotonicCurve {
  if (scores.length === 0 || scores.length !== truth.length) throw new OrchardError('argument-invalid', `isotonic regression of ${truth.length} values on ${scores.length} scores`);
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const x: number[] = [];
  const blocks: { sum: number; weight: number; knots: number }[] = [];
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]!]!;
    const block = { sum: 0, weight: 0, knots: 1 };
    for (; i < order.length && scores[order[i]!] === score; i += 1) {
      block.sum += truth[order[i]!]!;
      block.weight += 1;
    }
    if (!Number.isFinite(score) || !Number.isFinite(block.sum)) throw new OrchardError('argument-invalid', 'isotonic regression needs finite numbers');
    x.push(score);
    let last = blocks[blocks.length - 1];
    while (last && last.sum * block.weight >= block.sum * last.weight) {
      block.sum += last.sum;
      block.weight += last.weight;
      block.knots += last.knots;
      blocks.pop();
      last = blocks[blocks.length - 1];
    }
    blocks.push(block);
  }
  const y = blocks.flatMap(({ sum, weight, knots }) => new Array<number>(knots).fill(sum / weight));
  const kept = x.map((_, i) => i).filter((i) => i === 0 || i === x.length - 1 || y[i] !== y[i - 1] || y[i] !== y[i + 1]);
  return { x: kept.map((i) => x[i]!), y: kept.map((i) => y[i]!) };
}

/** The curve at a score, linear between knots. */
export function isotonicAt(curve: IsotonicCurve, score: number): number {
  const { x, y } = curve;
  const last = x.length - 1;
  if (score <= x[0]!) return y[0]!;
  if (score >= x[last]!) return y[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= score) low = middle;
    else high = middle;
  }
  return y[low]! + ((y[high]! - y[low]!) / (x[high]! - x[low]!)) * (score - x[low]!);
}

/**
 * One-versus-rest calibrators, one a class. `scores` is row-major, `truth` holds class positions.
 * Throws what `fitIsotonic` throws.
 */
export function fitIsotonicPerClass(scores: ArrayLike<number>, truth: ArrayLike<number>, classes: number): IsotonicCurve[] {
  return Array.from({ length: classes }, (_, k) => {
    const own = Float64Array.from({ length: truth.length }, (_, i) => scores[i * classes + k]!);
    return fitIsotonic(own, Float64Array.from(truth, (label) => (label === k ? 1 : 0)));
  });
}

/** Calibrated probabilities, row-major, each row normalised to 1; a row of zeros becomes uniform, as in scikit-learn and NannyML. */
export function calibrateRows(curves: readonly IsotonicCurve[], scores: ArrayLike<number>): Float64Array {
  const classes = curves.length;
  const calibrated = Float64Array.from(scores, (score, i) => isotonicAt(curves[i % classes]!, score));
  normaliseRows(calibrated, classes);
  return calibrated;
}

/** Scales every row of a row-major table to sum 1, in place; a row of zeros becomes uniform. */
export function normaliseRows(probabilities: Float64Array, classes: number): void {
  for (let row = 0; row < probabilities.length; row += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k += 1) sum += probabilities[row + k]!;
    for (let k = 0; k < classes; k += 1) probabilities[row + k] = sum === 0 ? 1 / classes : probabilities[row + k]! / sum;
  }
}
