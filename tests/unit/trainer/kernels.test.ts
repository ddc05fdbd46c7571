import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeOn } from './surroundings.ts';

const tensorOf = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** What some work answers on a backend. */
async function on(backend: 'wasm' | 'cpu', work: () => tf.Tensor): Promise<number[]> {
  await computeOn(backend);
  const result = tf.tidy(work);
  const values = [...(await result.data())];
  result.dispose();
  return values;
}

async function agree(work: () => tf.Tensor): Promise<void> {
  const [wasm, cpu] = [await on('wasm', work), await on('cpu', work)];
  expect(wasm.length).toBe(cpu.length);
  cpu.forEach((value, i) => expect(wasm[i]).toBeCloseTo(value, 3));
}

describe('training on WASM', () => {
  beforeAll(() => computeOn('cpu'));

  it.each([
    ['3×3, same', [2, 9, 8, 3], [3, 3, 3, 5], 1, 'same'],
    ['5×5, same', [2, 9, 8, 3], [5, 5, 3, 4], 1, 'same'],
    ['3×3, valid', [1, 7, 7, 2], [3, 3, 2, 3], 1, 'valid'],
    ['strided', [2, 9, 10, 2], [3, 3, 2, 3], 2, 'same'],
    ['strided, valid', [2, 9, 10, 2], [3, 3, 2, 3], 2, 'valid'],
  ] as const)('gives the gradient of a convolution by its filter as plain JavaScript does: %s', async (_, xShape, filterShape, strides, pad) => {
    await agree(() => {
      const x = tensorOf([...xShape], 1) as tf.Tensor4D;
      const gradient = tf.grad((filter) => tf.sum(tf.square(tf.conv2d(x, filter as tf.Tensor4D, strides, pad))));
      return gradient(tensorOf([...filterShape], 2));
    });
  });

  it.each([['same', [3, 3]], ['valid', [3, 3]], ['same', [5, 5]], ['valid', [5, 3]]] as const)('gives the gradient of a convolution by its input: %s, %j', async (pad, [height, width]) => {
    await agree(() => {
      const filter = tensorOf([height, width, 3, 4], 2) as tf.Tensor4D;
      return tf.grad((x) => tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, filter, 1, pad))))(tensorOf([2, 9, 8, 3], 1));
    });
  });

  it.each([[2, 2, 'valid', 9], [2, 2, 'same', 9], [3, 2, 'same', 8]] as const)('gives the gradient of a max-pool: %i, %i, %s', async (size, stride, pad, side) => {
    await agree(() => tf.grad((x) => tf.sum(tf.square(tf.maxPool(tf.relu(x) as tf.Tensor4D, size, stride, pad))))(tensorOf([2, side, side, 3], 1)));
  });

  it.each([[false, false], [true, false], [false, true], [true, true]])('multiplies matrices, transposed %s and %s', async (transposeA, transposeB) => {
    await agree(() => tf.matMul(
      tensorOf(transposeA ? [2, 6, 4] : [2, 4, 6], 3) as tf.Tensor3D,
      tensorOf(transposeB ? [2, 5, 6] : [2, 6, 5], 4) as tf.Tensor3D, transposeA, transposeB,
    ));
  });

  it('leaves no tensors behind', async () => {
    await computeOn('wasm');
    const before = tf.memory().numTensors;
    tf.tidy(() => void tf.grad((filter) => tf.sum(tf.conv2d(tensorOf([1, 6, 6, 2], 5) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same')))(tensorOf([3, 3, 2, 3], 6)));
    expect(tf.memory().numTensors).toBe(before);
  });
});
