import { describe, expect, test } from 'vitest';
import { evaluatePromql } from '../../../src/domain/promql/evaluate.ts';
import { parseDuration, parsePromql } from '../../../src/domain/promql/parse.ts';
import { seriesStore, type Series } from '../../../src/domain/promql/series.ts';
import type { Labels } from '../../../src/domain/alerting/matcher.ts';

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
    expect(ask('5 % 3 + 1h')).toBe(3602);
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
    expect(ask('label_replace(level, "kind", "$1x", "__name__", "(lev).*")', 150)).toEqual({ 'level levx': 9 });
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
    ['total / limit{team="red"} + on() total', /several series/],
    ['total * on() group_left limit', /several series/],
    ['1 > 2', /need bool/],
    ['1 + bool 2', /unexpected|bool/],
    ['{}', /needs a metric name|unexpected|breaks off/],
    ['total{class=~"("}', /regular expression/],
    ['rate({class="apple"}[5m])', /same labels twice/],
    ['"text" + 1', /cannot join|text/],
    ['total[5m] + 1', /cannot join/],
    ['predict_linear(level[5m])', /takes 2 arguments|takes 2/],
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

test('durations', () => {
  expect(['30s', '5m', '1h30m', '2d', '250ms', '90', '1w', '1y'].map(parseDuration)).toEqual([30, 300, 5400, 172_800, 0.25, 90, 604_800, 31_536_000]);
  expect(() => parseDuration('5 minutes')).toThrow(/not a duration/);
  expect(parsePromql('a[5m]')).toMatchObject({ kind: 'range', range: 300 });
});
