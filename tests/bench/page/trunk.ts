import { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { Picture } from '../../../src/domain/common/picture.ts';

/** The backbone as the site ships it, on the WASM backend with one thread. */
let trunk: Promise<GraphModel> | undefined;

export function openTrunk(): Promise<GraphModel> {
  trunk ??= (async () => {
    setThreadsCount(1);
    setWasmPaths({ 'tfjs-backend-wasm.wasm': plainUrl, 'tfjs-backend-wasm-simd.wasm': simdUrl, 'tfjs-backend-wasm-threaded-simd.wasm': simdUrl });
    await tf.setBackend('wasm');
    await tf.ready();
    return loadGraphModel(new URL('../app/models/backbone/model.json', location.href).href);
  })();
  return trunk;
}

/** Time of the bare `execute` in ms a picture: the best of `rounds` batches, input already a tensor, output not read. */
export async function trunkTime({ size, batch, rounds }: { size: number; batch: number; rounds: number }): Promise<{ mean: number; best: number }> {
  const model = await openTrunk();
  const input = tf.randomUniform([batch, size, size, 3], 0, 1, 'float32', 1);
  const once = async (): Promise<number> => {
    const since = performance.now();
    const output = model.execute(input) as tf.Tensor;
    await output.data();
    output.dispose();
    return (performance.now() - since) / batch;
  };
  await once();
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) times.push(await once());
  input.dispose();
  return { mean: times.reduce((sum, ms) => sum + ms, 0) / rounds, best: Math.min(...times) };
}

/** Embeddings of pictures of one size, averaged over space: rows × channels. */
export async function embed(pictures: readonly Picture[], batch = 16): Promise<tf.Tensor2D> {
  const model = await openTrunk();
  const parts: tf.Tensor2D[] = [];
  for (let i = 0; i < pictures.length; i += batch) {
    parts.push(tf.tidy(() => {
      const some = pictures.slice(i, i + batch).map(({ data, width, height }) => tf.slice(tf.tensor3d(Uint8Array.from(data), [height, width, 4], 'int32'), [0, 0, 0], [height, width, 3]));
      return tf.mean(model.execute(tf.div(tf.stack(some), 255)) as tf.Tensor4D, [1, 2]) as tf.Tensor2D;
    }));
    await parts.at(-1)!.data();
  }
  const all = tf.concat2d(parts, 0);
  tf.dispose(parts);
  return all;
}
