import { describe, expect, test } from 'vitest';
import { knownUpTo } from '../../../../src/domain/world/drift/known-up-to.ts';

const changed = (from: number, before: number, after: number) => [{ from: 0, labelDelay: before }, { from, labelDelay: after }];

describe('what is known of the truth', () => {
  test('lies a label delay back', () => {
    expect([0, 50, 51, 200].map((judged) => knownUpTo([{ from: 0, labelDelay: 50 }], judged))).toEqual([-50, 0, 1, 150]);
  });

  test('stays known when the delay grows, until the first truth that the longer one holds', () => {
    expect([52, 53, 102, 103].map((judged) => knownUpTo(changed(52, 50, 100), judged))).toEqual([2, 2, 2, 3]);
  });

  test('comes sooner at once when the delay shrinks', () => {
    expect([51, 52, 60].map((judged) => knownUpTo(changed(52, 50, 10), judged))).toEqual([1, 42, 50]);
  });

  test('tells how far off the first truth is, by the delay in force', () => {
    expect(knownUpTo(changed(30, 50, 100), 40)).toBe(-60);
  });

  test('never falls while the line goes on', () => {
    const delays = [0, 40, 90, 95, 300].map((from, i) => ({ from, labelDelay: [20, 80, 5, 60, 0][i]! }));
    const known = Array.from({ length: 400 }, (_, judged) => Math.max(0, knownUpTo(delays, judged)));
    expect(known).toEqual([...known].sort((a, b) => a - b));
  });
});
