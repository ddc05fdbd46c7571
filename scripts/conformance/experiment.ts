import type { Interval, Proportion } from '../../src/domain/experiment/interval.ts';
import { mcnemarExact, pairedDifference, pairedInterval } from '../../src/domain/experiment/paired.ts';
import { newcombeInterval, pooledTest, wilsonInterval } from '../../src/domain/experiment/proportions.ts';

interface Arm { n: number; k: number }
interface TwoProportionsCase { a: Arm; b: Arm; alpha: number }
interface PairedCase { both_right: number; only_champion: number; only_challenger: number; both_wrong: number; alpha: number }

const ends = (interval: Interval | null) => interval && [interval.lower, interval.upper];
const proportion = ({ n, k }: Arm): Proportion => ({ trials: n, successes: k });

/** What the product says of two independent shares, in the fixture's words. */
export function answerTwoProportions({ a, b, alpha }: TwoProportionsCase): Record<string, unknown> {
  const [ofA, ofB] = [proportion(a), proportion(b)];
  const test = pooledTest(ofA, ofB);
  return {
    wilson_a: ends(wilsonInterval(ofA, alpha)),
    wilson_b: ends(wilsonInterval(ofB, alpha)),
    newcombe: ends(newcombeInterval(ofA, ofB, alpha)),
    z_pooled: test?.z ?? null,
    p_two_sided: test?.p ?? null,
  };
}

/** What the product says of two versions on the same pictures, in the fixture's words. */
export function answerPaired(given: PairedCase): Record<string, unknown> {
  const counts = { bothRight: given.both_right, onlyChampion: given.only_champion, onlyChallenger: given.only_challenger, bothWrong: given.both_wrong };
  return { difference: pairedDifference(counts), bonett_price: ends(pairedInterval(counts, given.alpha)), mcnemar_exact_p: mcnemarExact(counts) };
}
