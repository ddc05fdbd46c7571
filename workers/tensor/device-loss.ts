import type { Backend } from '../../src/domain/learning/run.ts';

/** The parts of tfjs' backends that know their device. */
interface WebGpuLike { device?: { lost?: Promise<unknown> } }
interface WebGlLike { gpgpu?: { gl?: { isContextLost?(): boolean; canvas?: EventTarget } } }

/** Watches over a backend's device. */
export interface DeviceWatch {
  /** Whether it is known to have gone. */
  isLost(): boolean;
  stop(): void;
}

/** Calls `onLost` once if the backend's device goes away. */
export function watchDevice(backend: Backend, instance: unknown, onLost: () => void): DeviceWatch {
  let listening = true;
  let gone = false;
  const lost = (): void => {
    if (!listening || gone) return;
    gone = true;
    onLost();
  };
  const gl = backend === 'webgl' ? (instance as WebGlLike | null)?.gpgpu?.gl : undefined;
  if (backend === 'webgpu') void (instance as WebGpuLike | null)?.device?.lost?.then(lost, lost);
  gl?.canvas?.addEventListener?.('webglcontextlost', lost);
  return {
    isLost() {
      // The event waits for the worker to be idle; the context knows at once.
      if (gl?.isContextLost?.()) lost();
      return gone;
    },
    stop() {
      listening = false;
      gl?.canvas?.removeEventListener?.('webglcontextlost', lost);
    },
  };
}
