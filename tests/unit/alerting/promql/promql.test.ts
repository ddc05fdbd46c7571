import { describe, expect, test } from 'vitest';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';
import { readDuration, readNumber, readString } from '../../../../src/domain/alerting/promql/literals.ts';
import { parsePromql } from '../../../../src/domain/alerting/promql/parse.ts';
import { seriesStore, type Series } from '../../../../src/domain/alerting/promql/series.ts';
import { formatDecimal } from '../../../../src/domain/alerting/promql/value.ts';
import type { Labels } from '../../../../src/domain/alerting/alerts/matcher.ts';

const every15 = (labels: Labels, of: (i: number) => number): Series => ({
  labels,
  times: Array.from({ length: 41 }, (_, i) => i * 15 + 0.5),
  values: Array.from({ length: 41 }, (_, i) => of(i)),
});

const STORE = seriesStore([
  every15({ __name__: 'total', class: 'apple' }, (i) => i * 3),
  every15({ __name__: 'total', class: 'lemon' }, (i) => i),
  every15({ __name__: 'limit', class: 'apple', team: 'red' }, () => 100),
  every15({ __name__: 'limit', class: 'lemon', team: 'red' }, () => 10),
  every15({ __name__: 'other', class: 'apple' }, (i) => i),
  every15({ __name__: 'level' }, (i) => (i === 40 ? NaN : i)),
]);

function ask(query: string, at = 600): Record<string, number> | number | string {
  const value = evaluatePromql(query, at, STORE);
  if (value.type === 'vector') return Object.fromEntries(value.samples.map((sample) => [Object.values(sample.labels).join(' '), sample.value]));
  return value.type === 'range' ? 'range' : value.value;
}

describe('operators', () => {
  test('numbers: precedence, unary minus, IEEE powers', () => {
    expect(ask('1 + 2 * 3 ^ 2 ^ 0')).toBe(7);
    expect(ask('-2 ^ 2')).toBe(-4);
    expect(ask('1 ^ NaN')).toBe(1);
    expect(ask('5 % 3 + 010')).toBe(10);
    expect(ask('1 / 0')).toBe(Infinity);
    expect(ask('0 / 0')).toBeNaN();
    expect(ask('2 > bool 1')).toBe(1);
  });

  test('vectors match by their labels', () => {
    expect(ask('total / ignoring(team) limit')).toEqual({ apple: 117 / 100, lemon: 3.9 });
    expect(ask('total / on(class) group_left(team) limit')).toEqual({ 'apple red': 117 / 100, 'lemon red': 3.9 });
    expect(ask('total > on(class) limit')).toEqual({ apple: 117, lemon: 39 });
    expect(ask('100 < total')).toEqual({ 'total apple': 117 });
    expect(ask('total and on(class) limit{class="apple"}')).toEqual({ 'total apple': 117 });
    expect(ask('total unless on(class) limit{class="apple"}')).toEqual({ 'total lemon': 39 });
    expect(ask('total{class="apple"} or total')).toEqual({ 'total apple': 117, 'total lemon': 39 });
  });
});

describe('selectors', () => {
  test('lookback, offset, @ and subqueries', () => {
    expect(ask('level', 10 * 15)).toEqual({ level: 9 });
    expect(ask('level offset 1m', 150)).toEqual({ level: 5 });
    expect(ask('level @ 31', 600)).toEqual({ level: 2 });
    expect(ask('level', 600.5 + 301)).toEqual({});
    expect(ask('max_over_time(level[1m:15s])', 150)).toEqual({ '': 9 });
    expect(ask('max_over_time(sum(total)[2m:1m])', 180)).toEqual({ '': 44 });
  });

  test('NaN goes through comparisons as false and through aggregates as itself', () => {
    expect(ask('level < 1000', 600.5)).toEqual({});
    expect(ask('sum(level)', 600.5)).toEqual({ '': NaN });
    expect(ask('max_over_time(level[1m])', 600.5)).toEqual({ '': 39 });
  });
});

describe('functions', () => {
  test('of values and labels', () => {
    expect(ask('clamp_max(total, 50)')).toEqual({ apple: 50, lemon: 39 });
    expect(ask('round(vector(2.5))')).toEqual({ '': 3 });
    expect(ask('scalar(sum(total)) + time()')).toBe(756);
    expect(ask('scalar(total)')).toBeNaN();
    expect(ask('label_replace(level, "kind", "${1}x", "__name__", "(lev).*")', 150)).toEqual({ 'level levx': 9 });
    expect(ask('count_values("v", total)')).toEqual({ 117: 1, 39: 1 });
    expect(ask('bottomk(1, total)')).toEqual({ 'total lemon': 39 });
  });
});

describe('what is refused, and how it is said', () => {
  test.each([
    ['', /empty/],
    ['sum(total', /breaks off/],
    ['total +', /breaks off/],
    ['frobnicate(total)', /no function frobnicate/],
    ['rate(total)', /range vector, such as metric\[5m\]/],
    ['abs(total[5m])', /instant vector/],
    ['histogram_quantile(total, total)', /expected a number/],
    ['limit + on() total', /several series/],
    ['total * on() group_left limit', /several series/],
    ['1 > 2', /need bool/],
    ['1 + bool 2', /unexpected|bool/],
    ['{}', /needs a metric name|unexpected|breaks off/],
    ['total{class=~"("}', /regular expression/],
    ['rate({class="apple"}[5m])', /same labels twice/],
    ['"text" + 1', /cannot join|text/],
    ['total[5m] + 1', /cannot join/],
    ['predict_linear(level[5m])', /takes 2 arguments|takes 2/],
    ['1h', /unexpected/],
    ['.5x', /unexpected/],
    ['clamp(limit + on() total, 1, 0)', /several series/],
    ['total[5]', /duration such as 5m/],
    ['{class=~".*"}', /needs a metric name/],
    ['total{__name__="limit"}', /given twice/],
    ['total offset 5m offset 1m', /offset is given twice/],
    ['total @ 1 @ end()', /@ is given twice/],
    ['total @ inf', /out of bounds/],
    ['(total) offset 1m', /follow a selector/],
    ['total offset 1m [5m]', /follow the range/],
    ['total and on(class) group_left limit', /takes no group_left/],
    ['1 and total', /cannot join a number/],
    ['total + on(class) 1', /between instant vectors/],
    ['total * on(class) group_left(class) limit', /both in on/],
    ['total + bool limit', /bool belongs/],
    ['count_values("bad-name", total)', /not a label name/],
    ['label_join(total, "to", "-", "bad-name")', /not a label name/],
    ['topk(NaN, total)', /cannot take NaN/],
    ['histogram_count(total)', /not supported: it reads native histograms/],
    ['holt_winters(level[5m], 1, 0.5)', /smoothing factor/],
    ['sum(total,)', /unexpected/],
    ['-"text"', /a sign stands before/],
    ['('.repeat(5000), /nested more than/],
  ])('%s', (query, message) => {
    expect(() => evaluatePromql(query, 600, STORE)).toThrow(message);
    expect(() => evaluatePromql(query, 600, STORE)).toThrow(/argument-invalid/);
  });

  test('more series than allowed', () => {
    expect(() => evaluatePromql('total', 600, STORE, { maxSeries: 1 })).toThrow(/matches 2 series/);
  });

  test('series that contradict each other', () => {
    const series = every15({ __name__: 'a' }, () => 1);
    expect(() => seriesStore([series, series])).toThrow(/two series/);
    expect(() => seriesStore([{ ...series, times: [1, 1], values: [1, 1] }])).toThrow(/do not rise/);
  });
});

describe('literals', () => {
  test('durations are whole numbers, larger units first', () => {
    expect(['30s', '5m', '1h30m', '2d', '250ms', '1w', '1y'].map(readDuration)).toEqual([30, 300, 5400, 172_800, 0.25, 604_800, 31_536_000]);
    for (const bad of ['5 minutes', '90', '1m1h', '1m1m', '1.5h', '0s', '300y']) expect(() => readDuration(bad)).toThrow(/argument-invalid/);
    expect(parsePromql('a[5m]')).toMatchObject({ kind: 'range', range: 300 });
  });

  test('numbers are read as Go does', () => {
    expect(['010', '08', '0x1F', '1e3', '.5', '5.', 'iNf', '0', '1e-999'].map(readNumber)).toEqual([8, 8, 31, 1000, 0.5, 5, Infinity, 0, 0]);
    for (const bad of ['1e', '0x', '0x1.8', '1e999', '0x8000000000000000']) expect(() => readNumber(bad)).toThrow(/not a number/);
  });

  test('texts have the escapes of Go, bytes among them', () => {
    expect(readString('"\\U0001F34C\\u00e4\\t\\x41\\101\\""')).toBe('🍌ä\tAA"');
    expect(readString('"\\xf0\\x9f\\x8d\\x8c"')).toBe('🍌');
    expect(readString('"\\xff\\xc3\\xa4\\xc3a"')).toBe('\ufffdä\ufffda');
    expect(readString("'it\\'s'")).toBe("it's");
    expect(readString('`raw \\n`')).toBe('raw \\n');
    for (const bad of ['"\\q"', "'\\\"'", '"\\x4"', '"\\ud800"', '"\\U00110000"', '"\\777"', '"\ufffd"']) expect(() => readString(bad)).toThrow(/argument-invalid/);
  });
});

describe('what binds to what', () => {
  test('offset and @ belong to the selector before them, a sign to less than a power', () => {
    expect(ask('level - level offset 1m', 150)).toEqual({ '': 4 });
    expect(ask('level offset 1m - level offset 2m', 150)).toEqual({ '': 4 });
    expect(ask('level + level @ 31', 150)).toEqual({ '': 11 });
    expect(ask('-level ^ 2 * 2', 150)).toEqual({ '': -162 });
    expect(ask('2 ^ -1 ^ 2 - 1')).toBe(-0.5);
  });

  test('keywords are names where nothing else can stand', () => {
    const words = seriesStore(['sum', 'by', 'and', 'offset', 'start'].map((name) => every15({ __name__: name, on: 'x' }, () => 2)));
    for (const query of ['sum + by', 'and and and', 'offset offset 1m', 'sum(sum) by (on)', 'start @ start()', 'SUM(by) BY (on,) # a comment']) {
      expect(evaluatePromql(query, 600, words)).toMatchObject({ type: 'vector', samples: [{}] });
    }
    for (const query of ['bool', 'on', 'atan2', 'group_left', 'sum by on (sum)', 'sum(a) by (without)', 'sum(a) by (a:b)']) expect(() => parsePromql(query)).toThrow(/argument-invalid/);
  });

  test('@ start() and @ end() are those of the whole query, in a subquery too', () => {
    expect(ask('max_over_time((level @ end() - level)[2m:30s])', 300)).toEqual({ '': 6 });
    expect(ask('sum_over_time(level[1m:30s] @ start() offset 1m)', 300)).toEqual({ '': 28 });
  });
});

test('a sample at the start of a range lies outside, unless Prometheus 2 is meant', () => {
  const count = (closedRanges: boolean, query: string) => evaluatePromql(query, 300.5, STORE, { closedRanges, lookback: 15 });
  expect(count(false, 'count_over_time(level[1m])')).toMatchObject({ samples: [{ value: 4 }] });
  expect(count(true, 'count_over_time(level[1m])')).toMatchObject({ samples: [{ value: 5 }] });
  expect(evaluatePromql('count_over_time(vector(1)[1m:30s])', 300, STORE, { closedRanges: true })).toMatchObject({ samples: [{ value: 3 }] });
  expect(count(false, 'level offset 15s @ 630.5')).toMatchObject({ samples: [] });
  expect(count(true, 'level offset 15s @ 630.5')).toMatchObject({ samples: [{}] });
});

test('labels may be called what JavaScript calls its own', () => {
  const odd = seriesStore([every15({ __name__: 'm', constructor: 'a', ['__proto__']: 'b' }, () => 1), every15({ __name__: 'm' }, () => 2)]);
  const labels = (query: string) => {
    const value = evaluatePromql(query, 600, odd);
    return value.type === 'vector' ? value.samples.map((sample) => Object.entries(sample.labels)) : [];
  };
  expect(labels('m{constructor="",toString=""} * 1')).toEqual([[]]);
  expect(labels('sum by (__proto__, toString) (m)')).toEqual([[['__proto__', 'b']], []]);
  expect(labels('label_replace(m{constructor!=""} * 1, "__proto__", "$1", "valueOf", "(.*)")')).toEqual([[['constructor', 'a']]]);
  expect(labels('label_join(m * 1, "__proto__", "", "constructor")')).toEqual([[['constructor', 'a'], ['__proto__', 'a']], []]);
  expect(labels('m * on(__proto__) group_left(constructor) m')).toEqual([[['__proto__', 'b'], ['constructor', 'a']], []]);
  expect(() => parsePromql('constructor(m)')).toThrow(/no function constructor/);
});

test('values become labels in full decimals', () => {
  expect([1e21, 1.25e-7, -0, NaN, -Infinity, 1.5, 123456789012345680000, -1.5e22].map(formatDecimal))
    .toEqual(['1000000000000000000000', '0.000000125', '-0', 'NaN', '-Inf', '1.5', '123456789012345680000', '-15000000000000000000000']);
});

test('the calendar', () => {
  const leap = Date.UTC(2024, 1, 29, 13, 45) / 1000;
  const parts = (at: number) => ['year', 'month', 'day_of_month', 'day_of_year', 'day_of_week', 'days_in_month', 'hour', 'minute'].map((name) => ask(`scalar(${name}())`, at));
  expect(parts(leap)).toEqual([2024, 2, 29, 60, 4, 29, 13, 45]);
  expect(parts(-1)).toEqual([1969, 12, 31, 365, 3, 31, 23, 59]);
  expect(ask('month(vector(1e300))')).toEqual({ '': NaN });
});
