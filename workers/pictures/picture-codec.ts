import { OrchardError } from '../../src/domain/common/errors.ts';
import { fileBytes, readImageHeader } from '../../src/domain/data/features/image-header.ts';
import type { Picture } from '../../src/domain/common/picture.ts';

/** Turns files into pixels and back; a test brings its own. */
export interface PictureCodec {
  /** The square about the centre of an image file, upright, at most DECODED_SIDE pixels a side. Throws `picture-undecodable`, and what `readImageHeader` throws. */
  decode(file: Blob): Promise<Picture>;
  /** The same of a bitmap, which is closed. */
  grab(bitmap: ImageBitmap): Picture;
  /** The whole image upright with a short side of at most DECODED_SIDE pixels, as JPEG. */
  shrink(file: Blob): Promise<Blob>;
  encodeJpeg(picture: Picture, quality: number): Promise<Blob>;
}

/**
 * Greatest side that leaves the decoder. Up to here a picture's own pixels count and our arithmetic scales them, the same
 * on every machine; only larger ones are scaled by the browser first.
 */
const DECODED_SIDE = 512;

const SHRUNK_QUALITY = 0.9;

function surface(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new OrchardError('out-of-memory', 'no canvas');
  context.imageSmoothingQuality = 'high';
  // What is see-through stands on white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  return context;
}

/** Decoding uses its canvas within one turn, so pictures of one size share it: making one costs more than reading it. */
let reading: OffscreenCanvasRenderingContext2D | null = null;

function readingSurface(side: number): OffscreenCanvasRenderingContext2D {
  if (reading?.canvas.width !== side) return (reading = surface(side, side));
  reading.fillRect(0, 0, side, side);
  return reading;
}

/** Canvases that nothing is encoded from at the moment. */
const spare: OffscreenCanvasRenderingContext2D[] = [];
const MOST_SPARE = 8;

async function bitmapOf(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    throw new OrchardError('picture-undecodable', error instanceof Error ? error.message : '', { cause: error });
  }
}

function grab(bitmap: ImageBitmap): Picture {
  try {
    const crop = Math.min(bitmap.width, bitmap.height);
    const side = Math.min(crop, DECODED_SIDE);
    const context = readingSurface(side);
    context.drawImage(bitmap, (bitmap.width - crop) >> 1, (bitmap.height - crop) >> 1, crop, crop, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    return { width: side, height: side, data: data as Uint8ClampedArray<ArrayBuffer> };
  } finally {
    bitmap.close();
  }
}

/** The browser's own decoders. */
export const browserCodec: PictureCodec = {
  decode: async (file) => {
    // Pictures of a project's file come here unseen.
    await readImageHeader(fileBytes(file));
    return grab(await bitmapOf(file));
  },
  grab,
  async shrink(file) {
    const bitmap = await bitmapOf(file);
    try {
      const scale = Math.min(1, DECODED_SIDE / Math.min(bitmap.width, bitmap.height));
      const width = Math.max(1, Math.round(bitmap.width * scale));
      const height = Math.max(1, Math.round(bitmap.height * scale));
      const context = surface(width, height);
      context.drawImage(bitmap, 0, 0, width, height);
      return await context.canvas.convertToBlob({ type: 'image/jpeg', quality: SHRUNK_QUALITY });
    } finally {
      bitmap.close();
    }
  },
  async encodeJpeg({ width, height, data }, quality) {
    const at = spare.findIndex(({ canvas }) => canvas.width === width && canvas.height === height);
    const context = at < 0 ? surface(width, height) : spare.splice(at, 1)[0]!;
    context.putImageData(new ImageData(data, width, height), 0, 0);
    const blob = await context.canvas.convertToBlob({ type: 'image/jpeg', quality });
    spare.push(context);
    spare.splice(0, spare.length - MOST_SPARE);
    return blob;
  },
};
