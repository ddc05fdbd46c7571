import { OrchardError } from '../common/errors.ts';
import { packPoints, standardisation, type Matrix, type Points, type Standardisation } from './vectors.ts';

/** The directions in which a reference varies most. Plain data. */
export interface PrincipalComponents extends Standardisation {
  /** Orthonormal directions of the standardised data, by falling variance. */
  readonly directions: readonly Float64Array[];
  /** Variance along each direction. */
  readonly variances: readonly number[];
}

interface PcaOptions {
  /** Numbers in [0, 1), for the starting directions. */
  readonly uniform: () => number;
  /** How many directions are kept; the default is a tenth of the numbers, at least one. */
  readonly components?: number;
  readonly iterations?: number;
  /** Deviations below this share of the columns' mean deviation count as that; 0 when left out. */
  readonly leastDeviation?: number;
}

/**
 * Principal components of standardised points: eigenvectors of their covariance, or where there are fewer points than numbers of
 * the matrix of the points' products, which has the same ones and is smaller (Turk, Pentland: Eigenfaces, 1991). Constant columns
 * take no part. Throws `argument-invalid` for fewer than two points, rows of different length, non-finite numbers, or more
 * components than numbers.
 */
export function fitPca(reference: Points, options: PcaOptions): PrincipalComponents {
  const points = packPoints(reference, 2, 'reference');
  const { rows, columns } = points;
  const { uniform, components = Math.max(1, Math.floor(columns / 10)), iterations = 30, leastDeviation = 0 } = options;
  if (!(Number.isInteger(components) && components >= 1 && components <= columns)) throw new OrchardError('argument-invalid', `components must be 1 to ${columns}, got ${components}`);
  const kept = Math.min(components, rows - 1);
  const { centre, scale: own } = standardisation(points, Array.from({ length: rows }, (_, i) => i));
  const scale = bounded(own, leastDeviation);
  const standard = Array.from({ length: rows }, (_, row) => standardRow(points, row, { centre, scale }));

  const few = rows < columns;
  const sides = few ? standard : Array.from(centre, (_, k) => Float64Array.from(standard, (row) => row[k]!));
  const { vectors, values } = leadingEigenvectors(products(sides), kept, uniform, iterations);
  const directions = few ? vectors.map((shares) => combination(standard, shares)) : vectors;
  if (few) orthonormalise(directions);
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  return { centre, scale, directions: order.map((i) => directions[i]!), variances: order.map((i) => values[i]! / rows) };
}

/** Distance of each point from its projection on the kept directions, in standardised units: what the reference cannot express. */
export function reconstructionErrors({ centre, scale, directions }: Pick<PrincipalComponents, 'centre' | 'scale' | 'directions'>, points: Points): Float64Array {
  const packed = packPoints(points);
  if (packed.columns !== centre.length) throw new OrchardError('argument-invalid', `points have ${packed.columns} numbers, the reference has ${centre.length}`);
  return Float64Array.from({ length: packed.rows }, (_, row) => {
    const rest = standardRow(packed, row, { centre, scale });
    for (const direction of directions) subtractProjection(rest, direction);
    return Math.sqrt(dot(rest, rest));
  });
}

function standardRow({ columns, data }: Matrix, row: number, { centre, scale }: Standardisation): Float64Array {
  const values = data.slice(row * columns, (row + 1) * columns);
  for (let k = 0; k < columns; k += 1) values[k] = (values[k]! - centre[k]!) * scale[k]!;
  return values;
}

/** Constant columns keep their scale of 0. */
function bounded(scale: Float64Array, leastDeviation: number): Float64Array {
  const deviations = [...scale].filter((factor) => factor > 0).map((factor) => 1 / factor);
  const least = leastDeviation * deviations.reduce((sum, deviation) => sum + deviation, 0) / Math.max(1, deviations.length);
  return least > 0 ? scale.map((factor) => Math.min(factor, 1 / least)) : scale;
}

/** The products of all pairs of vectors: a symmetric matrix by rows. */
function products(vectors: readonly Float64Array[]): Float64Array[] {
  const matrix = vectors.map(() => new Float64Array(vectors.length));
  vectors.forEach((vector, i) => {
    for (let j = 0; j <= i; j += 1) matrix[i]![j] = matrix[j]![i] = dot(vector, vectors[j]!);
  });
  return matrix;
}

/** The leading eigenvectors of a symmetric matrix by orthogonal iteration. Golub, Van Loan: Matrix Computations, section 8.2. */
function leadingEigenvectors(matrix: readonly Float64Array[], count: number, uniform: () => number, iterations: number): { vectors: Float64Array[]; values: number[] } {
  let vectors: Float64Array[] = Array.from({ length: count }, () => Float64Array.from(matrix, () => uniform() - 0.5));
  let values: number[] = [];
  orthonormalise(vectors);
  for (let step = 0; step < iterations; step += 1) {
    vectors = vectors.map((vector) => Float64Array.from(matrix, (row) => dot(row, vector)));
    values = orthonormalise(vectors);
  }
  return { vectors, values };
}

function combination(vectors: readonly Float64Array[], shares: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  vectors.forEach((vector, i) => {
    const share = shares[i]!;
    for (let k = 0; k < sum.length; k += 1) sum[k]! += share * vector[k]!;
  });
  return sum;
}

/** Gram–Schmidt in place; answers the lengths before scaling. A direction that vanishes stays zero. */
function orthonormalise(directions: readonly Float64Array[]): number[] {
  return directions.map((direction, i) => {
    for (let j = 0; j < i; j += 1) subtractProjection(direction, directions[j]!);
    const length = Math.sqrt(dot(direction, direction));
    for (let k = 0; k < direction.length; k += 1) direction[k] = length > 1e-12 ? direction[k]! / length : 0;
    return length;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += a[k]! * b[k]!;
  return sum;
}

function subtractProjection(vector: Float64Array, direction: Float64Array): void {
  const along = dot(vector, direction);
  for (let k = 0; k < vector.length; k += 1) vector[k]! -= along * direction[k]!;
}
