import { parseMatcher } from '../alerts/matching.ts';
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
          summary: Accuracy is more than ten points below its test
          description: Over the last {{ $labels.window }} known truths {{ $value | humanizePercentage }} of the predictions were right.
      - alert: errors_drifted
        expr: increase(orchard_monitor_drifts_total{signal="error"}[25h]) > 0
        labels:
          severity: critical
        annotations:
          summary: Errors come more or less often than before
          description: The monitor {{ $labels.monitor }} ({{ $labels.judge }}) saw the errors of the model drift. The concept may have changed.
      - alert: predicted_share_moved
        expr: orchard_monitor_state{signal="predicted"} == 2
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: The labels are predicted in other shares than before
      - alert: confidence_moved
        expr: orchard_monitor_state{signal="confidence"} == 2
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: The model is more or less sure than before

  - name: orchard-inputs
    rules:
      - alert: feature_drifted
        expr: orchard_monitor_statistic{judge="psi"} > 0.25
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: Pictures changed in one way
          description: 'Its stability index (PSI) is {{ printf "%.2f" $value }}; 0.25 counts as a shift.'
      - alert: many_features_drifted
        expr: avg(orchard_monitor_state{judge="psi"} == bool 2) > 0.3
        for: 12h
        labels:
          severity: critical
        annotations:
          summary: Pictures changed in many ways
          description: '{{ $value | humanizePercentage }} of what is measured in the pictures has shifted. Look at the light, the lens and the supplier.'

  - name: orchard-time
    rules:
      - alert: latency_p95_high
        expr: orchard:latency_seconds:p95 > scalar(max(orchard_belt_interval_seconds))
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: 95 % of predictions take up to {{ $value | humanizeDuration }}, and the belt leaves less
          description: Production brings fruit faster than the model judges it. Slow the belt down, or deploy a faster model.
      - alert: queue_long
        expr: avg_over_time(orchard_queue_length[25h]) > 256
        for: 12h
        labels:
          severity: warning
        annotations:
          summary: Pictures wait in a long queue before the model
          description: '{{ $value | humanize }} pictures wait on average.'

  - name: orchard-data-quality
    rules:
      - alert: data_quality
        expr: orchard_monitor_state{signal=~"fault\\\\..+"} == 2
        labels:
          severity: critical
        annotations:
          summary: Too many pictures are faulty
          description: More than one picture in ten has this fault.
`;

export const defaultRules: RuleFile = parseRuleFile(DEFAULT_RULES_YAML);

/** One storm, one message: when many features have shifted, the single ones are muted. */
export const DEFAULT_CENTRE: CentreOptions = {
  inhibitRules: [{ source: [parseMatcher('alertname="many_features_drifted"')], target: [parseMatcher('alertname="feature_drifted"')], equal: [] }],
  groupBy: ['alertname'],
};
