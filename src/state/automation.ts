import { parseScenario, parseWorldPatch } from '../domain/world/drift/schema.ts';
import { presetOf } from '../domain/world/drift/presets.ts';
import { COLLECTED_FRUITS } from '../domain/guidance/next-step.ts';
import { RECIPE_KINDS, type RecipeKind } from '../domain/learning/recipes/catalogue.ts';
import type { Scenario } from '../domain/world/drift/scenario.ts';
import { codeOf, messageOf, OrchardError } from '../domain/common/errors.ts';
import type { Diagnosis } from '../domain/alerting/incidents/diagnosis.ts';
import { mergeWorld } from '../domain/world/orchard/world-default.ts';
import type { CentreGroup } from '../domain/alerting/rules/centre-alert.ts';
import { eventAtTime, timeAt } from '../domain/world/stream/time.ts';
import type { ToldIncident } from './alerts.svelte.ts';
import type { App } from './app.svelte.ts';
import type { LineStatus, IncidentAnswer, Alert, Automation, FormerFilter } from './automation-surface.ts';
import { readArguments, takenArguments, TERMS, type CallPath } from './automation-terms.ts';

/** Events that one query answers at most, unless `limit` says otherwise. */
const QUERY_ROWS = 1_000_000;

/** What one run of a detector may cost on the page itself, in updates of one that only counts: a second or two. */
const MOST_UPDATES = 5_000_000;

/** Builds the automation surface over the running app. `ready` resolves once everything stored has been read. */
export function createAutomation(app: App, ready: Promise<void>): Automation {
  // What comes after the first paint is looked up when it is called for.
  const { alerts, compute, data, training, registry, line, pictures, services } = app;

  const status = async (): Promise<LineStatus> => {
    const snapshot = await services.monitor.call('snapshot', undefined);
    line.receiveSnapshot(snapshot);
    // What was skipped is as good as stored, as far as the log at hand can tell: one that is not open, or of another generation, vouches for its own rows at most.
    const isWhole = snapshot.generation === line.generation && snapshot.durableIndex >= snapshot.lastIndex;
    const vouched = isWhole ? line.now : snapshot.durableIndex + 1;
    const state = await services.orchard.call('status', undefined);
    line.receiveStatus(state);
    const index = line.now;
    const durable = Math.min(index, vouched);
    return { index, durable, running: line.unjudged === null && (state.playing || index < state.index), throughput: snapshot.throughput, queue: snapshot.queue, latency: snapshot.latency, beltSpeed: line.beltSpeed, lapse: line.lapse, modelPerSecond: line.modelPerSecond, machinePerSecond: line.machinePerSecond };
  };

  const listAlerts = async (): Promise<Alert[]> => alertsOf((await alerts.refresh()).groups);

  const surface: Automation = {
    version: services.appVersion,
    ready,
    compute: () => compute.ensure(),
    useBackend: (name) => compute.use(name),
    data: {
      reset: (labels) => data.reset(labels),
      add: async (label, files) => {
        const { added, rejected } = await data.addFiles(label, files);
        return { added, rejected: rejected.map(({ index, code, about }) => ({ index, code, ...(about === undefined ? {} : { about }) })) };
      },
      pick: async ({ count, seed, world }) => {
        const { added } = await data.pick(count, seed, mergeWorld(line.scenario.world, parseWorldPatch(world ?? {})));
        return { added };
      },
      collect: async (count = COLLECTED_FRUITS) => ({ added: await app.collectFromLine(count) }),
      summary: async () => ({
        labels: [...data.labels], counts: Object.fromEntries(data.counts), total: data.samples.length,
        version: data.changed ? null : (data.newest?.number ?? null),
      }),
    },
    train: async (recipe, options = {}) => {
      if (!(RECIPE_KINDS as readonly string[]).includes(recipe?.kind as RecipeKind)) throw new OrchardError('recipe-invalid', 'kind');
      const { trained: { run, output }, version } = await training.trainAndRegister(recipe, options);
      return {
        version: version.number, backend: run.backend, ...(run.backendNote ? { backendNote: run.backendNote } : {}),
        ms: output.trainMs, embedMs: output.embedMs, metrics: output.metrics, curves: output.curves,
        leaks: data.versions.find(({ number }) => number === run.dataSetVersion)?.leaks ?? [],
      };
    },
    models: {
      list: async () => registry.models.map((model) => structuredClone(model)),
      deploy: (version) => registry.deploy(version),
      compare: async (a, b, options) => {
        const found = await app.comparison.compare(a, b, options);
        return { ...found, verdict: found.decision };
      },
      export: (version) => registry.export(version),
      import: (file) => registry.import(file),
    },
    classify: async (picture) => {
      const { live } = registry;
      if (!live) throw new OrchardError('nothing-deployed');
      await registry.serve();
      const { predicted, scores, version, modelMs } = await services.serving.call('classify', { source: picture });
      const { labels } = live.signature;
      return { label: labels[predicted]!, scores: Object.fromEntries(labels.map((label, i) => [label, scores[i]!])), version, ms: modelMs };
    },
    line: {
      load: async (scenario, options = {}) => {
        const loaded = scenarioFrom(scenario);
        return { dropped: await line.load(options.seed === undefined ? loaded : parseScenario({ ...loaded, seed: options.seed })) };
      },
      play: async ({ until, speed } = {}) => {
        await line.play({ ...(speed === undefined ? {} : { speed }), until: until ?? null });
        return status();
      },
      setBeltSpeed: async (perSecond) => {
        await line.edits.setBeltSpeed(perSecond);
        return status();
      },
      pause: async () => {
        await line.pause();
        return status();
      },
      step: async (count = 1) => {
        await line.step(count);
        return status();
      },
      seek: async (index) => {
        const dropped = await line.seek(index);
        return { ...await status(), dropped };
      },
      look: async (index) => {
        line.look(index);
        return { looking: line.looking };
      },
      undo: async () => {
        const dropped = await line.undo();
        return { ...await status(), dropped };
      },
      reached: async (index) => {
        await line.reached(index);
        return status();
      },
      status: status,
    },
    log: {
      query: async (filter = {}) => (await app.monitoring.queryTold({ limit: QUERY_ROWS, ...told(filter) })).columns,
      count: (filter = {}) => app.monitoring.count(told(filter)),
    },
    monitor: {
      series: (name, { from = 0, to } = {}) => app.monitoring.read(name, from, to ?? line.now),
      alarms: () => listAlerts(),
      status: async () => [...(await alerts.refresh()).monitors],
      set: (monitors) => alerts.setMonitors(monitors),
      heldBack: async () => (await alerts.refresh()).heldBack,
      letRun: (which) => alerts.letRun(which),
      explain: (monitorId, upTo) => alerts.explain(monitorId, upTo),
      reference: async () => (await alerts.refresh()).reference,
      collectReference: () => app.monitoring.collectReference(),
      useReference: (from, to) => app.monitoring.useReference(from, to),
    },
    alerts: {
      list: () => listAlerts(),
      rules: async () => (await alerts.refresh()).rules,
      file: async () => (await alerts.refresh()).rulesText,
      setFile: (text) => alerts.setRules(text),
      history: async () => (await alerts.refresh()).history,
      incidents: async () => {
        await alerts.refresh();
        return alerts.incidents.map((incident) => incidentAnswer(incident, alerts.diagnosed.get(incident.id) ?? null));
      },
      silences: async () => (await alerts.refresh()).silences,
      silence: (silence) => alerts.silence(silence),
      endSilence: (id) => alerts.endSilence(id),
      acknowledge: (labels, note) => alerts.acknowledge(labels, note),
      why: async (labels, at) => (await app.reasons()).ofAlert(labels, timeAt(at) / 1000),
      metrics: () => alerts.exposition(),
    },
    detectors: {
      run: async (name, params, values) => {
        const { createDetector, updatesOf } = await import('../domain/monitoring/detectors/catalogue.ts');
        const { runDetector } = await import('../domain/monitoring/detectors/run.ts');
        if (!(values.length * updatesOf(name, params) <= MOST_UPDATES)) throw new OrchardError('over-budget', `${values.length} values are more than this detector takes at once`);
        return runDetector(createDetector(name, params), values);
      },
    },
    promql: (query, at) => alerts.query(query, at === undefined ? undefined : timeAt(at) / 1000),
    bench: (plan, options) => app.bench.run(plan, options),
    render: async ({ scenario, index, size = 128 }) => {
      const { pictures: [picture] } = await pictures.render(scenarioFrom(scenario), [index], size);
      if (!picture) throw new OrchardError('index-out-of-range', String(index));
      return new ImageData(picture.data, picture.width, picture.height);
    },
    project: {
      export: () => app.project.export(),
      import: (file) => app.project.import(file),
      reset: () => app.project.reset(),
      bringBack: () => app.project.bringBack(),
    },
  };

  return answering(surface, '') as Automation;

  /** The surface with every call on its terms. */
  function answering(part: object, path: string): unknown {
    return Object.fromEntries(Object.entries(part).map(([name, value]: [string, unknown]) => {
      if (typeof value === 'function') return [name, answered(`${path}${name}` as CallPath, value as (...args: unknown[]) => unknown)];
      return [name, typeof value === 'object' && value !== null && !(value instanceof Promise) ? answering(value, `${path}${name}.`) : value];
    }));
  }

  /**
   * Reads the arguments, waits for the stored project, asks for the lead where a call needs it, takes arguments as they are meant, and turns every error into a plain
   * `{ code, message }`. A tab that only looks on reads what is stored by now.
   */
  function answered(path: CallPath, work: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<unknown> {
    const terms = TERMS[path];
    return async (...args) => {
      try {
        const given = readArguments(terms, args);
        await ready;
        const { leading } = app.shell;
        if (terms.leads && !leading) throw new OrchardError('not-leading', path);
        const taken = takenArguments(terms, given);
        if (!leading && terms.reads) await app.lookAgain();
        return await work(...taken);
      } catch (error) {
        const code = codeOf(error);
        throw { code, message: messageOf(error) };
      }
    };
  }
}

/** A filter by the names of now. */
function told<Of extends FormerFilter>({ verdict, ...filter }: Of): Omit<Of, 'verdict'> {
  return verdict === undefined ? filter : { outcome: verdict, ...filter };
}

const eventAt = (seconds: number | null): number | null => (seconds === null ? null : Math.max(0, eventAtTime(seconds * 1000)));

function incidentAnswer({ id, title, state, startedAt, endedAt, loud, parts }: ToldIncident, diagnosis: Diagnosis | null): IncidentAnswer {
  return {
    id, title, state, since: eventAt(startedAt)!, until: eventAt(endedAt), loud: loud > 0, diagnosis,
    parts: parts.map(({ rule, state: of, firedAt, labels, annotations, hush }) => ({ rule, state: of, firedAt: eventAt(firedAt), labels, summary: annotations['summary'] ?? '', hush })),
  };
}

function alertsOf(groups: readonly CentreGroup[]): Alert[] {
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
