import { checkSample, mean, quantileSorted, sortedSample, standardDeviation, type Sample } from './sample.ts';

/** Equal bins over a range given by a width estimate, in NumPy's arithmetic; a range of zero becomes ±0.5. */
function equalEdges(sample: Sample, widthOf: (range: number) => number): Float64Array {
  let first = Infinity;
  let last = -Infinity;
  for (let i = 0; i < sample.length; i += 1) {
    first = Math.min(first, sample[i]!);
    last = Math.max(last, sample[i]!);
  }
  const width = widthOf(last - first);
  if (first === last) {
    first -= 0.5;
    last += 0.5;
  }
  const bins = width > 0 ? Math.ceil((last - first) / width) : 1;
  const step = (last - first) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? last : first + i * step));
}

/** Edges by Sturges' rule, ⌈log₂ n + 1⌉ bins, as `numpy.histogram_bin_edges(bins="sturges")`. */
export function sturgesEdges(sample: Sample): Float64Array {
  checkSample(sample);
  return equalEdges(sample, (range) => range / (Math.log2(sample.length) + 1));
}

/** Edges by Doane's rule, which adds bins for skewness, as `numpy.histogram_bin_edges(bins="doane")`. Doane 1976. */
export function doaneEdges(sample: Sample): Float64Array {
  checkSample(sample);
  const n = sample.length;
  return equalEdges(sample, (range) => {
    if (n <= 2) return 0;
    const centre = mean(sample);
    const deviation = standardDeviation(sample);
    if (!(deviation > 0)) return 0;
    let cubes = 0;
    for (let i = 0; i < n; i += 1) cubes += ((sample[i]! - centre) / deviation) ** 3;
    const scale = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    return range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(cubes / n) / scale));
  });
}

/** Counts in bins [e_i, e_{i+1}), the last one closed; values outside are not counted. As `numpy.histogram`. */
export function histogram(sample: Sample, edges: Sample): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  const last = edges[edges.length - 1]!;
  for (let i = 0; i < sample.length; i += 1) {
    const x = sample[i]!;
    if (x < edges[0]! || x > last) continue;
    counts[x === last ? counts.length - 1 : countAtMost(edges, x) - 1]! += 1;
  }
  return counts;
}

/** The nine inner deciles of a sample, interpolated linearly. */
export function decileEdges(sample: Sample): Float64Array {
  const sorted = sortedSample(sample);
  return Float64Array.from({ length: 9 }, (_, i) => quantileSorted(sorted, (i + 1) / 10));
}

/** Counts in the bins (−∞, e_0], (e_0, e_1], …, (e_last, ∞): every value lies in one. */
export function openHistogram(sample: Sample, edges: Sample): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (let i = 0; i < sample.length; i += 1) counts[countBelow(edges, sample[i]!)]! += 1;
  return counts;
}

/** Counts divided by a total. */
export function shares(counts: Sample, total: number): Float64Array {
  return Float64Array.from(counts, (count) => count / total);
}

/** How many of the sorted edges are ≤ x. */
function countAtMost(edges: Sample, x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted edges are < x. */
function countBelow(edges: Sample, x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
