import type { RightOf } from '../../../domain/learning/online/recorded.ts';
import type { EchoCourse } from '../../../domain/policy-lab/echo-heads.ts';
import { percentNumber } from '../../format.ts';

/** By how much what is told may lie above what is so and still be chance of few fruits. */
const MUCH = 0.02;

/** The later bins together: behind the drift of a story. */
export function secondHalf(bins: readonly RightOf[]): RightOf {
  return bins.slice(Math.floor(bins.length / 2)).reduce((sum, { right, of }) => ({ right: sum.right + right, of: sum.of + of }), { right: 0, of: 0 });
}

/** What the story shows, of the head that is told furthest from what is so. */
export function trapText(courses: readonly EchoCourse[], names: Readonly<Record<EchoCourse['key'], string>>): string {
  const gaps = courses.filter(({ key }) => key !== 'live').map(({ key, bins, told }) => {
    const [so, said] = [secondHalf(bins), secondHalf(told.bins)].map(({ right, of }) => (of > 0 ? right / of : 0)) as [number, number];
    return { key, so, said, gap: said - so };
  }).sort((a, b) => b.gap - a.gap);
  const widest = gaps[0];
  if (!widest || widest.gap < MUCH) return 'Here the truths that came tell of all fruit.';
  return `${names[widest.key]} is told that it is ${percentNumber(widest.said)} % right, and is ${percentNumber(widest.so)} %: of what it sorts out wrongly it never hears, so no truth teaches it otherwise.`;
}
