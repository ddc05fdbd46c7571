import * as v from 'valibot';
import { augmentation, type Augmentation } from '../../data/augmentation/augmentation.ts';
import { LEVELLINGS, type Levelling } from '../../data/features/levelling.ts';
import { INPUT_SIZES, type FeatureBlock, type InputSize } from '../../data/features/blocks.ts';

/** What every recipe has. */
export interface RecipeBase {
  kind: string;
  seed: number;
  inputSize: InputSize;
  /** Changed copies of the pictures that are learnt from; left out where there are none. */
  augmentation?: Augmentation;
  /** What is levelled out of a picture before it is looked at; left out where nothing is. */
  levelling?: Levelling;
}

/** What the network of a recipe takes: pixels, or the blocks that are its rows, in order, each of unit length when `normalise`. */
export interface NetworkInput {
  input: 'pixels' | 'features';
  blocks: FeatureBlock[];
  normalise: boolean;
  /** The mean over several views of a picture rather than one; left out where it is one. */
  views?: true;
}

/** What the catalogue knows of a kind of recipe. */
export interface RecipeSpec<R extends RecipeBase> {
  /** How it learns, in a few words. */
  readonly help: string;
  /** The picture sizes that are worth choosing; the others are taken too. */
  readonly sizes: readonly InputSize[];
  /** All but its kind, from what a caller gave: defaults filled in, numbers clamped, what belongs to another kind left out. */
  readonly settings: v.GenericSchema<unknown, Omit<R, 'kind'>>;
  takes(recipe: R): NetworkInput;
  /** What it was set to, in a few words. */
  words(recipe: R): string;
}

/** A closed range, for sliders and for hostile input. */
type Limits = readonly [low: number, high: number];

const finite = v.pipe(v.number(), v.finite());
const clamp = (value: number, [low, high]: Limits): number => Math.min(high, Math.max(low, value));
/** A number, brought into its range. */
export const clamped = (limits: Limits) => v.pipe(finite, v.transform((value) => clamp(value, limits)));
/** A whole number, brought into its range. */
export const whole = (limits: Limits) => v.pipe(finite, v.transform((value) => Math.round(clamp(value, limits))));

/** The settings that every recipe has. */
export const common = (inputSize: InputSize) => ({
  seed: v.optional(v.pipe(finite, v.integer(), v.safeInteger()), 1),
  inputSize: v.optional(v.picklist(INPUT_SIZES), inputSize),
  augmentation,
  levelling: v.optional(v.picklist(LEVELLINGS)),
});
