import { exp, ln } from '../../../common/random/exact.ts';
import type { ColourPath, Curve } from '../traits.ts';

const pow = (base: number, exponent: number) => (base <= 0 ? 0 : exp(exponent * ln(base)));

/** sRGB byte → linear light 0..1 (IEC 61966-2-1). */
const LINEAR_OF_BYTE = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
});

/** Steps per unit of linear light in `BYTE_OF_LINEAR`. */
export const LINEAR_STEPS = 4096;

/** Linear light that still has an entry in `BYTE_OF_LINEAR`; more is white. */
export const LINEAR_MAX = 2;

const KNEE = 0.72;

/**
 * Linear light 0..2, in steps of 1/4096, → sRGB byte, not yet rounded. Above the knee a shoulder, as a film has, keeps
 * highlights from burning out.
 */
export const BYTE_OF_LINEAR = Float32Array.from({ length: LINEAR_MAX * LINEAR_STEPS + 1 }, (_, step) => {
  let light = step / LINEAR_STEPS;
  if (light > KNEE) {
    const over = (light - KNEE) / (1 - KNEE);
    light = KNEE + (1 - KNEE) * (over / (1 + 0.7 * over)) * 1.25;
  }
  light = light > 1 ? 1 : light;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055);
});

/** sRGB byte → the linear light that `BYTE_OF_LINEAR` makes that byte of: a picture that was taken already comes out as it went in. */
export const LINEAR_OF_TAKEN = Float32Array.from({ length: 256 }, (_, byte) => {
  let [low, high] = [0, BYTE_OF_LINEAR.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (BYTE_OF_LINEAR[middle]! < byte) low = middle + 1;
    else high = middle;
  }
  const nearest = low > 0 && byte - BYTE_OF_LINEAR[low - 1]! < BYTE_OF_LINEAR[low]! - byte ? low - 1 : low;
  return (nearest + 0.5) / LINEAR_STEPS;
});

/** Three linear channels of an sRGB hex colour such as `#c23a22`. */
export function linearOf(hex: string): readonly [number, number, number] {
  const rgb = Number.parseInt(hex.slice(1), 16);
  return [LINEAR_OF_BYTE[(rgb >> 16) & 255]!, LINEAR_OF_BYTE[(rgb >> 8) & 255]!, LINEAR_OF_BYTE[rgb & 255]!];
}

/** Steps of a ramp over ripeness 0..1. */
export const RAMP_STEPS = 255;

const ramps = new WeakMap<ColourPath, Float32Array>();

/** A colour path as a table: linear red, green, blue for each of 256 steps of ripeness. */
export function rampOf(path: ColourPath): Float32Array {
  const known = ramps.get(path);
  if (known) return known;
  const ramp = new Float32Array((RAMP_STEPS + 1) * 3);
  const colours = path.map(([, hex]) => linearOf(hex));
  for (let step = 0; step <= RAMP_STEPS; step += 1) {
    const ripeness = step / RAMP_STEPS;
    let k = 0;
    while (k < path.length - 2 && ripeness > path[k + 1]![0]) k += 1;
    const from = colours[k]!;
    const to = colours[Math.min(k + 1, path.length - 1)]!;
    const low = path[k]![0];
    const high = path[Math.min(k + 1, path.length - 1)]![0];
    const part = high > low ? Math.min(1, Math.max(0, (ripeness - low) / (high - low))) : 0;
    for (let channel = 0; channel < 3; channel += 1) {
      ramp[step * 3 + channel] = from[channel]! + part * (to[channel]! - from[channel]!);
    }
  }
  ramps.set(path, ramp);
  return ramp;
}

/** The value of a curve at a ripeness, straight between its stops. */
export function curveAt(curve: Curve | undefined, ripeness: number): number {
  if (!curve || curve.length === 0) return 0;
  let previous = curve[0]!;
  for (const stop of curve) {
    if (ripeness <= stop[0]) {
      const span = stop[0] - previous[0];
      return span > 0 ? previous[1] + ((stop[1] - previous[1]) * (ripeness - previous[0])) / span : stop[1];
    }
    previous = stop;
  }
  return previous[1];
}
