import { Random } from '../../../common/random/random.ts';
import type { Shot } from '../fruit.ts';
import type { Canvas } from './canvas.ts';
import { lightGains } from './light-gains.ts';
import { BYTE_OF_LINEAR, LINEAR_MAX, LINEAR_STEPS } from './colour.ts';
import { NORMALS } from './texture.ts';

const LAST_STEP = LINEAR_MAX * LINEAR_STEPS;
const DUST_SPECKS = 28;

let scratch = new Float32Array(0);

/*
 * A small picture is a large one averaged down: it has less grain, and each pixel sees a little of its neighbours. So a picture
 * rendered small measures as the same picture rendered large and made small, and a model trained on one can predict the other.
 */
/** Side of the picture, in pixels, from which on every pixel has the sensor's full grain. */
const FULL_GRAIN_SIZE = 128;
/** What a pixel of a small picture takes from each neighbour: a spread of four tenths of a pixel, as averaging down has. */
const NEIGHBOUR_SHARE = 0.12;

/** What a sensor and its lens do, whatever was in front of them. */
export type Exposed = Omit<Shot, 'place' | 'lampAngle'>;

/** Takes the picture: lens (blur, dust, vignette), light (exposure, warmth), sensor (noise, dead pixels), then sRGB bytes into `data`. */
export function develop(canvas: Canvas, shot: Shot, data: Uint8ClampedArray): void {
  if (canvas.size < FULL_GRAIN_SIZE) soften(canvas);
  expose(canvas, shot, data);
}

/** As `develop`, of light that is as small as the picture already. */
export function expose(canvas: Canvas, shot: Exposed, data: Uint8ClampedArray): void {
  const { size, light } = canvas;
  if (shot.blur > 0) blur(canvas, (shot.blur / 100) * size);
  if (shot.dust > 0) dust(canvas, shot.dust, shot.cameraSeed);

  const { vignette } = shot;
  const [redGain, greenGain, blueGain] = lightGains(shot, LINEAR_STEPS);
  const noise = shot.noise * 255 * Math.min(1, size / FULL_GRAIN_SIZE);
  const mask = NORMALS.length - 1;
  let draw = new Random(shot.shotSeed, 0, 2).int(NORMALS.length);

  const half = 2 / size;
  let from = 0;
  let to = 0;
  for (let row = 0; row < size; row += 1) {
    const v = (row + 0.5) * half - 1;
    for (let column = 0; column < size; column += 1) {
      const u = (column + 0.5) * half - 1;
      const r2 = u * u + v * v;
      const shadow = 1 - vignette * r2 * (0.2 + 0.08 * r2);
      const red = light[from]! * redGain * shadow;
      const green = light[from + 1]! * greenGain * shadow;
      const blue = light[from + 2]! * blueGain * shadow;
      data[to] = BYTE_OF_LINEAR[red < LAST_STEP ? red | 0 : LAST_STEP]! + noise * NORMALS[draw & mask]!;
      data[to + 1] = BYTE_OF_LINEAR[green < LAST_STEP ? green | 0 : LAST_STEP]! + noise * NORMALS[(draw + 1) & mask]!;
      data[to + 2] = BYTE_OF_LINEAR[blue < LAST_STEP ? blue | 0 : LAST_STEP]! + noise * NORMALS[(draw + 2) & mask]!;
      data[to + 3] = 255;
      draw += 3;
      from += 3;
      to += 4;
    }
  }
  if (shot.dead > 0) killPixels(data, size, shot.dead, shot.cameraSeed);
}

/** Dead pixels of this camera: the same ones in every frame, each stuck at black, white or one colour; where there is no picture there is none. */
export function killPixels(data: Uint8ClampedArray, size: number, share: number, cameraSeed: number): void {
  const random = new Random(cameraSeed, 0, 1);
  for (let k = 0; k < size * size; k += 1) {
    if (random.next() >= share || data[k * 4 + 3] === 0) continue;
    const stuck = cellOf(k, cameraSeed);
    data[k * 4] = stuck & 1 ? 255 : 0;
    data[k * 4 + 1] = stuck & 2 ? 255 : 0;
    data[k * 4 + 2] = stuck & 4 ? 255 : 0;
  }
}

/** Which channels are stuck at full: mostly none, else all or one. */
function cellOf(k: number, seed: number): number {
  const bits = (Math.imul(k + 1, 0x9e3779b1) ^ seed) >>> 24;
  return bits < 150 ? 0 : bits < 205 ? 7 : 1 << (bits % 3);
}

/** Specks on the lens: far out of focus, they veil what is behind with grey and take a little light; of a `cutOut` only where it covers. */
export function dust({ size, light, alpha }: Canvas, amount: number, cameraSeed: number, cutOut = false): void {
  const random = new Random(cameraSeed, 0, 0);
  for (let speck = 0; speck < DUST_SPECKS; speck += 1) {
    const cx = random.next() * size;
    const cy = random.next() * size;
    const radius = (0.02 + 0.085 * random.next() * random.next()) * size + 0.7;
    const bright = random.next() < 0.72;
    const due = random.next();
    const strength = Math.min(1, Math.max(0, amount * 1.4 - due * 0.9)) * (0.35 + 0.4 * random.next());
    if (strength <= 0) continue;
    const veil = bright ? 0.42 * strength : 0.02 * strength;
    const y1 = Math.min(size - 1, Math.ceil(cy + radius));
    const x1 = Math.min(size - 1, Math.ceil(cx + radius));
    for (let row = Math.max(0, Math.floor(cy - radius)); row <= y1; row += 1) {
      for (let column = Math.max(0, Math.floor(cx - radius)); column <= x1; column += 1) {
        const dx = (column + 0.5 - cx) / radius;
        const dy = (row + 0.5 - cy) / radius;
        const fall = 1 - dx * dx - dy * dy;
        if (fall <= 0) continue;
        const cover = fall < 0.5 ? 2 * fall : 1;
        const keep = 1 - strength * cover;
        const at = row * size + column;
        const add = veil * cover * (cutOut ? alpha[at]! : 1);
        const o = at * 3;
        light[o] = light[o]! * keep + add;
        light[o + 1] = light[o + 1]! * keep + add * 0.97;
        light[o + 2] = light[o + 2]! * keep + add * 0.92;
      }
    }
  }
}

function soften({ size, light }: Canvas): void {
  if (scratch.length < size * 3) scratch = new Float32Array(size * 3);
  for (let line = 0; line < size; line += 1) blurLine(light, line * size * 3, 3, size, NEIGHBOUR_SHARE);
  for (let line = 0; line < size; line += 1) blurLine(light, line * 3, size * 3, size, NEIGHBOUR_SHARE);
}

/** Gaussian blur of `sigma` pixels, as three passes of a box with soft ends, each way; of a `cutOut` its edge too. */
export function blur({ size, light, alpha }: Canvas, sigma: number, cutOut = false): void {
  // a box of half width r with ends weighted f has variance close to that of three passes summed
  const width = Math.sqrt(4 * sigma * sigma + 1);
  const reach = (width - 1) / 2;
  if (reach < 0.02) return;
  if (scratch.length < size * 3) scratch = new Float32Array(size * 3);
  for (let pass = 0; pass < 3; pass += 1) {
    for (let line = 0; line < size; line += 1) blurLine(light, line * size * 3, 3, size, reach);
    for (let line = 0; line < size; line += 1) blurLine(light, line * 3, size * 3, size, reach);
    if (!cutOut) continue;
    for (let line = 0; line < size; line += 1) blurLine(alpha, line * size, 1, size, reach, 1);
    for (let line = 0; line < size; line += 1) blurLine(alpha, line, size, size, reach, 1);
  }
}

function blurLine(light: Float32Array, start: number, stride: number, size: number, reach: number, channels = 3): void {
  const whole = Math.floor(reach);
  const part = reach - whole;
  const scale = 1 / (2 * reach + 1);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let k = 0; k < size; k += 1) scratch[k] = light[start + channel + k * stride]!;
    let sum = 0;
    for (let k = -whole; k <= whole; k += 1) sum += scratch[k < 0 ? 0 : k >= size ? size - 1 : k]!;
    for (let k = 0; k < size; k += 1) {
      const before = k - whole - 1;
      const after = k + whole + 1;
      const first = scratch[before < 0 ? 0 : before]!;
      const next = scratch[after >= size ? size - 1 : after]!;
      light[start + channel + k * stride] = (sum + part * (first + next)) * scale;
      const leaving = k - whole;
      sum += next - scratch[leaving < 0 ? 0 : leaving]!;
    }
  }
}
