import { parseScenario, parseWorldPatch } from '../domain/drift/schema.ts';
import { presetOf } from '../domain/drift/presets.ts';
import { RECIPE_KINDS, type RecipeKind } from '../domain/learning/recipe.ts';
import type { Scenario } from '../domain/drift/scenario.ts';
import { codeOf, OrchardError } from '../domain/errors.ts';
import type { Diagnosis } from '../domain/incidents/diagnosis.ts';
import { mergeWorld } from '../domain/orchard/world-default.ts';
import type { CentreGroup } from '../domain/rules/alert-centre.ts';
import { eventAtTime, timeAt } from '../domain/stream/time.ts';
import type { ToldIncident } from './alarms.svelte.ts';
import type { App } from './app.svelte.ts';
import type { LineStatus, IncidentAnswer, Alarm, Automation } from './automation-surface.ts';

/** Events that one query answers at most, unless `limit` says otherwise. */
const QUERY_ROWS = 1_000_000;

/** Builds the automation surface over the running app. `ready` resolves once everything stored has been read. */
export function createAutomation(app: App, ready: Promise<void>): Automation {
  const { alarms, compute, data, training, registry, line, monitoring, pictures, project, services } = app;

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
        const { added, rejected } = await data.addFiles(label, files);
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
      compare: guarded((a, b, options) => app.comparison.compare(a, b, options)),
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
