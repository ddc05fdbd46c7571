import { randomAt } from '../../common/random/random.ts';
import { argMax } from './classification.ts';

/** How much a model rests on some columns: by how much its accuracy falls when they are shuffled among the pictures, once a seed. */
export interface FeatureImportance {
  /** A block (`embedding`, `colour`) or a readable feature. */
  name: string;
  /** Held-out pictures that were shuffled. */
  pictures: number;
  /** Accuracy as it is less accuracy with the columns shuffled, −1..1; one a seed. */
  drops: number[];
}

/** Columns that are shuffled together, from `from` to before `to`. */
export interface ColumnGroup {
  name: string;
  from: number;
  to: number;
}

/** Shuffles of each group: enough to see how much depends on the shuffle. */
export const IMPORTANCE_SEEDS = 5;
const LANE = 41;

interface Question {
  /** Held-out rows, n × width, row-major; left as it is. */
  x: Float32Array;
  width: number;
  /** Class of each row. */
  truth: ArrayLike<number>;
  classes: number;
  groups: readonly ColumnGroup[];
  seed: number;
  /** Probabilities of rows of `x`'s width, rows × classes. */
  predict(x: Float32Array): Promise<ArrayLike<number>>;
}

/**
 * Permutation importance (Breiman, Random Forests, Machine Learning 45, 2001; Fisher, Rudin, Dominici, JMLR 20, 2019) of groups of columns on rows that the model has not
 * learnt from. Columns that tell the same stand in for each other, so that each seems to matter little. Empty without rows.
 */
export async function permutationImportance({ x, width, truth, classes, groups, seed, predict }: Question): Promise<FeatureImportance[]> {
  const rows = truth.length;
  if (rows === 0) return [];
  const accuracyOf = async (values: Float32Array): Promise<number> => {
    const scores = await predict(values);
    let right = 0;
    for (let i = 0; i < rows; i += 1) if (argMax(scores, i * classes, classes) === truth[i]) right += 1;
    return right / rows;
  };
  const whole = await accuracyOf(x);
  const found: FeatureImportance[] = [];
  for (const [at, { name, from, to }] of groups.entries()) {
    const drops: number[] = [];
    for (let repeat = 0; repeat < IMPORTANCE_SEEDS; repeat += 1) {
      const order = shuffledRows(rows, seed, at * IMPORTANCE_SEEDS + repeat);
      const values = x.slice();
      order.forEach((source, row) => values.set(x.subarray(source * width + from, source * width + to), row * width + from));
      drops.push(whole - await accuracyOf(values));
    }
    found.push({ name, pictures: rows, drops });
  }
  return found;
}

/** Fisher–Yates. */
function shuffledRows(count: number, seed: number, index: number): Int32Array {
  const random = randomAt(seed, index, LANE);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Mean of the drops, and the least and greatest of them: what one shuffle more might have said. */
export function importanceSpread({ drops }: FeatureImportance): { mean: number; least: number; most: number } {
  return { mean: drops.reduce((sum, drop) => sum + drop, 0) / Math.max(1, drops.length), least: Math.min(...drops), most: Math.max(...drops) };
}
