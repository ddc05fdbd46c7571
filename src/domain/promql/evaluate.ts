import { OrchardError } from '../errors.ts';
import { labelKey, type Labels } from '../alerting/matcher.ts';
import { aggregate } from './aggregate.ts';
import type { Call, Expr, Moment, Selector, Subquery } from './ast.ts';
import { applyBinary } from './binary.ts';
import { labelJoin, labelReplace, MATH_FUNCTIONS, withoutName } from './functions.ts';
import { histogramQuantile } from './histogram.ts';
import { parsePromql } from './parse.ts';
import { KEEPS_NAME, RANGE_ARGUMENT, RANGE_FUNCTIONS } from './range-functions.ts';
import { countUntil, NAME, type Series, type SeriesStore } from './series.ts';
import type { RangeVector, Sample, Value, Window } from './value.ts';

export interface PromqlOptions {
  /** How old the newest sample of a series may be, in seconds. Prometheus' default is five minutes. */
  readonly lookback?: number;
  /** The step of a subquery that names none, in seconds. */
  readonly evaluationInterval?: number;
  /** A query that touches more series is refused, because it is a mistake more often than a wish. */
  readonly maxSeries?: number;
}

const refuse = (detail: string) => new OrchardError('argument-invalid', `PromQL: ${detail}`);

/**
 * Evaluates an expression at a moment (seconds), as Prometheus' instant query: `query` is text or already parsed. Ranges take
 * samples from (end − range, end], as Prometheus 3. Throws `argument-invalid` for a syntax or type error, an unknown function, a
 * join of many to many, or too many series.
 */
export function evaluatePromql(query: string | Expr, at: number, store: SeriesStore, options: PromqlOptions = {}): Value {
  const { lookback = 300, evaluationInterval = 60, maxSeries = 10_000 } = options;
  return new Evaluation(store, at, { lookback, evaluationInterval, maxSeries }).value(typeof query === 'string' ? parsePromql(query) : query);
}

class Evaluation {
  private readonly store: SeriesStore;
  private readonly now: number;
  private readonly options: Required<PromqlOptions>;

  constructor(store: SeriesStore, now: number, options: Required<PromqlOptions>) {
    this.store = store;
    this.now = now;
    this.options = options;
  }

  value(expr: Expr): Value {
    switch (expr.kind) {
      case 'number': return { type: 'scalar', value: expr.value };
      case 'string': return { type: 'string', value: expr.value };
      case 'selector': return { type: 'vector', samples: this.newest(expr) };
      case 'range': return this.range(expr.selector, expr.range);
      case 'subquery': return this.subquery(expr);
      case 'call': return this.call(expr);
      case 'negation': return this.negated(this.value(expr.expr));
      case 'binary': return applyBinary(expr.op, this.value(expr.left), this.value(expr.right), expr.bool, expr.matching);
      case 'aggregation': {
        const parameter = expr.param === null ? null : expr.op === 'count_values' ? this.text(expr.param) : this.number(expr.param);
        return { type: 'vector', samples: unique(aggregate(expr.op, this.vector(expr.expr), expr.grouping, parameter)) };
      }
    }
  }

  private moment({ offset, at }: Moment): number {
    return (at === 'evaluation' ? this.now : at) - offset;
  }

  private select(selector: Selector): readonly Series[] {
    const found = this.store.select(selector.matchers);
    if (found.length > this.options.maxSeries) throw refuse(`the selector matches ${found.length} series, more than ${this.options.maxSeries}; narrow it`);
    return found;
  }

  private newest(selector: Selector): Sample[] {
    const moment = this.moment(selector.moment);
    return this.select(selector).flatMap(({ labels, times, values }) => {
      const index = countUntil(times, moment) - 1;
      return index >= 0 && times[index]! > moment - this.options.lookback ? [{ labels, value: values[index]! }] : [];
    });
  }

  private range(selector: Selector, length: number): RangeVector {
    const end = this.moment(selector.moment);
    const start = end - length;
    const windows = this.select(selector).flatMap(({ labels, times, values }) => {
      const [from, to] = [countUntil(times, start), countUntil(times, end)];
      if (from === to) return [];
      return [{ labels, times: stretch(times, from, to), values: stretch(values, from, to) }];
    });
    return { type: 'range', windows, start, end };
  }

  /** The inner expression at every multiple of the step within the range. */
  private subquery(expr: Subquery): RangeVector {
    const end = this.moment(expr.moment);
    const start = end - expr.range;
    const step = expr.step ?? this.options.evaluationInterval;
    const windows = new Map<string, { labels: Labels; times: number[]; values: number[] }>();
    for (let i = Math.floor(start / step) + 1; i * step <= end; i += 1) {
      for (const { labels, value } of new Evaluation(this.store, i * step, this.options).vector(expr.expr)) {
        const key = labelKey(labels);
        const window = windows.get(key) ?? { labels, times: [], values: [] };
        windows.set(key, window);
        window.times.push(i * step);
        window.values.push(value);
      }
    }
    return { type: 'range', windows: [...windows.values()], start, end };
  }

  private negated(value: Value): Value {
    if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
    if (value.type !== 'vector') throw refuse(`a ${value.type} has no negative`);
    return { type: 'vector', samples: value.samples.map((sample) => ({ labels: withoutName(sample.labels), value: -sample.value })) };
  }

  private vector(expr: Expr): readonly Sample[] {
    const value = this.value(expr);
    if (value.type === 'vector') return value.samples;
    if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
    throw refuse(`expected an instant vector, got a ${value.type === 'range' ? 'range vector' : value.type}`);
  }

  /** An argument that must be an instant vector, not a number. */
  private instant(name: string, expr: Expr): readonly Sample[] {
    const value = this.value(expr);
    if (value.type !== 'vector') throw refuse(`${name} takes an instant vector, got a ${value.type === 'range' ? 'range vector' : value.type}`);
    return value.samples;
  }

  private number(expr: Expr): number {
    const value = this.value(expr);
    if (value.type !== 'scalar') throw refuse(`expected a number, got a ${value.type}`);
    return value.value;
  }

  private text(expr: Expr): string {
    if (expr.kind !== 'string') throw refuse('expected a text in quotes');
    return expr.value;
  }

  private call({ name, args }: Call): Value {
    const expect = (min: number, max = min) => {
      if (args.length < min || args.length > max) throw refuse(`${name} takes ${min === max ? min : `${min} to ${max}`} arguments, got ${args.length}`);
    };
    if (name in RANGE_FUNCTIONS) return this.rangeCall(name, args, expect);
    const math = MATH_FUNCTIONS[name];
    if (math) {
      expect(1 + math.numbers[0], 1 + math.numbers[1]);
      const numbers = args.slice(1).map((arg) => this.number(arg));
      return vectorOf(this.instant(name, args[0]!).map(({ labels, value }) => ({ labels: withoutName(labels), value: math.of(value, ...numbers) })));
    }
    switch (name) {
      case 'time': expect(0); return { type: 'scalar', value: this.now };
      case 'vector': expect(1); return vectorOf([{ labels: {}, value: this.number(args[0]!) }]);
      case 'scalar': {
        expect(1);
        const samples = this.instant(name, args[0]!);
        return { type: 'scalar', value: samples.length === 1 ? samples[0]!.value : NaN };
      }
      case 'absent': expect(1); return this.absent(args[0]!, this.instant(name, args[0]!).length === 0);
      case 'absent_over_time': expect(1); return this.absent(args[0]!, this.windows(name, args[0]!).windows.length === 0);
      case 'sort': case 'sort_desc': {
        expect(1);
        const sign = name === 'sort' ? 1 : -1;
        return vectorOf([...this.instant(name, args[0]!)].sort((a, b) => sign * (a.value - b.value)));
      }
      case 'timestamp': expect(1); return vectorOf(this.timestamps(args[0]!));
      case 'histogram_quantile': expect(2); return vectorOf(histogramQuantile(this.number(args[0]!), this.instant(name, args[1]!)));
      case 'label_replace': {
        expect(5);
        const [target, replacement, source, pattern] = args.slice(1).map((arg) => this.text(arg));
        return vectorOf(labelReplace(this.instant(name, args[0]!), target!, replacement!, source!, pattern!));
      }
      case 'label_join': {
        expect(3, Infinity);
        const [target, separator, ...sources] = args.slice(1).map((arg) => this.text(arg));
        return vectorOf(labelJoin(this.instant(name, args[0]!), target!, separator!, sources));
      }
      default: throw refuse(`function ${name} is not supported`);
    }
  }

  private windows(name: string, expr: Expr): RangeVector {
    const value = this.value(expr);
    if (value.type !== 'range') throw refuse(`${name} takes a range vector, such as metric[5m], got a ${value.type === 'vector' ? 'instant vector' : value.type}`);
    return value;
  }

  private rangeCall(name: string, args: readonly Expr[], expect: (count: number) => void): Value {
    const place = RANGE_ARGUMENT[name];
    expect(place === undefined ? 1 : 2);
    const { windows, start, end } = this.windows(name, args[place ?? 0]!);
    const parameter = place === undefined ? NaN : this.number(args[1 - place]!);
    const apply = RANGE_FUNCTIONS[name]!;
    const samples = windows.flatMap((window: Window) => {
      const value = apply(window, { start, end, now: this.now }, parameter);
      return value === null ? [] : [{ labels: KEEPS_NAME.has(name) ? window.labels : withoutName(window.labels), value }];
    });
    return vectorOf(samples);
  }

  private timestamps(expr: Expr): Sample[] {
    if (expr.kind !== 'selector') return this.instant('timestamp', expr).map(({ labels }) => ({ labels: withoutName(labels), value: this.now }));
    const moment = this.moment(expr.moment);
    return this.select(expr).flatMap(({ labels, times }) => {
      const index = countUntil(times, moment) - 1;
      return index >= 0 && times[index]! > moment - this.options.lookback ? [{ labels: withoutName(labels), value: times[index]! }] : [];
    });
  }

  /** One sample of 1 with the labels that the selector demands by equality, once each. */
  private absent(expr: Expr, missing: boolean): Value {
    if (!missing) return vectorOf([]);
    const selector = expr.kind === 'selector' ? expr : expr.kind === 'range' ? expr.selector : null;
    const named = (selector?.matchers ?? []).filter(({ name }) => name !== NAME);
    const sure = named.filter(({ name, isEqual, isRegex }) => isEqual && !isRegex && named.filter((other) => other.name === name).length === 1);
    return vectorOf([{ labels: Object.fromEntries(sure.map(({ name, value }) => [name, value])), value: 1 }]);
  }
}

/** A part of the samples, without copying where the store holds typed arrays. */
function stretch(all: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return all instanceof Float64Array ? all.subarray(from, to) : Array.prototype.slice.call(all, from, to);
}

const vectorOf = (samples: readonly Sample[]): Value => ({ type: 'vector', samples: unique(samples) });

/** Throws `argument-invalid` when two results have the same labels, as when dropping the name makes them collide. */
function unique(samples: readonly Sample[]): readonly Sample[] {
  const keys = new Set(samples.map(({ labels }) => labelKey(labels)));
  if (keys.size !== samples.length) throw refuse('the result holds the same labels twice; keep them apart with by (…) or a narrower selector');
  return samples;
}
