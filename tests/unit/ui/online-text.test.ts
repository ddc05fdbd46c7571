import { expect, it } from 'vitest';
import type { EchoCourse } from '../../../src/domain/policy-lab/echo-heads.ts';
import { courseDrawing, lowestShare } from '../../../src/ui/screens/improve/course-plot.ts';
import { secondHalf, trapText } from '../../../src/ui/screens/improve/online-text.ts';

const NAMES = { live: 'The first model', rls: 'RLS', sgd: 'SGD' };
const bins = (...rights: number[]) => rights.map((right) => ({ right, of: 100 }));
const course = (key: EchoCourse['key'], so: readonly number[], said: readonly number[]): EchoCourse => ({ key, right: 0, of: 400, learnt: 0, bins: bins(...so), told: { right: 0, of: 400, bins: bins(...said) } });

it('names the head that is told furthest from what is so, over the second half', () => {
  expect(secondHalf(bins(1, 2, 3, 4))).toEqual({ right: 7, of: 200 });
  expect(trapText([course('live', [99, 99, 50, 50], [99, 99, 99, 99]), course('rls', [99, 99, 96, 96], [99, 99, 97, 97]), course('sgd', [99, 99, 80, 90], [99, 99, 98, 98])], NAMES)).toContain('SGD is told that it is 98.0 % right, and is 85.0 %');
  expect(trapText([course('live', [99, 99, 50, 50], [99, 99, 99, 99]), course('rls', [99, 99, 96, 96], [99, 99, 97, 97])], NAMES)).toBe('Here the truths that came tell of all fruit.');
});

it('draws a gap where a bin has too few truths, and an axis that holds every line', () => {
  const lines = [{ key: 'a', words: 'a', tone: 'ink' as const, bins: [...bins(90, 83), { right: 1, of: 2 }, ...bins(95)] }];
  expect(lowestShare(lines)).toBe(0.8);
  const { paths, ticks } = courseDrawing({ from: 0, to: 400, index: [0, 100, 200, 300], lines, low: 0.8 }, { left: 0, right: 400, top: 0, bottom: 100 });
  expect(paths[0]!.path).toBe('M50.0 50.0L150.0 85.0M350.0 25.0');
  expect(ticks.map(({ share, y }) => [share, Math.round(y)])).toEqual([[1, 0], [0.9, 50], [0.8, 100]]);
});
