import type { MonitorStatus } from '../../../src/domain/monitoring/monitors/monitor-set.ts';
import { call, oneOf, type Act } from './act.ts';

const QUERIES = [
  'orchard_accuracy', 'avg_over_time(orchard_accuracy[1h])', 'orchard_monitor_state > 0', 'sum by (monitor) (orchard_monitor_state)', 'rate(nothing_of_the_kind[5m])', 'absent(nothing_of_the_kind)', 'orchard_accuracy +', 'ALERTS',
];
const SERIES = ['accuracy', 'precision', 'recall', 'f1', 'confidence', 'latency.p95', 'throughput', 'queue', 'share.ripe', 'feature.brightness', 'drift.0'];
const READINGS = [
  'alerts.list', 'monitor.status', 'monitor.heldBack', 'monitor.reference', 'alerts.rules', 'alerts.file', 'alerts.history', 'alerts.incidents', 'alerts.silences',
  'alerts.metrics', 'data.summary', 'models.list', 'log.count', 'line.status', 'improve.remedies', 'rollout.status', 'rollout.yaml', 'loop.level', 'loop.policy', 'loop.decisions',
  'loop.keys', 'loop.incidents', 'journal.list', 'review.desk',
];

const rules = (limit: number): string => `groups:
  - name: soak
    rules:
      - record: soak:accuracy
        expr: avg_over_time(orchard_accuracy[2h])
      - alert: soak_low
        expr: orchard_accuracy < ${limit}
        labels: { severity: warning }
`;

/** What is done with what watches the line, and what is only read. */
export const WATCH_ACTS: readonly Act[] = [
  { name: 'rules', weight: 2, run: (stage, draw) => call(stage, 'alerts.setFile', draw.bool(0.4) ? null : rules(draw.next())) },
  {
    name: 'monitors', weight: 2,
    async run(stage, draw) {
      const specs = (await call<MonitorStatus[]>(stage, 'monitor.status')).map(({ spec }) => spec);
      await call(stage, 'monitor.set', draw.bool(0.5) ? null : specs.filter(() => draw.bool(0.8)));
    },
  },
  {
    name: 'silence', weight: 2,
    run: (stage, draw) => call(stage, 'alerts.silence', { matchers: [{ name: 'alertname', value: oneOf(draw, ['soak_low', 'a.*']), isRegex: draw.bool(0.5), isEqual: true }], endsAt: 9e9, reason: 'a soak' }),
  },
  {
    name: 'end-silence', weight: 2,
    async run(stage) {
      for (const { id } of await call<{ id: string }[]>(stage, 'alerts.silences')) await call(stage, 'alerts.endSilence', id);
    },
  },
  {
    name: 'acknowledge', weight: 2,
    async run(stage, draw) {
      const alerts = await call<{ labels: unknown; firedAt: number | null }[]>(stage, 'alerts.list');
      if (alerts.length === 0) return;
      const { labels, firedAt } = oneOf(draw, alerts);
      await call(stage, 'alerts.acknowledge', labels, 'seen');
      if (firedAt !== null) await call(stage, 'alerts.why', labels, firedAt);
    },
  },
  { name: 'reference', weight: 1, run: (stage) => call(stage, 'monitor.collectReference') },
  { name: 'query', weight: 3, run: (stage, draw) => call(stage, 'promql', oneOf(draw, QUERIES)) },
  { name: 'series', weight: 3, run: (stage, draw) => call(stage, 'monitor.series', oneOf(draw, SERIES)) },
  { name: 'read-log', weight: 2, run: (stage, draw) => call(stage, 'log.query', { outcome: oneOf(draw, ['right', 'wrong', 'unknown']), limit: 1 + draw.int(200), newestFirst: draw.bool(0.5) }) },
  { name: 'read-all', weight: 2, run: (stage) => Promise.all(READINGS.map((path) => call(stage, path))) },
  { name: 'render', weight: 1, run: (stage, draw) => call(stage, 'render', { scenario: 'lamp-ages', index: draw.int(5000), size: 32 }) },
  { name: 'detector', weight: 1, run: (stage, draw) => call(stage, 'detectors.run', 'ADWIN', {}, Array.from({ length: 400 }, (_, i) => Number(draw.bool(i < 200 ? 0.1 : 0.6)))) },
  {
    name: 'bench', weight: 0.6,
    run: (stage, draw) => call(stage, 'bench', {
      detectors: [{ detector: 'ADWIN' }, { detector: 'DDM' }], streams: [{ kind: 'errors', pattern: 'sudden', from: 0.05, to: 0.3, onset: 500 }], seeds: { from: draw.int(50), count: 2 }, events: 1000,
    }),
  },
];
