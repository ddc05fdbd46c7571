import { randomAt } from '../../../common/random/random.ts';

/** Texels along one side of every texture; they tile. */
export const TEXELS = 256;
const MASK = TEXELS - 1;

/** Lattice noise with `cells` cells a side, added into `out` with `amplitude`; smooth between lattice points. */
function addLattice(out: Float32Array, cells: number, amplitude: number, lane: number): void {
  const random = randomAt(1, cells, lane);
  const lattice = Float32Array.from({ length: cells * cells }, () => random.next() * 2 - 1);
  const step = TEXELS / cells;
  for (let y = 0; y < TEXELS; y += 1) {
    const row = Math.floor(y / step);
    const fy = fade(y / step - row);
    const below = (row + 1) % cells;
    for (let x = 0; x < TEXELS; x += 1) {
      const column = Math.floor(x / step);
      const fx = fade(x / step - column);
      const right = (column + 1) % cells;
      const top = lattice[row * cells + column]! * (1 - fx) + lattice[row * cells + right]! * fx;
      const bottom = lattice[below * cells + column]! * (1 - fx) + lattice[below * cells + right]! * fx;
      out[y * TEXELS + x]! += amplitude * (top * (1 - fy) + bottom * fy);
    }
  }
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Fractal noise of about −1..1: features of 16 texels and finer. */
const NOISE = new Float32Array(TEXELS * TEXELS);
addLattice(NOISE, 16, 0.85, 1);
addLattice(NOISE, 32, 0.42, 2);
addLattice(NOISE, 64, 0.2, 3);

/** Fine grain of about −1..1: features of 2 to 4 texels. */
export const GRAIN = new Float32Array(TEXELS * TEXELS);
addLattice(GRAIN, 64, 0.5, 4);
addLattice(GRAIN, 128, 0.8, 5);

/** `NOISE` between its texels, at any place in texels. */
export function noiseAt(u: number, v: number): number {
  const x = Math.floor(u);
  const y = Math.floor(v);
  const fx = u - x;
  const fy = v - y;
  const row = (y & MASK) * TEXELS;
  const below = ((y + 1) & MASK) * TEXELS;
  const left = x & MASK;
  const right = (x + 1) & MASK;
  const top = NOISE[row + left]! + fx * (NOISE[row + right]! - NOISE[row + left]!);
  const bottom = NOISE[below + left]! + fx * (NOISE[below + right]! - NOISE[below + left]!);
  return top + fy * (bottom - top);
}

/** 32 well mixed bits of a cell of a grid, unsigned. */
export function cellBits(i: number, j: number, seed: number): number {
  let h = Math.imul(i, 0x27d4eb2d) ^ Math.imul(j, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Standard normal numbers for the sensor, in an order that shows no pattern. */
export const NORMALS = (() => {
  const random = randomAt(1, 0, 6);
  return Float32Array.from({ length: 65536 }, () => random.normal());
})();
