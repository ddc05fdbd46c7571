import type { Picture } from '../../common/picture.ts';
import { randomAt } from '../../common/random/random.ts';
import { centreSquare } from '../features/resample.ts';
import type { Augmentation, TransformName } from './augmentation.ts';
import { throughCamera } from './camera-transforms.ts';
import { coveredAt, cropped, mirrored, turned } from './frame-transforms.ts';

/** Least part of a strength that a copy is changed by. */
const LEAST_PART = 0.5;
/** Lane of the random numbers that copies are made from. */
const LANE = 40;

/** 32-bit FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * One changed copy of a picture, square and of the picture's least side. It depends on the picture, its name (`id`, so that two pictures are not changed alike), the
 * augmentation and the number of the copy (from 1) alone. What has no strength changes nothing, to the byte.
 */
export function augmentedCopy(picture: Picture, id: string, { transforms, seed }: Augmentation, copy: number): Picture {
  // Each transform takes its draws whether it has a strength or not, so that another's strength changes no draw.
  const random = randomAt(seed, (hashOf(id) + copy) >>> 0, LANE);
  const strength = (name: TransformName): number => transforms[name] ?? 0;
  const part = (name: TransformName): number => strength(name) * (LEAST_PART + (1 - LEAST_PART) * random.next());
  const degrees = part('turn') * (random.bool(0.5) ? 1 : -1);
  const isMirrored = random.next() < strength('mirror');
  const crop = { share: part('crop'), left: random.next(), top: random.next() };
  const change = { blur: part('blur'), dust: part('dust'), exposure: part('exposure'), warmth: part('warmth'), noise: part('noise') };
  const cover = { share: part('cutOut'), left: random.next(), top: random.next() };
  const cameraSeed = random.word();

  let made = turned(centreSquare(picture), degrees);
  if (isMirrored) made = mirrored(made);
  made = cropped(made, crop.share, crop.left, crop.top);
  made = throughCamera(made, change, cameraSeed);
  return coveredAt(made, cover.share, cover.left, cover.top);
}
