import type { ReplayResult } from './result.ts';

/** Newest fruits on which any version parts from the baseline, newest first, at most `most`: what is worth looking at closer. */
export function partedIndices({ mended, broken }: Pick<ReplayResult, 'mended' | 'broken'>, most: number): number[] {
  const all = [mended, broken].flatMap((byVersion) => Object.values(byVersion).flatMap((fruits) => fruits.map(({ index }) => index)));
  return [...new Set(all)].sort((a, b) => b - a).slice(0, most);
}
