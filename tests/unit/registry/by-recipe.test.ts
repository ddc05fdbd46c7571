import { expect, it } from 'vitest';
import { newestOfEach } from '../../../src/domain/registry/by-recipe.ts';
import { normaliseRecipe, RECIPE_KINDS, type RecipeKind } from '../../../src/domain/learning/recipes/catalogue.ts';
import { model } from '../../contract/fixtures.ts';

const version = (number: number, kind: RecipeKind, labels = ['ripe', 'unripe'], maker?: string) => ({ number, recipe: normaliseRecipe({ kind }), signature: { ...model().signature, labels }, lineage: { ...model().lineage, ...(maker === undefined ? {} : { maker }) } });

it('the live version stands for its own recipe, the newest with its labels for each other, and a recipe without one has its place', () => {
  const live = version(2, 'colour');
  const models = [version(1, 'linear'), live, version(3, 'colour'), version(4, 'linear', ['unripe', 'ripe']), version(5, 'linear', ['ripe', 'rotten']), version(6, 'cnn', ['apple', 'banana']), version(7, 'mlp', undefined, 'Teachable Machine')];
  expect(newestOfEach(models, live).map(([kind, found]) => [kind, found?.number ?? null])).toEqual([['colour', 2], ['linear', 4], ['mlp', null], ['cnn', null]]);
  expect(newestOfEach([], live).map(([kind]) => kind)).toEqual(RECIPE_KINDS);
});
