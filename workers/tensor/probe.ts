import { conv2d, matMul, randomUniform, tidy, type Tensor, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';

const REPEATS = 2;

/**
 * Milliseconds for a small convolution and a small matrix product on the backend in use, the better of two runs after one
 * to warm up. About 40 million multiply-adds: the mix that the backbone and the heads are made of.
 */
export async function probeBackend(nowMs: () => number): Promise<number> {
  const inputs = {
    image: randomUniform([4, 24, 24, 32], 0, 1, 'float32', 1) as Tensor4D,
    filter: randomUniform([3, 3, 32, 48], -1, 1, 'float32', 2) as Tensor4D,
    a: randomUniform([64, 512], -1, 1, 'float32', 3) as Tensor2D,
    b: randomUniform([512, 128], -1, 1, 'float32', 4) as Tensor2D,
  };
  const once = async (): Promise<number> => {
    const began = nowMs();
    const results: Tensor[] = tidy(() => [conv2d(inputs.image, inputs.filter, 1, 'same'), matMul(inputs.a, inputs.b)]);
    await Promise.all(results.map((result) => result.data()));
    for (const result of results) result.dispose();
    return nowMs() - began;
  };
  try {
    await once();
    let best = Infinity;
    for (let i = 0; i < REPEATS; i += 1) best = Math.min(best, await once());
    return best;
  } finally {
    for (const tensor of Object.values(inputs)) tensor.dispose();
  }
}
