import type { Fragments } from './fragments.ts';

/** A picture in the making: linear light, premultiplied by alpha. */
export class Canvas {
  size = 0;
  /** Red, green, blue of each pixel. */
  light = new Float32Array(0);
  alpha = new Float32Array(0);

  /** Takes a size; what it held is undefined until cleared or painted. */
  resize(size: number): void {
    this.size = size;
    if (this.alpha.length >= size * size) return;
    this.light = new Float32Array(size * size * 3);
    this.alpha = new Float32Array(size * size);
  }

  clear(): void {
    this.light.fill(0);
    this.alpha.fill(0);
  }

  /** Lays lit fragments over what is there. */
  compose(fragments: Fragments): void {
    const { light, alpha } = this;
    const { count, pixel, cover, red, green, blue } = fragments;
    for (let k = 0; k < count; k += 1) {
      const at = pixel[k]!;
      const over = cover[k]!;
      const rest = 1 - over;
      const o = at * 3;
      light[o] = light[o]! * rest + red[k]! * over;
      light[o + 1] = light[o + 1]! * rest + green[k]! * over;
      light[o + 2] = light[o + 2]! * rest + blue[k]! * over;
      alpha[at] = alpha[at]! * rest + over;
    }
  }
}
