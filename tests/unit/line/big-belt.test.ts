import { describe, expect, test } from 'vitest';
import { bigBeltShape, truthPost } from '../../../src/ui/line/paint-big-belt.ts';
import { placeNames } from '../../../src/ui/line/name-places.ts';
import { sayVerdict, verdictOf } from '../../../src/ui/line/judged-fruit.ts';

describe('the post where truth arrives', () => {
  const wide = bigBeltShape(820);
  test('stands at its true distance when that is in sight', () => {
    expect(truthPost(wide, 2, 1)).toEqual({ before: 1.5, leftOut: 0 });
  });
  test('stands behind a break when it is not, and nothing is shown twice', () => {
    const { before, leftOut } = truthPost(wide, 312, 1);
    expect(before - 0.5 + leftOut).toBe(312);
    expect(before * wide.pitch).toBeLessThan(wide.cameraX);
  });
  test('a sample brings it nearer', () => {
    expect(truthPost(wide, 312, 200).leftOut).toBe(0);
  });
});

describe('names on the strip', () => {
  test('never overlap, and the selected one always has its place', () => {
    const wishes = [0, 1, 2].map((i) => ({ text: 'gradual: the lamp ages', plateaus: [{ from: 700, to: 780 }], first: i === 0 }));
    expect(placeNames(wishes, 800).map(({ x }) => x !== null)).toEqual([true, false, false]);
  });
});

describe('a verdict in words', () => {
  const item = { index: 1, species: 0, cultivar: 0, ripeness: 0.5, predicted: 0, scores: [0.61, 0.39], version: 1, right: false };
  test('of two labels the other one is the truth', () => {
    expect(sayVerdict(verdictOf(item, ['ripe', 'unripe']))).toBe('ripe 0.61, wrong, was unripe');
  });
  test('of more labels it is not guessed', () => {
    expect(sayVerdict(verdictOf(item, ['ripe', 'unripe', 'rotten']))).toBe('ripe 0.61, wrong');
  });
});
