import type { Picture } from '../../domain/common/picture.ts';

/** How much of a sprite's side a photograph takes, and the width of its white edge in pixels. */
const PRINT_SHARE = 0.74;
const EDGE_PX = 3;

/** Stands for the picture of a frame that was not kept. */
const GREY = 128;

function greyPicture(sidePx: number): Picture {
  const data = new Uint8ClampedArray(sidePx * sidePx * 4).fill(GREY);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { width: sidePx, height: sidePx, data };
}

/** Photographs as they lie on the belt: prints, with a margin about them. `draw` has them drawn at a side in pixels; what is not there any more is grey. */
export async function printsOf(indices: readonly number[], draw: (sidePx: number) => Promise<ReadonlyMap<number, { picture: Picture }>>, sizePx: number): Promise<Picture[]> {
  const sidePx = Math.round(PRINT_SHARE * sizePx);
  const drawn = await draw(sidePx);
  return indices.map((index) => printOf(drawn.get(index)?.picture ?? greyPicture(sidePx), sizePx));
}

/** A square photograph in the middle of a transparent square, with a white edge. */
function printOf({ width, data }: Picture, sizePx: number): Picture {
  const out = new Uint8ClampedArray(sizePx * sizePx * 4);
  const from = (sizePx - width) >> 1;
  for (let row = -EDGE_PX; row < width + EDGE_PX; row += 1) out.fill(255, ((from + row) * sizePx + from - EDGE_PX) * 4, ((from + row) * sizePx + from + width + EDGE_PX) * 4);
  for (let row = 0; row < width; row += 1) out.set(data.subarray(row * width * 4, (row + 1) * width * 4), ((from + row) * sizePx + from) * 4);
  return { width: sizePx, height: sizePx, data: out };
}
