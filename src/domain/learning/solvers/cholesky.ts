/**
 * Cholesky factorisation of a symmetric positive definite matrix (row-major, only the lower triangle is read) in place:
 * afterwards the lower triangle holds L with L Lᵀ = A. Returns false when the matrix is not positive definite.
 */
export function cholesky(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j += 2) {
    const rowJ = j * n;
    const rowK = rowJ + n;
    if (!pivot(a, rowJ, j)) return false;
    const inverseJ = 1 / a[rowJ + j]!;
    if (j + 1 === n) return true;
    let link = a[rowK + j]!;
    for (let k = 0; k < j; k += 1) link -= a[rowK + k]! * a[rowJ + k]!;
    a[rowK + j] = link *= inverseJ;
    if (!pivot(a, rowK, j + 1)) return false;
    const inverseK = 1 / a[rowK + j + 1]!;
    let i = j + 2;
    // Two columns of four rows at a time share their loads and keep eight sums going: this loop is all of the cost.
    for (; i + 3 < n; i += 4) {
      const row0 = i * n + j, row1 = row0 + n, row2 = row1 + n, row3 = row2 + n;
      let s0 = a[row0]!, s1 = a[row1]!, s2 = a[row2]!, s3 = a[row3]!;
      let t0 = a[row0 + 1]!, t1 = a[row1 + 1]!, t2 = a[row2 + 1]!, t3 = a[row3 + 1]!;
      for (let k = -j; k < 0; k += 1) {
        const left = a[rowJ + j + k]!, right = a[rowK + j + k]!;
        const a0 = a[row0 + k]!, a1 = a[row1 + k]!, a2 = a[row2 + k]!, a3 = a[row3 + k]!;
        s0 -= a0 * left;
        s1 -= a1 * left;
        s2 -= a2 * left;
        s3 -= a3 * left;
        t0 -= a0 * right;
        t1 -= a1 * right;
        t2 -= a2 * right;
        t3 -= a3 * right;
      }
      a[row0 + 1] = (t0 - (a[row0] = s0 * inverseJ) * link) * inverseK;
      a[row1 + 1] = (t1 - (a[row1] = s1 * inverseJ) * link) * inverseK;
      a[row2 + 1] = (t2 - (a[row2] = s2 * inverseJ) * link) * inverseK;
      a[row3 + 1] = (t3 - (a[row3] = s3 * inverseJ) * link) * inverseK;
    }
    for (; i < n; i += 1) {
      const row = i * n + j;
      let s = a[row]!, t = a[row + 1]!;
      for (let k = -j; k < 0; k += 1) {
        s -= a[row + k]! * a[rowJ + j + k]!;
        t -= a[row + k]! * a[rowK + j + k]!;
      }
      a[row + 1] = (t - (a[row] = s * inverseJ) * link) * inverseK;
    }
  }
  return true;
}

/** Makes the pivot of column j, whose row begins at `row`. False when there is none. */
function pivot(a: Float64Array, row: number, j: number): boolean {
  let square = a[row + j]!;
  for (let k = 0; k < j; k += 1) square -= a[row + k]! ** 2;
  a[row + j] = Math.sqrt(square);
  return square > 0;
}

/**
 * Solves L Lᵀ X = B for the factor from `cholesky`; B (n × columns, row-major) becomes X. A factor of more rows, `stride` of them,
 * serves as that of its first n.
 */
export function solveFactored(factor: Float64Array, n: number, b: Float64Array, columns: number, stride = n): void {
  for (let i = 0; i < n; i += 1) {
    const row = i * stride;
    for (let k = 0; k < i; k += 1) {
      const weight = factor[row + k]!;
      for (let c = 0; c < columns; c += 1) b[i * columns + c]! -= weight * b[k * columns + c]!;
    }
    for (let c = 0; c < columns; c += 1) b[i * columns + c]! /= factor[row + i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    const row = i * stride;
    for (let c = 0; c < columns; c += 1) b[i * columns + c]! /= factor[row + i]!;
    for (let k = 0; k < i; k += 1) {
      const weight = factor[row + k]!;
      for (let c = 0; c < columns; c += 1) b[k * columns + c]! -= weight * b[i * columns + c]!;
    }
  }
}

/**
 * The diagonal of (L Lᵀ)⁻¹. It is the column sums of squares of L⁻¹, whose columns are found by forward substitution,
 * four at a time, two rows of each at once. `stride` as in `solveFactored`.
 */
export function inverseDiagonal(factor: Float64Array, n: number, stride = n): Float64Array<ArrayBuffer> {
  const diagonal = new Float64Array(n);
  const column = new Float64Array(4 * n);
  for (let first = 0; first < n; first += 4) {
    const width = Math.min(4, n - first);
    let d0 = 0, d1 = 0, d2 = 0, d3 = 0;
    for (let i = first; i < n; i += 2) {
      const row = i * stride;
      const both = i + 1 < n;
      const under = both ? row + stride : row;
      const unit = i - first;
      let s0 = unit === 0 ? 1 : 0, s1 = 0, s2 = unit === 2 ? 1 : 0, s3 = 0;
      let t0 = 0, t1 = unit === 0 ? 1 : 0, t2 = 0, t3 = unit === 2 ? 1 : 0;
      for (let k = first, at = 0; k < i; k += 1, at += 4) {
        const weight = factor[row + k]!, below = factor[under + k]!;
        const c0 = column[at]!, c1 = column[at + 1]!, c2 = column[at + 2]!, c3 = column[at + 3]!;
        s0 -= weight * c0;
        s1 -= weight * c1;
        s2 -= weight * c2;
        s3 -= weight * c3;
        t0 -= below * c0;
        t1 -= below * c1;
        t2 -= below * c2;
        t3 -= below * c3;
      }
      const inverse = 1 / factor[row + i]!;
      const at = unit * 4;
      d0 += (column[at] = s0 *= inverse) ** 2;
      d1 += (column[at + 1] = s1 *= inverse) ** 2;
      d2 += (column[at + 2] = s2 *= inverse) ** 2;
      d3 += (column[at + 3] = s3 *= inverse) ** 2;
      if (!both) break;
      const link = factor[under + i]!;
      const next = 1 / factor[under + i + 1]!;
      d0 += (column[at + 4] = (t0 - link * s0) * next) ** 2;
      d1 += (column[at + 5] = (t1 - link * s1) * next) ** 2;
      d2 += (column[at + 6] = (t2 - link * s2) * next) ** 2;
      d3 += (column[at + 7] = (t3 - link * s3) * next) ** 2;
    }
    const sums = [d0, d1, d2, d3];
    for (let c = 0; c < width; c += 1) diagonal[first + c] = sums[c]!;
  }
  return diagonal;
}
