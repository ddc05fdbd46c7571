/**
 * Blocks of numbers that a picture is turned into before a head sees them.
 * `readable`: the named hand-made features; `colour`: 512-bin root colour histogram; `embedding`: the backbone's 816 numbers.
 */
export const FEATURE_BLOCKS = ['readable', 'colour', 'embedding'] as const;
export type FeatureBlock = (typeof FEATURE_BLOCKS)[number];

/** The square sizes, in pixels, at which a picture may be shown to a model. */
export const INPUT_SIZES = [48, 96, 128, 224] as const;
export type InputSize = (typeof INPUT_SIZES)[number];
