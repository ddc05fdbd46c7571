import { evaluatePromql } from '../../src/domain/alerting/promql/evaluate.ts';
import { NAME, seriesStore, type SeriesStore } from '../../src/domain/alerting/promql/series.ts';
import { formatValue, type Value } from '../../src/domain/alerting/promql/value.ts';
import { labelKey, type Labels } from '../../src/domain/alerting/alerts/matcher.ts';
import { attempt, closeEnough, fixtureNumber, Refusal, standardTolerance, type Mismatch } from './compare.ts';

/** What the reference answered: series, a number, or a refusal. */
export type PromqlAnswer = readonly { labels: Labels; value: string }[] | { readonly scalar: string } | { readonly error: string | true };

interface PromqlCase {
  readonly query: string;
  readonly time: number;
  readonly expected: PromqlAnswer;
  /** Whether the order of series counts. */
  readonly ordered?: boolean;
}

export interface PromqlFixture {
  readonly lookback_delta_seconds?: number;
  readonly series: readonly { name: string; labels: Labels; samples: readonly (readonly [number, number | string])[] }[];
  readonly cases: readonly PromqlCase[];
}

/** One verdict for each query and time. The answers are of Prometheus 2, whose ranges hold a sample exactly at their start. */
export function judgePromql(fixture: PromqlFixture): { id: string; mismatches: Mismatch[] }[] {
  const store = seriesStore(fixture.series.map(({ name, labels, samples }) => ({
    labels: { ...labels, [NAME]: name },
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => fixtureNumber(value) ?? NaN),
  })));
  return fixture.cases.map((given) => ({ id: `${given.query} @ ${given.time}`, mismatches: judgeQuery(given, store, fixture.lookback_delta_seconds ?? 300) }));
}

function judgeQuery({ query, time, expected, ordered = false }: PromqlCase, store: SeriesStore, lookback: number): Mismatch[] {
  const answer = attempt(() => evaluatePromql(query, time, store, { lookback, closedRanges: true }));
  return agrees(answer, expected, ordered) ? [] : [{ path: '', got: written(answer), expected }];
}

function agrees(answer: Value | Refusal, expected: PromqlAnswer, ordered: boolean): boolean {
  if ('error' in expected) return answer instanceof Refusal;
  if (answer instanceof Refusal) return false;
  if ('scalar' in expected) return answer.type === 'scalar' && equal(answer.value, expected.scalar);
  // Fixtures may write a number as a series without labels.
  const samples = answer.type === 'vector' ? answer.samples : answer.type === 'scalar' ? [{ labels: {}, value: answer.value }] : [];
  if (samples.length !== expected.length) return false;
  const places = new Map(samples.map(({ labels }, i) => [labelKey(labels), i]));
  return expected.every(({ labels, value }, i) => {
    const place = places.get(labelKey(labels));
    return place !== undefined && (!ordered || place === i) && equal(samples[place]!.value, value);
  });
}

function equal(got: number, value: string): boolean {
  const wanted = fixtureNumber(value) ?? Number(value);
  return closeEnough(got, wanted, standardTolerance('value', wanted));
}

function written(answer: Value | Refusal): unknown {
  if (answer instanceof Refusal) return answer.message;
  if (answer.type === 'vector') return answer.samples.map(({ labels, value }) => ({ labels, value: formatValue(value) }));
  return answer.type === 'scalar' ? { scalar: formatValue(answer.value) } : answer.type;
}
