import type { Share } from '../domain/delivery/comparison/pair.ts';
import { wilsonInterval } from '../domain/experiment/proportions.ts';
import type { Interval } from '../domain/experiment/interval.ts';
import type { ClassMetrics, QualityMetrics } from '../domain/learning/evaluation/quality-metrics.ts';
import { number, percentNumber, signed } from './format.ts';

/** Fewer pictures of a kind than this make no percentage. */
const FEWEST_FOR_PERCENT = 5;

/** An interval of shares in percent: `86 to 99`. */
export function intervalText({ lower, upper }: Interval, digits = 0): string {
  return `${percentNumber(lower, digits)} to ${percentNumber(upper, digits)}`;
}

/** A share with its pictures and interval: `46 of 48, 86 to 99 %`. */
export function shareText({ right, of, interval }: Share): string {
  return `${number(right)} of ${number(of)}, ${intervalText(interval)}\u00a0%`;
}

/** The accuracy on held-out pictures, with the interval that their number leaves; null without pictures. */
export function heldOutShare({ accuracy, perClass }: Pick<QualityMetrics, 'accuracy' | 'perClass'>): Share | null {
  const of = perClass.reduce((sum, { support }) => sum + support, 0);
  const right = Math.round(accuracy * of);
  const interval = wilsonInterval({ trials: of, successes: right });
  return interval && { right, of, share: accuracy, interval };
}

/** A label's recall in percent, or as a count where its pictures are few: `2 of 3`. */
export function recallText({ recall, support }: Pick<ClassMetrics, 'recall' | 'support'>): string {
  return support < FEWEST_FOR_PERCENT ? `${number(Math.round(recall * support))} of ${number(support)}` : percentNumber(recall);
}

/** What the number of its pictures leaves open of a label's recall, 95 % sure; null without pictures. */
export function recallInterval({ recall, support }: Pick<ClassMetrics, 'recall' | 'support'>): Interval | null {
  return wilsonInterval({ trials: support, successes: Math.round(recall * support) });
}

/** The ends of a difference: `+1.8 to +13.2` in points of a percent, or with `digits` decimals in its own unit. */
export function differenceInterval({ lower, upper }: Interval, unit: 'points' | 'loss'): string {
  return unit === 'points' ? `${signed(100 * lower)} to ${signed(100 * upper)}` : `${signed(lower, 3)} to ${signed(upper, 3)}`;
}

/** Whether an interval tells a difference from none, and which way: a rise of a share is good, one of a loss bad. */
export function toneOf({ lower, upper }: Interval, more: 'good' | 'bad'): 'good' | 'bad' | 'plain' {
  if (lower > 0) return more;
  if (upper < 0) return more === 'good' ? 'bad' : 'good';
  return 'plain';
}
