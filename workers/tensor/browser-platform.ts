import { webglAdapter, webgpuAdapter } from './adapters.ts';
import type { Platform } from './compute.ts';

/** This browser. Each backend is fetched when it is first asked for. */
export const browserPlatform: Platform = {
  register: {
    webgpu: async () => void (await import('@tensorflow/tfjs-backend-webgpu')),
    wasm: async () => (await import('./wasm-backend.ts')).registerWasm(),
    webgl: async () => void (await import('@tensorflow/tfjs-backend-webgl')),
    cpu: async () => void (await import('@tensorflow/tfjs-backend-cpu')),
  },
  webgpuAdapter,
  webglAdapter,
  isolated: globalThis.crossOriginIsolated === true,
  nowMs: () => performance.now(),
};
