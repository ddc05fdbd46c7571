const SHARE = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** RGBA bytes as RGB in 0..1, written into `target` from `offset` on. The form that networks take pictures in. */
export function writeRgb(rgba: Uint8ClampedArray, target: Float32Array, offset = 0): void {
  for (let i = 0, at = offset; i < rgba.length; i += 4, at += 3) {
    target[at] = SHARE[rgba[i]!]!;
    target[at + 1] = SHARE[rgba[i + 1]!]!;
    target[at + 2] = SHARE[rgba[i + 2]!]!;
  }
}
