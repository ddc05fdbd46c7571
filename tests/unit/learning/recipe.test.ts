import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { normaliseRecipe, RECIPE_LIMITS } from '../../../src/domain/learning/recipes/normalise.ts';
import { RECIPE_KINDS, type RecipeInput } from '../../../src/domain/learning/recipes/recipe.ts';

describe('normaliseRecipe', () => {
  it.each(RECIPE_KINDS)('fills in the defaults of %s and changes nothing the second time', (kind) => {
    const recipe = normaliseRecipe({ kind });
    expect(recipe.kind).toBe(kind);
    expect(normaliseRecipe(recipe)).toEqual(recipe);
  });

  it('clamps numbers and leaves out what belongs to other kinds', () => {
    expect(normaliseRecipe({ kind: 'colour', l2: -3, epochs: 7 })).toEqual({ kind: 'colour', seed: 1, inputSize: 48, l2: 0 });
    expect(normaliseRecipe({ kind: 'mlp', epochs: 1e9, dropout: 2 })).toMatchObject({ epochs: RECIPE_LIMITS.epochs[1], dropout: 0.9 });
    expect(normaliseRecipe({ kind: 'linear', features: ['colour', 'embedding', 'colour'] })).toMatchObject({ features: ['embedding', 'colour'] });
  });

  it('never pools a picture away', () => {
    const layers = new Array(8).fill({ filters: 4, kernel: 3, pool: true });
    const recipe = normaliseRecipe({ kind: 'cnn', inputSize: 48, layers });
    expect(recipe.kind === 'cnn' && recipe.layers.filter(({ pool }) => pool).length).toBe(4);
  });

  it.each([{ kind: 'forest' }, { kind: 'linear', features: [] }, { kind: 'cnn', layers: [{ filters: 1, kernel: 4, pool: true }] }, { kind: 'colour', seed: 0.5 }, { kind: 'colour', l2: Number.NaN }, null])('refuses %j', (input) => {
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
