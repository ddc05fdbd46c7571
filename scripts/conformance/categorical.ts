import {
  categoryShares, chiSquareGoodnessOfFit, chiSquareIndependence, countCategories, cramersV, cramersVCorrected, expectedCounts,
  hellingerCategorical, jensenShannonCategorical, klCategorical, psiCategorical, zTestEvidently,
} from '../../src/domain/statistics/categorical.ts';
import { lInfinity, totalVariation } from '../../src/domain/statistics/divergences.ts';
import { attempt } from './compare.ts';

/** What the product says of two samples of labels, in the fixture's words. */
export function answerCategorical({ x, y }: { x: string[]; y: string[] }): unknown {
  return attempt(() => {
    const counts = countCategories(x, y);
    const shares = categoryShares(counts);
    const fit = chiSquareGoodnessOfFit(counts);
    const independence = (yates: boolean) => {
      const { statistic, pValue, dof } = chiSquareIndependence(counts, yates);
      return { statistic, p: pValue, dof, expected: expectedCounts(counts).map((row) => Array.from(row)) };
    };
    return {
      categories: counts.categories,
      reference_counts: counts.reference,
      current_counts: counts.current,
      chisquare_gof: { statistic: fit.statistic, p: fit.pValue, dof: fit.dof },
      evidently_chisquare_p: fit.pValue,
      chi2_contingency_yates: independence(true),
      chi2_contingency: independence(false),
      cramers_v: { plain: cramersV(counts), bias_corrected: cramersVCorrected(counts) },
      psi_evidently: psiCategorical(counts),
      kl_evidently: klCategorical(counts),
      jensenshannon_evidently_base_e: jensenShannonCategorical(counts, 'e'),
      jensen_shannon_nannyml_base_2: jensenShannonCategorical(counts, 2),
      hellinger_evidently: hellingerCategorical(counts, 'evidently'),
      hellinger_nannyml: hellingerCategorical(counts, 'nannyml'),
      total_variation: totalVariation(shares.reference, shares.current),
      l_infinity: lInfinity(shares.reference, shares.current),
      evidently_z_p: attempt(() => zTestEvidently(counts)),
    };
  });
}
