import { EMBEDDING_DISTANCE } from '../../data/embedding/embedding-space.ts';
import { READABLE_FEATURES } from '../../data/features/readable.ts';
import { REFERENCE_ROWS } from './reference-state.ts';
import { FAULTS, type Fault } from './signal.ts';
import type { JudgeSpec, MonitorSpec, ReferenceSpec } from './spec.ts';

/** Rows that are judged together, and the step between two judgements. */
const WINDOW = { by: 'count', rows: 500, every: 125 } as const;
/** Faults come in bursts, and are looked at more closely. */
const FAULT_WINDOW = { by: 'count', rows: 200, every: 25 } as const;

const FAULT_NAMES: Readonly<Record<Fault, string>> = {
  dark: 'Dark pictures', blurred: 'Blurred pictures', frozen: 'Frozen pictures', 'out-of-range': 'Pictures out of range', 'unseen-label': 'Labels never seen',
};

interface DefaultMonitorsOptions {
  /** What is compared with; the first thousand rows after the deployment when left out. */
  readonly reference?: ReferenceSpec;
}

/**
 * The monitors that come with every deployment of a model with these labels, whose rows carry these features. Chosen by
 * `scripts/monitors.mjs`: on a line where nothing happens they raise less than one false alarm in 100,000 events all together.
 */
export function defaultMonitors(labels: readonly string[], features: readonly string[], { reference = { kind: 'first', rows: REFERENCE_ROWS } }: DefaultMonitorsOptions = {}): MonitorSpec[] {
  const monitor = (id: string, name: string, signal: string, judge: JudgeSpec, minimumSample: number = WINDOW.rows): MonitorSpec => (
    { id, name, signal, reference, window: WINDOW, judge, minimumSample });
  const adwin: JudgeSpec = { kind: 'detector', detector: 'ADWIN', params: { delta: 0.002 } };
  return [
    monitor('error-adwin', 'Errors (ADWIN)', 'error', adwin, 30),
    monitor('error-rate', 'Error rate', 'error', { kind: 'threshold', aggregate: 'mean', against: 'standard-errors', fires: 'above', warning: 3.5, drift: 5 }),
    monitor('confidence', 'Confidence', 'confidence', { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 }),
    monitor('entropy', 'Entropy (ADWIN)', 'entropy', adwin, 30),
    monitor('predicted', 'Predicted labels', 'predicted', { kind: 'test', test: 'chi-square', warning: 0.001, drift: 0.00001 }),
    ...labels.map((label, i) => monitor(`share-${i}`, `Share of ${label} (ADWIN)`, `share.${label}`, adwin, 30)),
    ...features.filter((feature) => feature !== EMBEDDING_DISTANCE).map((feature) => monitor(
      `psi-${feature}`, READABLE_FEATURES.find(({ name }) => name === feature)?.label ?? feature, `feature.${feature}`,
      { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 },
    )),
    ...(features.includes(EMBEDDING_DISTANCE) ? [monitor('embedding', 'Embedding distance', 'embedding', { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 })] : []),
    monitor('latency-p95', 'Latency p95', 'latency', { kind: 'threshold', aggregate: 'p95', against: 'ratio', fires: 'above', warning: 4, drift: 10 }),
    monitor('queue', 'Queue', 'queue', { kind: 'threshold', aggregate: 'mean', against: 'difference', fires: 'above', warning: 64, drift: 256 }),
    ...FAULTS.map((fault): MonitorSpec => ({
      id: `fault-${fault}`, name: FAULT_NAMES[fault], signal: `fault.${fault}`, reference, window: FAULT_WINDOW, minimumSample: 50,
      judge: { kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: 0.05, drift: 0.1 },
    })),
  ];
}
