import type { Attachment } from 'svelte/attachments';
import type { Picture } from '../../../domain/common/picture.ts';

/** Paints a picture's bytes on a canvas, pixel for pixel. */
export function paint(picture: Picture): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  };
}
