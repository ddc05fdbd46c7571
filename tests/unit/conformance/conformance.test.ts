import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeFile } from '../../../scripts/conformance/judge.ts';

const DIRECTORY = new URL('../../fixtures/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, DIRECTORY), 'utf8');
const FILES = readdirSync(DIRECTORY).filter((name) => name.endsWith('.json') && JSON.parse(read(name)).schema);

describe('every reference fixture is met', () => {
  test.each(FILES)('%s', (file) => {
    const prediction = judgeFile(file, read(file));
    expect(prediction.failures).toEqual([]);
    expect(prediction.passed).toBeGreaterThan(0);
  });
});

/** The file with one value changed. */
function changed(file: string, change: (fixture: never) => void): string {
  const fixture = JSON.parse(read(file)) as never;
  change(fixture);
  return JSON.stringify(fixture);
}

describe('the judge notices', () => {
  test('a drift that is one sample off', () => {
    const text = changed('drift-b02-sudden.json', (fixture: { expected: { drift: number[] }[] }) => {
      fixture.expected.find(({ drift }) => drift.length > 0)!.drift[0]! += 1;
    });
    expect(judgeFile('x', text)).toMatchObject({ failed: 1 });
  });

  test('internal state beyond the tolerance', () => {
    const text = changed('drift-b01-stationary.json', (fixture: { expected: { checkpoints?: { total?: number }[] }[] }) => {
      fixture.expected[0]!.checkpoints![3]!.total! *= 1 + 1e-8;
    });
    expect(judgeFile('x', text)).toMatchObject({ failed: 1 });
  });

  test('a small p-value that is off, however small', () => {
    const text = changed('batch-two-sample.json', (fixture: { cases: { id: string; expected: { ks: { p_exact: number } } }[] }) => {
      fixture.cases.find(({ id }) => id === 'ts-disjoint')!.expected.ks.p_exact *= 1.001;
    });
    expect(judgeFile('x', text).failures).toMatchObject([{ id: 'ts-disjoint', mismatches: [{ path: 'ks.p_exact' }] }]);
  });

  test('a missing series, an extra one, another value', () => {
    for (const change of [
      (expected: unknown[]) => expected.pop(),
      (expected: unknown[]) => expected.push({ labels: { made: 'up' }, value: '1' }),
      (expected: { value: string }[]) => { expected[0]!.value = '12345'; },
    ]) {
      const text = changed('promql.json', (fixture: { cases: { expected: never[] }[] }) => {
        change(fixture.cases.find(({ expected }) => expected.length > 0)!.expected as never);
      });
      expect(judgeFile('x', text).failed).toBe(1);
    }
  });

  test('series in another order, a number of another value, a query that should be refused', () => {
    type Case = { query: string; expected: unknown };
    for (const [query, expected] of [['sort(nanv)', 'reversed'], ['0 ^ 0', { scalar: '2' }], ['neg', { error: true }]] as const) {
      const text = changed('promql-reports.json', (fixture: { cases: Case[] }) => {
        const given = fixture.cases.find((one) => one.query === query) ?? fixture.cases.find(({ expected: series }) => Array.isArray(series))!;
        given.expected = expected === 'reversed' ? (given.expected as unknown[]).toReversed() : expected;
      });
      expect(judgeFile('x', text).failed).toBe(1);
    }
  });

  test('an answer where the reference refuses, and a refusal where it answers', () => {
    const text = changed('batch-two-sample.json', (fixture: { cases: { expected: Record<string, unknown> }[] }) => {
      fixture.cases[0]!.expected.wasserstein = { error: 'ValueError' };
    });
    expect(judgeFile('x', text).failed).toBe(1);
  });

  test('one error more in a count of errors, which is no refusal', () => {
    const text = changed('rollout-analysis.json', (fixture: { cases: { expected: { counters: { error: number } } }[] }) => {
      fixture.cases[0]!.expected.counters.error += 1;
    });
    expect(judgeFile('x', text).failures).toMatchObject([{ mismatches: [{ path: 'counters.error' }] }]);
  });

  test('a number where the reference has none, and the other way round', () => {
    type Case = { id: string; expected: Record<string, unknown> };
    for (const [id, value] of [['two-one-each-right', 0], ['two-typical', null]] as const) {
      const text = changed('experiment-two-proportions.json', (fixture: { cases: Case[] }) => {
        fixture.cases.find((given) => given.id === id)!.expected.z_pooled = value;
      });
      expect(judgeFile('x', text).failures).toMatchObject([{ id, mismatches: [{ path: 'z_pooled' }] }]);
    }
  });

  test('a test of one share that decides one outcome later', () => {
    const text = changed('experiment-sequential.json', (fixture: { sprt: { expected: { index: number } }[] }) => {
      fixture.sprt[0]!.expected.index += 1;
    });
    expect(judgeFile('x', text).failures).toMatchObject([{ mismatches: [{ path: 'index' }] }]);
  });

  test('what it cannot judge', () => {
    expect(judgeFile('x', '{ broken').failures[0]!.mismatches[0]!.got).toMatch(/not JSON/);
    expect(judgeFile('x', '{}').failures[0]!.mismatches[0]!.got).toMatch(/schema/);
    expect(judgeFile('x', 'null').failed).toBe(1);
    expect(judgeFile('x', '{"schema":"batch-fixture/1","cases":[]}').failed).toBe(1);
    expect(judgeFile('x', '{"schema":"batch-fixture/2","cases":[]}').failures[0]!.mismatches[0]!.got).toMatch(/batch-fixture\/2/);
    expect(judgeFile('x', '{"schema":"batch-fixture/1","cases":[{"id":"a","kind":"tea leaves","expected":{}}]}').failures[0]!.mismatches[0]!.got).toMatch(/unknown/);
    expect(judgeFile('x', '{"schema":"experiment-fixture/1","cases":[{"id":"a","dice":6,"expected":{}}]}').failures[0]!.mismatches[0]!.got).toMatch(/unknown/);
    expect(judgeFile('x', '{"schema":"drift-detector-fixture/1","id":"a","encoding":"bits","stream":"01","expected":[{"detector":"Oracle","params":{},"drift":[]}]}').failed).toBe(1);
  });
});
