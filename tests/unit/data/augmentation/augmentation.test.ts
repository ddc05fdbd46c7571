import { describe, expect, it } from 'vitest';
import { proposeAugmentation, type FeatureShift } from '../../../../src/domain/data/augmentation/propose.ts';
import { augmentedCopy } from '../../../../src/domain/data/augmentation/augment.ts';
import { readableFeatures, READABLE_FEATURES } from '../../../../src/domain/data/features/readable.ts';
import { normaliseRecipe, recipeText, RECIPE_KINDS, type RecipeInput } from '../../../../src/domain/learning/recipes/catalogue.ts';
import { othersText, reasonText } from '../../../../src/ui/screens/train/augmentation.ts';
import { fruit } from '../../trainer/surroundings.ts';

const shift = (name: string, usual: number, now: number, by: number): FeatureShift => ({ name, usual, now, by });

describe('a recipe’s augmentation', () => {
  it.each(RECIPE_KINDS)('%s is as it was without, and keeps what it is given, clamped', (kind) => {
    expect(normaliseRecipe({ kind })).not.toHaveProperty('augmentation');
    const recipe = normaliseRecipe({ kind, augmentation: { copies: 99, transforms: { exposure: -7, blur: 0, mirror: 0.5 } } } as unknown as RecipeInput);
    expect(recipe.augmentation).toEqual({ copies: 8, transforms: { exposure: -3, mirror: 0.5 }, seed: 1 });
    expect(normaliseRecipe(recipe)).toEqual(recipe);
    expect(recipeText(recipe)).toContain('8 changed copies of each picture');
  });

  it.each([{ copies: 0, transforms: { blur: 1 } }, { copies: 3, transforms: {} }, { copies: 3, transforms: { blur: 0, exposure: 0 } }])('that changes nothing is none: %j', (augmentation) => {
    expect(normaliseRecipe({ kind: 'linear', augmentation } as unknown as RecipeInput)).not.toHaveProperty('augmentation');
  });

  it.each([{ copies: 'two' }, { transforms: { blur: 'much' } }, { seed: 0.5 }, 3])('of a wrong form is refused: %j', (augmentation) => {
    expect(() => normaliseRecipe({ kind: 'linear', augmentation } as unknown as RecipeInput)).toThrow(expect.objectContaining({ code: 'recipe-invalid' }) as Error);
  });
});

describe('the proposal', () => {
  it('answers less light with darker copies by as many EV, and says so', () => {
    const { augmentation, reasons, others } = proposeAugmentation([shift('brightness', 0.5, 0.25, -2), shift('contrast', 0.2, 0.1, -1), shift('sharpness', 0.3, 0.14, -1), shift('size', 0.5, 0.7, 0.8), shift('warmth', 0.1, 0.05, -0.6), shift('redness', 0.2, 0.1, -0.9)]);
    expect(Object.keys(augmentation!.transforms)).toEqual(['exposure']);
    // Half the sRGB mean is about 2.2 EV, and copies lie at three quarters of the strength in the mean.
    expect(augmentation!.transforms.exposure).toBeCloseTo(-2.2 / 0.75, 1);
    expect(others.map(({ name }) => name)).toEqual([]);
    expect(reasonText(reasons)).toBe('Pictures on the line are darker (0.25, learnt from 0.50): add copies darker by up to 2.9 EV.');
  });

  it.each([
    ['warmth', shift('warmth', 0.1, 0.25, 1.5), 'warmth', 1], ['blur', shift('sharpness', 0.4, 0.2, -2), 'blur', 1], ['noise', shift('sharpness', 0.2, 0.5, 3), 'noise', 1],
    ['dust', shift('contrast', 0.4, 0.3, -1), 'dust', 1], ['a closer crop', shift('size', 0.3, 0.5, 1), 'crop', 1], ['more light', shift('brightness', 0.3, 0.5, 1), 'exposure', 1], ['a colder lamp', shift('warmth', 0.1, -0.1, -2), 'warmth', -1],
  ] as const)('finds %s', (_, moved, transform, sign) => {
    const found = proposeAugmentation([moved]).augmentation!.transforms;
    expect(Object.keys(found)).toEqual([transform]);
    expect(Math.sign(found[transform]!)).toBe(sign);
  });

  it.each([
    ['more contrast', [shift('contrast', 0.3, 0.4, 1)]], ['less contrast of a blurred picture', [shift('contrast', 0.4, 0.3, -1), shift('sharpness', 0.4, 0.2, -2)]],
    ['less contrast of a darker one', [shift('contrast', 0.4, 0.3, -1), shift('brightness', 0.5, 0.3, -2)]],
  ])('takes no dust for %s', (_, moved) => {
    expect(proposeAugmentation(moved).augmentation?.transforms ?? {}).not.toHaveProperty('dust');
  });

  it('proposes nothing where nothing moved, nor for what is of the fruit', () => {
    expect(proposeAugmentation([shift('brightness', 0.5, 0.49, -0.1)])).toEqual({ augmentation: null, reasons: [], others: [] });
    const { augmentation, others } = proposeAugmentation([shift('hue', 20, 60, 2)]);
    expect(augmentation).toBeNull();
    expect(othersText(others)).toContain('nearer to green in hue');
  });

  it('makes copies that stand about where the line stands', () => {
    const bright = fruit(64, [220, 60, 40], 3);
    const brightness = (values: ArrayLike<number>) => values[READABLE_FEATURES.findIndex(({ name }) => name === 'brightness')]!;
    const usual = brightness(readableFeatures(bright));
    const now = 0.55 * usual;
    const { augmentation } = proposeAugmentation([shift('brightness', usual, now, -3)]);
    const copies = Array.from({ length: 24 }, (_, i) => brightness(readableFeatures(augmentedCopy(bright, `p${i}`, augmentation!, 1))));
    const mean = copies.reduce((sum, value) => sum + value, 0) / copies.length;
    expect(Math.abs(mean - now)).toBeLessThan(0.25 * (usual - now));
  });
});
