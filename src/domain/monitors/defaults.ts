import type { MonitorSpec, ReferenceSpec } from './spec.ts';

/** Rows after a deployment that make the reference. */
const REFERENCE_ROWS = 1000;
/** Rows that a distribution is judged over, and the step between two judgements. */
const WINDOW_ROWS = 500;
const STEP_ROWS = 125;

export interface DefaultMonitorsOptions {
  /** What distributions are compared with: the first rows after the deployment when left out. */
  readonly reference?: ReferenceSpec;
}

/** The monitors that come with every deployment of a model with these labels, whose rows carry these features. */
export function defaultMonitors(labels: readonly string[], features: readonly string[], options: DefaultMonitorsOptions = {}): MonitorSpec[] {
  const reference = options.reference ?? { kind: 'first', rows: REFERENCE_ROWS };
  const wide = { by: 'count', rows: WINDOW_ROWS, every: STEP_ROWS } as const;
  const whole = { reference, window: wide, minimumSample: WINDOW_ROWS };
  return [
    { id: 'error-ddm', name: 'ddm', signal: 'error', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'DDM', params: {} } },
    { id: 'error-adwin', name: 'adwin', signal: 'error', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'ADWIN', params: {} } },
    { id: 'error-hddma', name: 'hddm', signal: 'error', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'HDDM_A', params: {} } },
    { id: 'error-hddma4', name: 'hddm', signal: 'error', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'HDDM_A', params: {drift_confidence: 0.0001, warning_confidence: 0.001} } },
    { id: 'error-ph', name: 'ph', signal: 'error', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'PageHinkley', params: {mode: 'up'} } },
    { id: 'error-ph20', name: 'ph', signal: 'error', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'PageHinkley', params: {mode: 'up', threshold: 25, delta: 0.02} } },
    { id: 'error-rate', name: 'rate', signal: 'error', ...whole, judge: { kind: 'threshold', aggregate: 'mean', against: 'standard-errors', fires: 'above', warning: 3, drift: 4 } },
    { id: 'error-rise', name: 'rate', signal: 'error', ...whole, judge: { kind: 'threshold', aggregate: 'mean', against: 'difference', fires: 'above', warning: 0.03, drift: 0.05 } },
    { id: 'confidence-adwin', name: 'Confidence', signal: 'confidence', ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'ADWIN', params: {} } },
    { id: 'confidence-psi', name: 'Confidence', signal: 'confidence', ...whole, judge: { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 } },
    { id: 'confidence-ks', name: 'Confidence', signal: 'confidence', ...whole, judge: { kind: 'test', test: 'ks', warning: 1e-3, drift: 1e-5 } },
    { id: 'entropy-ks', name: 'Entropy', signal: 'entropy', ...whole, judge: { kind: 'test', test: 'ks', warning: 1e-3, drift: 1e-5 } },
    { id: 'predicted', name: 'Predicted labels', signal: 'predicted', ...whole, judge: { kind: 'test', test: 'chi-square', warning: 0.001, drift: 0.00001 } },
    ...labels.map((label): MonitorSpec => ({ id: `share-${label}`, name: label, signal: `share.${label}`, ...whole, minimumSample: 30, judge: { kind: 'detector', detector: 'ADWIN', params: {} } })),
    ...features.flatMap((feature): MonitorSpec[] => [
      { id: `psi-${feature}`, name: feature, signal: `feature.${feature}`, ...whole, judge: { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 } },
      { id: `ks-${feature}`, name: feature, signal: `feature.${feature}`, ...whole, judge: { kind: 'test', test: 'ks', warning: 1e-4, drift: 1e-6 } },
      { id: `adwin-${feature}`, name: feature, signal: `feature.${feature}`, ...whole, judge: { kind: 'detector', detector: 'ADWIN', params: {} } },
    ]),
    ...(['dark', 'blurred', 'frozen', 'out-of-range', 'unseen-label'] as const).map((fault): MonitorSpec => ({ id: `fault-${fault}`, name: fault, signal: `fault.${fault}`, ...whole, window: { by: 'count', rows: 200, every: 25 }, minimumSample: 50, judge: { kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: 0.05, drift: 0.1 } })),
  ];
}
