import { mmdTest, type MmdBandwidth } from '../../src/domain/statistics/mmd.ts';
import { attempt } from './compare.ts';

const BANDWIDTHS: Readonly<Record<string, MmdBandwidth>> = {
  pooled_median: 'pooled',
  alibi_reference_lower_median: 'reference-lower',
  evidently_reference_nearest_median_with_diagonal: 'reference-with-diagonal',
};

/** What the product says of two samples of points, in the fixture's words. */
export function answerMmd({ x, y, permutations }: { x: number[][]; y: number[][]; permutations: number[][] }): unknown {
  return Object.fromEntries(Object.entries(BANDWIDTHS).map(([name, bandwidth]) => [name, attempt(() => {
    const result = mmdTest(x, y, { bandwidth, permutations });
    return {
      median_sq_dist: result.medianSquaredDistance,
      sigma: result.sigma,
      gamma: result.gamma,
      mmd2_unbiased: result.squaredUnbiased,
      mmd2_biased: result.squaredBiased,
      mmd_biased_sqrt: result.distanceBiased,
      perm_unbiased: result.permutations?.squaredUnbiased,
      perm_biased: result.permutations?.squaredBiased,
      p_unbiased_fraction: result.permutations?.pFraction.unbiased,
      p_unbiased_plus1: result.permutations?.pPlusOne.unbiased,
      p_biased_fraction: result.permutations?.pFraction.biased,
      p_biased_plus1: result.permutations?.pPlusOne.biased,
    };
  })]));
}
