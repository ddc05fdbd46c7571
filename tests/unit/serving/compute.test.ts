import { describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describeAdapter, namesSoftware } from '../../../workers/tensor/adapters.ts';
import { Compute, type Platform } from '../../../workers/tensor/compute.ts';
import { watchDevice } from '../../../workers/tensor/device-loss.ts';
import { nodePlatform } from '../trainer/surroundings.ts';

describe('adapters', () => {
  it.each(['google swiftshader', 'llvmpipe (LLVM 15.0.6, 256 bits)', 'Mesa lavapipe', 'Microsoft Basic Render Driver', 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)'])('knows %s for software', (name) => {
    expect(namesSoftware(name)).toBe(true);
  });

  it.each(['apple metal-3', 'nvidia ampere', 'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620)', 'amd rdna-2'])('takes %s for hardware', (name) => {
    expect(namesSoftware(name)).toBe(false);
  });

  it('believes the fallback flag, old and new', () => {
    expect(describeAdapter({ vendor: 'x' }, true).software).toBe(true);
    expect(describeAdapter({ vendor: 'x', isFallbackAdapter: true }).software).toBe(true);
    expect(describeAdapter({ vendor: 'intel', architecture: 'gen-12lp', device: '', description: '' })).toEqual({ name: 'intel gen-12lp', software: false });
  });
});

/** Registers stand-ins that compute in plain JavaScript; the device of `webgpu` can be taken away. */
function platform(changes: Partial<Platform> = {}): { platform: Platform; loseDevice(): void; started: string[] } {
  const started: string[] = [];
  let lose = () => {};
  const register = { ...nodePlatform.register };
  for (const name of ['wasm', 'cpu'] as const) {
    const original = register[name];
    register[name] = async () => { started.push(name); await original(); };
  }
  register.webgpu = async () => {
    started.push('webgpu');
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    if (tf.findBackend('webgpu')) tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => Object.assign(new MathBackendCPU(), { device: { lost: new Promise((resolve) => { lose = () => resolve({ reason: 'unknown' }); }) } }) as unknown as tf.KernelBackend);
  };
  return { platform: { ...nodePlatform, register, ...changes }, loseDevice: () => lose(), started };
}

const hardware = { webgpuAdapter: () => Promise.resolve({ name: 'a real one', software: false }) };
const software = { webgpuAdapter: () => Promise.resolve({ name: 'swiftshader', software: true }) };

describe('the choice of backend', () => {
  it('takes WebGPU on real hardware', async () => {
    const info = await new Compute(platform(hardware).platform).choose('auto', null);
    expect(info).toMatchObject({ backend: 'webgpu', adapter: 'a real one', softwareAdapter: false });
  });

  it('measures the others when the adapter is software', async () => {
    const info = await new Compute(platform(software).platform).choose('auto', null);
    expect(info).toMatchObject({ backend: 'wasm', adapter: null, softwareAdapter: true });
    expect(info.probe.wasm).toBeGreaterThan(0);
    expect(info.probe.webgl).toBeNull();
  });

  it('takes software WebGPU when told to, and says so', async () => {
    const info = await new Compute(platform(software).platform).choose('webgpu', null);
    expect(info).toMatchObject({ backend: 'webgpu', choice: 'webgpu', softwareAdapter: true });
  });

  it('trusts a remembered measurement', async () => {
    const { platform: machine, started } = platform();
    expect((await new Compute(machine).choose('auto', { wasm: 9, cpu: 2 })).backend).toBe('cpu');
    expect(started).toEqual(['cpu']);
  });

  it('falls back to plain JavaScript without WASM', async () => {
    const { platform: machine } = platform();
    machine.register.wasm = () => Promise.reject(new Error('no'));
    expect(await new Compute(machine).choose('auto', null)).toMatchObject({ backend: 'cpu', probe: { wasm: null } });
  });

  it('says when what was asked for is not there', async () => {
    const { platform: machine } = platform();
    await expect(new Compute(machine).choose('webgpu', null)).rejects.toMatchObject({ code: 'backend-unavailable' });
    await expect(new Compute(machine).choose('webgl', null)).rejects.toMatchObject({ code: 'backend-unavailable' });
  });
});

describe('a lost device', () => {
  it('is noticed, left, and the work done again elsewhere', async () => {
    const { platform: machine, loseDevice } = platform(hardware);
    const lost: string[] = [];
    const changes: string[] = [];
    const compute = new Compute(machine, (backend) => lost.push(backend));
    await compute.choose('auto', null);
    const backends: string[] = [];
    const work = async (): Promise<string> => {
      backends.push(compute.backend);
      if (compute.backend === 'webgpu') {
        loseDevice();
        throw new Error('mapAsync failed');
      }
      return 'done';
    };
    const both = await Promise.all([compute.withFallback(work, ({ backend }) => changes.push(backend)), compute.withFallback(work, ({ backend }) => changes.push(backend))]);
    expect(both).toEqual(['done', 'done']);
    expect(lost).toEqual(['webgpu']);
    expect(changes).toEqual(['wasm']);
    expect(backends.sort()).toEqual(['wasm', 'wasm', 'webgpu', 'webgpu']);
    expect(compute.info.probe.webgpu).toBeNull();
  });

  it('does not excuse an error of another kind', async () => {
    const compute = new Compute(platform().platform);
    await compute.choose('cpu', null);
    await expect(compute.withFallback(() => Promise.reject(new Error('mine')), () => {})).rejects.toThrow('mine');
  });

  it('of WebGL is known at once, before its event', () => {
    const canvas = new EventTarget();
    let gone = false;
    let heard = 0;
    const watch = watchDevice('webgl', { gpgpu: { gl: { canvas, isContextLost: () => gone } } }, () => { heard += 1; });
    expect(watch.isLost()).toBe(false);
    gone = true;
    expect(watch.isLost()).toBe(true);
    canvas.dispatchEvent(new Event('webglcontextlost'));
    expect(heard).toBe(1);
  });
});
