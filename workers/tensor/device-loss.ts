import type { Backend } from '../../src/domain/registry/version.ts';

/** The parts of tfjs' backends that know their device. */
interface WebGpuLike { device?: { lost?: Promise<{ reason?: string }> } }
interface WebGlLike { gpgpu?: { gl?: { canvas?: EventTarget } } }

/** Calls `onLost` once if the backend's device goes away. Answers how to stop listening. */
export function watchDevice(backend: Backend, instance: unknown, onLost: () => void): () => void {
  let listening = true;
  const lost = (): void => {
    if (!listening) return;
    listening = false;
    onLost();
  };
  if (backend === 'webgpu') {
    void (instance as WebGpuLike | null)?.device?.lost?.then(lost, lost);
  } else if (backend === 'webgl') {
    const canvas = (instance as WebGlLike | null)?.gpgpu?.gl?.canvas;
    canvas?.addEventListener?.('webglcontextlost', lost);
  }
  return () => {
    listening = false;
  };
}
