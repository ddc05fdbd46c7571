import { readFile } from 'node:fs/promises';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { makeBackbone } from '../../../scripts/backbone.mjs';
import type { Backend } from '../../../src/domain/learning/run.ts';
import { backboneFiles, type BackboneFiles } from '../../../workers/tensor/backbone.ts';
import { Compute, type Platform } from '../../../workers/tensor/compute.ts';
import { Embedder } from '../../../workers/tensor/embedder.ts';
import type { PictureCodec } from '../../../workers/pictures/picture-codec.ts';
import { completeWasmKernels } from '../../../workers/tensor/wasm-kernels.ts';

/** Backends that run in Node. */
export const nodePlatform: Platform = {
  register: {
    wasm: async () => {
      await import('@tensorflow/tfjs-backend-wasm');
      completeWasmKernels();
    },
    cpu: async () => void (await import('@tensorflow/tfjs-backend-cpu')),
    webgl: () => Promise.reject(new Error('no WebGL here')),
    webgpu: () => Promise.reject(new Error('no WebGPU here')),
  },
  webgpuAdapter: () => Promise.resolve(null),
  webglAdapter: () => null,
  isolated: false,
  nowMs: () => performance.now(),
};

export async function computeOn(backend: Backend): Promise<Compute> {
  const compute = new Compute(nodePlatform);
  await compute.choose(backend, null);
  return compute;
}

export async function readBackbone(): Promise<BackboneFiles> {
  await makeBackbone();
  const read = (name: string) => readFile(new URL(`../../../public/models/backbone/${name}`, import.meta.url));
  const [about, model, weights] = await Promise.all(['backbone.json', 'model.json', 'weights.bin'].map(read));
  return backboneFiles(JSON.parse(about!.toString()), JSON.parse(model!.toString()), new Uint8Array(weights!).buffer);
}

export const embedderOn = (compute: Compute): Embedder => {
  const embedder = new Embedder(compute, readBackbone);
  embedder.locate('http://localhost/');
  return embedder;
};

/** Decodes our own uncompressed PNG, which is all that a test without a browser needs. */
export const plainCodec: PictureCodec = {
  async decode(file) {
    const png = Buffer.from(await file.arrayBuffer());
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    const { inflateSync } = await import('node:zlib');
    const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.set(rows.subarray(y * (1 + width * 3) + 1 + x * 3, y * (1 + width * 3) + 4 + x * 3), (y * width + x) * 4);
    return { width, height, data };
  },
  grab: () => { throw new Error('no bitmaps here'); },
  shrink: () => Promise.reject(new Error('no canvas here')),
  encodeJpeg: () => Promise.resolve(new Blob(['jpeg'])),
};

/** A disc of one colour, somewhat varied by `i`, on grey. */
export function fruit(side: number, [r, g, b]: readonly [number, number, number], i: number): Picture {
  const data = new Uint8ClampedArray(side * side * 4);
  const shift = ((i * 37) % 17) - 8;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const inside = (x / side - 0.5 + shift / 200) ** 2 + (y / side - 0.5) ** 2 < 0.1;
      const grain = ((x * 13 + y * 7 + i * 5) % 11) - 5;
      const shade = 90 + ((i * 53) % 60);
      data.set(inside ? [r + shift + grain, g + shift + grain, b + grain, 255] : [shade, shade, shade + grain, 255], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, data };
}
