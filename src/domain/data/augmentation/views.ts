import type { Picture } from '../../common/picture.ts';
import type { InputSize } from '../features/blocks.ts';
import { mirrored } from './frame-transforms.ts';

/** How many views of a picture a head that looks several times is given: as it is, mirrored, its middle, and that mirrored. */
export const VIEWS = 4;

/** The size at which each view is looked at, whatever the size of the picture: the middle of a larger one shows more of it. */
export const VIEW_SIDE: InputSize = 128;

/** Share of the side that the middle of a picture keeps. */
const MIDDLE = 0.65;

/** The square about the middle of a picture. */
function middleOf({ width, data }: Picture): Picture {
  const side = Math.round(width * MIDDLE);
  const from = (width - side) >> 1;
  const part = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y += 1) {
    const start = ((from + y) * width + from) * 4;
    part.set(data.subarray(start, start + side * 4), y * side * 4);
  }
  return { width: side, height: side, data: part };
}

/** One view of a square picture, square itself: 0 is the picture itself, 1 to `VIEWS` − 1 the others. A pure function of the picture. */
export function viewOf(picture: Picture, view: number): Picture {
  const shown = view >= 2 ? middleOf(picture) : picture;
  return view % 2 === 1 ? mirrored(shown) : shown;
}

/** The mean of what was computed of each view, number by number. */
export function meanOfViews(views: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(views[0]!, (_, i) => views.reduce((sum, values) => sum + values[i]!, 0) / views.length);
}
