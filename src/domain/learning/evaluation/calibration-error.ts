/** One bar of a reliability diagram: predictions whose confidence lies in (from, to]. */
interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  /** Mean confidence and share of right ones; 0 when empty. */
  confidence: number;
  accuracy: number;
}

/**
 * Top-label reliability in equal bins (i/n, (i+1)/n]; a confidence of 0 counts in the first one.
 * `confidence` is the winner's probability, `right` whether it was the truth.
 */
export function reliability(confidence: ArrayLike<number>, right: ArrayLike<boolean | number>, bins = 15): ReliabilityBin[] {
  const table = Array.from({ length: bins }, (_, i) => ({ from: i / bins, to: (i + 1) / bins, count: 0, confidence: 0, accuracy: 0 }));
  for (let i = 0; i < confidence.length; i += 1) {
    const value = confidence[i]!;
    let k = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1));
    // The product rounds: the edges themselves decide.
    if (k > 0 && value <= table[k]!.from) k -= 1;
    else if (k < bins - 1 && value > table[k]!.to) k += 1;
    const bin = table[k]!;
    bin.count += 1;
    bin.confidence += value;
    bin.accuracy += right[i] ? 1 : 0;
  }
  for (const bin of table) {
    if (bin.count === 0) continue;
    bin.confidence /= bin.count;
    bin.accuracy /= bin.count;
  }
  return table;
}

/** Expected calibration error (Naeini et al. 2015): mean of |accuracy − confidence| over the bins, weighted by count. */
export function expectedCalibrationError(confidence: ArrayLike<number>, right: ArrayLike<boolean | number>, bins = 15): number {
  if (confidence.length === 0) return 0;
  const table = reliability(confidence, right, bins);
  return table.reduce((sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence), 0) / confidence.length;
}
