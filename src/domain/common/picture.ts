/**
 * A square or rectangular picture as plain bytes: RGBA, row by row, 8 bits a channel, sRGB.
 * `data.length === width * height * 4`. It is structurally what `ImageData` is, without needing a DOM.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}
