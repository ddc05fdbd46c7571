/**
 * Cholesky factorisation of a symmetric positive definite matrix (row-major, only the lower triangle is read) in place:
 * afterwards the lower triangle holds L with L Lᵀ = A. Returns false when the matrix is not positive definite.
 */
export function cholesky(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j += 1) {
    const rowJ = j * n;
    let square = a[rowJ + j]!;
    for (let k = 0; k < j; k += 1) square -= a[rowJ + k]! * a[rowJ + k]!;
    if (!(square > 0)) return false;
    const pivot = Math.sqrt(square);
    a[rowJ + j] = pivot;
    const inverse = 1 / pivot;
    let i = j + 1;
    // Four rows at a time share each load of row j and keep four sums going: this loop is all of the cost.
    for (; i + 3 < n; i += 4) {
      const row0 = i * n, row1 = row0 + n, row2 = row1 + n, row3 = row2 + n;
      let s0 = a[row0 + j]!, s1 = a[row1 + j]!, s2 = a[row2 + j]!, s3 = a[row3 + j]!;
      for (let k = 0; k < j; k += 1) {
        const factor = a[rowJ + k]!;
        s0 -= a[row0 + k]! * factor;
        s1 -= a[row1 + k]! * factor;
        s2 -= a[row2 + k]! * factor;
        s3 -= a[row3 + k]! * factor;
      }
      a[row0 + j] = s0 * inverse;
      a[row1 + j] = s1 * inverse;
      a[row2 + j] = s2 * inverse;
      a[row3 + j] = s3 * inverse;
    }
    for (; i < n; i += 1) {
      const row = i * n;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k += 1) sum -= a[row + k]! * a[rowJ + k]!;
      a[row + j] = sum * inverse;
    }
  }
  return true;
}

/** Solves L Lᵀ X = B for the factor from `cholesky`; B (n × columns, row-major) becomes X. */
export function solveFactored(factor: Float64Array, n: number, b: Float64Array, columns: number): void {
  for (let i = 0; i < n; i += 1) {
    const row = i * n;
    for (let k = 0; k < i; k += 1) {
      const weight = factor[row + k]!;
      for (let c = 0; c < columns; c += 1) b[i * columns + c]! -= weight * b[k * columns + c]!;
    }
    for (let c = 0; c < columns; c += 1) b[i * columns + c]! /= factor[row + i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    const row = i * n;
    for (let c = 0; c < columns; c += 1) b[i * columns + c]! /= factor[row + i]!;
    for (let k = 0; k < i; k += 1) {
      const weight = factor[row + k]!;
      for (let c = 0; c < columns; c += 1) b[k * columns + c]! -= weight * b[i * columns + c]!;
    }
  }
}

/**
 * The diagonal of (L Lᵀ)⁻¹. It is the column sums of squares of L⁻¹, whose columns are found by forward substitution,
 * four at a time.
 */
export function inverseDiagonal(factor: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const diagonal = new Float64Array(n);
  const column = new Float64Array(4 * n);
  for (let first = 0; first < n; first += 4) {
    const width = Math.min(4, n - first);
    let d0 = 0, d1 = 0, d2 = 0, d3 = 0;
    for (let i = first; i < n; i += 1) {
      const row = i * n;
      const unit = i - first;
      let s0 = unit === 0 ? 1 : 0, s1 = unit === 1 ? 1 : 0, s2 = unit === 2 ? 1 : 0, s3 = unit === 3 ? 1 : 0;
      for (let k = first, at = 0; k < i; k += 1, at += 4) {
        const weight = factor[row + k]!;
        s0 -= weight * column[at]!;
        s1 -= weight * column[at + 1]!;
        s2 -= weight * column[at + 2]!;
        s3 -= weight * column[at + 3]!;
      }
      const inverse = 1 / factor[row + i]!;
      const at = unit * 4;
      d0 += (column[at] = s0 * inverse) ** 2;
      d1 += (column[at + 1] = s1 * inverse) ** 2;
      d2 += (column[at + 2] = s2 * inverse) ** 2;
      d3 += (column[at + 3] = s3 * inverse) ** 2;
    }
    const sums = [d0, d1, d2, d3];
    for (let c = 0; c < width; c += 1) diagonal[first + c] = sums[c]!;
  }
  return diagonal;
}
