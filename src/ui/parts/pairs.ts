import { number } from '../format.ts';

/** How two versions judged the same pictures. */
export interface PairCounts {
  bothRight: number;
  onlyChampion: number;
  onlyChallenger: number;
  bothWrong: number;
}

export type PairCell = keyof PairCounts;

/** The four, row by row: what the champion did, then what the challenger did. */
export const PAIR_CELLS = ['bothRight', 'onlyChampion', 'onlyChallenger', 'bothWrong'] as const satisfies readonly PairCell[];

/** What each is called: broken is what the challenger makes worse, mended what it makes better. */
export const PAIR_WORDS: Readonly<Record<PairCell, string>> = { bothRight: 'both right', onlyChampion: 'broken', onlyChallenger: 'mended', bothWrong: 'both wrong' };

/** `1 703 both right, 213 mended, 49 broken, 35 both wrong`. */
export function pairText(counts: PairCounts): string {
  return (['bothRight', 'onlyChallenger', 'onlyChampion', 'bothWrong'] as const).map((cell) => `${number(counts[cell])}\u00a0${PAIR_WORDS[cell]}`).join(', ');
}
