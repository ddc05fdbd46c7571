import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf, OrchardError } from '../../../../src/domain/common/errors.ts';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';
import type { Expr } from '../../../../src/domain/alerting/promql/ast.ts';
import { parsePromql } from '../../../../src/domain/alerting/promql/parse.ts';
import { seriesStore } from '../../../../src/domain/alerting/promql/series.ts';
import { anyQuery } from '../../../interop/queries.ts';
import { CountedBudget } from '../../../unit/alerting/promql/counted-budget.ts';
import { awkwardSeries, BEGIN } from '../../../interop/world.ts';

const STORE = seriesStore(awkwardSeries());
const STEPS = 20_000;

const wide = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom('ms', 's', 'm', 'h', 'y')).map(([n, unit]) => `${n}${unit}`);
/** Queries in which any range, step or moment may be out of all proportion. */
const hostile = fc.tuple(anyQuery, wide, wide, fc.constantFrom('', ' @ 9e18', ' @ -9e18', ' offset 200y', ' offset -200y')).chain(([query, range, step, moment]) => fc.constantFrom(
  query, `max_over_time((${query})[${range}:${step}]${moment})`, `count_over_time(sum_over_time((${query})[${range}:${step}])[${step}:${range}]${moment})`,
));

describe('a query that can be read', () => {
  test('ends within its budget, or is refused by it', () => {
    fc.assert(fc.property(hostile, (query) => {
      let expr: Expr;
      try {
        expr = parsePromql(query);
      } catch (error) {
        expect(error).toBeInstanceOf(OrchardError);
        return;
      }
      const budget = new CountedBudget({ steps: STEPS, ms: 0 });
      try {
        evaluatePromql(expr, BEGIN + 600, STORE, { budget, text: query });
        expect(budget.taken).toBeLessThanOrEqual(STEPS);
      } catch (error) {
        expect(['argument-invalid', 'over-budget']).toContain(codeOf(error));
      }
    }), { numRuns: 2000 });
  });
});
