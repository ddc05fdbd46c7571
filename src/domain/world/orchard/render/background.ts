import { Random } from '../../../common/random/random.ts';
import type { Place } from '../world.ts';
import type { Canvas } from './canvas.ts';
import { linearOf } from './colour.ts';
import { GRAIN, TEXELS, cellBits, noiseAt } from './texture.ts';

interface Ground {
  /** Linear colour. */
  colour: readonly [number, number, number];
  /** How much the grain shows. */
  grain: number;
  /** Slats or planks across the picture's width; 0 for a seamless ground. */
  boards: number;
  /** Whether boards run across instead of up. */
  across: boolean;
  /** How much darker a seam is. */
  seam: number;
  /** How much boards differ. */
  variety: number;
  /** How much wood grain shows. */
  figure: number;
}

const GROUNDS: Record<Place, Ground> = {
  belt: { colour: linearOf('#666b61'), grain: 0.05, boards: 5, across: false, seam: 0.42, variety: 0.05, figure: 0.03 },
  crate: { colour: linearOf('#b08a5c'), grain: 0.08, boards: 3, across: true, seam: 0.7, variety: 0.22, figure: 0.22 },
  wood: { colour: linearOf('#cfb48c'), grain: 0.05, boards: 2, across: false, seam: 0.35, variety: 0.1, figure: 0.14 },
  leaves: { colour: linearOf('#4a6b33'), grain: 0.12, boards: 0, across: false, seam: 0, variety: 0, figure: 0.85 },
  paper: { colour: linearOf('#e4ddcf'), grain: 0.02, boards: 0, across: false, seam: 0, variety: 0, figure: 0.04 },
};

/** Tone of the board under each row or column, and where on the wood it was cut from. */
let tones = new Float32Array(0);
let shifts = new Float32Array(0);

/** Fills the canvas with the ground of a place, lit from the upper left; `shotSeed` moves it, as a running belt does. */
export function paintBackground({ size, light, alpha }: Canvas, place: Place, shotSeed: number): void {
  const { colour, grain, boards, across, seam, variety, figure } = GROUNDS[place];
  const [red, green, blue] = colour;
  const random = new Random(shotSeed, 0, 1);
  const shift = random.next();
  const offset = random.int(TEXELS);
  const texels = 220 / size;
  const leafy = place === 'leaves';
  const seamWidth = Math.max(0.012 * boards, (0.7 * boards) / size);
  if (tones.length < size) {
    tones = new Float32Array(size);
    shifts = new Float32Array(size);
  }
  if (boards > 0) {
    for (let k = 0; k < size; k += 1) {
      const t = ((k + 0.5) / size) * boards + shift;
      const board = Math.floor(t);
      const edge = t - board;
      const bits = cellBits(board, 7, shotSeed);
      let tone = 1 + variety * ((bits & 255) / 128 - 1);
      if (edge < seamWidth) tone *= 1 - seam * (1 - edge / seamWidth);
      else if (edge > 1 - seamWidth * 0.6) tone *= 1 + 0.25 * seam;
      tones[k] = tone;
      shifts[k] = bits & 127;
    }
  }
  const stepA = texels * (boards === 0 ? 0.7 : across ? 0.12 : 1.6);
  const stepB = texels * (boards === 0 ? 0.7 : across ? 1.6 : 0.12);
  let o = 0;
  for (let row = 0; row < size; row += 1) {
    const v = (row + 0.5) / size;
    const grainRow = ((row * 7 + offset) & 255) * TEXELS;
    for (let column = 0; column < size; column += 1) {
      const u = (column + 0.5) / size;
      let value = 1.1 - 0.1 * u - 0.14 * v + grain * GRAIN[grainRow + ((column * 5 + offset) & 255)]!;
      if (boards > 0) {
        const at = across ? row : column;
        value *= tones[at]! * (1 + figure * noiseAt(column * stepA + shifts[at]!, row * stepB));
      } else {
        const noise = noiseAt(column * stepA + offset, row * stepB);
        value *= leafy ? 0.75 + figure * (noise > 0 ? noise : 0.35 * noise) : 1 + figure * noise;
      }
      light[o] = red * value;
      light[o + 1] = green * value;
      light[o + 2] = blue * value;
      o += 3;
    }
  }
  alpha.fill(1, 0, size * size);
}
