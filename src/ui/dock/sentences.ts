import type { BackendChoice, ComputeInfo } from '../../state/compute.svelte.ts';

const NAMES = { webgpu: 'WebGPU on the graphics card', wasm: 'WebAssembly on the processor', webgl: 'WebGL on the graphics card', cpu: 'plain JavaScript on the processor' } as const;

/** One sentence on what the models run on, and why. */
export function computeSentence(info: ComputeInfo | null, choice: BackendChoice): string {
  if (!info) return 'Nothing has been computed yet; the fastest way on this machine is measured when it is first needed.';
  const adapter = info.adapter && (info.backend === 'webgpu' || info.backend === 'webgl') ? ` (${info.adapter})` : '';
  const soft = info.backend === 'webgpu' && info.softwareAdapter ? ', here imitated in software and slow' : '';
  const why = choice === 'auto' ? 'it was measured fastest here' : 'you chose it';
  return `Models run on ${NAMES[info.backend]}${adapter}${soft}: ${why}.`;
}

/** One sentence on where the project lives. */
export function storageSentence(persistent: boolean): string {
  return persistent
    ? 'Pictures, models and the log live in this browser, on this machine, and nowhere else.'
    : 'This window keeps nothing: everything lives in memory and goes when the tab closes. Export the project to keep it.';
}
