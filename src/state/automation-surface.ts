import type { Labels, Matcher } from '../domain/alerting/alerts/matcher.ts';
import type { Silence } from '../domain/alerting/alerts/routing.ts';
import type { Leak } from '../domain/data/dataset/dataset.ts';
import type { ParamValue } from '../domain/monitoring/detectors/detector.ts';
import type { DetectorRun } from '../domain/monitoring/detectors/run.ts';
import type { RecipeInput } from '../domain/learning/recipes/catalogue.ts';
import type { Diagnosis } from '../domain/alerting/incidents/diagnosis.ts';
import type { IncidentPart } from '../domain/alerting/incidents/incidents.ts';
import type { MonitorStatus } from '../domain/monitoring/monitors/monitor-set.ts';
import type { ReferenceState } from '../domain/monitoring/monitors/reference-state.ts';
import type { MonitorSpec } from '../domain/monitoring/monitors/spec.ts';
import type { Value } from '../domain/alerting/promql/value.ts';
import type { Curves } from '../domain/learning/run.ts';
import type { Deployment } from '../domain/delivery/deployment.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import type { QualityMetrics } from '../domain/learning/evaluation/quality-metrics.ts';
import type { RuleStatus, Transition } from '../domain/alerting/rules/rule-engine.ts';
import type { RuleProblem } from '../domain/alerting/rules/rule-file.ts';
import type { Explanation } from './alerts.svelte.ts';
import type { ComparedVersions } from './comparison.svelte.ts';
import type { Why } from './reasons.ts';
import type { LogColumn, LogColumns, LogFilter, Series } from '../../workers/protocol/monitor.ts';
import type { BackendChoice, ComputeInfo, TrainProgress } from '../../workers/protocol/trainer.ts';
import type { BenchResult } from '../domain/bench/result.ts';
import type { LineSpeed } from './tempo.svelte.ts';
import type { BenchRunOptions } from './bench.svelte.ts';

/** Result of a training, registered as `version`. */
export interface TrainAnswer {
  version: number;
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

export interface LineStatus {
  /** The next event to be judged. */
  index: number;
  /** Every event before this one is stored; `index` while nothing is on its way to the disk. */
  durable: number;
  running: boolean;
  /** Fruits a second that are judged before our eyes, in real time. */
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

/** A filter of the log; `verdict` is the name that `outcome` had before 0.2, and goes with 0.3. */
export type FormerFilter = LogFilter & { verdict?: LogFilter['outcome'] };

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
  loud: boolean;
  /** What was found when somebody asked why; null before. */
  diagnosis: Diagnosis | null;
  /** In order of firing. */
  parts: { rule: string; state: 'pending' | 'firing' | 'resolved'; firedAt: number | null; labels: Labels; summary: string; hush: IncidentPart['hush'] }[];
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

/** `window.orchard`: what the screens do, with the same checks. Every method rejects with `{ code, message }`. */
export interface Automation {
  version: string;
  ready: Promise<void>;
  compute(): Promise<ComputeInfo>;
  useBackend(name: BackendChoice): Promise<ComputeInfo>;
  data: {
    reset(labels: string[]): Promise<void>;
    add(label: string, files: Blob[]): Promise<{ added: number; rejected: { index: number; code: string; about?: string }[] }>;
    pick(options: { count: number; seed: number; world?: unknown }): Promise<{ added: number }>;
    /** Takes the newest fruits whose truth is known from the line; 120 when left out. */
    collect(count?: number): Promise<{ added: number }>;
    summary(): Promise<{ labels: string[]; counts: Record<string, number>; total: number; version: number | null }>;
  };
  train(recipe: RecipeInput, options?: { onProgress?: (progress: TrainProgress) => void; signal?: AbortSignal }): Promise<TrainAnswer>;
  models: {
    list(): Promise<ModelVersion[]>;
    deploy(version: number): Promise<Deployment>;
    /** Holds `b` against `a` on the same pictures: the newest fruits with truth that nobody has learnt from, and the test pictures of both. */
    compare(a: number, b: number, options?: { signal?: AbortSignal }): Promise<ComparedVersions & { verdict: ComparedVersions['decision'] }>;
    export(version: number): Promise<Blob>;
    import(file: Blob): Promise<ModelVersion>;
  };
  classify(picture: Blob): Promise<{ label: string; scores: Record<string, number>; version: number; ms: number }>;
  line: {
    /** Begins another line at event 0; answers how many rows were put aside. */
    load(scenario: unknown, options?: { seed?: number }): Promise<{ dropped: number }>;
    /** `speed`: fruits a second that are watched, or `'max'`. A time lapse: it loads no model and makes no queue. */
    play(options?: { until?: number; speed?: LineSpeed }): Promise<LineStatus>;
    /** Production demands so many fruits a second, 0.5..200: too many for the model make a queue. */
    setBeltSpeed(perSecond: number): Promise<LineStatus>;
    pause(): Promise<LineStatus>;
    step(count?: number): Promise<LineStatus>;
    /** Goes on from an event. Behind now the rows from there on are put aside, ahead of it what lies between is skipped. */
    seek(index: number): Promise<LineStatus & { dropped: number }>;
    /** Shows a judged event; null goes back to now. Only looks. */
    look(index: number | null): Promise<{ looking: number | null }>;
    /** Takes the last act that put rows aside back; what was judged since is put aside in turn. */
    undo(): Promise<LineStatus & { dropped: number }>;
    /** Resolves once every event before `index` has been judged. */
    reached(index: number): Promise<LineStatus>;
    status(): Promise<LineStatus>;
  };
  log: {
    query(filter?: FormerFilter & { columns?: LogColumn[]; offset?: number; limit?: number; newestFirst?: boolean }): Promise<LogColumns>;
    count(filter?: FormerFilter): Promise<number>;
  };
  monitor: {
    series(name: string, range?: { from?: number; to?: number }): Promise<Series>;
    /** Alerts that are pending, firing or lately resolved. `since` and `until` are events. */
    /** The name that `alerts.list` had before 0.2; it goes with 0.3. */
    alarms(): Promise<Alert[]>;
    /** Every monitor with its newest result. */
    status(): Promise<MonitorStatus[]>;
    /** Exchanges the monitors; null goes back to the defaults. */
    set(monitors: MonitorSpec[] | null): Promise<void>;
    /** Whether rules and monitors of the project's own are held back, since their first run did not end on an earlier visit. */
    heldBack(): Promise<boolean>;
    /** Lets a rule (by the key in its status) or a monitor (by its id) run that was switched off; without either, what is held back. */
    letRun(which?: { rule?: string; monitor?: string }): Promise<void>;
    explain(monitorId: string, upTo?: number): Promise<Explanation>;
    /** How the stretch stands that the live version is compared with. */
    reference(): Promise<ReferenceState>;
    /** Collects another one, from the next fruit on. */
    collectReference(): Promise<ReferenceState>;
    /** Takes events `from` to `to` (exclusive), at least 500, that have been judged. */
    useReference(from: number, to: number): Promise<ReferenceState>;
  };
  alerts: {
    /** What is pending, fires, or has just resolved. */
    list(): Promise<Alert[]>;
    rules(): Promise<RuleStatus[]>;
    /** The rule file in force, as Prometheus reads it. */
    file(): Promise<string>;
    /** Exchanges the rule file; null goes back to the defaults. Answers errors, with which nothing changes, and warnings, with which it is taken. */
    setFile(text: string | null): Promise<RuleProblem[]>;
    history(): Promise<Transition[]>;
    /** Alerts that have one beginning as one, oldest first. */
    incidents(): Promise<IncidentAnswer[]>;
    silences(): Promise<Silence[]>;
    /** Times are simulated, Unix seconds; `startsAt` left out: now. */
    silence(silence: { matchers: Matcher[]; startsAt?: number; endsAt: number; reason: string }): Promise<Silence>;
    endSilence(id: string): Promise<void>;
    acknowledge(labels: Labels, note?: string): Promise<void>;
    /** Why an alert of these labels fired at an event: the rule's numbers, both windows, the fruit that shows it, what moved. */
    why(labels: Labels, at: number): Promise<Why>;
    /** The metrics in Prometheus' text format. */
    metrics(): Promise<string>;
  };
  detectors: {
    /** Runs a detector over a whole stream: indices of drifts, and inclusive runs of warnings. */
    run(name: string, params: Readonly<Record<string, ParamValue>>, values: ArrayLike<number>): Promise<DetectorRun>;
  };
  /** Evaluates a query at an event, the newest sample's when left out. */
  promql(query: string, at?: number): Promise<Value>;
  /** Runs a plan of the detector bench, or a result's plan, and shows it on the bench. */
  bench(plan: unknown, options?: BenchRunOptions): Promise<BenchResult>;
  render(options: { scenario: unknown; index: number; size?: number }): Promise<ImageData>;
  project: {
    export(): Promise<Blob>;
    import(file: Blob): Promise<void>;
    /** Removes everything, settings included; `bringBack` undoes it until the tab is closed. */
    reset(): Promise<void>;
    bringBack(): Promise<void>;
  };
}
