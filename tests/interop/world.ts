import { readFileSync } from 'node:fs';
import { fixtureNumber } from '../../scripts/conformance/compare.ts';
import type { PromqlFixture } from '../../scripts/conformance/promql.ts';
import { NAME, type Series } from '../../src/domain/alerting/promql/series.ts';
import { formatValue } from '../../src/domain/alerting/promql/value.ts';
import { labelKey, type Labels } from '../../src/domain/alerting/alerts/matcher.ts';

const FIXTURE = new URL('../fixtures/promql-reports.json', import.meta.url);

/** When the series of the fixture begin; they last ten minutes, a sample every 15 s. */
export const BEGIN = 1_700_000_000;

const series = (labels: Labels, count: number, time: (i: number) => number, value: (i: number) => number): Series => ({
  labels,
  times: Array.from({ length: count }, (_, i) => BEGIN + time(i)),
  values: Array.from({ length: count }, (_, i) => value(i)),
});

/** Series that are hard on a query engine: those of the fixture and some odd ones, in Prometheus' order of labels. */
export function awkwardSeries(): Series[] {
  const fixture = JSON.parse(readFileSync(FIXTURE, 'utf8')) as PromqlFixture;
  const common = fixture.series.map(({ name, labels, samples }): Series => ({
    labels: Object.fromEntries(Object.entries({ ...labels, [NAME]: name }).filter(([, value]) => value !== '')),
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => fixtureNumber(value) ?? NaN),
  }));
  const odd = [
    series({ [NAME]: 'odd', constructor: 'a', ['__proto__']: 'b' }, 41, (i) => i * 15, (i) => i),
    series({ [NAME]: 'odd', toString: 'a' }, 41, (i) => i * 15, (i) => -i),
    series({ [NAME]: 'sum', by: 'x', on: 'y' }, 41, (i) => i * 15, () => 7),
    series({ [NAME]: 'offset' }, 41, (i) => i * 15, () => 8),
    series({ [NAME]: 'job:rate:sum', job: 'a' }, 41, (i) => i * 15, (i) => Math.sin(i)),
    // Neither in step with the others nor evenly spaced.
    series({ [NAME]: 'jitter', k: '1' }, 60, (i) => i * 10 + ((i * 7919) % 4001) / 1000, (i) => ((i * 104_729) % 1000) / 7),
    series({ [NAME]: 'jitter', k: '2' }, 9, (i) => i * 61.007, (i) => 1e9 + i / 3),
    series({ [NAME]: 'brief_total', k: '1' }, 1, () => 590, () => 3),
    series({ [NAME]: 'brief_total', k: '2' }, 2, (i) => 570 + i * 0.001, (i) => i),
    series({ [NAME]: 'ended', k: '1' }, 15, (i) => i * 15, (i) => 1 / (i - 7)),
    series({ [NAME]: 'mixed', k: '1' }, 41, (i) => i * 15, (i) => [NaN, 1, Infinity, -1, -Infinity, 0, 2][i % 7]!),
    series({ [NAME]: 'tiny', k: '1' }, 41, (i) => i * 15, (i) => i * 1e-300),
    series({ [NAME]: 'clock' }, 41, (i) => i * 15, (i) => BEGIN - i * 86_400 * 37.3),
  ];
  return [...common, ...odd].sort((a, b) => (labelKey(a.labels) < labelKey(b.labels) ? -1 : 1));
}

/** The series in the text format that promtool makes blocks of. */
export function openMetrics(all: readonly Series[]): string {
  const lines = all.flatMap(({ labels: { [NAME]: name, ...labels }, times, values }) => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
    return Array.from(times, (time, i) => `${name}{${pairs.join(',')}} ${formatValue(values[i]!)} ${time.toFixed(3)}`);
  });
  return [...lines, '# EOF', ''].join('\n');
}
