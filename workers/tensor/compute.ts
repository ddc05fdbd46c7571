import { findBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Backend } from '../../src/domain/learning/run.ts';
import type { BackendChoice, ComputeInfo } from '../protocol/trainer.ts';
import type { Adapter } from './adapters.ts';
import { watchDevice, type DeviceWatch } from './device-loss.ts';
import { probeBackend } from './probe.ts';

/** What a machine offers; a test brings its own. */
export interface Platform {
  /** Fetches and registers a backend's kernels. */
  register: Record<Backend, () => Promise<void>>;
  webgpuAdapter(): Promise<Adapter | null>;
  webglAdapter(): Adapter | null;
  isolated: boolean;
  nowMs(): number;
}

type Probe = ComputeInfo['probe'];

const GRAPHICS: ReadonlySet<Backend> = new Set(['webgpu', 'webgl']);
const LOSS_NEWS_MS = 100;

/** In which order backends are tried when others fail. */
const ORDER: readonly Backend[] = ['webgpu', 'wasm', 'webgl', 'cpu'];
/** Probed on its own; `cpu` only when there is nothing else, since plain JavaScript is never faster than WASM. */
const PROBED: readonly Backend[] = ['wasm', 'webgl'];

/**
 * The backend that this worker computes on. TensorFlow.js has one engine a worker, so there is one of these a worker.
 * `generation` grows with every change of backend: tensors of an earlier generation are gone.
 */
export class Compute {
  generation = 0;
  #info: ComputeInfo | null = null;
  #lost = new Set<Backend>();
  #watch: DeviceWatch | null = null;
  #changing: Promise<ComputeInfo> | null = null;

  constructor(private readonly platform: Platform, private readonly onLost: (backend: Backend) => void = () => {}) {}

  /** What is in use. Throws OrchardError `backend-unavailable` before `choose`. */
  get info(): ComputeInfo {
    if (!this.#info) throw new OrchardError('backend-unavailable', 'no backend was chosen yet');
    return this.#info;
  }

  get chosen(): boolean {
    return this.#info !== null;
  }

  get backend(): Backend {
    return this.info.backend;
  }

  /** True when the device that computes has gone: results since then are worthless. */
  get deviceLost(): boolean {
    return this.#watch?.isLost() ?? false;
  }

  /**
   * Picks the backend: the one asked for, or for `auto` WebGPU on real hardware, else the fastest as measured (or as
   * `remembered` from an earlier measurement). Throws OrchardError `backend-unavailable` when the one asked for does not start.
   */
  async choose(choice: BackendChoice, remembered: Probe | null): Promise<ComputeInfo> {
    this.#lost.clear();
    const gpu = choice === 'auto' || choice === 'webgpu' ? await this.platform.webgpuAdapter() : null;
    const probe: Probe = { ...remembered };
    if (choice === 'auto') {
      const backend = await this.#automatic(gpu, probe);
      return this.#use(backend, choice, probe, gpu);
    }
    if (choice === 'webgpu' && !gpu) throw new OrchardError('backend-unavailable', 'no WebGPU adapter');
    if (!(await this.#start(choice))) throw new OrchardError('backend-unavailable', choice);
    return this.#use(choice, choice, probe, gpu);
  }

  /**
   * Runs some work; when the device is lost under it, changes to another backend and runs it again from the start.
   * The work must take nothing over from an earlier generation. `changed` hears of each change, once however many works
   * were under way. Throws OrchardError `device-lost` when no backend is left.
   */
  async withFallback<T>(work: () => Promise<T>, changed: (info: ComputeInfo) => void): Promise<T> {
    for (;;) {
      const watch = this.#watch;
      try {
        const result = await work();
        if (!watch?.isLost()) return result;
      } catch (error) {
        if (!watch || !(await this.#lostSoon(watch))) throw error;
      }
      // Another work may have changed the backend already.
      if (watch !== this.#watch) continue;
      if (this.#changing) await this.#changing;
      else {
        this.#changing = this.#fallBack().finally(() => { this.#changing = null; });
        changed(await this.#changing);
      }
    }
  }

  /** A failed read can come before the news of the loss that made it fail. */
  async #lostSoon(watch: DeviceWatch): Promise<boolean> {
    if (!watch.isLost() && GRAPHICS.has(this.backend)) await new Promise((resolve) => setTimeout(resolve, LOSS_NEWS_MS));
    return watch.isLost();
  }

  /** Leaves the backend for the next one that starts. */
  async #fallBack(): Promise<ComputeInfo> {
    const { backend: failed, choice, probe } = this.info;
    this.#lost.add(failed);
    for (const backend of ORDER) {
      if (backend === 'webgpu' || this.#lost.has(backend)) continue;
      if (await this.#start(backend)) {
        const info = this.#use(backend, choice, { ...probe, [failed]: null }, null);
        this.#discard(failed);
        return info;
      }
    }
    throw new OrchardError('device-lost', failed);
  }

  async #automatic(gpu: Adapter | null, probe: Probe): Promise<Backend> {
    if (gpu && !gpu.software && (await this.#start('webgpu'))) return 'webgpu';
    const known = fastest(probe);
    if (known && (await this.#start(known))) return known;
    for (const backend of PROBED) probe[backend] = await this.#measure(backend);
    if (fastest(probe) === null) probe.cpu = await this.#measure('cpu');
    const best = fastest(probe);
    if (best && (await this.#start(best))) return best;
    throw new OrchardError('backend-unavailable', 'no backend starts');
  }

  /** Milliseconds of the probe, null when the backend is missing, broken or software. */
  async #measure(backend: Backend): Promise<number | null> {
    if (backend === 'webgl' && (this.platform.webglAdapter()?.software ?? true)) return null;
    try {
      return (await this.#start(backend)) ? await probeBackend(() => this.platform.nowMs()) : null;
    } catch {
      return null;
    }
  }

  async #start(backend: Backend): Promise<boolean> {
    try {
      await this.platform.register[backend]();
      return await setBackend(backend);
    } catch {
      return false;
    }
  }

  #use(backend: Backend, choice: BackendChoice, probe: Probe, gpu: Adapter | null): ComputeInfo {
    const adapter = backend === 'webgpu' ? gpu : backend === 'webgl' ? this.platform.webglAdapter() : null;
    this.generation += 1;
    this.#watch?.stop();
    this.#watch = watchDevice(backend, findBackend(backend), () => this.onLost(backend));
    this.#info = {
      backend, choice, probe,
      adapter: adapter?.name ?? null,
      softwareAdapter: gpu?.software ?? false,
      isolated: this.platform.isolated,
    };
    return this.#info;
  }

  #discard(backend: Backend): void {
    try {
      removeBackend(backend);
    } catch {
      // A lost device cannot be tidied up after.
    }
  }
}

function fastest(probe: Probe): Backend | null {
  let best: Backend | null = null;
  for (const backend of ORDER) {
    const ms = probe[backend];
    if (typeof ms === 'number' && (best === null || ms < probe[best]!)) best = backend;
  }
  return best;
}
