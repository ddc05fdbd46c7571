/** RGBA pixels, as the product's pictures are. */
export interface Frame {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** One plane of the luma and two of the chroma at half size, BT.601 in studio range, as cameras deliver it. */
function planes({ width, height, data }: Frame): Buffer {
  const luma = width * height;
  const chroma = luma / 4;
  const out = Buffer.alloc(luma + 2 * chroma);
  for (let i = 0; i < luma; i += 1) {
    const [r = 0, g = 0, b = 0] = data.subarray(4 * i, 4 * i + 3);
    out[i] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
  }
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const [r, g, b] = [0, 1, 2].map((channel) => {
        const at = (dx: number, dy: number): number => data[4 * ((y + dy) * width + x + dx) + channel]!;
        return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
      }) as [number, number, number];
      const i = (y / 2) * (width / 2) + x / 2;
      out[luma + i] = Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b);
      out[luma + chroma + i] = Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b);
    }
  }
  return out;
}

/** An uncompressed video file (YUV4MPEG2, 4:2:0) of frames of one even size. */
export function y4m(frames: readonly Frame[], framesPerSecond: number): Buffer {
  const [first] = frames;
  if (first === undefined || first.width % 2 !== 0 || first.height % 2 !== 0) throw new Error('Frames must be there and of even size.');
  const header = Buffer.from(`YUV4MPEG2 W${first.width} H${first.height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const mark = Buffer.from('FRAME\n');
  return Buffer.concat([header, ...frames.flatMap((frame) => [mark, planes(frame)])]);
}
