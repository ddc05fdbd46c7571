/** Least bits on either side of a change. */
const LEAST_SIDE = 10;
/** Twice the gain in log-likelihood that a change must bring: beyond chance at about 1 in 1,000 over the positions of a few hundred bits. */
const LEAST_GAIN = 14;

/**
 * The position from which bits are best told by another share: the split of greatest likelihood of two Bernoulli shares against one (Hinkley
 * 1970). Null where no split gains enough to be more than chance.
 */
export function changePoint(bits: ArrayLike<number | boolean>): number | null {
  const n = bits.length;
  let total = 0;
  for (let i = 0; i < n; i += 1) total += Number(bits[i]);
  const whole = logLikelihood(total, n);
  let [best, gain, before] = [-1, LEAST_GAIN, 0];
  for (let at = 1; at < n; at += 1) {
    before += Number(bits[at - 1]);
    if (at < LEAST_SIDE || n - at < LEAST_SIDE) continue;
    const twice = 2 * (logLikelihood(before, at) + logLikelihood(total - before, n - at) - whole);
    if (twice > gain) [best, gain] = [at, twice];
  }
  return best < 0 ? null : best;
}

/** ln of the greatest likelihood of k ones among n. */
function logLikelihood(k: number, n: number): number {
  const term = (count: number): number => (count === 0 ? 0 : count * Math.log(count / n));
  return term(k) + term(n - k);
}
