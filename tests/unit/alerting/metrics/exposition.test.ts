import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../src/domain/common/errors.ts';
import type { MetricFamily } from '../../../../src/domain/alerting/metrics/family.ts';
import { Registry } from '../../../../src/domain/alerting/metrics/registry.ts';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { parseExposition, writeExposition } from '../../../../src/domain/alerting/metrics/text-format.ts';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';

describe('the registry', () => {
  const registry = new Registry();
  const counter = registry.counter('a_total', 'A.', ['x']);
  const histogram = registry.histogram('h_seconds', 'H.', [0.1, 1]);

  test('writes what Prometheus would', () => {
    counter.add(2, 'q"\\\n');
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
    expect(writeExposition(registry.families())).toBe([
      '# HELP a_total A.', '# TYPE a_total counter', 'a_total{x="q\\"\\\\\\n"} 2',
      '# HELP h_seconds H.', '# TYPE h_seconds histogram', 'h_seconds_bucket{le="0.1"} 2', 'h_seconds_bucket{le="1"} 3', 'h_seconds_bucket{le="+Inf"} 4', 'h_seconds_sum 7.65', 'h_seconds_count 4', '',
    ].join('\n'));
  });

  test('comes back from JSON', () => {
    const copy = new Registry();
    copy.counter('a_total', 'A.', ['x']);
    copy.histogram('h_seconds', 'H.', [0.1, 1]);
    copy.restore(JSON.parse(JSON.stringify(registry.snapshot())));
    expect(copy.families()).toEqual(registry.families());
    expect(() => copy.restore({ a_total: [[['x', 'y'], 1]] })).toThrow(/does not fit/u);
    expect(() => copy.restore(null)).toThrow(/does not fit/u);
  });

  test('refuses names that are none', () => {
    for (const work of [
      () => registry.counter('falls', ''), () => registry.gauge('1st', ''), () => registry.gauge('g', '', ['a-b']), () => registry.gauge('a_total', ''),
      () => registry.histogram('x', '', [1, 1]), () => counter.add(-1, 'x'), () => counter.add(1),
    ]) expect(work).toThrow();
  });
});

describe('the text format', () => {
  const text = fc.string({ unit: 'grapheme' });
  const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity));
  const family = fc.record({
    name: fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}x$/u), type: fc.constantFrom('counter' as const, 'gauge' as const, 'untyped' as const),
    help: fc.string().filter((help) => help.trim() === help && !help.includes('\r')), values: fc.uniqueArray(fc.tuple(text, value), { selector: ([label]) => label, minLength: 1, maxLength: 4 }),
  });

  test('what is written is read back, whatever the label values', () => {
    fc.assert(fc.property(fc.uniqueArray(family, { selector: ({ name }) => name, maxLength: 4 }), (drawn) => {
      const families: MetricFamily[] = drawn.map(({ name, type, help, values }) => ({
        name, type, help, samples: values.map(([label, number]) => ({ labels: { __name__: name, l: label }, value: number })),
      }));
      expect(parseExposition(writeExposition(families))).toEqual(families);
    }));
  });

  test('reads what others write', () => {
    expect(parseExposition('# a comment\n\n  up { job = "x" , } 1 1395066363000\nx_count 3\n')).toEqual([
      { name: 'up', type: 'untyped', help: '', samples: [{ labels: { __name__: 'up', job: 'x' }, value: 1, timestampMs: 1395066363000 }] },
      { name: 'x_count', type: 'untyped', help: '', samples: [{ labels: { __name__: 'x_count' }, value: 3 }] },
    ]);
    const [summary] = parseExposition('# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 2\ns_count 2\n');
    expect(summary?.samples).toHaveLength(3);
  });

  test.each([
    ['no value', 'up\n', 1], ['no number', 'up one\n', 1], ['an open brace', 'up{a="b" 1\n', 1], ['a bad label', 'up{a-b="c"} 1\n', 1], ['an open quote', '\nup{a="b} 1\n', 2],
    ['a label twice', 'up{a="b",a="c"} 1\n', 1], ['a series twice', 'up 1\nup 2\n', 2], ['a type too late', 'up 1\n# TYPE up gauge\n', 2], ['an unknown type', '# TYPE up shape\n', 1],
    ['no last line feed', 'up 1', 1], ['too much', 'up 1 2 3\n', 1], ['a time with a point', 'up 1 2.5\n', 1], ['a hexadecimal number', 'up 0x10\n', 1],
  ])('refuses %s and says where', (_, bad, line) => {
    expect(() => parseExposition(bad)).toThrow(`line ${line}`);
  });
});

describe('the sampled store', () => {
  const labels = { __name__: 'm' };

  test('keeps the newest samples, in order, and PromQL reads them', () => {
    const store = new SampledStore(100);
    for (let i = 1; i <= 1000; i += 1) store.append(labels, i * 10, i);
    const [series] = store.select([]);
    expect(Array.from(series!.times)).toEqual(Array.from({ length: 100 }, (_, i) => (901 + i) * 10));
    expect(evaluatePromql('avg_over_time(m[50s])', 10_000, store)).toMatchObject({ samples: [{ value: 998 }] });
    store.truncate(9500);
    expect(Array.from(store.select([])[0]!.times).at(-1)).toBe(9500);
  });

  test('comes back from JSON', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.double()), { maxLength: 200 }), (samples) => {
      const store = new SampledStore(20);
      samples.forEach(([name, value], i) => store.append({ __name__: name }, i, value));
      const copy = SampledStore.restore(JSON.parse(JSON.stringify(store.snapshot())), 20);
      expect(copy.snapshot()).toEqual(store.snapshot());
    }));
  });

  test('is bounded, and forgets what has long been gone', () => {
    const store = new SampledStore(4, 3);
    store.append({ __name__: 'old' }, 0, 1);
    for (let i = 1; i < 9; i += 1) for (const name of ['a', 'b']) store.append({ __name__: name }, i, i);
    store.append({ __name__: 'new' }, 9, 1);
    expect(store.select([]).map(({ labels: { __name__: name } }) => name)).toEqual(['a', 'b', 'new']);
    store.append({ __name__: 'more' }, 9, 1);
    expect([store.seriesCount, store.droppedSeries]).toEqual([3, 1]);
  });

  test('refuses what does not rise, and torn snapshots', () => {
    const store = new SampledStore();
    store.append(labels, 5, 1);
    expect(() => store.append(labels, 5, 1)).toThrow(/comes after/u);
    const saved = store.snapshot();
    expect(codeOf(caught(() => SampledStore.restore({ ...saved, version: 2 })))).toBe('file-version');
    for (const bad of [null, {}, { ...saved, times: [] }, { ...saved, times: ['!'] }]) expect(codeOf(caught(() => SampledStore.restore(bad)))).toBe('file-schema');
  });
});

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
