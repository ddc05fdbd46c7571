import type { CategoryCounts } from '../../statistics/categorical.ts';
import { chiSquareIndependence, cramersV, jensenShannonCategorical, psiCategorical, zTestEvidently } from '../../statistics/categorical.ts';
import { energyDistance } from '../../statistics/distances.ts';
import { populationStabilityIndex } from '../../statistics/divergences.ts';
import { openHistogram, shares } from '../../statistics/histogram.ts';
import { ksPValue, ksStatistic } from '../../statistics/ks.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { hellingerNannyml, jensenShannonNannyml, psiEvidently, wassersteinNormed } from '../../statistics/numeric-drift.ts';
import type { Comparison } from './comparison.ts';
import { JOINT_COMPARISONS } from './joint.ts';
import { isNumber, type SignalKind } from './signal.ts';

/** The least share that a bin of a population stability index counts with, so that an empty one stays finite. */
export const LEAST_SHARE = 0.0001;

const P_DEFAULTS = { warning: 0.001, drift: 0.00001 };

const numbers = (id: string, title: string, formula: string, help: string, warning: number, drift: number, of: (reference: Float32Array, current: Float32Array) => number): Comparison => ({
  id, title, of: 'numbers', compares: 'statistic', formula, help, defaults: { warning, drift },
  run: (reference, current) => ({ statistic: of(reference.values!, current), p: null }),
});

const categories = (id: string, title: string, formula: string, help: string, warning: number, drift: number, of: (counts: CategoryCounts) => number): Comparison => ({
  id, title, of: 'categories', compares: 'statistic', formula, help, defaults: { warning, drift },
  run: (reference, current) => ({ statistic: of(countsOf(reference.values!, current)), p: null }),
});

/** Every comparison, in the order in which a screen should offer them. */
export const COMPARISONS: readonly Comparison[] = [
  {
    id: 'psi', title: 'PSI over deciles', of: 'numbers', compares: 'statistic',
    formula: 'PSI = Σ (q − p) · ln(q / p)',
    help: 'The deciles of the reference make ten bins; p and q are their shares before and now. By convention 0.1 is worth a look and 0.25 is a shift.',
    defaults: { warning: 0.1, drift: 0.25 },
    run: (reference, current) => ({ statistic: psiOf(reference.deciles.shares, shares(openHistogram(current, reference.deciles.edges), current.length)), p: null }),
  },
  {
    id: 'ks', title: 'Kolmogorov–Smirnov', of: 'numbers', compares: 'p',
    formula: 'D = max |F_reference(x) − F_current(x)|',
    help: 'The widest gap between the two cumulated distributions. Quick to notice any change of shape; with many rows it notices changes that do not matter.',
    defaults: P_DEFAULTS,
    run: (reference, current) => {
      const { statistic } = ksStatistic(reference.sorted, Float64Array.from(current).sort());
      return { statistic, p: ksPValue(statistic, reference.count, current.length, 'asymptotic') };
    },
  },
  {
    id: 'mann-whitney', title: 'Mann–Whitney U', of: 'numbers', compares: 'p',
    formula: 'U = number of pairs in which the reference is the larger one',
    help: 'Finds values that have become larger or smaller, whatever their distribution.',
    defaults: P_DEFAULTS,
    run: (reference, current) => {
      const { u, pValue } = mannWhitney(reference.values!, current);
      return { statistic: u, p: pValue };
    },
  },
  numbers('wasserstein', 'Wasserstein, normed', 'W = ∫ |F_reference − F_current| / σ_reference', 'How far the values would have to be carried, in standard deviations of the reference.', 0.15, 0.4, wassersteinNormed),
  numbers('jensen-shannon', 'Jensen–Shannon', 'JS = √(½ KL(p‖m) + ½ KL(q‖m)), base 2', 'Distance of two histograms, 0 to 1.', 0.15, 0.25, jensenShannonNannyml),
  numbers('hellinger', 'Hellinger', 'H = √(½ Σ (√p − √q)²)', 'Distance of two histograms, 0 to 1.', 0.15, 0.25, hellingerNannyml),
  numbers('energy', 'Energy distance', 'E = √(2 ∫ (F_reference − F_current)²)', 'Like Wasserstein, with less weight on far outliers; in the units of the signal.', 0.1, 0.2, energyDistance),
  numbers('psi-sturges', 'PSI over equal bins', 'PSI = Σ (q − p) · ln(q / p)', 'As Evidently computes it: equal bins by Sturges’ rule over both samples.', 0.1, 0.25, psiEvidently),
  {
    id: 'chi-square', title: 'Chi-square', of: 'categories', compares: 'p',
    formula: 'χ² = Σ (observed − expected)² / expected',
    help: 'Whether labels come as often as before.',
    defaults: P_DEFAULTS,
    run: (reference, current) => {
      const { statistic, pValue } = chiSquareIndependence(countsOf(reference.values!, current), false);
      return { statistic, p: pValue };
    },
  },
  {
    id: 'z-test', title: 'Two shares (z-test)', of: 'categories', compares: 'p',
    formula: 'z = |p − q| / √(s (1 − s) (1/n + 1/m))',
    help: 'Whether one share of two has moved. For signals that are 0 or 1.',
    defaults: P_DEFAULTS,
    run: (reference, current) => {
      const counts = countsOf(reference.values!, current);
      const last = counts.categories.length - 1;
      return { statistic: Math.abs(counts.reference[last]! / counts.referenceTotal - counts.current[last]! / counts.currentTotal), p: zTestEvidently(counts) };
    },
  },
  categories('cramers-v', 'Cramér’s V', 'V = √(χ² / n)', 'How strongly the labels depend on before or now, 0 to 1.', 0.1, 0.2, (counts) => (counts.categories.length < 2 ? 0 : cramersV(counts))),
  categories('psi-labels', 'PSI of labels', 'PSI = Σ (q − p) · ln(q / p)', 'The stability index over labels.', 0.1, 0.25, psiCategorical),
  categories('jensen-shannon-labels', 'Jensen–Shannon of labels', 'JS = √(½ KL(p‖m) + ½ KL(q‖m)), base 2', 'Distance of the shares of labels, 0 to 1.', 0.1, 0.2, (counts) => jensenShannonCategorical(counts, 2)),
  ...JOINT_COMPARISONS,
];

/** The comparison of that id; undefined when there is none. */
export function comparisonOf(id: string): Comparison | undefined {
  return COMPARISONS.find((comparison) => comparison.id === id);
}

/** Whether a comparison can compare values of a signal of a kind. */
export function canCompare({ of }: Comparison, kind: SignalKind | null): boolean {
  return of === 'categories' ? kind === 'category' || kind === 'bit' : isNumber(kind) || (of === 'points' && kind === 'vector');
}

/** PSI of two rows of shares, each floored at `LEAST_SHARE`. */
function psiOf(reference: Float64Array, current: Float64Array): number {
  const floor = (distribution: Float64Array) => distribution.map((share) => Math.max(share, LEAST_SHARE));
  return populationStabilityIndex(floor(reference), floor(current));
}

/** Positions of labels, or bits, counted on both sides. Positions that neither side has are left out. */
export function countsOf(reference: Float32Array, current: Float32Array): CategoryCounts {
  let most = 0;
  for (const value of reference) if (value > most) most = value;
  for (const value of current) if (value > most) most = value;
  const count = (values: Float32Array) => {
    const counts = new Float64Array(most + 1);
    for (const value of values) counts[value]! += 1;
    return counts;
  };
  const [before, now] = [count(reference), count(current)];
  const present = Array.from(before, (_, i) => i).filter((i) => before[i]! + now[i]! > 0);
  return {
    categories: present.map(String),
    reference: Float64Array.from(present, (i) => before[i]!),
    current: Float64Array.from(present, (i) => now[i]!),
    referenceTotal: reference.length,
    currentTotal: current.length,
  };
}
