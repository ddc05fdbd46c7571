import { labelKey, type Labels } from '../alerting/matcher.ts';
import { aggregate, inOrder } from './aggregate.ts';
import { bare, type Aggregation, type Call, type Expr, type Moment, type Selector, type StringExpr, type Subquery, type Unary } from './ast.ts';
import { applyBinary } from './binary.ts';
import { CALENDAR_FUNCTIONS } from './calendar.ts';
import { greaterOf, labelJoin, labelReplace, lesserOf, VALUE_FUNCTIONS } from './functions.ts';
import { histogramQuantile } from './histogram.ts';
import { withLabel, withoutName } from './labels.ts';
import { parsePromql } from './parse.ts';
import { KEEPS_NAME, RANGE_FUNCTIONS, type RangeFunction } from './range-functions.ts';
import { refusal } from './refusal.ts';
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
}

/** Times are whole milliseconds, so that half of one tells before from at. */
const HALF_MS = 0.0005;

/**
 * Evaluates an expression at a moment (seconds), as Prometheus' instant query: `query` is text or already parsed. Ranges take
 * samples from (end − range, end], as Prometheus 3, unless `closedRanges` says otherwise. Throws `argument-invalid` for a syntax or type error, an unknown function, a
 * join of many to many, or too many series.
 */
export function evaluatePromql(query: string | Expr, at: number, store: SeriesStore, options: PromqlOptions = {}): Value {
  const { lookback = 300, evaluationInterval = 60, maxSeries = 10_000, closedRanges = false } = options;
  const asked = { store, at, lookback, evaluationInterval, maxSeries, closedRanges };
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

  value(expr: Expr): Value {
    switch (expr.kind) {
      case 'number': return { type: 'scalar', value: expr.value };
      case 'string': return { type: 'string', value: expr.value };
      case 'paren': return this.value(expr.expr);
      case 'selector': return { type: 'vector', samples: this.newest(expr).map(({ labels, value }) => ({ labels, value })) };
      case 'range': return this.range(expr.selector, expr.range);
      case 'subquery': return this.subquery(expr);
      case 'call': return this.call(expr);
      case 'unary': return this.signed(expr);
      case 'binary': return unique(applyBinary(expr, this.value(expr.left), this.value(expr.right)));
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
    return this.as('vector', expr).samples;
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
    const found = this.asked.store.select(selector.matchers);
    if (found.length > this.asked.maxSeries) throw refusal(`the selector matches ${found.length} series, more than ${this.asked.maxSeries}; narrow it`);
    return found;
  }

  /** The newest samples within the lookback, each with its own time. */
  private newest(selector: Selector): (Sample & { readonly time: number })[] {
    const moment = this.moment(selector.moment);
    const edge = this.edge(moment - this.asked.lookback);
    return this.select(selector).flatMap((series) => {
      const { labels, times, values } = series;
      const index = countUntil(times, moment) - 1;
      return index >= 0 && times[index]! > edge && !hasEnded(series, times[index]!, moment) ? [{ labels, value: values[index]!, time: times[index]! }] : [];
    });
  }

  private range(selector: Selector, length: number): RangeVector {
    const end = this.moment(selector.moment);
    const start = secondsBetween(length, end);
    const windows = this.select(selector).flatMap(({ labels, times, values }) => {
      const [from, to] = [countUntil(times, this.edge(start)), countUntil(times, end)];
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
    const windows = new Map<string, { labels: Labels; times: number[]; values: number[] }>();
    for (let ms = (Math.floor(Math.round(this.edge(start) * 2000) / 2 / stepMs) + 1) * stepMs; ms / 1000 <= end; ms += stepMs) {
      const time = ms / 1000;
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

  private aggregation({ op, param, expr, grouping }: Aggregation): Value {
    const parameter = param === null ? null : op === 'count_values' ? text(param) : this.number(param);
    return vectorOf(aggregate(op, this.vector(expr), grouping, parameter));
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
        return vectorOf(labelReplace(this.vector(args[0]!), target!, replacement!, source!, pattern!));
      }
      case 'label_join': {
        const [target, separator, ...sources] = args.slice(1).map(text);
        return vectorOf(labelJoin(this.vector(args[0]!), target!, separator!, sources));
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
