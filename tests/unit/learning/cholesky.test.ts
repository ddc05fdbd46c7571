import { describe, expect, it } from 'vitest';
import { cholesky, inverseDiagonal, solveFactored } from '../../../src/domain/learning/solvers/cholesky.ts';

/** B Bᵀ + I for a B of waves. */
function positiveDefinite(n: number): Float64Array {
  const b = Float64Array.from({ length: n * n }, (_, i) => Math.sin(1 + 7 * i));
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k += 1) sum += b[i * n + k]! * b[j * n + k]!;
    return sum;
  });
}

describe('Cholesky factors', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 23])('of a %i × %i matrix multiply to it, solve it and give the diagonal of its inverse', (n) => {
    const matrix = positiveDefinite(n);
    const factor = matrix.slice();
    expect(cholesky(factor, n)).toBe(true);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let product = 0;
        for (let k = 0; k <= j; k += 1) product += factor[i * n + k]! * factor[j * n + k]!;
        expect(product).toBeCloseTo(matrix[i * n + j]!, 9);
      }
    }
    const inverse = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
    solveFactored(factor, n, inverse, n);
    const diagonal = inverseDiagonal(factor, n);
    for (let i = 0; i < n; i += 1) {
      expect(diagonal[i]).toBeCloseTo(inverse[i * n + i]!, 9);
      let unit = 0;
      for (let k = 0; k < n; k += 1) unit += matrix[i * n + k]! * inverse[k * n + i]!;
      expect(unit).toBeCloseTo(1, 9);
    }
  });

  it.each([1, 2, 3, 6, 7])('do not exist when the last pivot of %i is not positive', (n) => {
    const matrix = positiveDefinite(n);
    matrix[n * n - 1] = -1;
    expect(cholesky(matrix, n)).toBe(false);
  });
});
