import { labelKey, type Labels, type Matcher } from '../alerts/matcher.ts';
import type { Budget } from '../../common/budget.ts';
import { OrchardError } from '../../common/errors.ts';
import type { Expr } from '../promql/ast.ts';
import { evaluatePromql } from '../promql/evaluate.ts';
import { NAME, countUntil, type Series, type SeriesStore } from '../promql/series.ts';
import type { Sample } from '../promql/value.ts';

export interface RuleLimits {
  /** How old the newest sample of a series may be, seconds: the step at which series are sampled. */
  readonly lookbackSeconds: number;
  /** Most series that a selector may match, and that an expression may return. */
  readonly maxSeries: number;
}

/** What a rule's expression returned. `noData`: it looked for series, and none had a fresh sample. */
export interface RuleResult {
  readonly samples: readonly Sample[];
  readonly noData: boolean;
}

/**
 * Evaluates the expression of a rule, or of a template's query; `text` is how it is written. Throws `argument-invalid` when it fails or
 * returns too much, and `over-budget` when it costs too much.
 */
export function evaluateRule(expr: Expr, text: string, at: number, store: SeriesStore, { lookbackSeconds, maxSeries }: RuleLimits, budget: Budget): RuleResult {
  const watched = new WatchedStore(store, at, lookbackSeconds);
  const value = evaluatePromql(expr, at, watched, { lookback: lookbackSeconds, evaluationInterval: lookbackSeconds, maxSeries, budget, text });
  if (value.type !== 'vector' && value.type !== 'scalar') throw new OrchardError('argument-invalid', 'a rule needs a number or an instant vector');
  const samples = value.type === 'scalar' ? [{ labels: {}, value: value.value }] : value.samples;
  requireWithin(samples.length, maxSeries);
  return { samples, noData: watched.asked && !watched.found };
}

/** Throws `argument-invalid` for more series than a rule may return. */
export function requireWithin(count: number, most: number): void {
  if (count > most) throw new OrchardError('argument-invalid', `the rule returns ${count} series, more than ${most}; narrow it, or aggregate`);
}

/** Labels of a rule put over those of a sample: the name goes, and an empty value takes a label away. */
export function withLabels(labels: Labels, more: Labels): Labels {
  const merged = Object.entries({ ...labels, ...more }).filter(([name, value]) => name !== NAME && value !== '');
  return Object.fromEntries(merged);
}

/** Throws `argument-invalid` when two label sets are equal. */
export function requireDistinct(labels: readonly Labels[]): void {
  const keys = new Set<string>();
  for (const set of labels) {
    const key = labelKey(set);
    if (keys.has(key)) throw new OrchardError('argument-invalid', `two results have the labels ${key} once the rule's own are added`);
    keys.add(key);
  }
}

/** A store that remembers whether anything fresh was found in it. */
class WatchedStore implements SeriesStore {
  asked = false;
  found = false;
  readonly #store: SeriesStore;
  readonly #at: number;
  readonly #lookbackSeconds: number;

  constructor(store: SeriesStore, at: number, lookbackSeconds: number) {
    this.#store = store;
    this.#at = at;
    this.#lookbackSeconds = lookbackSeconds;
  }

  select(matchers: readonly Matcher[], pay?: (steps: number) => void): readonly Series[] {
    const series = this.#store.select(matchers, pay);
    this.asked = true;
    this.found ||= series.some(({ times }) => {
      const newest = times[countUntil(times, this.#at) - 1];
      return newest !== undefined && newest > this.#at - this.#lookbackSeconds;
    });
    return series;
  }
}
