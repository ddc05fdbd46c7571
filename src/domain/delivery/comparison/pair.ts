import type { Interval } from '../../experiment/interval.ts';
import { mcnemarExact, pairCounts, pairedDifference, pairedInterval, type PairedCounts } from '../../experiment/paired.ts';
import { wilsonInterval } from '../../experiment/proportions.ts';
import { expectedCalibrationError } from '../../learning/evaluation/calibration-error.ts';
import { bootstrapDifference } from '../../experiment/bootstrap.ts';

/** What a version said of one picture. */
export interface ScoredPrediction {
  said: string;
  right: boolean;
  /** Probability of what it said. */
  confidence: number;
  /** Probability that it gave to the truth; 0 when it does not know the label. */
  ofTruth: number;
}

/** A share of pictures with Wilson's interval, 95 %. */
export interface Share {
  right: number;
  of: number;
  share: number;
  interval: Interval;
}

/** A measure of two versions on the same pictures: `difference` is the challenger's less the champion's, `interval` its 95 %. */
export interface Difference {
  champion: number;
  challenger: number;
  difference: number;
  interval: Interval;
}

/** Two versions on the same pictures. Shares are in 0..1. */
export interface PairComparison {
  pictures: number;
  counts: PairedCounts;
  champion: Share;
  challenger: Share;
  accuracy: Difference;
  /** Exact McNemar, two-sided. */
  p: number;
  /** Of each label that is the truth of any picture. */
  recalls: (Difference & { label: string; of: number })[];
  logLoss: Difference;
  /** Expected calibration error, 15 top-label bins. */
  ece: Difference;
}

/** Probabilities below this count as this in a log loss. */
const LEAST_PROBABILITY = 1e-15;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How many of some predictions are right; null without any. */
export function shareOf(predictions: readonly Pick<ScoredPrediction, 'right'>[]): Share | null {
  const of = predictions.length;
  const right = predictions.filter((prediction) => prediction.right).length;
  const interval = wilsonInterval({ trials: of, successes: right });
  return interval && { right, of, share: right / of, interval };
}

/** Mean −ln of the probability of the truth. */
export function logLossOf(predictions: readonly ScoredPrediction[]): number {
  return mean(predictions.map(({ ofTruth }) => -Math.log(Math.max(LEAST_PROBABILITY, ofTruth))));
}

export function calibrationErrorOf(predictions: readonly ScoredPrediction[]): number {
  return expectedCalibrationError(predictions.map(({ confidence }) => confidence), predictions.map(({ right }) => right));
}

/**
 * Compares what two versions said of the same pictures, row by row; null without pictures. Intervals of shares are Bonett and Price's
 * for pairs, those of log loss and calibration error a paired bootstrap's.
 */
export function comparePair(truths: readonly string[], champion: readonly ScoredPrediction[], challenger: readonly ScoredPrediction[]): PairComparison | null {
  const [a, b] = [shareOf(champion), shareOf(challenger)];
  if (!a || !b) return null;
  const recalls = [...new Set(truths)].sort().map((label) => {
    const rows = truths.flatMap((truth, i) => (truth === label ? [i] : []));
    return { label, of: rows.length, ...shareDifference(rows.map((i) => champion[i]!), rows.map((i) => challenger[i]!)) };
  });
  const counts = countsOf(champion, challenger);
  return {
    pictures: truths.length, counts, champion: a, challenger: b, accuracy: shareDifference(champion, challenger), p: mcnemarExact(counts), recalls,
    logLoss: measured(logLossOf, champion, challenger), ece: measured(calibrationErrorOf, champion, challenger),
  };
}

function countsOf(champion: readonly ScoredPrediction[], challenger: readonly ScoredPrediction[]): PairedCounts {
  return pairCounts(champion.map(({ right }) => right), challenger.map(({ right }) => right));
}

function shareDifference(champion: readonly ScoredPrediction[], challenger: readonly ScoredPrediction[]): Difference {
  const counts = countsOf(champion, challenger);
  return { champion: shareOf(champion)!.share, challenger: shareOf(challenger)!.share, difference: pairedDifference(counts)!, interval: pairedInterval(counts) };
}

function measured(measure: (predictions: readonly ScoredPrediction[]) => number, champion: readonly ScoredPrediction[], challenger: readonly ScoredPrediction[]): Difference {
  const [a, b] = [measure(champion), measure(challenger)];
  const pick = (predictions: readonly ScoredPrediction[], rows: Int32Array) => Array.from(rows, (row) => predictions[row]!);
  return {
    champion: a, challenger: b, difference: b - a,
    interval: bootstrapDifference(champion.length, (rows) => measure(pick(challenger, rows)) - measure(pick(champion, rows))),
  };
}
