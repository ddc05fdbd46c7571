import type { Picture } from '../../../domain/common/picture.ts';
import { strongestCells, type HeatMap } from '../../../domain/learning/evaluation/heat-map.ts';
import { number } from '../../format.ts';

/** What is left of a picture where nothing speaks for the label: grey, and darker. */
const QUIET = 0.45;
/** Blue that is laid over what speaks against it, sRGB. */
const AGAINST = [70, 110, 200] as const;

/** A map's value at a place 0..1 of the picture, bilinear between the middles of its cells. */
function valueAt({ side, values }: HeatMap, u: number, v: number): number {
  const inside = (at: number): number => Math.min(side - 1, Math.max(0, at * side - 0.5));
  const [x, y] = [inside(u), inside(v)];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (row: number, column: number): number => values[Math.min(side - 1, row) * side + Math.min(side - 1, column)]!;
  const upper = at(top, left) * (1 - x + left) + at(top, left + 1) * (x - left);
  const lower = at(top + 1, left) * (1 - x + left) + at(top + 1, left + 1) * (x - left);
  return upper * (1 - y + top) + lower * (y - top);
}

/** A picture in its colours where the map speaks for the label, in blue where against it, and in dark grey elsewhere; the strongest place is at full strength. */
export function heatPicture({ width, height, data }: Picture, heat: HeatMap): Picture {
  const most = heat.values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const value = most > 0 ? valueAt(heat, (x + 0.5) / width, (y + 0.5) / height) / most : 0;
      const share = Math.min(1, Math.abs(value));
      const grey = QUIET * (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!);
      for (let channel = 0; channel < 3; channel += 1) out[at + channel] = grey + share * ((value > 0 ? data[at + channel]! : AGAINST[channel]!) - grey);
      out[at + 3] = 255;
    }
  }
  return { width, height, data: out };
}

const ACROSS = ['left', 'middle', 'right'] as const;
const DOWN = ['top', 'middle', 'bottom'] as const;

/** Where a cell lies: `top left`, `middle`. */
export function placeText({ column, row }: { column: number; row: number }, side: number): string {
  const third = (at: number): number => Math.min(2, Math.floor((3 * (at + 0.5)) / side));
  const [across, down] = [ACROSS[third(column)]!, DOWN[third(row)]!];
  if (across === down) return 'middle';
  return across === 'middle' ? down : down === 'middle' ? across : `${down} ${across}`;
}

/** What an occlusion map says, in one sentence: `Covering the top left takes “plum” from 0.98 to 0.41.` */
export function occlusionText({ occlusion, covered, scores, label }: { occlusion: HeatMap; covered: { lowest: number; highest: number }; scores: ArrayLike<number>; label: number }, name: string): string {
  const { most, least } = strongestCells(occlusion);
  const from = number(scores[label]!, 2);
  if (number(covered.lowest, 2) === from && number(covered.highest, 2) === from) return `“${name}” stays at ${from} whatever part is covered: no part decides alone, and the map shows differences that hardly count.`;
  if (!most) return `Covering any part leaves “${name}” at ${from} or raises it: no part of this picture speaks for it alone.`;
  const takes = `Covering the ${placeText(most, occlusion.side)} takes “${name}” from ${from} to ${number(covered.lowest, 2)}`;
  return least && covered.highest > scores[label]! ? `${takes}; covering the ${placeText(least, occlusion.side)} raises it to ${number(covered.highest, 2)}.` : `${takes}.`;
}
