import type { Picture } from '../../common/picture.ts';
import { retake } from '../../world/orchard/render/photo.ts';
import type { PhotoShot } from '../../world/stream/photo-event.ts';
import { cropped, turned } from '../augmentation/frame-transforms.ts';

/**
 * A photograph as the camera of an event takes it: cut and turned about its middle, then through lens, light and sensor, into `data` (size × size × 4 bytes). `picture` is square, of the size that is
 * asked for, and is itself where the shot changes nothing.
 */
export function photographed(picture: Picture, shot: PhotoShot, data: Uint8ClampedArray<ArrayBuffer> = new Uint8ClampedArray(picture.data.length)): Picture {
  const framed = turned(cropped(picture, shot.crop, 0.5, 0.5), shot.turn);
  if (isPlain(shot)) data.set(framed.data);
  else retake(framed, shot, data);
  return { width: picture.width, height: picture.height, data };
}

function isPlain({ exposure, warmth, noise, blur, dust, vignette, dead }: PhotoShot): boolean {
  return [exposure, warmth, noise, blur, dust, vignette, dead].every((value) => value === 0);
}
