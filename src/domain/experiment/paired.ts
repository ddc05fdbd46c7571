import { logBinomial } from '../statistics/special.ts';
import { twoSidedDeviate, type Interval } from './interval.ts';
import { DEFAULT_ALPHA } from './proportions.ts';

/** What two versions made of the same pictures, counted. */
export interface PairedCounts {
  readonly bothRight: number;
  readonly onlyChampion: number;
  readonly onlyChallenger: number;
  readonly bothWrong: number;
}

/** Counts what two versions made of the same pictures. `champion` and `challenger` say of each picture whether the prediction was right. */
export function pairCounts(champion: readonly boolean[], challenger: readonly boolean[]): PairedCounts {
  const counts = { bothRight: 0, onlyChampion: 0, onlyChallenger: 0, bothWrong: 0 };
  champion.forEach((right, i) => {
    counts[right ? (challenger[i] ? 'bothRight' : 'onlyChampion') : challenger[i] ? 'onlyChallenger' : 'bothWrong'] += 1;
  });
  return counts;
}

/** Pictures that were predicted by both. */
export function pairedTotal({ bothRight, onlyChampion, onlyChallenger, bothWrong }: PairedCounts): number {
  return bothRight + onlyChampion + onlyChallenger + bothWrong;
}

/** The challenger's accuracy less the champion's, −1..1; null without pictures. */
export function pairedDifference(counts: PairedCounts): number | null {
  const n = pairedTotal(counts);
  return n === 0 ? null : (counts.onlyChallenger - counts.onlyChampion) / n;
}

/** Adjusted Wald interval of the paired difference of two shares (Bonett and Price 2012), clipped to [−1, 1]. */
export function pairedInterval(counts: PairedCounts, alpha = DEFAULT_ALPHA): Interval {
  const n = pairedTotal(counts) + 2;
  const [won, lost] = [(counts.onlyChallenger + 1) / n, (counts.onlyChampion + 1) / n];
  const difference = won - lost;
  const spread = twoSidedDeviate(alpha) * Math.sqrt((won + lost - difference * difference) / n);
  return { lower: Math.max(-1, difference - spread), upper: Math.min(1, difference + spread) };
}

/** Exact two-sided p-value of McNemar's test: min(1, 2 P(X ≤ the smaller count)), X binomial over the discordant pairs with share ½. */
export function mcnemarExact({ onlyChampion, onlyChallenger }: PairedCounts): number {
  const discordant = onlyChampion + onlyChallenger;
  const fewer = Math.min(onlyChampion, onlyChallenger);
  let tail = 0;
  for (let k = 0; k <= fewer; k++) tail += Math.exp(logBinomial(discordant, k) - discordant * Math.LN2);
  return Math.min(1, 2 * tail);
}
