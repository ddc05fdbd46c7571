import { promotionOf, type RolloutMetric, type RolloutMode, type RolloutStep, type Strategy } from './strategy.ts';

const HOUR = 3600;
const pause = (hours: number | null): RolloutStep => ({ kind: 'pause', seconds: hours === null ? null : hours * HOUR });
const setWeight = (weight: number): RolloutStep => ({ kind: 'setWeight', weight });

/** Steps of a mode when none are given; `weight` in percent is the share of its only step. */
function defaultSteps(mode: RolloutMode, weight: number | null): RolloutStep[] {
  switch (mode) {
    case 'canary': return weight === null ? [setWeight(5), pause(72), setWeight(20), pause(120), setWeight(50), pause(72), setWeight(100)] : [setWeight(weight), pause(120)];
    case 'ab': return [setWeight(weight ?? 50), pause(null)];
    case 'shadow': return [pause(null)];
    case 'replace': return [];
  }
}

/**
 * A guard against a challenger that is far worse; small losses are left to the evidence. Where there are too few truths to tell, a measurement is
 * inconclusive rather than an error.
 */
export function guardMetric(champion: number, challenger: number): RolloutMetric {
  return {
    name: 'accuracy-not-worse', query: `(orchard_accuracy{version="${challenger}"} - on() orchard_accuracy{version="${champion}"}) or vector(NaN)`,
    intervalSeconds: 24 * HOUR, initialDelaySeconds: 0, success: { op: '>=', value: -0.1 }, failure: { op: '<', value: -0.1 },
    count: null, failureLimit: 2, inconclusiveLimit: 1000, consecutiveErrorLimit: null, consecutiveSuccessLimit: null,
  };
}

/** What of a strategy is given; the rest is as usual for its mode. */
export interface StrategyWish {
  readonly mode: RolloutMode;
  readonly champion: number;
  readonly challenger: number;
  /** Percent. */
  readonly weight?: number | undefined;
  readonly steps?: readonly RolloutStep[] | undefined;
  readonly metrics?: readonly RolloutMetric[] | undefined;
  /** Fruit goes to a version by the lot. */
  readonly lots?: boolean | undefined;
}

/** The strategy of a wish: a canary that ends its steps is promoted, a shadow or an A/B when the evidence says so. */
export function strategyOf({ mode, champion, challenger, weight, steps, metrics, lots = false }: StrategyWish): Strategy {
  const measured = metrics ?? (mode === 'replace' ? [] : [guardMetric(champion, challenger)]);
  return {
    name: 'orchard', mode, promote: promotionOf(mode), ...(lots ? { lots: true as const } : {}), steps: [...steps ?? defaultSteps(mode, weight ?? null)],
    background: measured.length > 0 ? ['guard'] : [], templates: measured.length > 0 ? [{ name: 'guard', metrics: [...measured] }] : [],
  };
}
