import { randomAt, type Random } from '../../common/random/random.ts';
import { normaliseRecipe, type Recipe, type RecipeInput, type RecipeKind } from '../recipes/catalogue.ts';
import type { ConvolutionLayer } from '../recipes/cnn.ts';

/** What a setting may be: a number of a range (`log` draws by ratio, `whole` rounds), or one of a list. */
export type Dimension =
  | { readonly from: number; readonly to: number; readonly scale: 'linear' | 'log'; readonly whole?: true }
  | { readonly choices: readonly unknown[] };

/** The settings that are searched, by their names in a recipe. */
export type SearchSpace = Readonly<Record<string, Dimension>>;

const FEATURES: Dimension = { choices: [['embedding', 'colour'], ['embedding'], ['colour']] };
const stack = (filters: readonly number[], kernel: 3 | 5): ConvolutionLayer[] => filters.map((each) => ({ filters: each, kernel, pool: true }));

/** What is searched of each kind of recipe. Picture size, epochs and seed stay as they are set: the first two cost time rather than choose, the last one tells the spread. */
export const SEARCH_SPACES: Readonly<Record<RecipeKind, SearchSpace>> = {
  colour: { l2: { from: 0.003, to: 100, scale: 'log' } },
  linear: { ridge: { from: 0.001, to: 10, scale: 'log' }, features: FEATURES },
  mlp: {
    hiddenUnits: { from: 16, to: 512, scale: 'log', whole: true }, learningRate: { from: 1e-4, to: 1e-2, scale: 'log' }, dropout: { from: 0, to: 0.6, scale: 'linear' },
    batchSize: { choices: [8, 16, 32] }, features: FEATURES,
  },
  cnn: {
    learningRate: { from: 3e-4, to: 1e-2, scale: 'log' }, dropout: { from: 0, to: 0.5, scale: 'linear' }, denseUnits: { choices: [0, 32, 64, 128] },
    layers: { choices: [stack([16, 32, 64], 3), stack([8, 16], 3), stack([16, 32, 64, 64], 3), stack([16, 32], 5)] },
  },
};

const LANE = 42;
/** Draws for a configuration that differs from those before it; a space of few settings has few. */
const MOST_TRIES = 20;

function drawn(dimension: Dimension, random: Random): unknown {
  const share = random.next();
  if ('choices' in dimension) return dimension.choices[Math.floor(share * dimension.choices.length)];
  const { from, to, scale, whole } = dimension;
  const value = scale === 'log' ? from * (to / from) ** share : from + share * (to - from);
  return whole ? Math.round(value) : Number(value.toPrecision(3));
}

/**
 * So many recipes of a kind, each once: the given one first, so that a search never ends worse than it began, then draws of the space. Where the given recipe has changed copies, they are a setting
 * too: with them or without. Fewer where the space has no more. The same seed gives the same recipes.
 */
export function configurations(base: Recipe, count: number, seed: number): Recipe[] {
  const space: SearchSpace = { ...SEARCH_SPACES[base.kind], ...(base.augmentation ? { augmentation: { choices: [base.augmentation, undefined] } } : {}) };
  const found = new Map([[JSON.stringify(base), base]]);
  for (let index = 0; found.size < count && index < count * MOST_TRIES; index += 1) {
    const random = randomAt(seed, index, LANE);
    const recipe = normaliseRecipe({ ...base, ...Object.fromEntries(Object.entries(space).map(([name, dimension]) => [name, drawn(dimension, random)])) } as RecipeInput);
    found.set(JSON.stringify(recipe), recipe);
  }
  return [...found.values()];
}
