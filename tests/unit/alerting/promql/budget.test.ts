import { describe, expect, test } from 'vitest';
import { Budget } from '../../../../src/domain/common/budget.ts';
import { codeOf } from '../../../../src/domain/common/errors.ts';
import { evaluatePromql, MOST_MOMENTS, type PromqlOptions } from '../../../../src/domain/alerting/promql/evaluate.ts';
import { parsePromql } from '../../../../src/domain/alerting/promql/parse.ts';
import { seriesStore, type Series } from '../../../../src/domain/alerting/promql/series.ts';
import { CountedBudget } from './counted-budget.ts';

const STORE = seriesStore(Array.from({ length: 100 }, (_, i): Series => (
  { labels: { __name__: 'up', i: String(i), long: 'a'.repeat(100) }, times: Array.from({ length: 500 }, (__, k) => k * 60), values: Array.from({ length: 500 }, (__, k) => k) })));
const AT = 30_000;

function refused(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    return { code: codeOf(error), message: (error as Error).message };
  }
  throw new Error('it was not refused');
}
const ask = (query: string, options: PromqlOptions = {}) => evaluatePromql(query, AT, STORE, options);

describe('what a query may cost', () => {
  test.each([
    ['moments without number', 'max_over_time(vector(1)[100y:1ms])', /^over-budget: PromQL: line 1, column 15: the subquery looks at 3153600000000 moments/],
    ['a moment that steps do not move', 'absent_over_time(up[100y:1ms] @ 9e18)', /line 1, column 18: the subquery looks at/],
    ['subqueries in subqueries', 'sum_over_time(\n  sum_over_time(sum_over_time(vector(1)[1h:1s])[1h:1s])[1h:1s])', /line 2, column \d+: it takes more than \d+ steps/],
    ['every sample at every moment', 'sum_over_time(count_over_time(up[8h])[2h:1s])', /column 31: it takes more than/],
    ['every sample, again and again', `${'sum(count_over_time(up[8h])) + '.repeat(60)}1`, /it takes more than/],
    ['labels that double', 'label_join('.repeat(9) + 'up' + ', "long", "", "long", "long")'.repeat(9), /a label would have more than/],
    ['a label filled in out of all proportion', `label_replace(up, "x", "${'$1'.repeat(900)}", "long", "(.*)")`, /a label would have more than/],
    ['a pattern that is compiled to a million instructions', `up{i=~"${'(a{1000})'.repeat(10)}"}`, /^over-budget: .*the regular expression .* is too large/],
    ['patterns that are only large together', `${Array.from({ length: 20 }, (_, i) => `up{i=~"a{1000}${'b'.repeat(i)}"}`).join(' or ')}`, /^over-budget: PromQL: line 1, column/],
    ['classes that are folded', `${Array.from({ length: 20 }, (_, i) => `up{i=~"(?i)${'[a-z]'.repeat(100)}${i}"}`).join(' or ')}`, /^over-budget: PromQL: line 1, column/],
    ['a text without end', `up + ${'1'.repeat(20_001)}`, /more than 20000 characters/],
  ])('%s', (_, query, message) => {
    expect(refused(() => ask(query))).toEqual({ code: 'over-budget', message: expect.stringMatching(message) as unknown });
  });

  test('patterns that run wild elsewhere do not here', () => {
    expect(ask(`up{long=~"(a*)*b"}`)).toEqual({ type: 'vector', samples: [] });
    expect(ask(`up{long=~"(a+a+)+c|(.*a){20}"}`)).toMatchObject({ samples: { length: 100 } });
  });

  test('a moment far from all samples comes to an end', () => {
    expect(ask('absent_over_time(up[5m:1m] @ 9e18)')).toMatchObject({ samples: [{ value: 1 }] });
    for (const at of [Infinity, -Infinity, NaN]) expect(refused(() => evaluatePromql('up', at, STORE))).toMatchObject({ code: 'argument-invalid' });
  });

  test('as many moments as a range query of Prometheus has are fine', () => {
    expect(ask(`count_over_time(vector(1)[${MOST_MOMENTS}s:1s])`)).toMatchObject({ samples: [{ value: MOST_MOMENTS }] });
    expect(refused(() => ask(`count_over_time(vector(1)[${MOST_MOMENTS + 1}s:1s])`))).toMatchObject({ code: 'over-budget' });
  });

  test('the same query costs the same, with the store searched once for all moments', () => {
    const steps = (query: string) => {
      const budget = new CountedBudget({ steps: 1e9, ms: 1e9 });
      ask(query, { budget });
      return budget.taken;
    };
    expect(steps('sum(up)')).toBe(steps('sum(up)'));
    const [once, often] = [steps('sum_over_time(sum(up{long=~"a+"})[1m:1m])'), steps('sum_over_time(sum(up{long=~"a+"})[10m:1m])')];
    // A moment costs its hundred samples a few times over, and the hundred matches are paid for at the first only.
    expect(often - once).toBeLessThan(9 * once);
    expect((often - once) / 9).toBeLessThan(450);
  });

  test('what a selector matches is found and paid for once for all moments of a range', () => {
    const parsed = parsePromql('up{long=~"a+"}');
    const range = (selected?: PromqlOptions['selected']) => {
      const budget = new CountedBudget({ steps: 1e9, ms: 1e9 });
      const answers = [AT - 120, AT - 60, AT].map((at) => evaluatePromql(parsed, at, STORE, { budget, ...(selected ? { selected } : {}) }));
      return { answers, taken: budget.taken };
    };
    const [apart, together] = [range(), range(new Map())];
    expect(together.answers).toEqual(apart.answers);
    expect(together.taken).toBeLessThan(apart.taken / 2);
  });

  test('time is the last line', () => {
    let now = 0;
    const slow = new Budget({ steps: 1e9, ms: 1000 }, () => (now += 400));
    expect(refused(() => ask('sum_over_time(count_over_time(up[8h])[1h:1m])', { budget: slow }))).toEqual({ code: 'over-budget', message: expect.stringMatching(/it takes longer than 1000 ms/) as unknown });
    const asleep = new Budget({ steps: 1e9, ms: 1000 }, () => (now === 0 ? 0 : 1e9));
    now = 0;
    expect(() => ask('sum_over_time(count_over_time(up[8h])[1h:1m])', { budget: asleep })).not.toThrow();
  });

  test('what is nested thousands deep is refused with its place', () => {
    for (const query of ['('.repeat(5000), '-'.repeat(5000) + '1', 'abs('.repeat(3000), '1^'.repeat(3000) + '1', '1+'.repeat(3000) + '1']) {
      expect(refused(() => parsePromql(query))).toEqual({ code: 'argument-invalid', message: expect.stringMatching(/line 1, column \d+: the expression is nested more than 500 deep/) as unknown });
    }
  });
});
