import { OrchardError } from '../common/errors.ts';
import type { LogRows } from '../log/rows.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { truthFor, truthKind } from '../world/stream/truth.ts';
import type { ValuesOf } from './shop.ts';
import { bestThreshold, checkValues, valueCurve, type JudgedRows, type ValueMatrix } from './decision.ts';

/** What the verdicts of a deployment are worth, and from which probability of ripe on it sells. */
export interface VerdictValues {
  /** Truths × verdicts, one row a label in the order of the labels, €. */
  readonly matrix: ValueMatrix;
  /** Between 0 and 1. Null where the labels are not ripe and unripe: the likeliest label decides. */
  readonly threshold: number | null;
}

/** Largest amount that a verdict may be worth either way, €: sums over millions of fruits stay exact to the cent. */
export const MOST_EURO = 1_000_000;

/** A sale, a ripe fruit wasted, an unripe one sold, an unripe one that ripens on, €. */
const RIPENESS_EURO = { sold: 0.42, wasted: -0.1, soured: -0.65, ripensOn: 0.04 } as const;

/** What verdicts are worth while nobody has said so: of ripe and unripe as the shop has it, of other labels a sale for what is right and a complaint for what is not. */
export function defaultValues(labels: readonly string[]): VerdictValues {
  const { sold, wasted, soured, ripensOn } = RIPENESS_EURO;
  if (!isTwoOfRipeness(labels)) return { matrix: labels.map((_, truth) => labels.map((__, verdict) => (truth === verdict ? sold : soured))), threshold: null };
  const [ripe, unripe] = [ripeOf(labels), 1 - ripeOf(labels)];
  const matrix = [[0, 0], [0, 0]];
  matrix[ripe]![ripe] = sold;
  matrix[ripe]![unripe] = wasted;
  matrix[unripe]![ripe] = soured;
  matrix[unripe]![unripe] = ripensOn;
  return { matrix, threshold: 0.5 };
}

/** Throws `argument-invalid` unless the matrix has one row and one verdict a label, amounts within `MOST_EURO` of which one is not 0, and the threshold lies between 0 and 1 where there is one. */
export function checkVerdictValues({ matrix, threshold }: VerdictValues, labels: readonly string[]): void {
  checkValues(matrix);
  if (matrix.length !== labels.length || matrix[0]!.length !== labels.length) throw new OrchardError('argument-invalid', `the value matrix has ${matrix.length} rows of ${matrix[0]!.length}, the labels are ${labels.length}`);
  const amounts = matrix.flat();
  const large = amounts.find((amount) => Math.abs(amount) > MOST_EURO);
  if (large !== undefined) throw new OrchardError('argument-invalid', `the value matrix holds ${large}, more than ${MOST_EURO}`);
  if (amounts.every((amount) => amount === 0)) throw new OrchardError('argument-invalid', 'the value matrix holds nothing but zeros');
  if (threshold === null) return;
  if (!isTwoOfRipeness(labels)) throw new OrchardError('argument-invalid', 'a threshold needs the labels ripe and unripe');
  if (!(threshold > 0 && threshold < 1)) throw new OrchardError('argument-invalid', `a threshold of ${threshold}: it lies between 0, where everything is sold, and 1, where nothing is`);
}

/** What selling from a probability of ripe of 0, 1/20, …, 1 on would have been worth on the known truths of some rows, and where it is worth most. */
export interface SellingCurve {
  /** € a thousand fruits, by threshold. */
  readonly perThousand: readonly number[];
  readonly best: { readonly threshold: number; readonly perThousand: number };
  readonly fruits: number;
}

/** The value curve of the rows' mix of truths up to `lastKnown`; null where no truth is known, or the labels are not ripe and unripe. */
export function sellingCurve(pieces: readonly LogRows[], lastKnown: number, valuesOf: ValuesOf): SellingCurve | null {
  const [scores, truths]: [number[], number[]] = [[], []];
  for (const rows of pieces) {
    if (!isTwoOfRipeness(rows.labels)) continue;
    const ripe = ripeOf(rows.labels);
    const known = truthFor(rows.labels, rows.columns)!;
    for (let row = 0; row < rows.count && (rows.indices?.[row] ?? rows.firstIndex + row) <= lastKnown; row += 1) {
      if (known[row]! > 1) continue;
      const ofRipe = rows.columns.scores[2 * row + ripe]! / 65_535;
      scores.push(1 - ofRipe, ofRipe);
      truths.push(known[row] === ripe ? 1 : 0);
    }
  }
  const [labels] = pieces.filter(({ labels: of }) => isTwoOfRipeness(of)).map(({ labels: of }) => of);
  if (!labels || truths.length === 0) return null;
  const matrix = valuesOf(labels);
  const [sell, keep] = [ripeOf(labels), 1 - ripeOf(labels)];
  // Ripe comes second, as the curve wants what is decided from a probability on.
  const curve = valueCurve([[matrix[keep]![keep]!, matrix[keep]![sell]!], [matrix[sell]![keep]!, matrix[sell]![sell]!]], { scores, truths } satisfies JudgedRows);
  const perThousand = Array.from(curve, (total) => (1000 * total) / truths.length);
  const { threshold, value } = bestThreshold(curve);
  return { perThousand, best: { threshold, perThousand: (1000 * value) / truths.length }, fruits: truths.length };
}

function isTwoOfRipeness(labels: readonly string[]): boolean {
  return labels.length === 2 && truthKind(labels) === 'ripeness';
}

function ripeOf(labels: readonly string[]): number {
  return labels.findIndex((label) => label.trim().toLowerCase() === RIPENESS_LABELS[0]);
}
