import { pairedInterval, pairedTotal, type PairedCounts } from '../../experiment/paired.ts';

export { pairCounts } from '../../experiment/paired.ts';

/** What the pictures say of a rival against the champion. */
export type Finding = 'better' | 'worse' | 'no-difference' | 'too-few';

/** Pairs of both grounds; null where the two have no ground of that kind. */
export interface Evidence {
  /** Counts of zero: the ground is there, and no truth yet. */
  newest: PairedCounts | null;
  old: PairedCounts | null;
}

export interface Decision {
  finding: Finding;
  /** The ground that decides: the newest fruits where the versions can predict them at all. */
  ground: 'newest' | 'old' | null;
  /** Truths that would probably tell, when there are `too-few`; null where nothing can be guessed. */
  more: number | null;
  /** What the other ground says, which decides nothing: `better` and `worse` only beyond chance. */
  old: Finding | null;
}

/** A difference that would need more pictures than this is none. */
const MOST_MORE = 1000;
/** Without any picture yet: so many let a difference of ten points show. */
const FIRST_PICTURES = 120;

/**
 * Whether a rival is better than the champion, by the 95 % interval of their difference on the deciding ground: `better` and `worse`
 * exclude no difference. Without them `more` guesses how many more pictures would, were the shares as they seem.
 */
export function decideOnRival({ newest, old }: Evidence): Decision {
  const ground = newest ? 'newest' : old && pairedTotal(old) > 0 ? 'old' : null;
  const counts = newest ?? old;
  const onOld = old && pairedTotal(old) > 0 ? findingOf(old).finding : null;
  if (!counts || ground === null) return { finding: 'too-few', ground: null, more: null, old: null };
  return { ...findingOf(counts), ground, old: onOld };
}

function findingOf(counts: PairedCounts): { finding: Finding; more: number | null } {
  if (pairedTotal(counts) === 0) return { finding: 'too-few', more: FIRST_PICTURES };
  const { lower, upper } = pairedInterval(counts);
  if (lower > 0) return { finding: 'better', more: null };
  if (upper < 0) return { finding: 'worse', more: null };
  const more = morePictures(counts);
  return more === null ? { finding: 'no-difference', more: null } : { finding: 'too-few', more };
}

/**
 * Pictures beside those at hand, in tens, after which the interval of the difference would exclude none, were the shares to stay as
 * they are. Null beyond `MOST_MORE`.
 */
export function morePictures(counts: PairedCounts): number | null {
  const n = pairedTotal(counts);
  if (counts.onlyChampion === counts.onlyChallenger) return n < FIRST_PICTURES ? FIRST_PICTURES - n : null;
  for (let more = 10; more <= MOST_MORE; more += 10) if (excludesNone(grown(counts, (n + more) / n))) return more;
  return null;
}

function grown({ bothRight, onlyChampion, onlyChallenger, bothWrong }: PairedCounts, by: number): PairedCounts {
  return { bothRight: bothRight * by, onlyChampion: onlyChampion * by, onlyChallenger: onlyChallenger * by, bothWrong: bothWrong * by };
}

function excludesNone(counts: PairedCounts): boolean {
  const { lower, upper } = pairedInterval(counts);
  return lower > 0 || upper < 0;
}
