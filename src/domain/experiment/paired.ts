import { fairCoinCdf, logBinomialPmf } from '../statistics/discrete.ts';
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
  return Math.min(1, 2 * fairCoinCdf(Math.min(onlyChampion, onlyChallenger), onlyChampion + onlyChallenger));
}

/**
 * Mid-p of McNemar's test (Fagerland, Lydersen, Laake 2013): the observed count weighs half, which makes the exact test less timid:
 * 2 P(X ≤ the smaller count) − P(X = it), and 1 − P(X = it) / 2 when both counts are equal. 1 without discordant pairs.
 */
export function mcnemarMidP({ onlyChampion, onlyChallenger }: PairedCounts): number {
  const [fewer, discordant] = [Math.min(onlyChampion, onlyChallenger), onlyChampion + onlyChallenger];
  if (discordant === 0) return 1;
  const here = Math.exp(logBinomialPmf(fewer, discordant, 0.5));
  return onlyChampion === onlyChallenger ? 1 - here / 2 : 2 * fairCoinCdf(fewer, discordant) - here;
}

/**
 * ln of the e-value of the discordant pairs against "both versions win as often": the Krichevsky–Trofimov estimator's bet (Krichevsky
 * and Trofimov 1981), Beta(½, ½) over the challenger's share of them, B(a + ½, b + ½) / B(½, ½) · 2^(a + b). It may be looked at after
 * every pair: under the hypothesis it ever reaches 1/α with probability α at most (Ville 1939).
 */
export function logPairedEvalue({ onlyChampion, onlyChallenger }: Pick<PairedCounts, 'onlyChampion' | 'onlyChallenger'>): number {
  // Γ(k + ½) is a central binomial probability times k!, which keeps the digits that differences of ln Γ lose.
  return logCentral(onlyChampion) + logCentral(onlyChallenger) - logBinomialPmf(onlyChampion, onlyChampion + onlyChallenger, 0.5);
}

/** ln P(X = k), X binomial over 2k trials with share ½. */
const logCentral = (k: number): number => logBinomialPmf(k, 2 * k, 0.5);
