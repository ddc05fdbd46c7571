import * as v from 'valibot';

/** What can be done to a copy of a picture, in the order in which it is done. */
export const TRANSFORMS = ['turn', 'mirror', 'crop', 'blur', 'dust', 'exposure', 'warmth', 'noise', 'cutOut'] as const;
export type TransformName = (typeof TRANSFORMS)[number];

/**
 * Ranges of the strengths. `exposure` in EV and `warmth` in the camera's own units have a side: copies lie between the picture and the strength. `blur` in
 * percent of the side, `noise` in parts of full scale, `dust` in the lens' own units 0..1, `mirror` the share of copies that are mirrored, `turn` in degrees to
 * either side, `crop` and `cutOut` as shares of the side that are cut off or covered. A copy is changed by half of the strength at least, for a weaker one hardly differs.
 */
export const TRANSFORM_LIMITS: Readonly<Record<TransformName, readonly [low: number, high: number]>> = {
  turn: [0, 180], mirror: [0, 1], crop: [0, 0.5], blur: [0, 4], dust: [0, 1], exposure: [-3, 3], warmth: [-1, 1], noise: [0, 0.2], cutOut: [0, 0.5],
};

/** Copies of each picture that is learnt from. More cost time and tell little. */
export const MOST_COPIES = 8;

/** Changed copies of the pictures that are learnt from. */
export interface Augmentation {
  /** 1..MOST_COPIES of each picture. */
  copies: number;
  /** Strengths other than 0; see `TRANSFORM_LIMITS`. */
  transforms: Partial<Record<TransformName, number>>;
  seed: number;
}

const finite = v.pipe(v.number(), v.finite());
const within = (value: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, value));

/** An augmentation from what a caller gave: numbers clamped, strengths of 0 left out; undefined where nothing would be changed. */
export const augmentation = v.optional(v.pipe(
  v.object({
    copies: v.optional(v.pipe(finite, v.transform((value) => Math.round(within(value, [0, MOST_COPIES])))), 1),
    transforms: v.optional(v.partial(v.object(Object.fromEntries(TRANSFORMS.map((name) => [name, v.optional(finite)])) as Record<TransformName, v.OptionalSchema<typeof finite, undefined>>)), {}),
    seed: v.optional(v.pipe(finite, v.integer(), v.safeInteger()), 1),
  }),
  v.transform(({ copies, transforms, seed }): Augmentation | undefined => {
    const kept = Object.fromEntries(TRANSFORMS.flatMap((name) => {
      const strength = within(transforms[name] ?? 0, TRANSFORM_LIMITS[name]);
      return strength === 0 ? [] : [[name, strength]];
    })) as Augmentation['transforms'];
    return copies === 0 || Object.keys(kept).length === 0 ? undefined : { copies, transforms: kept, seed };
  }),
));

/** By what the vectors of one copy are cached: another strength or seed is another copy, another number of copies is not. `copy` counts from 1. */
export function copyKey({ transforms, seed }: Augmentation, copy: number): string {
  return `${TRANSFORMS.flatMap((name) => (transforms[name] === undefined ? [] : [`${name}=${transforms[name]}`])).join(',')},seed=${seed},copy=${copy}`;
}
