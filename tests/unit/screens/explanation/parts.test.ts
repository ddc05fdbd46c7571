import { describe, expect, test } from 'vitest';
import type { LogRow } from '../../../../src/ui/screens/log/rows.ts';
import { drawnOf } from '../../../../src/ui/screens/alerts/explanation/drawn.ts';
import { effectRows } from '../../../../src/ui/screens/alerts/explanation/effect-rows.ts';
import { mistakePairs } from '../../../../src/ui/screens/alerts/explanation/mistakes.ts';
import { liveParts, sizesOf } from '../../../../src/ui/screens/alerts/explanation/rule-numbers.ts';
import { dateRange, delayText, formatOf, fruitName, rangeText, sliceText, wrongPairs } from '../../../../src/ui/screens/alerts/explanation/texts.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('words', () => {
  test('ranges are inclusive, their dates no longer than need be, delays in fruit and simulated time', () => {
    expect(plain(rangeText({ from: 4000, to: 4500 }))).toBe('fruits 4 000 to 4 499');
    expect(rangeText({ from: 7, to: 8 })).toBe('fruit 7');
    expect(dateRange({ from: 0, to: 1000 })).toBe('1 to 6 March 2026');
    expect(dateRange({ from: 0, to: 10 })).toBe('1 March 2026');
    expect(dateRange({ from: 6000, to: 6500 })).toBe('31 March 2026 to 2 April 2026');
    expect(plain(delayText(1599))).toBe('1 599 fruits, 8.0 days');
    expect(delayText(100)).toBe('100 fruits, 12 hours');
  });

  test('numbers keep the digits that tell them apart', () => {
    expect(formatOf('feature.sharpness', 0.002)(0.0121)).toBe('0.0121');
    expect(formatOf('feature.hue-blue', 0)(0.00234)).toBe('0.0023');
    expect(formatOf('confidence', 0.1)(0.95)).toBe('95.0\u00a0%');
  });

  test('fruit and slices are called as people call them, and what nobody knows as it is', () => {
    expect(fruitName('apple', 'granny-smith')).toBe('Granny Smith, apple');
    expect(fruitName('apple', 'none')).toBe('none, apple');
    expect(fruitName('unknown', 'constructor')).toBe('constructor, unknown');
    expect(sliceText({ attribute: 'cultivar', value: 'apple/granny-smith' })).toBe('Granny Smith, apple');
    expect(sliceText({ attribute: 'predicted', value: '<i>ripe</i>' })).toBe('what it calls “<i>ripe</i>”');
    expect(sliceText({ attribute: 'place', value: 'wood' })).toBe('at the place “wood”');
  });
});

describe('mistakes', () => {
  const row = (index: number, cultivar: string, prediction: string, confidence: number, right: boolean): LogRow => (
    { index, timeMs: 0, species: 'apple', cultivar, supplier: '', prediction, confidence, truth: right ? prediction : 'other', known: true, right, latencyMs: 1, version: 1, drift: 0 });

  test('stand beside right predictions that read the same, of their cultivar where there is one, the commonest first', () => {
    const right = [row(1, 'Gala', 'ripe', 0.9, true), row(2, 'Gala', 'ripe', 0.6, true), row(3, 'Gala', 'unripe', 0.9, true), row(4, 'Fuji', 'ripe', 0.9, true)];
    const wrong = [row(10, 'Fuji', 'ripe', 0.9, false), row(11, 'Gala', 'ripe', 0.62, false), row(12, 'Gala', 'ripe', 0.95, false), row(13, 'Gala', 'ripe', 0.9, false), row(14, 'Kanzi', 'unripe', 0.5, false)];
    const pairs = mistakePairs(right, wrong);
    expect(pairs.map(({ before, after }) => [before.index, after.index])).toEqual([[2, 11], [1, 12], [4, 10], [3, 14]]);
    expect(mistakePairs(right, wrong, 1)).toHaveLength(1);
    expect(mistakePairs([], wrong)).toEqual([]);
    expect(wrongPairs(pairs)[3]).toEqual({ name: 'Gala › Kanzi, apple', before: { index: 3, words: 'unripe, right' }, after: { index: 14, words: 'unripe, was other' } });
  });
});

describe('the rule', () => {
  test('is cut where a measured number stands', () => {
    const parts = liveParts({ live: '0.834 < 1 - 0.1', parts: [{ text: 'a', value: 0.834 }, { text: 'scalar(b)', value: 1 }] });
    expect(parts).toEqual([{ text: '0.834', value: true }, { text: ' < ', value: false }, { text: '1', value: true }, { text: ' - 0.1', value: false }]);
    expect(liveParts({ live: 'a > 2', parts: [{ text: 'a', value: null }] })).toEqual([{ text: 'a > 2', value: false }]);
  });

  test('samples are counted, and too few are said to be', () => {
    const measurement = { values: { n: 1000, m: 30 } } as unknown as Parameters<typeof sizesOf>[0]['measurement'];
    expect(sizesOf({ result: null, measurement, monitor: null }, null)).toEqual({ before: 1000, after: 30, few: true });
    expect(sizesOf({ result: null, measurement: { ...measurement!, values: { n: 1000, m: 500 } }, monitor: null }, null).few).toBe(false);
  });
});

describe('drawn', () => {
  const realized = (share: number | null) => ({ known: 500, right: 0, accuracy: share, lower: 0.9, upper: 1 });
  const quality = { realized: { before: realized(0.98), after: realized(0.8), tooFew: false, difference: -0.18, p: 0 }, estimated: null };
  const comparison = {
    quality, columns: [{ signal: 'feature.hue', before: { mean: 20, std: 5 }, after: { mean: 30, std: 5 } }],
    distribution: { signal: 'feature.hue', edges: [0, 20, 40], before: [0.9, 0.1], after: [0.1, 0.9] },
  } as unknown as NonNullable<Parameters<typeof drawnOf>[0]['changed']['comparison']>;
  const monitor = (signal: string) => ({ spec: { signal } }) as unknown as Parameters<typeof drawnOf>[0]['measured']['monitor'];

  const after = { from: 4000, to: 4500 };

  test('a measurement of another moment is not drawn beside the windows of this one', () => {
    const measurement = (to: number) => ({ edges: [0, 1], categories: null, reference: [1], current: [1], contributions: [0], window: { from: to - 499, to }, referenceMean: 0.4, currentMean: 0.3 }) as unknown as Parameters<typeof drawnOf>[0]['measured']['measurement'];
    const hue = (to: number, of = comparison) => drawnOf({ measured: { monitor: monitor('feature.hue'), measurement: measurement(to) }, changed: { comparison: of, after } }, null)!;
    // The figure and its means are of the alert's windows, as the words and ranges over it; what each bin added is told with its own.
    expect(hue(4374)).toMatchObject({ measured: null, adds: { from: 3875, to: 4375 }, shares: { contributions: null, edges: [0, 20, 40] }, means: { after: { value: 30 } } });
    expect(hue(4499)).toMatchObject({ measured: after, adds: after, shares: { contributions: [0] } });
    expect(hue(3600)).toMatchObject({ measured: null, adds: null });
    // What no single fruit has is drawn as it was measured.
    expect(hue(4374, { ...comparison, distribution: null })).toMatchObject({ measured: { from: 3875, to: 4375 }, means: { after: { value: 0.3 } } });
  });

  test('errors are those of the moment; what the reader picks comes before the monitor’s own', () => {
    const errors = drawnOf({ measured: { monitor: monitor('error'), measurement: null }, changed: { comparison, after } }, null)!;
    expect(errors.shares.categories).toEqual(['right', 'wrong']);
    expect(errors.shares.current[1]).toBeCloseTo(0.2, 12);
    const picked = drawnOf({ measured: { monitor: monitor('error'), measurement: null }, changed: { comparison, after } }, 'feature.hue')!;
    expect([picked.signal, picked.means?.before.at, picked.means?.after.at]).toEqual(['feature.hue', 0.5, 0.75]);
    expect(drawnOf({ measured: { monitor: null, measurement: null }, changed: { comparison: null, after } }, null)).toBeNull();
  });

  test('an effect has four accuracies with estimates, two without, and none where no truth has come', () => {
    expect(effectRows(quality).map(({ kind, when, share }) => [kind, when, share])).toEqual([['realized', 'before', 0.98], ['realized', 'after', 0.8]]);
    const estimated = { before: { rows: 9, accuracy: 0.9, band: { samplingError: 0.1, lower: 0.6, upper: 1.2 } }, after: { rows: 0, accuracy: null, band: null }, tooFew: true, difference: null };
    const rows = effectRows({ realized: { ...quality.realized, after: { ...realized(null), known: 0 } }, estimated });
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatchObject({ share: null, lower: null });
    expect(rows[2]!.upper).toBe(1);
  });
});
