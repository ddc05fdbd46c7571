import { parsePlan, type BenchPlan } from './plan.ts';

/** A plan to start from. */
interface ReadyPlan {
  readonly id: string;
  /** One line: what it answers. */
  readonly question: string;
  readonly plan: BenchPlan;
}

const on = (signal: string, ...detectors: string[]): object[] => detectors.map((detector) => ({ detector, signal }));
const EVERY = ['ADWIN', 'DDM', 'EDDM', 'FHDDM', 'HDDM_A', 'HDDM_W', 'PageHinkley', 'KSWIN', 'CUSUM'];

const ready = (id: string, name: string, question: string, plan: object): ReadyPlan => ({ id, question, plan: parsePlan({ name, ...plan }) });

/** The plans that the screen offers, in their order; the first is there when it opens and takes a second. */
export const READY_PLANS: readonly ReadyPlan[] = [
  ready('sudden', 'A model goes wrong overnight', 'Errors rise from 5 to 20 % at once. Who says so first, and who cries wolf?', {
    detectors: on('error', ...EVERY),
    streams: [{ kind: 'errors', pattern: 'sudden', to: 0.2 }],
    seeds: { from: 1, count: 30 },
  }),
  ready('patterns', 'Four ways to drift', 'The same rise of errors, sudden, gradual, incremental and recurring.', {
    detectors: on('error', 'ADWIN', 'DDM', 'EDDM', 'FHDDM', 'HDDM_A', 'HDDM_W', 'CUSUM'),
    streams: [
      { kind: 'errors', pattern: 'sudden' }, { kind: 'errors', pattern: 'gradual', width: 2000 },
      { kind: 'errors', pattern: 'incremental', width: 2000 }, { kind: 'errors', pattern: 'recurring', width: 400 },
    ],
    seeds: { from: 1, count: 20 },
    acceptanceEvents: 1000,
  }),
  ready('lamp', 'Who finds the ageing lamp first?', 'Errors wait for the truth. Do confidence and the pictures themselves know earlier?', {
    detectors: [
      ...on('error', 'ADWIN', 'DDM', 'HDDM_W'), ...on('confidence', 'ADWIN'), ...on('feature.brightness', 'ADWIN', 'CUSUM'),
      { detector: 'KSWIN', signal: 'feature.warmth', params: { alpha: 1e-4 } }, ...on('feature.warmth', 'ADWIN'),
    ],
    streams: [{ kind: 'line', preset: 'lamp-ages' }],
    seeds: { from: 1, count: 4 },
  }),
  ready('peace', 'False alarms in peace', 'Nothing happens, 20 times 10 000 fruits. Does each detector keep the rate that it promises?', {
    detectors: [...on('error', ...EVERY), ...on('feature.brightness', 'ADWIN', 'KSWIN', 'CUSUM')],
    streams: [{ kind: 'line', preset: 'nothing-happens' }],
    seeds: { from: 1, count: 20 },
  }),
  ready('sweep', 'How sensitive should it be?', 'One setting of four detectors from shy to nervous: what does each false alarm buy?', {
    detectors: [
      { detector: 'ADWIN', signal: 'error', sweep: { param: 'delta', values: [1e-6, 1e-4, 0.002, 0.02, 0.1, 0.3, 0.6, 0.9] } },
      { detector: 'HDDM_W', signal: 'error', sweep: { param: 'drift_confidence', values: [1e-6, 1e-5, 1e-4, 0.001, 0.005, 0.02, 0.05] } },
      { detector: 'DDM', signal: 'error', sweep: { param: 'drift_threshold', values: [2.5, 3, 3.5, 4, 5, 6] } },
      { detector: 'CUSUM', signal: 'error', params: { k: 0.125 }, sweep: { param: 'h', values: [5, 8, 12, 16, 24, 32, 48] } },
    ],
    streams: [{ kind: 'errors', pattern: 'sudden', from: 0.1, to: 0.16 }],
    seeds: { from: 1, count: 40 },
    acceptanceEvents: 1500,
  }),
];
