import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { networkInput, normaliseRecipe, recipeText, RECIPE_KINDS, RECIPES, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import { ITERATIVE_LIMITS } from '../../../src/domain/learning/recipes/iterative.ts';

describe('normaliseRecipe', () => {
  it.each(RECIPE_KINDS)('fills in the defaults of %s and changes nothing the second time', (kind) => {
    const recipe = normaliseRecipe({ kind });
    expect(recipe.kind).toBe(kind);
    expect(normaliseRecipe(recipe)).toEqual(recipe);
  });

  it('clamps numbers and leaves out what belongs to other kinds', () => {
    expect(normaliseRecipe({ kind: 'colour', l2: -3, epochs: 7 })).toEqual({ kind: 'colour', seed: 1, inputSize: 48, l2: 0 });
    expect(normaliseRecipe({ kind: 'mlp', epochs: 1e9, dropout: 2 })).toMatchObject({ epochs: ITERATIVE_LIMITS.epochs[1], dropout: 0.9 });
    expect(normaliseRecipe({ kind: 'linear', features: ['colour', 'embedding', 'colour'] })).toMatchObject({ features: ['embedding', 'colour'] });
  });

  it('begins each kind at its defaults', () => {
    const iterative = { dropout: 0.2, learningRate: 0.001 };
    const layers = [16, 32, 64].map((filters) => ({ filters, kernel: 3, pool: true }));
    expect(RECIPE_KINDS.map((kind) => normaliseRecipe({ kind }))).toEqual([
      { kind: 'colour', seed: 1, inputSize: 48, l2: 1 },
      { kind: 'linear', seed: 1, inputSize: 128, features: ['embedding', 'colour'], ridge: 'auto' },
      { kind: 'mlp', seed: 1, inputSize: 128, features: ['embedding', 'colour'], hiddenUnits: 100, ...iterative, epochs: 50, batchSize: 16, patience: 10 },
      { kind: 'cnn', seed: 1, inputSize: 48, layers, denseUnits: 64, ...iterative, epochs: 30, batchSize: 32, patience: 6 },
    ]);
  });

  it('never pools a picture away', () => {
    const layers = new Array(8).fill({ filters: 4, kernel: 3, pool: true });
    const recipe = normaliseRecipe({ kind: 'cnn', inputSize: 48, layers });
    expect(recipe.kind === 'cnn' && recipe.layers.filter(({ pool }) => pool).length).toBe(4);
  });

  it.each([{ kind: 'forest' }, { kind: 'linear', features: [] }, { kind: 'cnn', layers: [{ filters: 1, kernel: 4, pool: true }] }, { kind: 'colour', seed: 0.5 }, { kind: 'colour', l2: Number.NaN }, { kind: 'colour', layers: 'many' }, null])('refuses %j', (input) => {
    expect(() => normaliseRecipe(input as unknown as RecipeInput)).toThrow(OrchardError);
  });

  it('answers a recipe or recipe-invalid to anything', () => {
    fc.assert(fc.property(fc.record({ kind: fc.constantFrom(...RECIPE_KINDS, 'x'), epochs: fc.anything(), learningRate: fc.anything(), seed: fc.anything(), ridge: fc.anything() }, { requiredKeys: ['kind'] }), (input) => {
      try {
        normaliseRecipe(input as RecipeInput);
      } catch (error) {
        expect(error).toMatchObject({ code: 'recipe-invalid' });
      }
    }));
  });
});

describe('a kind of recipe', () => {
  it.each(RECIPE_KINDS)('%s begins at a size that is worth choosing, and its network takes pixels or rows', (kind) => {
    const recipe = normaliseRecipe({ kind });
    expect(RECIPES[kind].sizes).toContain(recipe.inputSize);
    const { input, blocks } = networkInput(recipe);
    expect(blocks.length > 0).toBe(input === 'features');
  });

  it('takes the blocks that were chosen', () => {
    expect(networkInput(normaliseRecipe({ kind: 'linear', features: ['embedding'] }))).toEqual({ input: 'features', blocks: ['embedding'], normalise: true });
    expect(networkInput(normaliseRecipe({ kind: 'colour' }))).toEqual({ input: 'features', blocks: ['readable'], normalise: false });
  });
});

it('says of a recipe how its pictures are levelled, where they are', () => {
  const text = (levelling?: string): string => recipeText(normaliseRecipe({ kind: 'colour', ...(levelling ? { levelling } : {}) } as unknown as RecipeInput));
  expect(text('exposure')).toContain(', exposure levelled');
  expect(text('exposure-and-colour')).toContain(', exposure and colour of the light levelled');
  expect(text()).not.toContain('levelled');
});
