import type { Labels, Matcher } from '../domain/alerting/matcher.ts';
import type { Silence } from '../domain/alerting/routing.ts';
import type { Leak } from '../domain/dataset/dataset.ts';
import type { ParamValue } from '../domain/detectors/detector.ts';
import type { DetectorRun } from '../domain/detectors/run.ts';
import { parseScenario, parseWorldPatch } from '../domain/drift/schema.ts';
import { presetOf } from '../domain/drift/presets.ts';
import { RECIPE_KINDS, type RecipeInput, type RecipeKind } from '../domain/learning/recipe.ts';
import type { Scenario } from '../domain/drift/scenario.ts';
import { codeOf, OrchardError } from '../domain/errors.ts';
import type { Diagnosis } from '../domain/incidents/diagnosis.ts';
import type { IncidentPart } from '../domain/incidents/incidents.ts';
import { mergeWorld } from '../domain/orchard/world-default.ts';
import type { MonitorStatus } from '../domain/monitors/monitor-set.ts';
import type { ReferenceState } from '../domain/monitors/reference-state.ts';
import type { MonitorSpec } from '../domain/monitors/spec.ts';
import type { Value } from '../domain/promql/value.ts';
import type { Curves, Deployment, ModelVersion, QualityMetrics } from '../domain/registry/version.ts';
import type { CentreGroup } from '../domain/rules/alert-centre.ts';
import type { RuleStatus, Transition } from '../domain/rules/rule-engine.ts';
import type { RuleProblem } from '../domain/rules/rule-file.ts';
import { eventAtTime, timeAt } from '../domain/stream/time.ts';
import type { Explanation, ToldIncident } from './alarms.svelte.ts';
import type { ComparedVersions } from './comparison.svelte.ts';
import type { Why } from './reasons.ts';
import type { LogColumn, LogColumns, LogFilter, Series } from '../../workers/protocol/monitor.ts';
import type { BackendChoice, ComputeInfo, TrainProgress } from '../../workers/protocol/trainer.ts';
import type { BenchResult } from '../domain/bench/result.ts';
import type { App } from './app.svelte.ts';
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
  /** Labels whose held-out test is not honest: all their pictures are one burst. */
  leaks: readonly Leak[];
}

export interface LineStatus {
  /** The next event to be judged. */
  index: number;
  running: boolean;
  /** Fruits a second that are judged before our eyes, in real time. */
  throughput: number;
  /** Fruits that wait before the model, in belt time. */
  queue: number;
  /** Shutter to verdict, ms of belt time. */
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
  loud: boolean;
  /** What was found when somebody asked why; null before. */
  diagnosis: Diagnosis | null;
  /** In order of firing. */
  parts: { rule: string; state: 'pending' | 'firing' | 'resolved'; firedAt: number | null; labels: Labels; summary: string; hush: IncidentPart['hush'] }[];
}

/** An alert as `monitor.alarms` tells of it. */
export interface Alarm {
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
    compare(a: number, b: number, options?: { signal?: AbortSignal }): Promise<ComparedVersions>;
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
    query(filter?: LogFilter & { columns?: LogColumn[]; offset?: number; limit?: number; newestFirst?: boolean }): Promise<LogColumns>;
    count(filter?: LogFilter): Promise<number>;
  };
  monitor: {
    series(name: string, range?: { from?: number; to?: number }): Promise<Series>;
    /** Alerts that are pending, firing or lately resolved. `since` and `until` are events. */
    alarms(): Promise<Alarm[]>;
    /** Every monitor with its newest verdict. */
    status(): Promise<MonitorStatus[]>;
    /** Exchanges the monitors; null goes back to the defaults. */
    set(monitors: MonitorSpec[] | null): Promise<void>;
    explain(monitorId: string, upTo?: number): Promise<Explanation>;
    /** How the stretch stands that the live version is compared with. */
    reference(): Promise<ReferenceState>;
    /** Collects another one, from the next fruit on. */
    collectReference(): Promise<ReferenceState>;
    /** Takes events `from` to `to` (exclusive), at least 500, that have been judged. */
    useReference(from: number, to: number): Promise<ReferenceState>;
  };
  alerts: {
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

/** Events that one query answers at most, unless `limit` says otherwise. */
const QUERY_ROWS = 1_000_000;

/** Builds the automation surface over the running app. `ready` resolves once everything stored has been read. */
export function createAutomation(app: App, ready: Promise<void>): Automation {
  const { alarms, comparison, compute, data, training, registry, line, monitoring, pictures, project, services } = app;

  const status = async (): Promise<LineStatus> => {
    const snapshot = await services.monitor.call('snapshot', undefined);
    app.line.receiveSnapshot(snapshot);
    const state = await services.orchard.call('status', undefined);
    app.line.receiveStatus(state);
    const index = line.now;
    return { index, running: state.playing || (registry.live !== null && index < state.index), throughput: snapshot.throughput, queue: snapshot.queue, latency: snapshot.latency, beltSpeed: line.beltSpeed, lapse: line.lapse, modelPerSecond: line.modelPerSecond, machinePerSecond: line.machinePerSecond };
  };

  return {
    version: services.appVersion,
    ready,
    compute: guarded(() => compute.ensure()),
    useBackend: guarded(async (name) => {
      if (!['auto', 'webgpu', 'wasm', 'webgl', 'cpu'].includes(name)) throw new OrchardError('argument-invalid', 'backend');
      return compute.use(name);
    }),
    data: {
      reset: guarded((labels) => data.reset(labels)),
      add: guarded(async (label, files) => {
        const known = data.labels.includes(label) ? label : await data.addLabel(label);
        const { added, rejected } = await data.addFiles(known, files);
        return { added, rejected: rejected.map(({ index, code, about }) => ({ index, code, ...(about === undefined ? {} : { about }) })) };
      }),
      pick: guarded(async ({ count, seed, world }) => {
        if (!(count >= 1 && count <= 100_000)) throw new OrchardError('argument-invalid', 'count');
        const { added } = await data.pick(Math.round(count), seed, mergeWorld(line.scenario.world, parseWorldPatch(world ?? {})));
        return { added };
      }),
      collect: guarded(async (count) => {
        if (count !== undefined && !(count >= 1 && count <= 100_000)) throw new OrchardError('argument-invalid', 'count');
        return { added: await app.collectFromLine(count === undefined ? undefined : Math.round(count)) };
      }),
      summary: guarded(async () => ({
        labels: [...data.labels], counts: Object.fromEntries(data.counts), total: data.samples.length,
        version: data.changed ? null : (data.newest?.number ?? null),
      })),
    },
    train: guarded(async (recipe, options = {}) => {
      if (!(RECIPE_KINDS as readonly string[]).includes(recipe?.kind as RecipeKind)) throw new OrchardError('recipe-invalid', 'kind');
      const { trained: { run, output }, version } = await training.trainAndRegister(recipe, options);
      return {
        version: version.number, backend: run.backend, ...(run.backendNote ? { backendNote: run.backendNote } : {}),
        ms: output.trainMs, embedMs: output.embedMs, metrics: output.metrics, curves: output.curves,
        leaks: data.versions.find(({ number }) => number === run.dataSetVersion)?.leaks ?? [],
      };
    }),
    models: {
      list: guarded(async () => registry.models.map((model) => structuredClone(model))),
      deploy: guarded((version) => registry.deploy(version)),
      compare: guarded((a, b, options) => comparison.compare(a, b, options)),
      export: guarded((version) => registry.export(version)),
      import: guarded((file) => registry.import(file)),
    },
    classify: guarded(async (picture) => {
      const { live } = registry;
      if (!live) throw new OrchardError('nothing-deployed');
      const { predicted, scores, version, modelMs } = await services.serving.call('classify', { source: picture });
      const { labels } = live.signature;
      return { label: labels[predicted]!, scores: Object.fromEntries(labels.map((label, i) => [label, scores[i]!])), version, ms: modelMs };
    }),
    line: {
      load: guarded(async (scenario, options = {}) => {
        const loaded = scenarioFrom(scenario);
        return { dropped: await line.load(options.seed === undefined ? loaded : parseScenario({ ...loaded, seed: options.seed })) };
      }),
      play: guarded(async ({ until, speed } = {}) => {
        await line.play({ ...(speed === undefined ? {} : { speed }), until: until ?? null });
        return status();
      }),
      setBeltSpeed: guarded(async (perSecond) => {
        await line.edits.setBeltSpeed(perSecond);
        return status();
      }),
      pause: guarded(async () => {
        await line.pause();
        return status();
      }),
      step: guarded(async (count = 1) => {
        if (!(count >= 1 && count <= 1_000_000)) throw new OrchardError('argument-invalid', 'count');
        await line.step(Math.round(count));
        return status();
      }),
      seek: guarded(async (index) => {
        if (!(index >= 0)) throw new OrchardError('index-out-of-range', String(index));
        const dropped = await line.seek(index);
        return { ...await status(), dropped };
      }),
      look: guarded(async (index) => {
        if (index !== null && !(index >= 0)) throw new OrchardError('index-out-of-range', String(index));
        if (!app.shell.leading) throw new OrchardError('not-leading');
        line.look(index);
        return { looking: line.looking };
      }),
      undo: guarded(async () => {
        const dropped = await line.undo();
        return { ...await status(), dropped };
      }),
      reached: guarded(async (index) => {
        await line.reached(index);
        return status();
      }),
      status: guarded(status),
    },
    log: {
      query: guarded(async (filter = {}) => (await monitoring.queryTold({ limit: QUERY_ROWS, ...filter })).columns),
      count: guarded((filter = {}) => monitoring.count(filter)),
    },
    monitor: {
      series: guarded((name, { from = 0, to } = {}) => monitoring.read(name, from, to ?? line.now)),
      alarms: guarded(async () => alarmsOf((await alarms.refresh()).groups)),
      status: guarded(async () => [...(await alarms.refresh()).monitors]),
      set: guarded((monitors) => alarms.setMonitors(monitors)),
      explain: guarded((monitorId, upTo) => alarms.explain(monitorId, upTo)),
      reference: guarded(async () => (await alarms.refresh()).reference),
      collectReference: guarded(() => monitoring.collectReference()),
      useReference: guarded((from, to) => monitoring.useReference(from, to)),
    },
    alerts: {
      rules: guarded(async () => (await alarms.refresh()).rules),
      file: guarded(async () => (await alarms.refresh()).rulesText),
      setFile: guarded((text) => alarms.setRules(text)),
      history: guarded(async () => (await alarms.refresh()).history),
      incidents: guarded(async () => {
        await alarms.refresh();
        return alarms.incidents.map((incident) => incidentAnswer(incident, alarms.diagnosed.get(incident.id) ?? null));
      }),
      silences: guarded(async () => (await alarms.refresh()).silences),
      silence: guarded((silence) => alarms.silence(silence)),
      endSilence: guarded((id) => alarms.endSilence(id)),
      acknowledge: guarded((labels, note) => alarms.acknowledge(labels, note)),
      why: guarded(async (labels, at) => (await app.reasons()).ofAlert(labels, timeAt(at) / 1000)),
      metrics: guarded(() => alarms.exposition()),
    },
    detectors: {
      run: guarded(async (name, params, values) => {
        const { createDetector } = await import('../domain/detectors/catalogue.ts');
        const { runDetector } = await import('../domain/detectors/run.ts');
        return runDetector(createDetector(name, params), values);
      }),
    },
    promql: guarded((query, at) => alarms.query(query, at === undefined ? undefined : timeAt(at) / 1000)),
    bench: guarded((plan, options) => app.bench.run(plan, options)),
    render: guarded(async ({ scenario, index, size = 128 }) => {
      const { pictures: [picture] } = await pictures.render(scenarioFrom(scenario), [index], size);
      if (!picture) throw new OrchardError('index-out-of-range', String(index));
      return new ImageData(picture.data, picture.width, picture.height);
    }),
    project: {
      export: guarded(() => project.export()),
      import: guarded((file) => project.import(file)),
      reset: guarded(() => project.reset()),
      bringBack: guarded(() => project.bringBack()),
    },
  };

  /** Waits for the stored project, and turns every error into a plain `{ code, message }`. */
  function guarded<Args extends unknown[], R>(work: (...args: Args) => Promise<R>): (...args: Args) => Promise<R> {
    return async (...args) => {
      try {
        await ready;
        return await work(...args);
      } catch (error) {
        const code = codeOf(error);
        throw { code, message: error instanceof Error ? error.message : code };
      }
    };
  }
}

const eventAt = (seconds: number | null): number | null => (seconds === null ? null : Math.max(0, eventAtTime(seconds * 1000)));

function incidentAnswer({ id, title, state, startedAt, endedAt, loud, parts }: ToldIncident, diagnosis: Diagnosis | null): IncidentAnswer {
  return {
    id, title, state, since: eventAt(startedAt)!, until: eventAt(endedAt), loud: loud > 0, diagnosis,
    parts: parts.map(({ rule, state: of, firedAt, labels, annotations, hush }) => ({ rule, state: of, firedAt: eventAt(firedAt), labels, summary: annotations['summary'] ?? '', hush })),
  };
}

function alarmsOf(groups: readonly CentreGroup[]): Alarm[] {
  return groups.flatMap(({ alerts }) => alerts.map(({ labels, state, activeAt, firedAt, resolvedAt, annotations, value, standing, acknowledged }) => ({
    rule: labels['alertname'] ?? '', state, since: eventAt(activeAt) ?? 0, firedAt: eventAt(firedAt), resolvedAt: eventAt(resolvedAt),
    labels, summary: annotations['summary'] ?? '', value, muted: standing.state === 'suppressed' || acknowledged !== null,
  })));
}

function scenarioFrom(scenario: unknown): Scenario {
  if (typeof scenario !== 'string') return parseScenario(scenario);
  const preset = presetOf(scenario);
  if (!preset) throw new OrchardError('scenario-preset-unknown', scenario);
  return preset.scenario(7);
}
