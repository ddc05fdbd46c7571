import { betweenSamples, type PredictedStretch, type LineMetrics } from '../../../../src/domain/alerting/metrics/line-metrics.ts';
import { sliceRows, versionStretches, type LogRows } from '../../../../src/domain/log/rows.ts';
import type { MonitorSpec } from '../../../../src/domain/monitoring/monitors/spec.ts';
import type { MonitorResult } from '../../../../src/domain/monitoring/monitors/monitor-result.ts';

/** Rows that one version at a time predicted, and the results on them, as metrics take them. */
export function takeAll(metrics: LineMetrics, rows: LogRows, results: readonly MonitorResult[], specs: ReadonlyMap<string, MonitorSpec>, sample: (timeSeconds: number) => void): void {
  let next = 0;
  for (const [from, to] of betweenSamples(rows)) {
    for (const [begin, end] of versionStretches(sliceRows(rows, from, to))) {
      const piece = sliceRows(rows, from + begin, from + end);
      const last = piece.firstIndex + piece.count - 1;
      const first = next;
      while (next < results.length && results[next]!.index <= last) next += 1;
      const judged: PredictedStretch = { version: piece.columns.version[0]!, rows: piece, decides: true, results: results.slice(first, next) };
      metrics.take(piece, [judged], specs, sample);
    }
  }
}
