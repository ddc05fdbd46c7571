import { OrchardError } from '../common/errors.ts';

/** Points in space: rows of equal length, such as embeddings. */
export type Points = readonly ArrayLike<number>[];

/** The points row by row in one array. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Packs points. Throws `argument-invalid` unless there are `atLeast` rows of one length with finite numbers. */
export function packPoints(points: Points, atLeast = 1, name = 'points'): Matrix {
  if (points.length < atLeast) throw new OrchardError('argument-invalid', `${name}: ${points.length} rows, needs at least ${atLeast}`);
  const columns = points[0]!.length;
  if (columns === 0) throw new OrchardError('argument-invalid', `${name}: rows are empty`);
  const data = new Float64Array(points.length * columns);
  points.forEach((point, row) => {
    if (point.length !== columns) throw new OrchardError('argument-invalid', `${name}: row ${row} has ${point.length} numbers, the first has ${columns}`);
    for (let column = 0; column < columns; column += 1) {
      if (!Number.isFinite(point[column]!)) throw new OrchardError('argument-invalid', `${name}: row ${row} holds ${point[column]}`);
      data[row * columns + column] = point[column]!;
    }
  });
  return { rows: points.length, columns, data };
}

/** Spreads below this share of the column's size are rounding, not variation. */
const CONSTANT = 1e-12;

/** How columns are standardised: minus the centre, times the scale, which is 0 for constant columns. */
export interface Standardisation {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
}

/** Mean and reciprocal population deviation of every column, over the rows given. */
export function standardisation({ columns, data }: Matrix, rows: readonly number[]): Standardisation {
  const centre = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (const row of rows) for (let k = 0; k < columns; k += 1) centre[k]! += data[row * columns + k]! / rows.length;
  for (const row of rows) for (let k = 0; k < columns; k += 1) scale[k]! += (data[row * columns + k]! - centre[k]!) ** 2 / rows.length;
  for (let k = 0; k < columns; k += 1) {
    const deviation = Math.sqrt(scale[k]!);
    scale[k] = deviation > CONSTANT * Math.abs(centre[k]!) ? 1 / deviation : 0;
  }
  return { centre, scale };
}

/** Squared Euclidean distances of all pairs i < j, in the order (0,1), (0,2), …, (1,2), …. */
export function pairwiseSquaredDistances({ rows, columns, data }: Matrix): Float64Array {
  const distances = new Float64Array((rows * (rows - 1)) / 2);
  const whole = columns - (columns % 4);
  let place = 0;
  for (let i = 0; i < rows; i += 1) {
    const a = i * columns;
    for (let j = i + 1; j < rows; j += 1) {
      const b = j * columns;
      // Four sums, so that the additions do not wait for each other.
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < whole; k += 4) {
        const d0 = data[a + k]! - data[b + k]!;
        const d1 = data[a + k + 1]! - data[b + k + 1]!;
        const d2 = data[a + k + 2]! - data[b + k + 2]!;
        const d3 = data[a + k + 3]! - data[b + k + 3]!;
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
      }
      for (let k = whole; k < columns; k += 1) {
        const d = data[a + k]! - data[b + k]!;
        s0 += d * d;
      }
      distances[place] = s0 + s1 + (s2 + s3);
      place += 1;
    }
  }
  return distances;
}
