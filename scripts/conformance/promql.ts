import { evaluatePromql } from '../../src/domain/promql/evaluate.ts';
import { NAME, seriesStore, type SeriesStore } from '../../src/domain/promql/series.ts';
import { formatValue, type Sample } from '../../src/domain/promql/value.ts';
import { labelKey, type Labels } from '../../src/domain/alerting/matcher.ts';
import { attempt, closeEnough, compare, fixtureNumber, Refusal, standardTolerance, type Mismatch } from './compare.ts';

interface PromqlCase {
  readonly query: string;
  readonly time: number;
  readonly expected: readonly { labels: Labels; value: string }[] | { readonly error: string };
}

export interface PromqlFixture {
  readonly lookback_delta_seconds?: number;
  readonly series: readonly { name: string; labels: Labels; samples: readonly (readonly [number, number | string])[] }[];
  readonly cases: readonly PromqlCase[];
}

/** One verdict for each query and time. The order of series is not compared. */
export function judgePromql(fixture: PromqlFixture): { id: string; mismatches: Mismatch[] }[] {
  const store = seriesStore(fixture.series.map(({ name, labels, samples }) => ({
    labels: { ...labels, [NAME]: name },
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => fixtureNumber(value) ?? NaN),
  })));
  return fixture.cases.map((given) => ({ id: `${given.query} @ ${given.time}`, mismatches: judgeQuery(given, store, fixture.lookback_delta_seconds ?? 300) }));
}

function judgeQuery({ query, time, expected }: PromqlCase, store: SeriesStore, lookback: number): Mismatch[] {
  const answer = attempt(() => evaluatePromql(query, time, store, { lookback }));
  if (!Array.isArray(expected)) return compare(answer, expected);
  if (answer instanceof Refusal) return [{ path: '', got: answer.message, expected }];
  const samples = answer.type === 'vector' ? answer.samples : answer.type === 'scalar' ? [{ labels: {}, value: answer.value }] : [];
  const written = samples.map(({ labels, value }: Sample) => ({ labels, value: formatValue(value) }));
  const found = new Map(samples.map((sample) => [labelKey(sample.labels), sample.value]));
  const met = samples.length === expected.length && expected.every(({ labels, value }) => {
    const [got, wanted] = [found.get(labelKey(labels)), fixtureNumber(value) ?? Number(value)];
    return got !== undefined && closeEnough(got, wanted, standardTolerance('value', wanted));
  });
  return met ? [] : [{ path: '', got: written, expected }];
}
