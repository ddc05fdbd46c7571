import type { Diagnosis } from '../domain/alerting/incidents/diagnosis.ts';
import type { EvidenceReading, TrialEvidence } from '../domain/rollout/trial-evidence.ts';
import type { Interval } from '../domain/experiment/interval.ts';
import type { RolloutMode } from '../domain/rollout/strategy.ts';
import type { AnalysisRun, RolloutState } from '../domain/rollout/rollout-state.ts';
import type { IncidentPart } from '../domain/alerting/incidents/incidents.ts';
import type { Labels } from '../domain/alerting/alerts/matcher.ts';
import type { Leak } from '../domain/data/dataset/dataset.ts';
import type { ReplayResult } from '../domain/replay/result.ts';
import type { QualityMetrics } from '../domain/learning/evaluation/quality-metrics.ts';
import type { Curves } from '../domain/learning/run.ts';
import type { Measurement } from '../domain/monitoring/monitors/monitor-result.ts';
import type { Changed, Measured } from '../domain/watch/explanation.ts';
import type { MeasuredResult } from '../domain/watch/measured-result.ts';

/** A replay of registered versions. */
export interface ReplayAnswer extends Omit<ReplayResult, 'baseline'> {
  /** The version that the others are held against. */
  baseline: number;
}

/** Result of a training. */
export interface Trained {
  backend: string;
  backendNote?: string;
  /** Solving or iterating alone. */
  ms: number;
  embedMs: number;
  metrics: QualityMetrics;
  curves: Curves;
  /** Labels whose held-out test is not honest: their pictures are one burst, or hardly more. */
  leaks: readonly Leak[];
}

/** Result of a training, registered as `version`. */
export interface TrainAnswer extends Trained {
  version: number;
}

export interface LineStatus {
  /** The next event to be predicted. */
  index: number;
  /** Every event before this one is stored; `index` while nothing is on its way to the disk. */
  durable: number;
  running: boolean;
  /** Fruits a second that are predicted before our eyes, in real time. */
  throughput: number;
  /** Fruits that wait before the model, in belt time. */
  queue: number;
  /** Shutter to prediction, ms of belt time. */
  latency: { p50: number; p95: number; p99: number };
  /** Fruits a second that production demands. */
  beltSpeed: number;
  /** How many times faster than that the line is watched. */
  lapse: number | 'max';
  /** Fruits a second that the live version keeps up with one by one; null while unknown. */
  modelPerSecond: number | null;
  /** Fruits a second that this machine can show; null while unknown. */
  machinePerSecond: number | null;
}

/** An incident as `alerts.incidents` tells of it; positions are events. */
export interface IncidentAnswer {
  id: string;
  /** What it is, in one sentence without its full stop. */
  title: string;
  state: 'pending' | 'firing' | 'resolved';
  since: number;
  /** Null while it goes on. */
  until: number | null;
  /** Somebody should hear of it. */
  unattended: boolean;
  /** What was found when somebody asked why; null before. */
  diagnosis: Diagnosis | null;
  /** In order of firing. */
  parts: { rule: string; state: 'pending' | 'firing' | 'resolved'; firedAt: number | null; labels: Labels; summary: string; mutedBy: IncidentPart['mutedBy'] }[];
}

/** What `monitor.explain` answers. */
export interface ExplainAnswer {
  /** The result that was kept with its measurement; null when none was. */
  finding: MeasuredResult | null;
  /** What the monitor measures now; null while there is nothing to compare. */
  now: Measurement | null;
}

/** What `alerts.why` answers: both parts of an `Explanation` in one object, by the names that scripts know. */
export type WhyAnswer = { index: number } & Pick<Measured, 'rule' | 'monitor' | 'asOf'> & Omit<Changed, 'trueDrifts'> & {
  readings: Measured['expression'];
  finding: Measured['result'];
  detail: Measured['measurement'];
  truth: Changed['trueDrifts'];
};

/** A rollout as `rollout.status` tells of it; positions are events, shares of fruit are percent. */
export interface RolloutAnswer extends Pick<RolloutState, 'phase' | 'cause' | 'champion' | 'challenger' | 'step' | 'since' | 'counts' | 'decided'> {
  mode: RolloutMode;
  /** The challenger's share of fruit in force, percent. */
  weight: number;
  /** How many steps there are. */
  steps: number;
  from: number;
  /** Newest event that it has seen. */
  asOf: number;
  statistics: Pick<EvidenceReading, 'difference' | 'sequence' | 'alwaysValidP'> & Pick<TrialEvidence, 'truths' | 'found'> & {
    /** The ordinary interval and p-value: made for one look. */
    interval: Interval | null;
    p: number | null;
    /** Decides at 20. */
    eValue: number;
  };
  analyses: (AnalysisRun['counters'] & Pick<AnalysisRun, 'step' | 'phase' | 'measurements'> & { name: string; query: string })[];
}

/** An alert as `alerts.list` tells of it. */
export interface Alert {
  rule: string;
  state: 'pending' | 'firing' | 'resolved';
  /** Event at which its condition began to hold. */
  since: number;
  /** Event at which it fired; null before. */
  firedAt: number | null;
  resolvedAt: number | null;
  labels: Labels;
  summary: string;
  value: number;
  /** Inhibited, silenced or acknowledged. */
  muted: boolean;
}
