import type { Picture } from '../../common/picture.ts';
import { cos, sin } from '../../common/random/exact.ts';

/** A picture as a mirror shows it, left and right exchanged. */
export function mirrored({ width, height, data }: Picture): Picture {
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 4;
      const to = (y * width + width - 1 - x) * 4;
      for (let channel = 0; channel < 4; channel += 1) out[to + channel] = data[from + channel]!;
    }
  }
  return { width, height, data: out };
}

/**
 * A picture of the same sides that shows, at each place, what the source has at `place` of it, bilinearly; beyond an edge that edge is repeated. Places are in
 * pixels about the middle.
 */
function remapped(source: Picture, place: (x: number, y: number) => readonly [number, number]): Picture {
  const { width, height, data } = source;
  const out = new Uint8ClampedArray(data.length);
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const inside = (value: number, last: number): number => Math.min(last, Math.max(0, value));
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 4) {
      const [dx, dy] = place(x - middleX, y - middleY);
      const fromX = inside(dx + middleX, width - 1);
      const fromY = inside(dy + middleY, height - 1);
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
      const [partX, partY] = [fromX - left, fromY - top];
      for (let channel = 0; channel < 4; channel += 1) {
        const at = (row: number, column: number): number => data[(row * width + column) * 4 + channel]!;
        const upper = at(top, left) * (1 - partX) + at(top, right) * partX;
        const lower = at(bottom, left) * (1 - partX) + at(bottom, right) * partX;
        out[to + channel] = upper * (1 - partY) + lower * partY;
      }
    }
  }
  return { width, height, data: out };
}

/** A picture turned about its middle, degrees. The picture itself at 0. */
export function turned(picture: Picture, degrees: number): Picture {
  if (degrees === 0) return picture;
  const radians = (degrees * Math.PI) / 180;
  const [c, s] = [cos(radians), sin(radians)];
  return remapped(picture, (x, y) => [x * c + y * s, y * c - x * s]);
}

/** A part of a picture at the picture's own size. `share` of the side is cut off, `left` and `top` 0..1 say where the part lies. The picture itself at 0. */
export function cropped(picture: Picture, share: number, left: number, top: number): Picture {
  if (share === 0) return picture;
  const keep = 1 - share;
  const shiftX = (left - 0.5) * share * picture.width;
  const shiftY = (top - 0.5) * share * picture.height;
  return remapped(picture, (x, y) => [x * keep + shiftX, y * keep + shiftY]);
}

/** A picture with a square of its mean colour over a part of it. `share` is that of the side, `left` and `top` 0..1 say where it lies. The picture itself at 0. */
export function coveredAt(picture: Picture, share: number, left: number, top: number): Picture {
  const { width, height } = picture;
  const [across, down] = [Math.round(share * width), Math.round(share * height)];
  if (across === 0 || down === 0) return picture;
  return covered(picture, Math.round(left * (width - across)), Math.round(top * (height - down)), across, down, meanColour(picture));
}

/** A copy with a rectangle, in pixels, of one colour. */
export function covered({ width, height, data }: Picture, x: number, y: number, across: number, down: number, colour: readonly number[]): Picture {
  const out = new Uint8ClampedArray(data);
  for (let row = Math.max(0, y); row < Math.min(height, y + down); row += 1) {
    for (let column = Math.max(0, x); column < Math.min(width, x + across); column += 1) out.set(colour, (row * width + column) * 4);
  }
  return { width, height, data: out };
}

/** Mean red, green, blue and full alpha, as bytes. */
export function meanColour({ data }: Picture): readonly [number, number, number, number] {
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) for (let channel = 0; channel < 3; channel += 1) sums[channel]! += data[at + channel]!;
  const pixels = Math.max(1, data.length / 4);
  return [Math.round(sums[0]! / pixels), Math.round(sums[1]! / pixels), Math.round(sums[2]! / pixels), 255];
}
