import * as v from 'valibot';
import { OrchardError } from '../../common/errors.ts';
import { INPUT_SIZES, type InputSize } from '../../data/features/blocks.ts';
import { RECIPE_KINDS, type ConvolutionLayer, type Recipe, type RecipeInput } from './recipe.ts';

/** Ranges that numbers of a recipe are clamped to, for sliders and for hostile input. */
export const RECIPE_LIMITS = {
  l2: [0, 100],
  ridge: [1e-6, 1e4],
  learningRate: [1e-6, 1],
  epochs: [1, 500],
  batchSize: [1, 256],
  patience: [0, 500],
  hiddenUnits: [1, 1024],
  dropout: [0, 0.9],
  denseUnits: [0, 512],
  filters: [1, 128],
} as const;

const MAX_LAYERS = 8;

const clamp = (value: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, value));
const finite = v.pipe(v.number(), v.finite());
const clamped = (limits: readonly [number, number]) => v.pipe(finite, v.transform((value) => clamp(value, limits)));
const whole = (limits: readonly [number, number]) => v.pipe(finite, v.transform((value) => Math.round(clamp(value, limits))));
const blocks = v.pipe(v.array(v.picklist(['embedding', 'colour'])), v.minLength(1), v.transform((list) => [...new Set(list)].sort().reverse()));
const layer = v.object({ filters: whole(RECIPE_LIMITS.filters), kernel: v.picklist([3, 5]), pool: v.boolean() });

const schema = v.object({
  kind: v.picklist(RECIPE_KINDS),
  seed: v.optional(v.pipe(finite, v.integer(), v.safeInteger())),
  inputSize: v.optional(v.picklist(INPUT_SIZES)),
  features: v.optional(blocks),
  l2: v.optional(clamped(RECIPE_LIMITS.l2)),
  ridge: v.optional(v.union([v.literal('auto'), clamped(RECIPE_LIMITS.ridge)])),
  learningRate: v.optional(clamped(RECIPE_LIMITS.learningRate)),
  epochs: v.optional(whole(RECIPE_LIMITS.epochs)),
  batchSize: v.optional(whole(RECIPE_LIMITS.batchSize)),
  patience: v.optional(whole(RECIPE_LIMITS.patience)),
  hiddenUnits: v.optional(whole(RECIPE_LIMITS.hiddenUnits)),
  dropout: v.optional(clamped(RECIPE_LIMITS.dropout)),
  layers: v.optional(v.pipe(v.array(layer), v.minLength(1), v.maxLength(MAX_LAYERS))),
  denseUnits: v.optional(whole(RECIPE_LIMITS.denseUnits)),
});

const DEFAULT_LAYERS: readonly ConvolutionLayer[] = [
  { filters: 16, kernel: 3, pool: true },
  { filters: 32, kernel: 3, pool: true },
  { filters: 64, kernel: 3, pool: true },
];

/** A pool halves the side; the last feature map keeps at least 2×2 cells. */
function poolsThatFit(layers: readonly ConvolutionLayer[], inputSize: InputSize): ConvolutionLayer[] {
  let side: number = inputSize;
  return layers.map((each) => {
    const pool = each.pool && side >= 4;
    if (pool) side = Math.floor(side / 2);
    return { ...each, pool };
  });
}

/**
 * A whole recipe from what a caller gave: defaults filled in, numbers clamped to RECIPE_LIMITS, what belongs to another
 * kind left out. Throws OrchardError `recipe-invalid` for anything of a wrong type.
 */
export function normaliseRecipe(input: RecipeInput): Recipe {
  const result = v.safeParse(schema, input);
  if (!result.success) throw new OrchardError('recipe-invalid', result.issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`).join('; '));
  const given = result.output;
  const seed = given.seed ?? 1;
  switch (given.kind) {
    case 'colour':
      return { kind: 'colour', seed, inputSize: given.inputSize ?? 48, l2: given.l2 ?? 1 };
    case 'linear':
      return { kind: 'linear', seed, inputSize: given.inputSize ?? 128, features: given.features ?? ['embedding', 'colour'], ridge: given.ridge ?? 'auto' };
    case 'mlp':
      return {
        kind: 'mlp', seed, inputSize: given.inputSize ?? 128, features: given.features ?? ['embedding', 'colour'],
        hiddenUnits: given.hiddenUnits ?? 100, dropout: given.dropout ?? 0.2,
        learningRate: given.learningRate ?? 0.001, epochs: given.epochs ?? 50, batchSize: given.batchSize ?? 16, patience: given.patience ?? 10,
      };
    case 'cnn': {
      const inputSize = given.inputSize ?? 48;
      return {
        kind: 'cnn', seed, inputSize, layers: poolsThatFit(given.layers ?? DEFAULT_LAYERS, inputSize),
        denseUnits: given.denseUnits ?? 64, dropout: given.dropout ?? 0.2,
        learningRate: given.learningRate ?? 0.001, epochs: given.epochs ?? 30, batchSize: given.batchSize ?? 32, patience: given.patience ?? 6,
      };
    }
  }
}
