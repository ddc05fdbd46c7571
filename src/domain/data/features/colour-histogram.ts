import type { Picture } from '../../common/picture.ts';

/** Bins of the colour histogram: 8 steps each of red, green and blue. */
export const COLOUR_BINS = 512;

/**
 * Root colour histogram: the share of the pixels in each of 8×8×8 sRGB cells, square-rooted. Its L2 norm is 1 and the dot
 * product of two is the Bhattacharyya coefficient of the two histograms. 512 numbers in 0..1, red slowest.
 */
export function colourHistogram(picture: Picture, out = new Float32Array(COLOUR_BINS)): Float32Array<ArrayBuffer> {
  const { data } = picture;
  out.fill(0);
  for (let i = 0; i < data.length; i += 4) {
    const bin = ((data[i]! & 0xe0) << 1) | ((data[i + 1]! & 0xe0) >> 2) | (data[i + 2]! >> 5);
    out[bin]! += 1;
  }
  const scale = 4 / data.length;
  for (let bin = 0; bin < COLOUR_BINS; bin += 1) out[bin] = Math.sqrt(out[bin]! * scale);
  return out;
}
