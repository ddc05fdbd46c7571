import type { Picture } from '../../common/picture.ts';

/** For one axis: where each target pixel's window begins, and the weights of the source pixels in it (they sum to 1). */
interface Axis {
  start: Int32Array;
  taps: number;
  weights: Float32Array;
}

const axes = new Map<number, Axis>();
let middle = new Float32Array(0);

function axis(from: number, to: number): Axis {
  const key = from * 65536 + to;
  const known = axes.get(key);
  if (known !== undefined) return known;
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  const taps = Math.min(from, Math.ceil(reach) + 1);
  const made: Axis = { start: new Int32Array(to), taps, weights: new Float32Array(to * taps) };
  for (let i = 0; i < to; i += 1) {
    const centre = (i + 0.5) * ratio;
    const first = Math.max(0, Math.min(from - taps, Math.floor(centre - reach / 2)));
    made.start[i] = first;
    let sum = 0;
    for (let k = 0; k < taps; k += 1) {
      const pixel = first + k;
      // Shrinking averages over the area; growing takes the two nearest pixels by distance.
      const weight = ratio > 1
        ? Math.max(0, Math.min(pixel + 1, centre + ratio / 2) - Math.max(pixel, centre - ratio / 2))
        : Math.max(0, 1 - Math.abs(pixel + 0.5 - centre));
      made.weights[i * taps + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < taps; k += 1) made.weights[i * taps + k]! /= sum;
  }
  if (axes.size > 64) axes.clear();
  axes.set(key, made);
  return made;
}

/**
 * Writes a picture at another size into `target` (width × height × 4 bytes): the mean over each target pixel's area when
 * shrinking, bilinear when growing. The same bytes on every machine. Alpha comes out as 255.
 */
export function resampleInto(source: Picture, target: Uint8ClampedArray, width: number, height: number): void {
  const across = axis(source.width, width);
  const down = axis(source.height, height);
  const length = source.height * width * 3;
  if (middle.length < length) middle = new Float32Array(length);
  const { data } = source;
  for (let y = 0, out = 0; y < source.height; y += 1) {
    const row = y * source.width * 4;
    for (let x = 0; x < width; x += 1, out += 3) {
      let at = row + across.start[x]! * 4;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = x * across.taps, end = k + across.taps; k < end; k += 1, at += 4) {
        const weight = across.weights[k]!;
        r += weight * data[at]!;
        g += weight * data[at + 1]!;
        b += weight * data[at + 2]!;
      }
      middle[out] = r;
      middle[out + 1] = g;
      middle[out + 2] = b;
    }
  }
  const stride = width * 3;
  for (let y = 0, out = 0; y < height; y += 1) {
    const first = down.start[y]! * stride;
    const weights = y * down.taps;
    for (let x = 0; x < stride; x += 3, out += 4) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = 0, at = first + x; k < down.taps; k += 1, at += stride) {
        const weight = down.weights[weights + k]!;
        r += weight * middle[at]!;
        g += weight * middle[at + 1]!;
        b += weight * middle[at + 2]!;
      }
      target[out] = r;
      target[out + 1] = g;
      target[out + 2] = b;
      target[out + 3] = 255;
    }
  }
}

/** A picture at another size; itself when it has that size already. See `resampleInto`. */
export function resample(source: Picture, width: number, height: number): Picture {
  if (source.width === width && source.height === height) return source;
  const data = new Uint8ClampedArray(width * height * 4);
  resampleInto(source, data, width, height);
  return { width, height, data };
}

/** The largest square about the centre, as every model sees a picture. The picture itself when it is square. */
export function centreSquare(source: Picture): Picture {
  const side = Math.min(source.width, source.height);
  if (source.width === source.height) return source;
  const left = (source.width - side) >> 1;
  const top = (source.height - side) >> 1;
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y += 1) {
    const from = ((top + y) * source.width + left) * 4;
    data.set(source.data.subarray(from, from + side * 4), y * side * 4);
  }
  return { width: side, height: side, data };
}

/** Side, in pixels, that the readable and colour blocks see at most. */
const REFERENCE_SIZE = 128;

/** A square picture as a model of an input size is shown it: averaged down when larger, itself when not. */
export function shownAt(picture: Picture, inputSize: number): Picture {
  return picture.width > inputSize ? resample(picture, inputSize, inputSize) : picture;
}

/** A shown picture as the readable and colour blocks are measured on it. */
export function referencePicture(shown: Picture): Picture {
  return shownAt(shown, REFERENCE_SIZE);
}
