import { bhattacharyyaHellinger, hellingerDistance, jensenShannonDistance, kullbackLeibler, populationStabilityIndex } from './divergences.ts';
import { decileEdges, doaneEdges, histogram, openHistogram, shares, sturgesEdges } from './histogram.ts';
import { checkSample, distinctCount, sortedSample, standardDeviation, type Sample } from './sample.ts';
import { wassersteinDistance } from './distances.ts';

/** Numeric columns with at most this many different reference values are compared value by value, as in Evidently. */
const FEW_VALUES = 20;

/** Both samples as shares of the same bins. */
export interface Binned {
  readonly binning: 'sturges' | 'values' | 'deciles' | 'doane';
  /** Bin edges; the values themselves when each value is its own bin. */
  readonly edges: Float64Array;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/**
 * Evidently's binning: Sturges' bins over both samples, or one bin a value when the reference has at most 20 different ones.
 * Throws `argument-invalid` for an empty sample or a non-finite number, like everything in this file.
 */
export function evidentlyBins(reference: Sample, current: Sample): Binned {
  const x = sortedSample(reference, 'reference');
  const y = sortedSample(current, 'current');
  const pooled = new Float64Array(x.length + y.length);
  pooled.set(x);
  pooled.set(y, x.length);
  if (distinctCount(x) > FEW_VALUES) {
    const edges = sturgesEdges(pooled);
    return { binning: 'sturges', edges, reference: shares(histogram(x, edges), x.length), current: shares(histogram(y, edges), y.length) };
  }
  const values = Float64Array.from(new Set(pooled.sort()));
  const count = (sample: Float64Array) => {
    const counts = new Float64Array(values.length);
    for (let i = 0, bin = 0; i < sample.length; i += 1) {
      while (values[bin]! < sample[i]!) bin += 1;
      counts[bin]! += 1;
    }
    return shares(counts, sample.length);
  };
  return { binning: 'values', edges: values, reference: count(x), current: count(y) };
}

/** Evidently's remedy for empty bins: 0.0001, or a millionth of the smallest share when that is no larger. Not renormalised. */
export function fillZeros(distribution: Sample): Float64Array {
  let smallest = Infinity;
  for (let i = 0; i < distribution.length; i += 1) if (distribution[i]! > 0) smallest = Math.min(smallest, distribution[i]!);
  const filling = smallest <= 0.0001 ? smallest / 1e6 : 0.0001;
  return Float64Array.from(distribution, (share) => (share === 0 ? filling : share));
}

/** Population stability index with Evidently's binning and filling. From 0.1 on it counts as drift there. */
export function psiEvidently(reference: Sample, current: Sample): number {
  const binned = evidentlyBins(reference, current);
  return populationStabilityIndex(fillZeros(binned.reference), fillZeros(binned.current));
}

/** Kullback–Leibler divergence in nats with Evidently's binning and filling. */
export function klEvidently(reference: Sample, current: Sample): number {
  const binned = evidentlyBins(reference, current);
  return kullbackLeibler(fillZeros(binned.reference), fillZeros(binned.current));
}

/** Jensen–Shannon distance, base e, with Evidently's binning, zeros left as they are. */
export function jensenShannonEvidently(reference: Sample, current: Sample): number {
  const binned = evidentlyBins(reference, current);
  return jensenShannonDistance(binned.reference, binned.current, 'e');
}

/** Hellinger distance in Evidently's way: Sturges' bins of the different values of both samples. */
export function hellingerEvidently(reference: Sample, current: Sample): { readonly value: number; readonly edges: Float64Array } {
  checkSample(reference, 'reference');
  checkSample(current, 'current');
  const edges = sturgesEdges([...new Set([...Array.from(reference), ...Array.from(current)])]);
  const p = shares(histogram(reference, edges), reference.length);
  const q = shares(histogram(current, edges), current.length);
  return { value: bhattacharyyaHellinger(p, q), edges };
}

/** Wasserstein distance in standard deviations of the reference, at least 0.001, as Evidently normalises it. */
export function wassersteinNormed(reference: Sample, current: Sample): number {
  return wassersteinDistance(reference, current) / Math.max(standardDeviation(reference), 0.001);
}

/** NannyML's binning: Doane's bins of the reference, and one more for current values outside them. */
export function nannymlBins(reference: Sample, current: Sample): Binned {
  checkSample(current, 'current');
  const edges = doaneEdges(reference);
  const p = shares(histogram(reference, edges), reference.length);
  const counts = histogram(current, edges);
  const outside = current.length - counts.reduce((total, count) => total + count, 0);
  const q = shares(counts, current.length);
  if (outside === 0) return { binning: 'doane', edges, reference: p, current: q };
  return { binning: 'doane', edges, reference: Float64Array.of(...p, 0), current: Float64Array.of(...q, outside / current.length) };
}

/** Jensen–Shannon distance, base 2, with NannyML's binning. */
export function jensenShannonNannyml(reference: Sample, current: Sample): number {
  const binned = nannymlBins(reference, current);
  return jensenShannonDistance(binned.reference, binned.current, 2);
}

/** Hellinger distance with NannyML's binning. */
export function hellingerNannyml(reference: Sample, current: Sample): number {
  const binned = nannymlBins(reference, current);
  return hellingerDistance(binned.reference, binned.current);
}

/** The credit-scoring convention: deciles of the reference, bins closed on the right, shares floored at 0.0001. */
export function decileBins(reference: Sample, current: Sample): Binned {
  checkSample(current, 'current');
  const edges = decileEdges(reference);
  return { binning: 'deciles', edges, reference: shares(openHistogram(reference, edges), reference.length), current: shares(openHistogram(current, edges), current.length) };
}

/** Population stability index over the deciles of the reference. */
export function psiDecile(reference: Sample, current: Sample): number {
  const floor = (distribution: Float64Array) => distribution.map((share) => Math.max(share, 0.0001));
  const binned = decileBins(reference, current);
  return populationStabilityIndex(floor(binned.reference), floor(binned.current));
}
