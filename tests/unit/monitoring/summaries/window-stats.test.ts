import { expect, test } from 'vitest';
import { meanStats, percentileStats, shareStats } from '../../../../src/domain/monitoring/summaries/window-stats.ts';

test('a mean leaves out what is not known, and its interval narrows with the root of n', () => {
  const few = meanStats([1, NaN, 3])!;
  expect(few).toMatchObject({ n: 2, value: 2, std: 1 });
  const many = meanStats(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 1 : 3)))!;
  expect((few.high - few.low) / (many.high - many.low)).toBeCloseTo(2, 12);
  expect(many.high - many.value).toBeCloseTo(1.959964 / Math.sqrt(8), 6);
  expect(meanStats([NaN])).toBeNull();
});

test("a share has Wilson's interval, and none without trials", () => {
  const share = shareStats(81, 263)!;
  expect([share.low, share.high].map((end) => Number(end.toFixed(4)))).toEqual([0.2553, 0.3662]);
  expect(shareStats(0, 612)!.high).toBeCloseTo(0.0062, 4);
  expect(shareStats(0, 0)).toBeNull();
});

test('a percentile lies between two of the values themselves', () => {
  const stats = percentileStats(Array.from({ length: 500 }, (_, i) => 500 - i), 0.95)!;
  // n q ± 1.96 √(n q (1 − q)) = 475 ± 9.55: the 466th and the 485th value.
  expect(stats).toMatchObject({ n: 500, value: 475, low: 466, high: 485 });
  expect(percentileStats([7], 0.95)).toMatchObject({ value: 7, low: 7, high: 7 });
  expect(percentileStats([], 0.95)).toBeNull();
});
