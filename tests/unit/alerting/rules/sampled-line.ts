import { LineMetrics } from '../../../../src/domain/alerting/metrics/line-metrics.ts';
import type { MetricFamily } from '../../../../src/domain/alerting/metrics/family.ts';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import { takeAll } from '../metrics/judged.ts';
import { FEATURES, LABELS, madeRows, uniform } from '../../monitoring/monitors/rows.ts';

/** Metrics of a line whose features shift, whose errors rise and whose predictions slow down half way: all samples, and how it ends. */
export function sampledLine(): { metrics: LineMetrics; moments: MetricFamily[][] } {
  const specs = defaultMonitors(LABELS, FEATURES, { reference: { kind: 'first', rows: 400 } });
  const [set, metrics] = [new MonitorSet(specs, 20), new LineMetrics(20)];
  metrics.setReferenceAccuracy(1, 0.95);
  const random = uniform(9);
  const moments: MetricFamily[][] = [];
  const rows = madeRows(0, Array.from({ length: 3000 }, (_, i) => {
    const later = i > 1400;
    const predicted = random() < 0.4 ? 1 : 0;
    return {
      predicted, truth: random() < (later ? 0.4 : 0.03) ? 1 - predicted : predicted, confidence: 0.6 + 0.4 * random() * (later ? 0.5 : 1),
      latencyMs: later ? 900 : 20 * random(), queue: later ? 700 : 3,
      features: [0.4 + 0.1 * random() + (later ? 0.4 : 0), 0.05 + 0.01 * random(), 30 + 5 * random()],
    };
  }));
  takeAll(metrics, rows, set.take(rows), new Map(specs.map((spec) => [spec.id, spec])), () => moments.push(metrics.families()));
  return { metrics, moments };
}
