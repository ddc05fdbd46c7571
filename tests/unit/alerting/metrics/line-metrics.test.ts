import { expect, test } from 'vitest';
import { LineMetrics, SAMPLE_EVENTS } from '../../../../src/domain/alerting/metrics/line-metrics.ts';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { writeExposition } from '../../../../src/domain/alerting/metrics/text-format.ts';
import { sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import { takeAll } from './judged.ts';
import { FEATURES, LABELS, madeRows, uniform } from '../../monitoring/monitors/rows.ts';

const SPECS = defaultMonitors(LABELS, FEATURES, { reference: { kind: 'first', rows: 200 } });
const BY_ID = new Map(SPECS.map((spec) => [spec.id, spec]));

function line(): LogRows {
  const random = uniform(5);
  return madeRows(0, Array.from({ length: 1200 }, (_, i) => ({
    predicted: random() < 0.3 ? 1 : 0, truth: random() < 0.3 ? 1 : 0, confidence: 0.5 + random() / 2, queue: i % 9, latencyMs: 40 * random(),
    features: [0.4 + 0.2 * random() + (i > 800 ? 0.3 : 0), 0.05 + 0.01 * random(), 30 + random()],
  })));
}

function run(pieces: readonly LogRows[], metrics = new LineMetrics(20), set = new MonitorSet(SPECS, 20)) {
  const store = new SampledStore();
  for (const rows of pieces) takeAll(metrics, rows, set.take(rows), BY_ID, (time) => store.sample(metrics.families(), time));
  return { metrics, set, store };
}

test('how rows are cut changes no sample', () => {
  const rows = line();
  const cut = Array.from({ length: 12 }, (_, i) => sliceRows(rows, i * 100, i * 100 + 100));
  const odd = [sliceRows(rows, 0, 7), sliceRows(rows, 7, 903), sliceRows(rows, 903, 1200)];
  const text = (pieces: readonly LogRows[]) => {
    const { metrics, store } = run(pieces);
    return [writeExposition(metrics.families()), store.select([]).map(({ labels, times, values }) => [labels, Array.from(times), Array.from(values, (value) => Number(value.toPrecision(12)))])];
  };
  const [whole, samples] = text([rows]);
  for (const pieces of [cut, odd]) {
    const [cutText, cutSamples] = text(pieces);
    expect(cutSamples).toEqual(samples);
    expect((cutText as string).split('\n').length).toBe((whole as string).split('\n').length);
  }
});

test('counts what there is', () => {
  const { metrics, store } = run([line()]);
  const text = writeExposition(metrics.families());
  const value = (series: string) => Number(text.split('\n').find((row) => row.startsWith(`${series} `))?.split(' ')[1]);
  expect(value('orchard_predictions_total{version="1",label="ripe"}') + value('orchard_predictions_total{version="1",label="unripe"}')).toBe(1200);
  expect(value('orchard_truths_total{version="1",outcome="right"}') + value('orchard_truths_total{version="1",outcome="wrong"}')).toBe(1180);
  expect(value('orchard_prediction_latency_seconds_count{version="1"}')).toBe(1200);
  expect(value('orchard_monitor_state{version="1",monitor="psi-brightness",signal="feature.brightness",judge="psi"}')).toBe(2);
  expect(value('orchard_monitor_drifts_total{version="1",monitor="psi-brightness",signal="feature.brightness",judge="psi"}')).toBe(1);
  const [accuracy] = store.select([{ name: '__name__', value: 'orchard_accuracy', isEqual: true, isRegex: false }]);
  expect(accuracy!.times.length).toBe(1200 / SAMPLE_EVENTS);
});

test('goes on from a snapshot', () => {
  const rows = line();
  const { metrics, set } = run([sliceRows(rows, 0, 730)]);
  const restored = { metrics: LineMetrics.restore(JSON.parse(JSON.stringify(metrics.snapshot()))), set: MonitorSet.restore(JSON.parse(JSON.stringify(set.snapshot()))) };
  const rest = [sliceRows(rows, 730, 1200)];
  const [a, b] = [run(rest, metrics, set), run(rest, restored.metrics, restored.set)];
  expect(b.metrics.families()).toEqual(a.metrics.families());
  expect(b.store.snapshot()).toEqual(a.store.snapshot());
  expect(() => LineMetrics.restore({ ...metrics.snapshot(), version: 9 })).toThrow(/version 9/u);
});

test('monitors that are gone leave no series', () => {
  const { metrics } = run([line()]);
  metrics.keepMonitors(new Set(['queue']));
  const monitors = new Set(metrics.families().flatMap(({ samples }) => samples.map(({ labels }) => labels.monitor)).filter((id) => id !== undefined));
  expect([...monitors]).toEqual(['queue']);
});

test('the expected accuracy is the live version’s alone', () => {
  const metrics = new LineMetrics(0);
  const shown = () => metrics.families().find(({ name }) => name === 'orchard_reference_accuracy')?.samples.map(({ labels, value }) => [labels.version, value]) ?? [];
  metrics.setReferenceAccuracy(1, 0.9);
  metrics.setReferenceAccuracy(2, 0.8);
  expect(shown()).toEqual([]);
  takeAll(metrics, madeRows(0, [{}, {}], { version: 1 }), [], BY_ID, () => {});
  expect(shown()).toEqual([['1', 0.9]]);
  takeAll(metrics, madeRows(2, [{}], { version: 2 }), [], BY_ID, () => {});
  expect(shown()).toEqual([['2', 0.8]]);
});

test('latency is told by the version that decided, and a shadow decides nothing', () => {
  const rows = madeRows(0, Array.from({ length: 12 }, (_, i) => ({ latencyMs: i < 8 ? 20 : 3000 })));
  const metrics = new LineMetrics(0);
  const results: never[] = [];
  metrics.take(rows, [
    { version: 1, rows: sliceRows(rows, 0, 8), decides: true, results }, { version: 2, rows: sliceRows(rows, 8, 12), decides: true, results }, { version: 3, rows, decides: false, results },
  ], BY_ID, () => {});
  const of = (suffix: string, more: Record<string, string> = {}) => metrics.families().find(({ name }) => name === 'orchard_prediction_latency_seconds')!.samples
    .filter(({ labels }) => labels.__name__ === `orchard_prediction_latency_seconds_${suffix}` && Object.entries(more).every(([name, value]) => labels[name] === value)).map(({ labels, value }) => [labels.version, value]);
  expect(of('count')).toEqual([['1', 8], ['2', 4]]);
  expect(of('bucket', { le: '1' })).toEqual([['1', 8], ['2', 0]]);
  expect(LineMetrics.restore(JSON.parse(JSON.stringify(metrics.snapshot()))).families()).toEqual(metrics.families());
  // A line that was watched when latency had no label goes on, its counts from nothing.
  const saved = JSON.parse(JSON.stringify(metrics.snapshot())) as { registry: Record<string, unknown> };
  saved.registry['orchard_prediction_latency_seconds'] = new Array(1 + of('bucket', { version: '1' }).length).fill(5);
  expect(LineMetrics.restore(saved as never).families().some(({ name }) => name === 'orchard_prediction_latency_seconds')).toBe(false);
});
