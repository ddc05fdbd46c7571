import { matMul, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { MultiplyTransposed } from '../../src/domain/learning/solvers/ridge.ts';

/** Matrix products on the backend in use. */
export const multiplyOnBackend: MultiplyTransposed = async (a, n, b, m, d) => {
  const product = tidy(() => {
    const left = tensor2d(a, [n, d]);
    return matMul(left, a === b ? left : tensor2d(b, [m, d]), false, true);
  });
  try {
    return await product.data();
  } finally {
    product.dispose();
  }
};
