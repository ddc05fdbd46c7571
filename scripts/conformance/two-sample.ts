import { describe } from '../../src/domain/statistics/describe.ts';
import { cramerVonMises, energyDistance, wassersteinDistance } from '../../src/domain/statistics/distances.ts';
import { effectiveSize, ksTest } from '../../src/domain/statistics/ks.ts';
import { mannWhitney } from '../../src/domain/statistics/mann-whitney.ts';
import {
  decileBins, evidentlyBins, fillZeros, hellingerEvidently, hellingerNannyml, jensenShannonEvidently, jensenShannonNannyml,
  klEvidently, nannymlBins, psiDecile, psiEvidently, wassersteinNormed, type Binned,
} from '../../src/domain/statistics/numeric-drift.ts';
import { distinctCount, sortedSample } from '../../src/domain/statistics/sample.ts';
import { attempt, Refusal } from './compare.ts';

/** What the product says of two numeric samples, in the fixture's words. */
export function answerTwoSample({ x, y }: { x: number[]; y: number[] }): unknown {
  return {
    ks: attempt(() => ksAnswer(x, y)),
    wasserstein: attempt(() => wassersteinDistance(x, y)),
    energy_distance: attempt(() => energyDistance(x, y)),
    mannwhitney: attempt(() => {
      const { u, pValue } = mannWhitney(x, y);
      return { u, p_asymptotic_continuity: pValue };
    }),
    cramer_von_mises: orRefusal(attempt(() => cramerVonMises(x, y)), (statistic) => ({ statistic })),
    evidently: attempt(() => evidentlyAnswer(x, y)),
    nannyml: attempt(() => nannymlAnswer(x, y)),
    psi_decile: attempt(() => ({ ...sharesOf(decileBins(x, y)), value: psiDecile(x, y) })),
    describe: attempt(() => ({ x: describeAnswer(x), y: describeAnswer(y) })),
  };
}

const orRefusal = <T>(answer: T | Refusal, wrap: (value: T) => unknown) => (answer instanceof Refusal ? answer : wrap(answer));
const sharesOf = ({ edges, reference, current }: Binned) => ({ edges, reference, current });

function ksAnswer(x: number[], y: number[]) {
  const exact = ksTest(x, y, 'exact');
  return {
    statistic: exact.statistic,
    p_exact: exact.pValue,
    p_asymp_kstwo: ksTest(x, y, 'asymptotic').pValue,
    en_rounded: effectiveSize(x.length, y.length),
    p_limit_kolmogorov: ksTest(x, y, 'limit').pValue,
    location: exact.location,
    sign: exact.sign,
  };
}

function evidentlyAnswer(x: number[], y: number[]) {
  const binned = evidentlyBins(x, y);
  const hellinger = hellingerEvidently(x, y);
  return {
    path: binned.binning === 'sturges' ? 'numerical-sturges' : 'categorical-values',
    reference_n_unique: distinctCount(sortedSample(x)),
    ...sharesOf(binned),
    reference_filled: fillZeros(binned.reference),
    current_filled: fillZeros(binned.current),
    psi: psiEvidently(x, y),
    kl: klEvidently(x, y),
    jensenshannon: jensenShannonEvidently(x, y),
    hellinger: hellinger.value,
    hellinger_edges: hellinger.edges,
    wasserstein_norm: wassersteinNormed(x, y),
  };
}

function nannymlAnswer(x: number[], y: number[]) {
  const { edges, reference } = nannymlBins(x, y);
  const bins = { edges_doane: edges, reference_proba: reference.subarray(0, edges.length - 1) };
  return { jensen_shannon: { value: jensenShannonNannyml(x, y), ...bins }, hellinger: { value: hellingerNannyml(x, y), ...bins } };
}

function describeAnswer(sample: number[]) {
  const d = describe(sample);
  return {
    n: d.n, mean: d.mean, std_ddof0: d.stdPopulation, std_ddof1: d.stdSample, min: d.min, max: d.max,
    quantiles_linear: d.quantiles, skew_biased: d.skewness, kurtosis_fisher_biased: d.excessKurtosis,
  };
}
