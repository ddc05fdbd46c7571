import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeEnough, fixtureNumber } from '../../scripts/conformance/compare.ts';
import { labelKey, type Labels } from '../../src/domain/alerting/alerts/matcher.ts';
import type { Expr } from '../../src/domain/alerting/promql/ast.ts';
import { evaluatePromql } from '../../src/domain/alerting/promql/evaluate.ts';
import { parsePromql } from '../../src/domain/alerting/promql/parse.ts';
import { seriesStore } from '../../src/domain/alerting/promql/series.ts';
import { formatValue } from '../../src/domain/alerting/promql/value.ts';
import { prometheusPresent, startPrometheus, type Answer } from './prometheus.ts';
import { anyMoment, anyQuery, plainQueries } from './queries.ts';
import { awkwardSeries, BEGIN, openMetrics } from './world.ts';

if (!prometheusPresent) console.warn('Prometheus is not on the PATH (Debian package prometheus): our PromQL is not compared with it');

/** Another seed, or more of them, asks other questions: ORCHARD_SEED=7 ORCHARD_QUERIES=20000. */
const SEED = Number(process.env.ORCHARD_SEED ?? 42);
const QUERIES = Number(process.env.ORCHARD_QUERIES ?? 3000);
const AT_ONCE = 16;
const WORLD = awkwardSeries();
const STORE = seriesStore(WORLD);
const TOLERANCE = { relative: 1e-12, absolute: 1e-12 };

function ours(query: string, time: number): Answer {
  try {
    const value = evaluatePromql(query, time, STORE, { closedRanges: true });
    switch (value.type) {
      case 'scalar': return { type: 'scalar', value: formatValue(value.value) };
      case 'vector': return { type: 'vector', samples: value.samples.map((sample) => ({ labels: sample.labels, value: formatValue(sample.value) })) };
      case 'range': return { type: 'range', windows: value.windows.map(({ labels, times, values }) => ({ labels, points: Array.from(times, (at, i) => [at, formatValue(values[i]!)] as const) })) };
      case 'string': return value;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'OrchardError') return { type: 'refused', reason: error.message };
    throw error;
  }
}

const numberOf = (written: string) => fixtureNumber(written) ?? Number(written);
const same = (got: string, wanted: string) => closeEnough(numberOf(got), numberOf(wanted), TOLERANCE);

/** Whether two answers agree: labels exactly, numbers to the tolerance, the order of values where the query sorts. */
function agree(got: Answer, wanted: Answer, ordered: boolean): boolean {
  if (got.type === 'refused' || wanted.type === 'refused') return got.type === wanted.type;
  if (got.type === 'vector' && wanted.type === 'vector') {
    if (ordered && !got.samples.every(({ value }, i) => same(value, wanted.samples[i]?.value ?? ''))) return false;
    return paired(got.samples, wanted.samples, (a, b) => same(a.value, b.value));
  }
  if (got.type === 'range' && wanted.type === 'range') {
    return paired(got.windows, wanted.windows, (a, b) => a.points.length === b.points.length && a.points.every(([at, value], i) => at === b.points[i]![0] && same(value, b.points[i]![1])));
  }
  if (got.type === 'scalar' && wanted.type === 'scalar') return same(got.value, wanted.value);
  return got.type === 'string' && wanted.type === 'string' && got.value === wanted.value;
}

function paired<T extends { labels: Labels }>(got: readonly T[], wanted: readonly T[], equal: (a: T, b: T) => boolean): boolean {
  const byLabels = new Map(got.map((one) => [labelKey(one.labels), one]));
  return got.length === wanted.length && wanted.every((one) => {
    const partner = byLabels.get(labelKey(one.labels));
    return partner !== undefined && equal(partner, one);
  });
}

/** How often a query evaluates its innermost part: slips can make a subquery of a million steps. */
function stepsOf(expr: Expr): number {
  switch (expr.kind) {
    case 'subquery': return (expr.range / (expr.step ?? 60)) * stepsOf(expr.expr);
    case 'paren': case 'unary': return stepsOf(expr.expr);
    case 'binary': return stepsOf(expr.left) + stepsOf(expr.right);
    case 'aggregation': return stepsOf(expr.expr) + (expr.param ? stepsOf(expr.param) : 0);
    case 'call': return expr.args.reduce((sum, arg) => sum + stepsOf(arg), 1);
    default: return 1;
  }
}

/** Where Prometheus 2.42 errs, or takes a letter for the colon; see docs/conformance.md. */
const ERRS = [/timestamp\(.*(?:@.*offset|offset.*@)/s, /predict_linear\(.*@.*\[\w+\s*:/s, /\[\s*\w+\s+[a-zA-Z_]/];

function comparable(query: string): boolean {
  if (ERRS.some((kind) => kind.test(query))) return false;
  try {
    return stepsOf(parsePromql(query)) < 2000;
  } catch {
    return true;
  }
}

describe.skipIf(!prometheusPresent)('Prometheus', () => {
  let prometheus: Awaited<ReturnType<typeof startPrometheus>> | undefined;
  beforeAll(async () => { prometheus = await startPrometheus(openMetrics(WORLD)); });
  afterAll(() => prometheus?.stop());

  test('answers any query as we do, and refuses what we refuse', async () => {
    const madeUp = fc.sample(fc.tuple(anyQuery, anyMoment), { numRuns: QUERIES, seed: SEED }).filter(([query]) => comparable(query));
    const questions = [...plainQueries.map((query) => [query, BEGIN + 600.5] as const), ...madeUp];
    const counts = { refused: 0, nothing: 0, something: 0 };
    const differences: string[] = [];
    for (let begin = 0; begin < questions.length; begin += AT_ONCE) {
      const some = questions.slice(begin, begin + AT_ONCE);
      const answers = await Promise.all(some.map(([query, time]) => prometheus!.ask(query, time)));
      some.forEach(([query, time], i) => {
        const [got, wanted] = [ours(query, time), answers[i]!];
        if (wanted.type === 'refused') counts.refused += 1;
        else if ((wanted.type === 'vector' && wanted.samples.length === 0) || (wanted.type === 'range' && wanted.windows.length === 0)) counts.nothing += 1;
        else counts.something += 1;
        if (!agree(got, wanted, /^sort(_desc)?\(/.test(query))) differences.push(`${query}\n  at ${time}\n  we    ${JSON.stringify(got)}\n  they  ${JSON.stringify(wanted)}`);
      });
    }
    expect(differences.join('\n\n')).toBe('');
    // Or else the generator has become easy to please.
    expect(madeUp.length).toBeGreaterThan(2000);
    expect(counts.something).toBeGreaterThan(2000);
    expect(counts.refused).toBeGreaterThan(200);
  }, 120_000);
});
