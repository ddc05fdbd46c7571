import type { Picture } from '../../common/picture.ts';
import { resampleInto } from './resample.ts';

/** A named number that a person can read off a picture. `unit` is '' for plain shares. */
interface ReadableFeature {
  name: string;
  label: string;
  unit: '' | '°';
  /** Greatest range it can take. */
  min: number;
  max: number;
}

const share = (name: string, label: string): ReadableFeature => ({ name, label, unit: '', min: 0, max: 1 });
const signed = (name: string, label: string): ReadableFeature => ({ name, label, unit: '', min: -1, max: 1 });

/** Upper edges, in degrees from −120 (blue) over 0 (red) to 240, of the named hues; the last one takes the rest. */
const HUES: readonly { name: string; label: string; below: number }[] = [
  { name: 'hue-violet', label: 'Violet', below: -25 },
  { name: 'hue-crimson', label: 'Crimson', below: -4 },
  { name: 'hue-red', label: 'Red', below: 8 },
  { name: 'hue-vermilion', label: 'Vermilion', below: 20 },
  { name: 'hue-orange', label: 'Orange', below: 32 },
  { name: 'hue-amber', label: 'Amber', below: 42 },
  { name: 'hue-gold', label: 'Gold', below: 50 },
  { name: 'hue-yellow', label: 'Yellow', below: 58 },
  { name: 'hue-lime', label: 'Lime', below: 68 },
  { name: 'hue-leaf', label: 'Leaf green', below: 85 },
  { name: 'hue-green', label: 'Green', below: 150 },
  { name: 'hue-blue', label: 'Blue', below: Infinity },
];

/** The readable features in the order of their values. "Centre" is the middle disc, where the fruit lies. */
export const READABLE_FEATURES: readonly ReadableFeature[] = [
  share('brightness', 'Brightness'),
  share('contrast', 'Contrast'),
  share('saturation', 'Saturation'),
  signed('warmth', 'Warmth (red − blue)'),
  share('sharpness', 'Sharpness'),
  share('edges', 'Edge density'),
  share('highlights', 'Highlights'),
  share('centre-brightness', 'Brightness of the centre'),
  share('centre-saturation', 'Saturation of the centre'),
  signed('redness', 'Redness of the centre (red − green)'),
  signed('greenness', 'Greenness of the centre'),
  signed('yellowness', 'Yellowness of the centre'),
  { name: 'hue', label: 'Hue of the centre', unit: '°', min: -120, max: 240 },
  share('hue-spread', 'Spread of hue'),
  share('texture', 'Texture of the centre'),
  share('dark-spots', 'Dark spots'),
  share('size', 'Size of what is coloured'),
  share('elongation', 'Elongation'),
  ...HUES.map(({ name, label }) => share(name, `Share of ${label.toLowerCase()}`)),
  share('hue-brown', 'Share of brown'),
  share('hue-none', 'Share without colour'),
];

/** Side at which readable features are measured, whatever the picture's size: so they mean the same at every size. */
export const READABLE_SIZE = 48;

/** Position of a readable feature by name, −1 when there is none. */
export function readableIndex(name: string): number {
  return READABLE_FEATURES.findIndex((feature) => feature.name === name);
}

const SIDE = READABLE_SIZE;
const PIXELS = SIDE * SIDE;
/** Radius of the centre disc as a share of the side: inside nearly every fruit of the orchard. */
const CENTRE_RADIUS = 0.27;
/** Saturation and value from which a pixel counts as coloured. */
const COLOURED = 0.22;
const BROWN_BELOW = 0.5;
const HIGHLIGHT_FROM = 0.92;
const EDGE_FROM = 0.08;
const SPOT_BELOW = 0.62;

const FIRST_HUE = READABLE_FEATURES.findIndex((feature) => feature.name === HUES[0]!.name);
const BROWN = FIRST_HUE + HUES.length;
const NONE = BROWN + 1;

const scratch = new Uint8ClampedArray(PIXELS * 4);
const luma = new Float32Array(PIXELS);
const across = new Float32Array(PIXELS);
const smooth = new Float32Array(PIXELS);
const RECIPROCAL = Float32Array.from({ length: 256 }, (_, i) => (i === 0 ? 0 : 1 / i));
const centre = Uint8Array.from({ length: PIXELS }, (_, i) => {
  const x = ((i % SIDE) + 0.5) / SIDE - 0.5;
  const y = (Math.floor(i / SIDE) + 0.5) / SIDE - 0.5;
  return x * x + y * y < CENTRE_RADIUS * CENTRE_RADIUS ? 1 : 0;
});
const CENTRE_PIXELS = centre.reduce((sum, inside) => sum + inside, 0);
const HUE_STEPS = 360;
/** Position of the feature that counts a hue, by whole degrees above −120. */
const hueFeature = Uint8Array.from({ length: HUE_STEPS + 1 }, (_, step) => FIRST_HUE + HUES.findIndex((hue) => step - 120 < hue.below));
const COS = Float32Array.from({ length: HUE_STEPS + 1 }, (_, step) => Math.cos(((step - 120) * Math.PI) / 180));
const SIN = Float32Array.from({ length: HUE_STEPS + 1 }, (_, step) => Math.sin(((step - 120) * Math.PI) / 180));

/** `luma` through the binomial filter [1 2 1]/4 along each axis: sensor grain hardly counts as detail then. */
function smoothLuma(): void {
  for (let y = 0, i = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1, i += 1) {
      const here = luma[i]!;
      across[i] = 2 * here + (x > 0 ? luma[i - 1]! : here) + (x < SIDE - 1 ? luma[i + 1]! : here);
    }
  }
  for (let y = 0, i = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1, i += 1) {
      const here = across[i]!;
      smooth[i] = (2 * here + (y > 0 ? across[i - SIDE]! : here) + (y < SIDE - 1 ? across[i + SIDE]! : here)) / 16;
    }
  }
}

/** Hue in whole degrees above −120 (blue at both ends, red at 120, green at 240), for max > min. */
function hueStep(r: number, g: number, b: number, most: number, chroma: number): number {
  const sixth = 60 / chroma;
  if (most === r) return g >= b ? 120 + sixth * (g - b) : 120 - sixth * (b - g);
  if (most === g) return 240 + sixth * (b - r);
  const hue = 360 + sixth * (r - g);
  return hue > 360 ? hue - 360 : hue;
}

/**
 * The readable features of a picture, in the order of READABLE_FEATURES. Measured on 48×48; other sizes are averaged down
 * or enlarged first. Saturation is that of HSV, brightness is Rec. 601 luma, sharpness the mean absolute Laplacian of the
 * slightly smoothed brightness, the hue a circular mean weighted by saturation. Allocates nothing when `out` is given.
 */
export function readableFeatures(picture: Picture, out = new Float32Array(READABLE_FEATURES.length)): Float32Array<ArrayBuffer> {
  let data: Uint8ClampedArray = picture.data;
  if (picture.width !== SIDE || picture.height !== SIDE) {
    resampleInto(picture, scratch, SIDE, SIDE);
    data = scratch;
  }
  out.fill(0);

  let lumaSum = 0, lumaSquares = 0, saturationSum = 0, warmthSum = 0, highlights = 0;
  let centreLuma = 0, centreSaturation = 0, centreR = 0, centreG = 0, centreB = 0;
  let hueX = 0, hueY = 0, hueWeight = 0;
  let mass = 0, massX = 0, massY = 0, massXX = 0, massYY = 0, massXY = 0;
  for (let y = 0, i = 0, at = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1, i += 1, at += 4) {
      const r = data[at]!;
      const g = data[at + 1]!;
      const b = data[at + 2]!;
      const light = 0.299 * r + 0.587 * g + 0.114 * b;
      luma[i] = light;
      lumaSum += light;
      lumaSquares += light * light;
      warmthSum += r - b;
      if (light >= HIGHLIGHT_FROM * 255) highlights += 1;
      const most = r > g ? (r > b ? r : b) : g > b ? g : b;
      const least = r < g ? (r < b ? r : b) : g < b ? g : b;
      const chroma = most - least;
      const saturation = chroma * RECIPROCAL[most]!;
      saturationSum += saturation;
      const weight = chroma * (1 / 255);
      mass += weight;
      massX += weight * x;
      massY += weight * y;
      massXX += weight * x * x;
      massYY += weight * y * y;
      massXY += weight * x * y;
      if (centre[i] === 0) continue;
      centreLuma += light;
      centreSaturation += saturation;
      centreR += r;
      centreG += g;
      centreB += b;
      if (saturation < COLOURED || most < COLOURED * 255) {
        out[NONE]! += 1;
        continue;
      }
      const step = hueStep(r, g, b, most, chroma) | 0;
      hueX += saturation * COS[step]!;
      hueY += saturation * SIN[step]!;
      hueWeight += saturation;
      const bin = hueFeature[step]!;
      // Brown is dark red to amber.
      out[most < BROWN_BELOW * 255 && step >= 120 && step < 165 ? BROWN : bin]! += 1;
    }
  }

  smoothLuma();
  let laplacian = 0, edges = 0, texture = 0;
  for (let y = 1; y < SIDE - 1; y += 1) {
    for (let x = 1, i = y * SIDE + 1; x < SIDE - 1; x += 1, i += 1) {
      const left = smooth[i - 1]!;
      const right = smooth[i + 1]!;
      const up = smooth[i - SIDE]!;
      const under = smooth[i + SIDE]!;
      const bend = 4 * smooth[i]! - left - right - up - under;
      laplacian += bend < 0 ? -bend : bend;
      const slope = Math.abs(right - left) + Math.abs(under - up);
      if (slope > 2 * EDGE_FROM * 255) edges += 1;
      if (centre[i] === 1) texture += slope;
    }
  }
  const spotBelow = (SPOT_BELOW * centreLuma) / CENTRE_PIXELS;
  let spots = 0;
  for (let i = 0; i < PIXELS; i += 1) if (centre[i] === 1 && luma[i]! < spotBelow) spots += 1;

  const inner = (SIDE - 2) * (SIDE - 2);
  const meanLuma = lumaSum / PIXELS;
  const r = centreR / CENTRE_PIXELS / 255;
  const g = centreG / CENTRE_PIXELS / 255;
  const b = centreB / CENTRE_PIXELS / 255;
  out[0] = meanLuma / 255;
  out[1] = (2 * Math.sqrt(Math.max(0, lumaSquares / PIXELS - meanLuma * meanLuma))) / 255;
  out[2] = saturationSum / PIXELS;
  out[3] = warmthSum / PIXELS / 255;
  out[4] = Math.min(1, laplacian / inner / 255);
  out[5] = edges / inner;
  out[6] = highlights / PIXELS;
  out[7] = centreLuma / CENTRE_PIXELS / 255;
  out[8] = centreSaturation / CENTRE_PIXELS;
  out[9] = r - g;
  out[10] = g - (r + b) / 2;
  out[11] = (r + g) / 2 - b;
  if (hueWeight > 0) {
    const degrees = (Math.atan2(hueY, hueX) * 180) / Math.PI;
    out[12] = degrees < -120 ? degrees + 360 : degrees;
    out[13] = Math.max(0, 1 - Math.sqrt(hueX * hueX + hueY * hueY) / hueWeight);
  }
  out[14] = Math.min(1, texture / CENTRE_PIXELS / 255);
  out[15] = spots / CENTRE_PIXELS;
  if (mass > 0) {
    const meanX = massX / mass;
    const meanY = massY / mass;
    const xx = massXX / mass - meanX * meanX;
    const yy = massYY / mass - meanY * meanY;
    const xy = massXY / mass - meanX * meanY;
    const half = (xx + yy) / 2;
    const tilt = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
    // An evenly coloured picture has a variance of side²/12 along each axis.
    out[16] = Math.min(1, Math.max(0, half) / ((SIDE * SIDE) / 12));
    out[17] = half > 0 ? Math.min(1, tilt / half) : 0;
  }
  for (let i = FIRST_HUE; i <= NONE; i += 1) out[i]! /= CENTRE_PIXELS;
  return out;
}
