/** A graphics adapter as the browser names it. */
export interface Adapter {
  name: string;
  /** Drawn by the processor: far slower than WASM. */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** Whether an adapter's description names a software renderer. */
export function namesSoftware(description: string): boolean {
  return SOFTWARE.test(description);
}

type AdapterInfo = Partial<Record<'vendor' | 'architecture' | 'device' | 'description', string>> & { isFallbackAdapter?: boolean };

/** What WebGPU says of an adapter. `isFallbackAdapter` has moved from the adapter to its info. */
export function describeAdapter(info: AdapterInfo, isFallbackAdapter = false): Adapter {
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== undefined && word !== '');
  const name = [...new Set(words)].join(' ') || 'unnamed adapter';
  return { name, software: isFallbackAdapter || info.isFallbackAdapter === true || namesSoftware(name) };
}

/** The WebGPU adapter that tfjs would take, or null without one. */
export async function webgpuAdapter(): Promise<Adapter | null> {
  try {
    const adapter = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return null;
    return describeAdapter(adapter.info ?? {}, (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter);
  } catch {
    return null;
  }
}

/** The adapter behind WebGL 2, or null without one. Its context is let go at once. */
export function webglAdapter(): Adapter | null {
  try {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (!gl) return null;
    const extension = gl.getExtension('WEBGL_debug_renderer_info');
    const name = String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return { name, software: namesSoftware(name) };
  } catch {
    return null;
  }
}
