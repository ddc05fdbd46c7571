import { describe, expect, test } from 'vitest';
import { crateOf } from '../../../src/ui/line/paint-crate.ts';
import { stripShape } from '../../../src/ui/line/paint-truth-strip.ts';
import { bigBeltShape, postText, truthPost } from '../../../src/ui/line/paint-big-belt.ts';
import { placeNames } from '../../../src/ui/line/name-places.ts';
import { delayText, truthComesText } from '../../../src/ui/line/truth-text.ts';
import { sayPrediction, predictionOf } from '../../../src/ui/line/predicted-fruit.ts';

describe('the post where truth arrives', () => {
  const wide = bigBeltShape(820);
  test('stands at its true distance when that is in sight', () => {
    expect(truthPost(wide, 2, 1)).toEqual({ before: 1.5, leftOut: 0, torn: false });
  });
  test('stands behind a break when it is not, and right behind it the fruit whose truth has just arrived', () => {
    const { before, leftOut, torn } = truthPost(wide, 312, 1);
    expect(torn).toBe(true);
    expect(before + 0.5 + leftOut).toBe(312);
    expect(before * wide.pitch).toBeLessThan(wide.cameraX);
  });
  test('a delay that just fits needs no break, one more does', () => {
    const torn = [1, 2, 3, 4, 5, 6, 7].map((labelDelay) => truthPost(wide, labelDelay, 1).torn);
    expect(torn.filter((each, i) => each !== torn[i - 1] && i > 0)).toHaveLength(1);
    expect(torn.at(-1)).toBe(true);
  });
  test('a sample is torn at any delay but 0', () => {
    expect([0, 2, 312].map((labelDelay) => truthPost(wide, labelDelay, 200).torn)).toEqual([false, true, true]);
  });
  test('leaves room for at least one settled fruit on a phone', () => {
    const narrow = bigBeltShape(390);
    const { before } = truthPost(narrow, 50, 1);
    expect(narrow.cameraX - (before + 0.5) * narrow.pitch).toBeGreaterThan(0);
  });
  test('says when the first truth comes, and then how much later each does', () => {
    expect([postText({ labelDelay: 50, lag: 50 }, -1, false, true), postText({ labelDelay: 50, lag: 50 }, 12, false, true), postText({ labelDelay: 50, lag: 50 }, 49, true, true), postText({ labelDelay: 50, lag: 50 }, 50, false, true)])
      .toEqual(['first truth in 51 fruits', 'first truth in 38 fruits', 'first truth in 1', 'truth arrives, 50 fruits later']);
  });
  test('leaves the newest truth where it is while a longer delay has yet to bring its first', () => {
    expect(postText({ labelDelay: 100, lag: 62 }, 63, false, true)).toBe('newest truth, 62 fruits back');
    expect(delayText(100, 1, 63)).toBe('label delay 100: the next truth comes at fruit 102');
    expect(delayText(50, 13, 63)).toBe('label delay 50: as many predictions wait as lie between camera and post');
  });
  test('promises nothing in so many fruits while none passes', () => {
    expect([postText({ labelDelay: 50, lag: 50 }, 12, false, false), postText({ labelDelay: 50, lag: 50 }, 50, false, false)]).toEqual(['first truth at fruit 50', 'truth arrives, 50 fruits later']);
  });
  test('promises no truth where the line has none for the labels', () => {
    expect([postText({ labelDelay: 50, lag: 50 }, 12, false, true, false), postText({ labelDelay: 50, lag: 50 }, 60, true, true, false)]).toEqual(['no truth for these labels', 'no truth']);
  });
  test('of a fruit whose truth lies behind the end of the line is not promised', () => {
    expect([truthComesText(849, 50, 900), truthComesText(850, 50, 900)]).toEqual(['its truth comes at fruit 899', 'its truth would come at fruit 900, behind the line’s end']);
  });
});

describe('a crate', () => {
  test('holds 250; full ones are counted, and the open one shows its share', () => {
    expect([0, 1, 51, 249, 250, 2301].map(crateOf)).toEqual([
      { full: 0, inside: 0, shown: 0 }, { full: 0, inside: 1, shown: 1 }, { full: 0, inside: 51, shown: 2 },
      { full: 0, inside: 249, shown: 12 }, { full: 1, inside: 0, shown: 0 }, { full: 9, inside: 51, shown: 2 },
    ]);
  });
});

describe('the strip of truths', () => {
  test('ends the truths at the post and begins behind it with what waits, at any delay; the post stands still while both fill', () => {
    for (const labelDelay of [0, 1, 50, 120, 121, 250, 5000]) {
      const at = (truths: number) => stripShape(900, { outcomes: new Uint8Array(truths) }, labelDelay);
      const shape = at(50);
      const bins = Math.ceil(labelDelay / Math.max(1, Math.ceil(labelDelay / 120)));
      expect(shape.truthX(49) + shape.pitch / 2).toBeLessThan(shape.postX);
      expect(shape.truthX(0)).toBeGreaterThan(0);
      expect(shape.waitingX(0) - shape.pitch / 2).toBeGreaterThan(shape.postX);
      if (bins > 0) expect(shape.waitingX(bins - 1) + shape.pitch / 2).toBeLessThanOrEqual(900.001);
      expect([at(0).postX, at(7).postX, at(7).truthX(6)]).toEqual([shape.postX, shape.postX, shape.truthX(49)]);
    }
  });
});

describe('names on the strip', () => {
  test('never overlap, and the selected one always has its place', () => {
    const wishes = [0, 1, 2].map((i) => ({ text: 'gradual: the lamp ages', plateaus: [{ from: 700, to: 780 }], first: i === 0 }));
    expect(placeNames(wishes, 800).map(({ x }) => x !== null)).toEqual([true, false, false]);
  });
});

describe('a prediction in words', () => {
  const item = { index: 1, species: 0, cultivar: 0, ripeness: 0.5, predicted: 0, scores: [0.61, 0.39], version: 1, right: false, latencyMs: 40, modelMs: 31 };
  test('of two labels the other one is the truth', () => {
    expect(sayPrediction(predictionOf(item, ['ripe', 'unripe']))).toBe('ripe 0.61, wrong, was unripe');
  });
  test('of more labels it is not guessed', () => {
    expect(sayPrediction(predictionOf(item, ['ripe', 'unripe', 'rotten']))).toBe('ripe 0.61, wrong');
  });
  test('of own labels nothing is to come', () => {
    const waiting = { ...item, right: null };
    expect(sayPrediction(predictionOf(waiting, ['ripe', 'unripe']))).toBe('ripe 0.61, truth to come');
    expect(sayPrediction(predictionOf(waiting, ['Banana', 'tomato']))).toBe('Banana 0.61, truth to come');
    expect(sayPrediction(predictionOf(waiting, ['grade 1', 'grade 9']))).toBe('grade 1 0.61, its truth cannot be known');
  });
});
