import { labelKey, type Labels } from '../alerts/matcher.ts';
import { payForPatterns } from '../alerts/matching.ts';
import { Budget, type BudgetLimits } from '../../common/budget.ts';
import { OrchardError } from '../../common/errors.ts';
import { aggregate, inOrder } from './aggregate.ts';
import { bare, type Aggregation, type Binary, type Call, type Expr, type Moment, type Selector, type StringExpr, type Subquery, type Unary } from './ast.ts';
import { applyBinary } from './binary.ts';
import { CALENDAR_FUNCTIONS } from './calendar.ts';
import { greaterOf, labelJoin, labelReplace, lesserOf, VALUE_FUNCTIONS } from './functions.ts';
import { histogramQuantile } from './histogram.ts';
import { withLabel, withoutName } from './labels.ts';
import { parsePromql } from './parse.ts';
import { KEEPS_NAME, RANGE_FUNCTIONS, type RangeFunction } from './range-functions.ts';
import { refusal, written } from './refusal.ts';
import { countUntil, hasEnded, NAME, secondsBetween, type Series, type SeriesStore } from './series.ts';
import type { RangeVector, Sample, Value } from './value.ts';

export interface PromqlOptions {
  /** How old the newest sample of a series may be, in seconds. Prometheus' default is five minutes. */
  readonly lookback?: number;
  /** The step of a subquery that names none, in seconds. */
  readonly evaluationInterval?: number;
  /** A query that touches more series is refused, because it is a mistake more often than a wish. */
  readonly maxSeries?: number;
  /** Whether a sample exactly at the start of a range or lookback belongs to it: it does up to Prometheus 2, and does not from 3 on. */
  readonly closedRanges?: boolean;
  /** What it may cost: a step for each expression, at each moment, and each sample or series that is looked at or made. */
  readonly budget?: Budget;
  /** The text of a query that comes parsed, so that a refusal can say where. */
  readonly text?: string;
  /** What each selector matches: the same at every moment, so that one map serves all moments of a parsed query while its store stays as it is. */
  readonly selected?: Map<Selector, readonly Series[]>;
}

/** What a query may cost where nobody says otherwise: twice the samples that a line keeps. */
export const QUERY_LIMITS: BudgetLimits = { steps: 2_000_000, ms: 5000 };
/** Most moments of one subquery, as of a range query in Prometheus. */
export const MOST_MOMENTS = 11_000;

/** Times are whole milliseconds, so that half of one tells before from at. */
const HALF_MS = 0.0005;

/**
 * Evaluates an expression at a moment (seconds), as Prometheus' instant query: `query` is text or already parsed. Ranges take
 * samples from (end − range, end], as Prometheus 3, unless `closedRanges` says otherwise. Throws `argument-invalid` for a syntax or type error, an unknown function, a
 * join of many to many, too many series, or a moment that is none, and `over-budget`, with the place, for one that costs too much.
 */
export function evaluatePromql(query: string | Expr, at: number, store: SeriesStore, options: PromqlOptions = {}): Value {
  const { lookback = 300, evaluationInterval = 60, maxSeries = 10_000, closedRanges = false, budget = new Budget(QUERY_LIMITS), selected = new Map() } = options;
  if (!Number.isFinite(at)) throw refusal(`${at} is no moment`);
  const text = typeof query === 'string' ? query : (options.text ?? '');
  const asked = { store, at, lookback, evaluationInterval, maxSeries, closedRanges, budget, text, selected };
  return new Evaluation(asked, at).value(typeof query === 'string' ? parsePromql(query) : query);
}

/** What a whole query has in common, its subqueries included; `at` is its start and its end. */
interface Asked extends Required<PromqlOptions> {
  readonly store: SeriesStore;
  readonly at: number;
}

/** An expression's value at one moment. Types were checked when it was parsed. */
class Evaluation {
  private readonly asked: Asked;
  private readonly now: number;

  constructor(asked: Asked, now: number) {
    this.asked = asked;
    this.now = now;
  }

  /** Pays for an expression. Throws `over-budget` with its place. */
  private pay(expr: Expr, steps: number): void {
    const { budget, text } = this.asked;
    if (!budget.take(steps)) throw budget.refusal(`PromQL: ${written(expr, text)}`);
  }

  value(expr: Expr): Value {
    this.pay(expr, 1);
    switch (expr.kind) {
      case 'number': return { type: 'scalar', value: expr.value };
      case 'string': return { type: 'string', value: expr.value };
      case 'paren': return this.value(expr.expr);
      case 'selector': return { type: 'vector', samples: this.newest(expr).map(({ labels, value }) => ({ labels, value })) };
      case 'range': return this.range(expr, expr.selector, expr.range);
      case 'subquery': return this.subquery(expr);
      case 'call': return this.call(expr);
      case 'unary': return this.signed(expr);
      case 'binary': return this.binary(expr);
      case 'aggregation': return this.aggregation(expr);
    }
  }

  /** The value of an expression whose type was checked to be this. */
  private as<T extends Value['type']>(type: T, expr: Expr): Extract<Value, { type: T }> {
    const value = this.value(expr);
    if (value.type !== type) throw refusal(`expected a ${type}, got a ${value.type}`);
    return value as Extract<Value, { type: T }>;
  }

  private vector(expr: Expr): readonly Sample[] {
    const { samples } = this.as('vector', expr);
    this.pay(expr, samples.length);
    return samples;
  }

  private number(expr: Expr): number {
    return this.as('scalar', expr).value;
  }

  private moment({ offset, at }: Moment): number {
    const from = typeof at === 'number' ? at : at === 'evaluation' ? this.now : this.asked.at;
    return offset === 0 ? from : secondsBetween(offset, from);
  }

  /** Samples after this moment lie in a range that begins at `start`. */
  private edge(start: number): number {
    return this.asked.closedRanges ? start - HALF_MS : start;
  }

  private select(selector: Selector): readonly Series[] {
    const known = this.asked.selected.get(selector);
    if (known) return known;
    const pay = (steps: number): void => this.pay(selector, steps);
    payForPatterns(selector.matchers, pay);
    const found = this.asked.store.select(selector.matchers, pay);
    this.asked.selected.set(selector, found);
    if (found.length > this.asked.maxSeries) throw refusal(`the selector matches ${found.length} series, more than ${this.asked.maxSeries}; narrow it`);
    return found;
  }

  /** The newest samples within the lookback, each with its own time. */
  private newest(selector: Selector): (Sample & { readonly time: number })[] {
    const moment = this.moment(selector.moment);
    const edge = this.edge(moment - this.asked.lookback);
    const found = this.select(selector);
    this.pay(selector, found.length);
    return found.flatMap((series) => {
      const { labels, times, values } = series;
      const index = countUntil(times, moment) - 1;
      return index >= 0 && times[index]! > edge && !hasEnded(series, times[index]!, moment) ? [{ labels, value: values[index]!, time: times[index]! }] : [];
    });
  }

  private range(expr: Expr, selector: Selector, length: number): RangeVector {
    const end = this.moment(selector.moment);
    const start = secondsBetween(length, end);
    const windows = this.select(selector).flatMap(({ labels, times, values }) => {
      const [from, to] = [countUntil(times, this.edge(start)), countUntil(times, end)];
      this.pay(expr, 1 + to - from);
      if (from === to) return [];
      return [{ labels, times: stretch(times, from, to), values: stretch(values, from, to) }];
    });
    return { type: 'range', windows, start, end };
  }

  /** The inner expression at every multiple of the step within the range. */
  private subquery(expr: Subquery): RangeVector {
    const end = this.moment(expr.moment);
    const start = secondsBetween(expr.range, end);
    const stepMs = Math.round((expr.step ?? this.asked.evaluationInterval) * 1000);
    const moments = Math.ceil((expr.range * 1000) / stepMs);
    if (moments > MOST_MOMENTS) throw new OrchardError('over-budget', `PromQL: ${written(expr, this.asked.text)}the subquery looks at ${moments} moments, more than ${MOST_MOMENTS}`);
    const windows = new Map<string, { labels: Labels; times: number[]; values: number[] }>();
    const firstMs = (Math.floor(Math.round(this.edge(start) * 2000) / 2 / stepMs) + 1) * stepMs;
    // Counted, since far from now a step is less than what a number can tell apart.
    for (let i = 0; i <= moments; i += 1) {
      const time = (firstMs + i * stepMs) / 1000;
      if (time > end) break;
      for (const { labels, value } of new Evaluation(this.asked, time).vector(expr.expr)) {
        const key = labelKey(labels);
        const window = windows.get(key) ?? { labels, times: [], values: [] };
        windows.set(key, window);
        window.times.push(time);
        window.values.push(value);
      }
    }
    return { type: 'range', windows: [...windows.values()], start, end };
  }

  private signed({ sign, expr }: Unary): Value {
    const value = this.value(expr);
    if (sign === '+') return value;
    if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
    return vectorOf(this.vector(expr).map((sample) => ({ labels: withoutName(sample.labels), value: -sample.value })));
  }

  private binary(expr: Binary): Value {
    const [left, right] = [this.value(expr.left), this.value(expr.right)];
    const { labels, include } = expr.matching;
    this.pay(expr, (sizeOf(left) + sizeOf(right)) * (1 + labels.length + include.length));
    return unique(applyBinary(expr, left, right));
  }

  private aggregation({ op, param, expr, grouping }: Aggregation): Value {
    const parameter = param === null ? null : op === 'count_values' ? text(param) : this.number(param);
    const samples = this.vector(expr);
    this.pay(expr, samples.length * grouping.labels.length);
    return vectorOf(aggregate(op, samples, grouping, parameter));
  }

  private call({ name, args }: Call): Value {
    const ranged = RANGE_FUNCTIONS.get(name);
    if (ranged) return this.rangeCall(name, ranged, args);
    const ofValue = VALUE_FUNCTIONS.get(name)?.of ?? CALENDAR_FUNCTIONS.get(name);
    if (ofValue) {
      if (args.length === 0) return vectorOf([{ labels: {}, value: ofValue(this.now) }]);
      const numbers = args.slice(1).map((arg) => this.number(arg));
      return mapped(this.vector(args[0]!), (value) => ofValue(value, ...numbers));
    }
    switch (name) {
      case 'time': return { type: 'scalar', value: this.now };
      case 'pi': return { type: 'scalar', value: Math.PI };
      case 'vector': return vectorOf([{ labels: {}, value: this.number(args[0]!) }]);
      case 'scalar': {
        const samples = this.vector(args[0]!);
        return { type: 'scalar', value: samples.length === 1 ? samples[0]!.value : NaN };
      }
      case 'clamp': {
        const [samples, min, max] = [this.vector(args[0]!), this.number(args[1]!), this.number(args[2]!)];
        return mapped(max < min ? [] : samples, (value) => greaterOf(min, lesserOf(max, value)));
      }
      case 'absent': return absent(bare(args[0]!), this.vector(args[0]!).length === 0);
      case 'absent_over_time': return absent(bare(args[0]!), this.as('range', args[0]!).windows.length === 0);
      case 'sort': return vectorOf(inOrder(this.vector(args[0]!), false));
      case 'sort_desc': return vectorOf(inOrder(this.vector(args[0]!), true));
      case 'timestamp': return vectorOf(this.timestamps(bare(args[0]!)));
      case 'histogram_quantile': return vectorOf(histogramQuantile(this.number(args[0]!), this.vector(args[1]!)));
      case 'label_replace': {
        const [target, replacement, source, pattern] = args.slice(1).map(text);
        return vectorOf(labelReplace(this.vector(args[0]!), target!, replacement!, source!, pattern!, (steps) => this.pay(args[4]!, steps)));
      }
      case 'label_join': {
        const [target, separator, ...sources] = args.slice(1).map(text);
        const samples = this.vector(args[0]!);
        this.pay(args[1]!, samples.length * sources.length);
        return vectorOf(labelJoin(samples, target!, separator!, sources));
      }
      default: throw refusal(`there is no function ${name}`);
    }
  }

  private rangeCall(name: string, { types = ['range'], of }: RangeFunction, args: readonly Expr[]): Value {
    const place = types.indexOf('range');
    const { windows, start, end } = this.as('range', args[place]!);
    const numbers = args.filter((_, i) => i !== place).map((arg) => this.number(arg));
    const frame = { start, end, now: this.now };
    return vectorOf(windows.flatMap((window) => {
      const value = of(window, frame, ...numbers);
      return value === null ? [] : [{ labels: KEEPS_NAME.has(name) ? window.labels : withoutName(window.labels), value }];
    }));
  }

  /** A selector's samples have times of their own; whatever else was made of them is as old as the evaluation. */
  private timestamps(expr: Expr): Sample[] {
    const timed = expr.kind === 'selector' ? this.newest(expr) : this.vector(expr).map(({ labels }) => ({ labels, time: this.now }));
    return timed.map(({ labels, time }) => ({ labels: withoutName(labels), value: time }));
  }
}

/** How many samples there are to go through. */
const sizeOf = (value: Value): number => (value.type === 'vector' ? value.samples.length : 1);

/** The text of an argument that was checked to be one. */
function text(expr: Expr): string {
  return (bare(expr) as StringExpr).value;
}

/** One sample of 1 with the labels that the selector demands by equality. A label that comes up again is in doubt. */
function absent(expr: Expr, missing: boolean): Value {
  if (!missing) return vectorOf([]);
  const selector = expr.kind === 'selector' ? expr : expr.kind === 'range' ? expr.selector : null;
  const equal = new Set<string>();
  let labels: Labels = {};
  for (const { name, value, isEqual, isRegex } of selector?.matchers ?? []) {
    if (name === NAME) continue;
    const sure = isEqual && !isRegex && !equal.has(name);
    if (sure) equal.add(name);
    labels = withLabel(labels, name, sure ? value : '');
  }
  return vectorOf([{ labels, value: 1 }]);
}

/** A part of the samples, without copying where the store holds typed arrays. */
function stretch(all: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return all instanceof Float64Array ? all.subarray(from, to) : Array.prototype.slice.call(all, from, to);
}

const mapped = (samples: readonly Sample[], of: (value: number) => number): Value => vectorOf(samples.map(({ labels, value }) => ({ labels: withoutName(labels), value: of(value) })));

const vectorOf = (samples: readonly Sample[]): Value => unique({ type: 'vector', samples });

/** Throws `argument-invalid` when two results have the same labels, as when dropping the name makes them collide. */
function unique(value: Value): Value {
  if (value.type !== 'vector' || value.samples.length < 2) return value;
  const keys = new Set(value.samples.map(({ labels }) => labelKey(labels)));
  if (keys.size !== value.samples.length) throw refusal('the result holds the same labels twice; keep them apart with by (…) or a narrower selector');
  return value;
}
