import type { ErrorCode } from '../../src/domain/common/errors.ts';
import type { ReferenceState } from '../../src/domain/monitoring/monitors/reference-state.ts';
import type { Proportion } from '../../src/domain/experiment/interval.ts';
import type { MonitorStatus } from '../../src/domain/monitoring/monitors/monitor-set.ts';
import type { MonitorSpec } from '../../src/domain/monitoring/monitors/spec.ts';
import type { Measurement } from '../../src/domain/monitoring/monitors/monitor-result.ts';
import type { Silence } from '../../src/domain/alerting/alerts/routing.ts';
import type { LoggedEvent } from '../../src/domain/log/line-change.ts';
import type { Labels } from '../../src/domain/alerting/alerts/matcher.ts';
import type { EstimatorState } from '../../src/domain/monitoring/estimate/accuracy-estimator.ts';
import type { ExpressionValues } from '../../src/domain/alerting/promql/expression-values.ts';
import type { Value } from '../../src/domain/alerting/promql/value.ts';
import type { ModelVersion } from '../../src/domain/registry/version.ts';
import type { ToldDeployment } from '../../src/domain/delivery/roles.ts';
import type { RecordedEvent } from '../../src/domain/policy/policy-events.ts';
import type { RolloutState } from '../../src/domain/rollout/rollout-state.ts';
import type { CentreGroup } from '../../src/domain/alerting/rules/centre-alert.ts';
import type { Firing } from '../../src/domain/watch/firings.ts';
import type { MeasuredResult } from '../../src/domain/watch/measured-result.ts';
import type { RuleStatus, Transition } from '../../src/domain/alerting/rules/rule-engine.ts';
import type { RuleProblem } from '../../src/domain/alerting/rules/rule-file.ts';
import type { Operation } from './message.ts';

/** What the watch needs to know of a version before it predicts. */
export interface WatchVersion {
  version: number;
  labels: string[];
  reference: ModelVersion['reference'];
  /** Pictures that it was tested on. */
  testRows: number;
}

/** What the project says of its monitors and rules. */
export interface WatchSetup {
  /** Versions that have been deployed on this line, the live one last. */
  versions: WatchVersion[];
  /** Which versions predict in each deployment of this line. */
  deployments: ToldDeployment[];
  /** What the line's event log tells of policies. */
  policies: readonly RecordedEvent[];
  /** Null: the defaults. */
  monitors: MonitorSpec[] | null;
  /** A rule file of Prometheus; null: the defaults. */
  rules: string | null;
}

export interface AlertCounts {
  firing: number;
  pending: number;
  /** Firing, and neither muted nor acknowledged. */
  unattended: number;
  /** Rises with everything that changes in a `WatchReport`, but for the numbers of the monitors. */
  revision: number;
}

/** How the line is watched, and what came of it. Times are simulated, Unix seconds. */
export interface WatchReport {
  /** Newest event that was watched, −1 before the first. */
  lastIndex: number;
  /** Of the newest sample of the metrics. */
  atSeconds: number;
  /** Why nothing is watched any more; null while all is well. */
  failure: string | null;
  /** Rules and monitors of the user's own did not finish on the last visit, and are not run until `letRun`. */
  heldBack: boolean;
  monitors: MonitorStatus[];
  /** Whether the monitors are the user's own rather than the defaults. */
  customMonitors: boolean;
  rules: RuleStatus[];
  rulesText: string;
  customRules: boolean;
  /** Why some rules of the text, kept from an earlier visit, are not watched. */
  ruleProblems: RuleProblem[];
  groups: CentreGroup[];
  silences: Silence[];
  /** Oldest first. */
  history: Transition[];
  counts: AlertCounts;
  /** Whether accuracy can be estimated without truths. */
  estimate: EstimatorState;
  /** The stretch that the live deployment is compared with. */
  reference: ReferenceState;
  /** Its predictions whose truth is known. */
  referenceAccuracy: Proportion;
}

/** What a monitor measured. */
export interface MonitorMeasurements {
  /** The result that was kept with its measurement; null when none was. */
  result: MeasuredResult | null;
  /** What it measures at this moment; null while there is nothing to compare. */
  now: Measurement | null;
}

export interface QueriedSeries { labels: Labels; index: number[]; value: number[] }

/** What a query yields, or what is wrong with it, in words for whoever wrote it. */
export type Answered<T> = T | { problem: string; code: ErrorCode };

/** The monitor worker's operations on what watches the line. */
export type WatchOperations = {
  /** Tells of a version before it is deployed. */
  setVersion: Operation<WatchVersion, void>;
  /** Tells which versions predict in a deployment, and what it is to a rollout, before its rows come. What it brings about need not be waited for any more. */
  setDeployment: Operation<ToldDeployment, void>;
  /** What the line's event log tells of policies, whenever that is more or less than before. What it brings about need not be waited for any more. */
  setPolicies: Operation<{ events: readonly RecordedEvent[] }, void>;
  setMonitors: Operation<{ monitors: MonitorSpec[] | null }, void>;
  /** Rejects as `setMonitors` would, and changes nothing. */
  checkMonitors: Operation<{ monitors: MonitorSpec[] | null }, void>;
  /**
   * Compares the live deployment with `rows` events from `from` on, null being the next one to come. Rejects with `argument-invalid` for a stretch
   * that begins before the deployment or is no longer in the log; then nothing changes. `event` is written into the event log with it.
   */
  setReference: Operation<{ from: number | null; rows: number; event: Omit<LoggedEvent, 'id'> }, { reference: ReferenceState }>;
  /**
   * Fruit drawn from the world that a version's data came from, as `drawnRows` packs it: it stands in where the reference is not at rest. Of another
   * version than the live one nothing comes of it. Rejects with `storage-corrupt` for rows that cannot be read.
   */
  setDrawn: Operation<{ version: number; rows: string }, void>;
  /** With an error among the problems nothing changes. */
  setRules: Operation<{ text: string | null }, { problems: RuleProblem[] }>;
  checkRules: Operation<{ text: string }, { problems: RuleProblem[] }>;
  /** Lets a rule (by its key) or a monitor (by its id) run that was switched off; without either, all that was held back. */
  letRun: Operation<{ rule?: string; monitor?: string }, void>;
  report: Operation<void, WatchReport>;
  /** The rollout that goes on, or was the last: of a log that has just been opened, once its newest rows have been watched again. */
  rollout: Operation<void, RolloutState | null>;
  /** What an alert of these labels rested on when it began to fire at a moment; null when that is not kept. */
  firing: Operation<{ labels: Labels; atSeconds: number }, Firing | null>;
  /** `upTo`: the newest kept result no later than that event. */
  measurements: Operation<{ monitorId: string; upTo?: number }, MonitorMeasurements>;
  /** `startsAt` left out: now. Times are simulated seconds. This and what follows holds from the moment that it is stored. */
  silence: Operation<Omit<Silence, 'id' | 'startsAt'> & { startsAt?: number }, Silence>;
  endSilence: Operation<{ id: string }, void>;
  acknowledge: Operation<{ alerts: Labels[]; note: string }, void>;
  /** The metrics in Prometheus' text format. */
  exposition: Operation<void, { text: string }>;
  /** An expression with the numbers of a moment in it, for an alert of these labels. */
  expressionValues: Operation<{ expr: string; atSeconds: number; labels: Labels }, ExpressionValues>;
  /** A query at a moment, the newest sample's when left out. */
  promql: Operation<{ query: string; atSeconds?: number }, Answered<{ value: Value }>>;
  /** A query at `points` moments that end with the newest sample, one series a label set. */
  promqlRange: Operation<{ query: string; points: number }, Answered<{ series: QueriedSeries[] }>>;
};
