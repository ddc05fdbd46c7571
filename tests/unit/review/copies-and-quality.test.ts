import { describe, expect, it } from 'vitest';
import { READABLE_FEATURES, readableIndex } from '../../../src/domain/data/features/readable.ts';
import { findingsOf, type ReviewMeasures } from '../../../src/domain/review/findings.ts';
import { nearDuplicates } from '../../../src/domain/review/near-duplicates.ts';
import { qualitySuspects } from '../../../src/domain/review/quality-suspects.ts';
import { cautionText, nearestText, reasonText } from '../../../src/domain/review/reason-text.ts';

const readable = (change: Record<string, number> = {}, all = 0.5): number[] => {
  const row = new Array<number>(READABLE_FEATURES.length).fill(all);
  for (const [name, value] of Object.entries(change)) row[readableIndex(name)] = value;
  return row;
};
const LOOK = '00000000000000';

describe('copies', () => {
  it('are grouped by look and by what is measured, whatever their hue', () => {
    const groups = nearDuplicates([
      { lookHash: `${LOOK}00`, readable: readable({ hue: 10 }) }, { lookHash: `${LOOK}07`, readable: readable({ hue: 200, brightness: 0.52 }) },
      { lookHash: `${LOOK}0f`, readable: readable({ size: 0.9 }) }, { lookHash: 'ffffffffffffffff', readable: readable() },
      { lookHash: 'ffffffffffffffff', readable: readable() },
    ]);
    expect(groups).toEqual([{ rows: [0, 1], bits: 3, identical: false }, { rows: [3, 4], bits: 0, identical: true }]);
  });

  it('four bits apart, or one share a little further, are other pictures', () => {
    expect(nearDuplicates([{ lookHash: `${LOOK}00`, readable: readable() }, { lookHash: `${LOOK}0f`, readable: readable() }])).toEqual([]);
    expect(nearDuplicates([{ lookHash: `${LOOK}00`, readable: readable() }, { lookHash: `${LOOK}00`, readable: readable({ size: 0.54 }) }])).toEqual([]);
  });

  it('pass into each other by small steps', () => {
    const chain = ['00', '07', '3f'].map((end) => ({ lookHash: `${LOOK}${end}`, readable: readable() }));
    expect(nearDuplicates(chain)).toEqual([{ rows: [0, 1, 2], bits: 6, identical: false }]);
  });
});

describe('quality', () => {
  /** Twenty pictures that differ a little, and what is given. */
  const set = (...odd: number[][]): number[][] => [...Array.from({ length: 20 }, (_, i) => readable({ brightness: 0.5 + (i % 5) / 100, sharpness: 0.2 + (i % 7) / 200 })), ...odd];

  it('suspects what is darker or less sharp than the set, and says where that begins', () => {
    const suspects = qualitySuspects(set(readable({ brightness: 0.1, sharpness: 0.2 }), readable({ brightness: 0.5, sharpness: 0.01 })), null);
    expect(suspects.map(({ row, fault }) => [row, fault])).toEqual([[20, 'dark'], [21, 'blurred']]);
    expect(suspects[0]!.value).toBeLessThan(suspects[0]!.limit);
    expect(suspects[0]!.limit).toBeLessThanOrEqual(0.65 * suspects[0]!.usual);
  });

  it('suspects none of a set that is dark as a whole, nor of one that is too small', () => {
    expect(qualitySuspects(Array.from({ length: 20 }, () => readable({ brightness: 0.05, sharpness: 0.01 })), null)).toEqual([]);
    expect(qualitySuspects([...Array.from({ length: 10 }, () => readable()), readable({ brightness: 0 })], null)).toEqual([]);
  });

  it('suspects what is far from all others, in units of the set', () => {
    const farness = Array.from({ length: 20 }, (_, i) => 0.2 + (i % 5) / 100);
    expect(qualitySuspects(set(), farness)).toEqual([]);
    expect(qualitySuspects(set(readable()), [...farness, 0.9]).map(({ row, fault }) => [row, fault])).toEqual([[20, 'far-off']]);
    expect(qualitySuspects(set(), new Array(20).fill(0))).toEqual([]);
  });
});

describe('findings', () => {
  const LABELS = ['ripe', 'unripe'];
  const picture = (id: string, label: string, cultivar?: string) => ({ id, label, readable: readable(), ...(cultivar ? { cultivar } : {}) });
  const NOTHING: ReviewMeasures = { probabilities: null, nearest: null, farness: null, groups: [] };

  it('list doubted labels worst first, with what is usual and what the nearest are', () => {
    const pictures = [picture('a', 'ripe'), picture('b', 'ripe'), picture('c', 'unripe'), picture('d', 'unripe'), picture('e', 'ripe'), picture('f', 'ripe')];
    const probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.02, 0.98, 0.1, 0.9];
    const nearest = new Int32Array(30).fill(-1);
    nearest.set([2, 3, 0], 4 * 5);
    const { items, looked } = findingsOf(pictures, LABELS, { ...NOTHING, probabilities, nearest }, () => undefined);
    expect(looked).toBe(6);
    expect(items.map(({ ids, score }) => [ids[0], Number(score.toFixed(2))])).toEqual([['e', 0.98], ['f', 0.9]]);
    expect(items[0]).toMatchObject({ given: 'ripe', suggested: 'unripe', probability: 0.98, agreeing: 2, caution: null });
    expect(reasonText(items[0]!)).toBe('0.98 “unripe”, 0.85 is usual');
    expect(nearestText(items[0]!)).toBe('two of the three nearest are');
  });

  it('warn where a cultivar is doubted as a whole, and where the nearest are labelled as the picture is', () => {
    const pictures = [...Array.from({ length: 20 }, (_, i) => picture(`r${i}`, 'ripe', 'Gala')), ...Array.from({ length: 20 }, (_, i) => picture(`u${i}`, 'unripe', 'Gala')), ...Array.from({ length: 4 }, (_, i) => picture(`g${i}`, 'ripe', 'Granny Smith'))];
    const probabilities = pictures.flatMap(({ id }, i) => (id.startsWith('g') || i === 0 ? [0.05, 0.95] : id.startsWith('r') ? [0.9, 0.1] : [0.1, 0.9]));
    const nearest = new Int32Array(pictures.length * 5).fill(-1);
    nearest.set([1, 2, 3, 4, 21], 0);
    const { items } = findingsOf(pictures, LABELS, { ...NOTHING, probabilities, nearest }, () => undefined);
    const cautions = new Map(items.map((item) => [item.ids[0]!, cautionText(item)]));
    expect(cautions.get('g0')).toBe('4 of 4 Granny Smith are doubted: the model may not know it');
    expect(cautions.get('r0')).toBe('four of its nearest are labelled as it is');
  });

  it('put copies across the split first, and count one picture several times as frozen', () => {
    const pictures = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => picture(id, 'ripe'));
    const groups = [{ rows: [0, 1], bits: 0, identical: true }, { rows: [2, 3], bits: 2, identical: false }, { rows: [4, 5], bits: 1, identical: false }];
    const { items } = findingsOf(pictures, LABELS, { ...NOTHING, groups }, (id) => (id === 'e' ? 'test' : 'train'));
    expect(items.map(({ kind, reason, ids }) => [kind, reason, ids.join('')])).toEqual([['duplicates', 'split', 'ef'], ['duplicates', 'near', 'cd'], ['quality', 'frozen', 'ab']]);
  });
});
