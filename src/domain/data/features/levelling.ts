import type { Picture } from '../../common/picture.ts';

/** What is levelled out of a picture before a model looks at it: how much light there was, or also of what colour. */
export const LEVELLINGS = ['exposure', 'exposure-and-colour'] as const;
export type Levelling = (typeof LEVELLINGS)[number];

/** Mean linear light that the surroundings are brought to, 0..1. */
const TARGET = 0.16;
/** Light is multiplied by this at most, and divided by it: what is black stays dark. */
const MOST_GAIN = 8;
/** The surroundings are the outer part of a picture, this share of its side wide: what lies in the middle has its own colours. */
const FRAME_SHARE = 0.14;

/** sRGB byte → linear light (IEC 61966-2-1). */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Linear light → sRGB, 0..255. */
function encoded(light: number): number {
  const value = Math.min(1, light);
  return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
}

/**
 * A picture as if its surroundings had a fixed mean light: exposure normalisation by one gain, and with the colour levelled too one gain a channel, which is the grey-world white balance
 * (Buchsbaum 1980) of the surroundings. Gains are between 1/8 and 8, in linear light.
 */
export function levelled(picture: Picture, levelling: Levelling): Picture {
  const means = surroundings(picture);
  const luminance = 0.2126 * means[0]! + 0.7152 * means[1]! + 0.0722 * means[2]!;
  const tables = means.map((mean) => tableOf(gainOf(levelling === 'exposure' ? luminance : mean)));
  const data = new Uint8ClampedArray(picture.data.length);
  for (let at = 0; at < data.length; at += 4) {
    for (let channel = 0; channel < 3; channel += 1) data[at + channel] = tables[channel]![picture.data[at + channel]!]!;
    data[at + 3] = picture.data[at + 3]!;
  }
  return { width: picture.width, height: picture.height, data };
}

const gainOf = (mean: number): number => Math.min(MOST_GAIN, Math.max(1 / MOST_GAIN, TARGET / Math.max(mean, 1e-6)));

function tableOf(gain: number): Uint8ClampedArray {
  return Uint8ClampedArray.from(LINEAR, (light) => encoded(light * gain));
}

/** Mean linear light of each channel over the frame of a picture. */
function surroundings({ width, height, data }: Picture): [number, number, number] {
  const frame = Math.max(1, Math.round(FRAME_SHARE * Math.min(width, height)));
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < height; y += 1) {
    const isEdge = y < frame || y >= height - frame;
    for (let x = 0; x < width; x += 1) {
      if (!isEdge && x === frame && width > 2 * frame) x = width - frame;
      const at = 4 * (y * width + x);
      for (let channel = 0; channel < 3; channel += 1) sums[channel]! += LINEAR[data[at + channel]!]!;
      count += 1;
    }
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}
