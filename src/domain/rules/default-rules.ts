import { parseMatcher } from '../alerting/matcher.ts';
import type { CentreOptions } from './alert-centre.ts';
import type { RuleFile } from './rule-file.ts';
import { parseRuleFile } from './read-rules.ts';

/** The rules that a line begins with. Times are simulated: at 432 s a fruit, six hours are fifty fruits and one sample; 25 h span the five samples of a day. */
export const DEFAULT_RULES_YAML = `groups:
  - name: orchard-recorded
    rules:
      - record: orchard:error_rate:window
        expr: 1 - orchard_accuracy
      - record: orchard:latency_seconds:p95
        expr: histogram_quantile(0.95, sum by (le) (rate(orchard_prediction_latency_seconds_bucket[25h])))

  - name: orchard-predictions
    rules:
      - alert: accuracy_low
        expr: orchard_accuracy{window="500"} < scalar(max(orchard_reference_accuracy)) - 0.1
        for: 12h
        keep_firing_for: 12h
        labels:
          severity: critical
        annotations:
          summary: Accuracy is down to {{ $value | humanizePercentage }}
          description: Over the last {{ $labels.window }} known truths the model was right ten points less often than on its test split.
      - alert: errors_drifted
        expr: increase(orchard_monitor_drifts_total{signal="error"}[25h]) > 0
        labels:
          severity: critical
        annotations:
          summary: The error rate has changed ({{ $labels.judge }})
          description: The monitor {{ $labels.monitor }} saw the errors of the model drift. The concept may have changed.
      - alert: predicted_share_moved
        expr: orchard_monitor_state{signal="predicted"} == 2
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: The model predicts its labels in other shares than before
      - alert: confidence_moved
        expr: orchard_monitor_state{signal="confidence"} == 2
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: The model is not as sure as it was

  - name: orchard-inputs
    rules:
      - alert: feature_drifted
        expr: orchard_monitor_statistic{judge="psi"} > 0.25
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: '{{ $labels.signal }} has shifted: PSI {{ printf "%.2f" $value }}'
      - alert: many_features_drifted
        expr: avg(orchard_monitor_state{judge="psi"} == bool 2) > 0.3
        for: 12h
        labels:
          severity: critical
        annotations:
          summary: '{{ $value | humanizePercentage }} of the features have shifted'
          description: The pictures are no longer those that the line began with. Look at the light, the lens and the supplier.

  - name: orchard-time
    rules:
      - alert: latency_p95_high
        expr: orchard:latency_seconds:p95 > scalar(max(orchard_belt_interval_seconds))
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: 95 % of verdicts take up to {{ $value | humanizeDuration }}, and the belt leaves less
          description: Production brings fruit faster than the model judges it. Slow the belt down, or deploy a faster model.
      - alert: queue_long
        expr: avg_over_time(orchard_queue_length[25h]) > 256
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: '{{ $value | humanize }} pictures wait before the model'

  - name: orchard-data-quality
    rules:
      - alert: data_quality
        expr: orchard_monitor_state{signal=~"fault\\\\..+"} == 2
        labels:
          severity: critical
        annotations:
          summary: 'Faulty data: {{ $labels.signal }}'
`;

export const defaultRules: RuleFile = parseRuleFile(DEFAULT_RULES_YAML);

/** One storm, one message: when many features have shifted, the single ones are muted. */
export const DEFAULT_CENTRE: CentreOptions = {
  inhibitRules: [{ source: [parseMatcher('alertname="many_features_drifted"')], target: [parseMatcher('alertname="feature_drifted"')], equal: [] }],
  groupBy: ['alertname'],
};
