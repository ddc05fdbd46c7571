import { OrchardError } from '../common/errors.ts';

/** What a verdict is worth: `values[truth][verdict]`, in any unit; costs are negative. */
export type ValueMatrix = readonly (readonly number[])[];

/** Rows of probabilities with their truths, in columns: `scores` holds a probability for each label, row after row. */
export interface JudgedRows {
  readonly scores: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
}

/** Thresholds of a value curve: 0, 1/20, …, 1. */
export const CURVE_STEPS = 20;

/** Throws `argument-invalid` unless the matrix has a truth at least, the same verdicts for each, and finite numbers only. */
export function checkValues(values: ValueMatrix): void {
  const verdicts = values[0]?.length ?? 0;
  if (verdicts === 0) throw new OrchardError('argument-invalid', 'the value matrix is empty');
  values.forEach((row, truth) => {
    if (row.length !== verdicts) throw new OrchardError('argument-invalid', `row ${truth} of the value matrix has ${row.length} verdicts, the first has ${verdicts}`);
    const odd = row.find((value) => !Number.isFinite(value));
    if (odd !== undefined) throw new OrchardError('argument-invalid', `row ${truth} of the value matrix holds ${odd}`);
  });
}

/** Throws `argument-invalid` unless the rows fit the matrix: a probability in 0..1 for each truth, and truths that it knows. */
export function checkRows(values: ValueMatrix, { scores, truths }: JudgedRows): void {
  checkValues(values);
  const labels = values.length;
  if (scores.length !== truths.length * labels) throw new OrchardError('argument-invalid', `${scores.length} scores are no ${truths.length} rows of ${labels}`);
  for (let i = 0; i < scores.length; i += 1) {
    if (!(scores[i]! >= 0 && scores[i]! <= 1)) throw new OrchardError('argument-invalid', `score ${scores[i]} of row ${Math.floor(i / labels)} is no probability`);
  }
  for (let i = 0; i < truths.length; i += 1) {
    if (!(Number.isInteger(truths[i]!) && truths[i]! >= 0 && truths[i]! < labels)) throw new OrchardError('argument-invalid', `truth ${truths[i]} of row ${i} is none of ${labels}`);
  }
}

/** The verdict of the greatest expected value under the probabilities in `scores` from `at` on; the lowest of equals (Bayes decision; Elkan 2001). */
export function bestVerdict(values: ValueMatrix, scores: ArrayLike<number>, at = 0): number {
  let [best, most] = [0, -Infinity];
  for (let verdict = 0; verdict < values[0]!.length; verdict += 1) {
    let expected = 0;
    for (let truth = 0; truth < values.length; truth += 1) expected += scores[at + truth]! * values[truth]![verdict]!;
    if (expected > most) [best, most] = [verdict, expected];
  }
  return best;
}

/** The best verdict of each row, and what they were worth in all. */
export function decide(values: ValueMatrix, rows: JudgedRows): { readonly verdicts: Int32Array; readonly total: number } {
  checkRows(values, rows);
  const verdicts = Int32Array.from(rows.truths, (_, row) => bestVerdict(values, rows.scores, row * values.length));
  return { verdicts, total: verdicts.reduce((sum, verdict, row) => sum + values[rows.truths[row]!]![verdict]!, 0) };
}

/**
 * The probability of the second label from which the second verdict is worth more, for two labels and two verdicts: g0 / (g0 + g1), where
 * g0 and g1 are what the right verdict gains on each truth (Elkan 2001). Null when no rule "second verdict from here on" is best:
 * a gain is not above 0.
 */
export function bayesThreshold(values: ValueMatrix): number | null {
  checkTwo(values);
  const [lost, won] = [values[0]![0]! - values[0]![1]!, values[1]![1]! - values[1]![0]!];
  return lost > 0 && won > 0 ? lost / (lost + won) : null;
}

/** What the rows would be worth if the second verdict were given from a probability of t of the second label on, t = 0, 1/20, …, 1. Two labels. */
export function valueCurve(values: ValueMatrix, rows: JudgedRows): Float64Array {
  checkTwo(values);
  checkRows(values, rows);
  return Float64Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    const threshold = step / CURVE_STEPS;
    let total = 0;
    for (let row = 0; row < rows.truths.length; row += 1) total += values[rows.truths[row]!]![rows.scores[2 * row + 1]! >= threshold ? 1 : 0]!;
    return total;
  });
}

/** The lowest threshold of a value curve with the greatest value. */
export function bestThreshold(curve: Float64Array): { readonly threshold: number; readonly value: number } {
  let best = 0;
  for (let step = 1; step < curve.length; step += 1) if (curve[step]! > curve[best]!) best = step;
  return { threshold: best / CURVE_STEPS, value: curve[best]! };
}

function checkTwo(values: ValueMatrix): void {
  checkValues(values);
  if (values.length !== 2 || values[0]!.length !== 2) throw new OrchardError('argument-invalid', `a threshold needs two labels and two verdicts, not ${values.length} and ${values[0]!.length}`);
}
