import type { DataSetVersion } from '../domain/data/dataset/dataset.ts';
import { OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { LoggedColumns, ReplaySubject } from '../domain/replay/fold.ts';
import { takesReadableAlone } from '../domain/data/features/blocks.ts';
import { READABLE_FEATURES } from '../domain/data/features/readable.ts';
import { checkedStretch, samplePositions, type ReplayStretch } from '../domain/replay/request.ts';
import type { ReplayResult } from '../domain/replay/result.ts';
import type { StretchColumns } from '../domain/replay/stretch.ts';
import { learntFruit, type LearntFruit } from '../domain/delivery/comparison/learnt.ts';
import { hasLearntFrom } from '../domain/registry/lineage.ts';
import type { ModelVersion, NetworkArtifact, Signature } from '../domain/registry/version.ts';
import type { Revision } from '../domain/world/drift/scenario.ts';
import type { LabPool } from '../clients/lab-pool.ts';
import type { LabModel, LabTask, LoggedFeatures } from '../../workers/protocol/lab.ts';
import type { RowsWanted } from '../../workers/protocol/sample.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import { ExclusiveRun } from './exclusive-run.svelte.ts';
import { Film } from './film.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';

/** A version that is not registered, or not yet. */
export interface ReplayCandidate {
  /** By which the result tells of it; no number. */
  readonly key: string;
  /** Tells its network from any other: the checksum of `artifact`. */
  readonly checksum: string;
  readonly signature: Signature;
  readonly artifact: NetworkArtifact;
  /** Data set version that it has learnt from; null: from none of this line's fruit. */
  readonly dataSetVersion: number | null;
}

/** A stretch, and who is held against whom on it. */
export interface ReplayRequest extends ReplayStretch {
  /** Registered versions; their numbers are their keys. */
  readonly versions: readonly number[];
  readonly candidates?: readonly ReplayCandidate[];
  /** The version that the others are held against, replayed too if it is none of them; who is live unless it is given, else the first. */
  readonly baseline?: number;
}

/** How far a replay is, in events. */
export interface ReplayProgress { readonly done: number; readonly total: number; readonly elapsedMs: number }

export interface ReplayOptions {
  /** Soft cancel: workers stop at their next batch, and are ended where they do not. */
  signal?: AbortSignal;
  onProgress?: (progress: ReplayProgress) => void;
}

/** What a head takes of the events is wanted beside what comes of the replay: asked for as the pieces come. */
export interface ReplayRows {
  readonly wanted: RowsWanted;
  take(piece: { columns: StretchColumns; scores: readonly Float32Array[]; rows: Float32Array; logged: LoggedColumns }): void;
}

/** Events of one task: few enough that results come as they are drawn. */
const TASK_EVENTS = 128;
/** Rows of the log that are asked for at once. */
const PAGE_ROWS = 65_536;
/** In place of a truth that the log does not know. */
const NOT_KNOWN = 255;
/** The readable features as columns of the log. */
const FEATURE_COLUMNS = READABLE_FEATURES.map(({ name }) => `feature.${name}` as const);
/** What came so far is shown at most this often. */
const SHOW_MS = 400;

/** A version that is replayed. */
interface Subject extends ReplaySubject { readonly model: LabModel }

/** On what ground the newest result stands. */
interface Ground { readonly scenarios: string; readonly to: number; readonly known: number }

/** Recorded stretches of the line under other versions: the replay that is under way, and what came of the newest. Touches neither the line nor what is stored. */
export class Replay {
  /** Null while none is under way. */
  progress = $state.raw<ReplayProgress | null>(null);
  /** Of the newest replay; while it goes on, and after it ended early, of the events that were done. */
  result = $state.raw<ReplayResult | null>(null);
  tookMs = $state<number | null>(null);

  readonly #services: Services;
  readonly #compute: Compute;
  readonly #data: DataState;
  readonly #registry: Registry;
  readonly #line: Line;
  #ground = $state.raw<Ground | null>(null);
  readonly #run = new ExclusiveRun('replay-busy');
  #pool: LabPool | null = null;

  /** Under what the stretch of the newest replay was photographed, as far as it may be known. */
  #scenarios = $derived.by(() => scenariosBefore(this.#line.revisions, this.#ground?.to ?? 0));
  /** What the result tells of is no longer so: the line is another or stands before the stretch's end, or more truths of the stretch have been reported. */
  stale = $derived.by(() => {
    const ground = this.#ground;
    if (!ground || !this.result) return false;
    return ground.scenarios !== this.#scenarios || ground.to > this.#line.now || Math.min(ground.to, this.#known) > ground.known;
  });

  constructor(services: Services, { compute, data, registry, line }: { compute: Compute; data: DataState; registry: Registry; line: Line }) {
    this.#services = services;
    this.#compute = compute;
    this.#data = data;
    this.#registry = registry;
    this.#line = line;
  }

  /** Why the newest replay ended early; null while it goes on, or came to its end. */
  get ended(): ErrorCode | null { return this.#run.ended; }

  get running(): boolean { return this.#run.running; }

  /**
   * Replays a stretch and shows what comes of it. Rejects with `replay-busy`, `argument-invalid`, `model-unknown`, `index-out-of-range` for events that are not predicted yet or none recorded,
   * `rows-gone` where the log has dropped the stretch's beginning, `no-truth` where the line knows the truth of no version's labels, `model-incompatible`, `cancelled`, `worker-died`.
   * What was done before a cancel or a death stays in `result`; a request that is refused
   * leaves the result that was there.
   */
  async run(request: ReplayRequest, { signal, onProgress }: ReplayOptions = {}, rows?: ReplayRows): Promise<ReplayResult> {
    return this.#run.take(async (stop) => {
      try {
        return await this.#replayed(request, stop, onProgress, rows);
      } finally {
        this.progress = null;
      }
    }, signal);
  }

  cancel(): void {
    this.#run.cancel();
  }

  /** Nobody looks any more: idle workers go, and with them what they measured. */
  rest(): void {
    if (!this.running) this.#pool?.dispose();
  }

  get #known(): number { return Math.max(0, this.#line.knownTo); }

  async #replayed(request: ReplayRequest, signal: AbortSignal, onProgress?: ReplayOptions['onProgress'], heads?: ReplayRows): Promise<ReplayResult> {
    const { nowMs, baseUrl, lab, cores } = this.#services;
    const startedMs = nowMs();
    const baseline = request.baseline ?? this.#registry.live?.number ?? request.versions[0];
    const numbers = [...new Set([...(baseline === undefined ? [] : [baseline]), ...request.versions])];
    const candidates = request.candidates ?? [];
    const stretch = checkedStretch(request, numbers.length + candidates.length);
    const { from, to, values, exact } = stretch;
    if (to > this.#line.now) throw new OrchardError('index-out-of-range', `event ${to - 1} is not predicted yet: there are ${this.#line.now}`);
    const versions = numbers.map((number) => this.#registry.get(number));
    if ([...versions, ...candidates].every(({ signature }) => this.#line.truthKind(signature.labels) === 'none')) throw new OrchardError('no-truth');

    const known = Math.min(to, this.#known);
    const revisions = [...Film.revisionsOf(this.#line.film)];
    [this.result, this.tookMs] = [null, null];
    this.#ground = { scenarios: scenariosBefore(this.#line.revisions, to), to, known };
    this.progress = { done: 0, total: 0, elapsedMs: 0 };
    const [{ ReplayFold }, { labPool }] = await Promise.all([import('../domain/replay/fold.ts'), import('../clients/lab-pool.ts')]);
    const fromLog = exact ? [] : [...versions.map(({ number, signature }) => ({ key: String(number), signature })), ...candidates].filter(({ signature }) => !signature.levelling && takesReadableAlone(signature.blocks)).map(({ key }) => key);
    const { rows, features, index, recorded } = await this.#logged(stretch, fromLog.length > 0, signal);
    const subjects: Subject[] = [...await Promise.all(versions.map((version) => this.#registered(version))), ...candidates.map((candidate) => this.#unregistered(candidate))];
    const { backend, probe } = await this.#compute.ensure();
    if (signal.aborted) throw new OrchardError('cancelled');

    const fold = new ReplayFold({ from, to, planned: index.length, recorded, baseline: subjects[0]!.key, values, fromLog }, subjects);
    const models = subjects.map(({ model }) => model);
    const compute = { backend, remembered: $state.snapshot(probe) as typeof probe, baseUrl };
    const photos = await this.#line.photoFiles();
    const tasks: (LabTask & { at: number })[] = [];
    for (let at = 0; at < index.length; at += TASK_EVENTS) tasks.push({ at, compute, revisions, indices: index.slice(at, at + TASK_EVENTS), known, models, ...photos, ...(heads ? { rows: heads.wanted } : {}), ...(features ? { logged: featuresSlice(features, at, at + TASK_EVENTS) } : {}) });
    let shownMs = -Infinity;
    const show = (tasksDone: number): void => {
      const elapsedMs = nowMs() - startedMs;
      if (elapsedMs - shownMs < SHOW_MS && tasksDone < tasks.length) return;
      shownMs = elapsedMs;
      this.progress = { done: Math.min(index.length, Math.round(tasksDone * TASK_EVENTS)), total: index.length, elapsedMs };
      this.result = fold.result();
      onProgress?.(this.progress);
    };
    show(0);
    try {
      await (this.#pool ??= labPool(lab, cores)).run(tasks, {
        signal, onProgress: show,
        onDone: ({ at, indices }, { columns, scores, rows: taken }) => {
          const logged = loggedSlice(rows, at, at + indices.length);
          fold.add({ columns, scores, logged });
          if (taken) heads?.take({ columns, scores, rows: taken, logged });
        },
      });
    } finally {
      this.result = fold.result();
    }
    this.tookMs = nowMs() - startedMs;
    return this.result;
  }

  async #registered(version: ModelVersion): Promise<Subject> {
    const { number, signature, checksum, lineage } = version;
    const artifact = await this.#services.storage.models.artifact(number);
    if (!artifact) throw new OrchardError('storage-corrupt', `network of v${number}`);
    return { key: String(number), version: number, labels: [...signature.labels], learnt: this.#learnt((dataSet) => hasLearntFrom(lineage, dataSet)), model: this.#model(checksum, number, signature, artifact) };
  }

  #unregistered({ key, checksum, signature, artifact, dataSetVersion }: ReplayCandidate): Subject {
    if (/^\d*$/u.test(key)) throw new OrchardError('argument-invalid', `a candidate cannot be called “${key}”`);
    return {
      key, version: null, labels: [...signature.labels], model: this.#model(checksum, 0, signature, artifact),
      learnt: this.#learnt(({ number }) => number === dataSetVersion),
    };
  }

  /** One network may be registered with several signatures. */
  #model(checksum: string, version: number, given: Signature, artifact: NetworkArtifact): LabModel {
    const signature = $state.snapshot(given) as Signature;
    return { identity: `${checksum} ${JSON.stringify(signature)}`, version, signature, artifact };
  }

  /** The fruit in the data sets that `isOf` picks; null where there is none. */
  #learnt(isOf: (dataSet: DataSetVersion) => boolean): LearntFruit | null {
    const dataSets = this.#data.versions.filter(isOf);
    return dataSets.length === 0 ? null : learntFruit(dataSets, this.#data.samples, Film.revisionsOf(this.#line.film));
  }

  /** The sampled rows of the log, with their features where those are asked for, and how many it holds of the stretch. */
  async #logged({ from, to, events, seed }: Required<ReplayStretch>, withFeatures: boolean, signal: AbortSignal): Promise<{ rows: LoggedColumns; features: LoggedFeatures | null; index: Uint32Array<ArrayBuffer>; recorded: number }> {
    const { monitor } = this.#services;
    const end = async (newestFirst: boolean): Promise<number | undefined> => {
      const { columns } = await monitor.call('query', { columns: ['index'], limit: 1, newestFirst }, { signal });
      return (columns['index'] as Uint32Array)[0];
    };
    const [{ prunedRows }, { count: recorded }, first] = await Promise.all([monitor.call('usage', undefined), monitor.call('count', { from, to }, { signal }), end(false)]);
    const gone = async (): Promise<never> => { throw new OrchardError('rows-gone', `from ${from}`, first === undefined ? {} : { about: `${first} to ${await end(true)}` }); };
    if (prunedRows > 0 && (first === undefined || from < first)) await gone();
    if (recorded === 0) throw new OrchardError('index-out-of-range', `no event from ${from} to ${to} was recorded`);

    const positions = samplePositions(recorded, events, seed);
    const labels: string[] = [];
    const rows = { version: new Uint32Array(positions.length), predicted: new Uint8Array(positions.length), confidence: new Float32Array(positions.length), right: new Uint8Array(positions.length), reported: new Uint8Array(positions.length), labels };
    const index = new Uint32Array(positions.length);
    const features: LoggedFeatures | null = withFeatures ? { readable: new Float32Array(positions.length * FEATURE_COLUMNS.length), size: new Uint16Array(positions.length) } : null;
    const sizes = this.#measuredSizes();
    let row = 0;
    for (let offset = 0; row < positions.length; offset += PAGE_ROWS) {
      const { columns, labels: names } = await monitor.call('query', { from, to, columns: ['index', 'version', 'predicted', 'confidence', 'right', 'reportedTruth', 'known', ...(features ? FEATURE_COLUMNS : [])], offset, limit: PAGE_ROWS }, { signal });
      const read = columns as unknown as Record<'index' | 'version' | 'predicted' | 'confidence' | 'right' | 'reportedTruth' | 'known', ArrayLike<number>>;
      for (; row < positions.length && positions[row]! < offset + PAGE_ROWS; row += 1) {
        const at = positions[row]! - offset;
        // The oldest rows may have gone meanwhile.
        if (at >= read.index.length) await gone();
        index[row] = read.index[at]!;
        rows.version[row] = read.version[at]!;
        rows.predicted[row] = positionOf(names[read.predicted[at]!]!, labels);
        rows.confidence[row] = read.confidence[at]!;
        rows.right[row] = read.right[at]!;
        rows.reported[row] = Number(read.known[at] === 0 || read.reportedTruth[at] !== NOT_KNOWN);
        if (!features) continue;
        const values = FEATURE_COLUMNS.map((name) => (columns[name] as Float32Array)[at]!);
        features.readable.set(values, row * FEATURE_COLUMNS.length);
        features.size[row] = values.some(Number.isNaN) ? 0 : sizes.get(rows.version[row]!) ?? 0;
      }
    }
    return { rows, features, index, recorded };
  }

  /** At what size the line measured the features of a version's rows, by version: not told of one that is gone, or that was on trial beside another, whose photographs it saw. */
  #measuredSizes(): Map<number, number> {
    const tried = new Set(this.#registry.deployments.map(({ challenger }) => challenger));
    return new Map(this.#registry.models.flatMap(({ number, signature }) => (tried.has(number) ? [] : [[number, signature.inputSize] as const])));
  }
}

function scenariosBefore(revisions: readonly Revision[], to: number): string {
  return JSON.stringify(revisions.filter(({ from }) => from < to));
}

function positionOf(name: string, names: string[]): number {
  const at = names.indexOf(name);
  return at >= 0 ? at : names.push(name) - 1;
}

function featuresSlice({ readable, size }: LoggedFeatures, from: number, to: number): LoggedFeatures {
  return { readable: readable.slice(from * FEATURE_COLUMNS.length, to * FEATURE_COLUMNS.length), size: size.slice(from, to) };
}

function loggedSlice({ version, predicted, confidence, right, reported, labels }: LoggedColumns, from: number, to: number): LoggedColumns {
  return { version: version.subarray(from, to), predicted: predicted.subarray(from, to), confidence: confidence.subarray(from, to), right: right.subarray(from, to), ...(reported ? { reported: reported.subarray(from, to) } : {}), labels };
}
