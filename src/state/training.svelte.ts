import type { DataSetVersion } from '../domain/data/dataset/dataset.ts';
import { codeOf, OrchardError } from '../domain/common/errors.ts';
import type { Picture } from '../domain/common/picture.ts';
import { normaliseRecipe, RECIPE_KINDS, type Recipe, type RecipeInput, type RecipeKind, type RecipeOf } from '../domain/learning/recipes/catalogue.ts';
import type { Curves, Run } from '../domain/learning/run.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import type { JsonValue } from '../storage/index.ts';
import type { TrainProgress } from '../../workers/protocol/trainer.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import type { TrainedRun } from './deploying.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { copiesOf, endIfDeaf, keepVector, neededBy, trainingSamples } from './training-samples.ts';

/** A training under way. */
interface TrainingStatus {
  runId: number;
  recipe: Recipe;
  phase: 'preparing' | 'training';
  done: number;
  total: number;
  curves: Curves;
  startedMs: number;
  /** Its worker died, and it has begun again from the start. */
  isRepeated: boolean;
  cancel(): void;
}

type Drafts = Readonly<{ [K in RecipeKind]: RecipeOf<K> }>;

function defaultDrafts(): Drafts {
  return Object.fromEntries(RECIPE_KINDS.map((kind) => [kind, normaliseRecipe({ kind })])) as unknown as Drafts;
}

const EMPTY_CURVES: Curves = { trainLoss: [], trainAccuracy: [], validationLoss: [], validationAccuracy: [] };

interface TrainOptions {
  signal?: AbortSignal;
  onProgress?: (progress: TrainProgress) => void;
  /** What is learnt from instead of the data set as it stands. */
  dataSet?: DataSetVersion;
}

/** Runs: one at a time, in the trainer worker. */
export class Training {
  runs = $state.raw<readonly Run[]>([]);
  status = $state.raw<TrainingStatus | null>(null);
  /** The newest result that has not been registered; its network lives only here. */
  pending = $state.raw<TrainedRun | null>(null);
  registerWhenDone = $state(true);
  /** What the next training is set to: a recipe of each kind, and the kind that is chosen. */
  drafts = $state.raw<Drafts>(defaultDrafts());
  kind = $state<RecipeKind>('linear');

  newest = $derived(this.runs.at(-1) ?? null);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #compute: Compute;
  readonly #data: DataState;
  readonly #registry: Registry;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(services: Services, shell: Shell, compute: Compute, data: DataState, registry: Registry) {
    this.#services = services;
    this.#shell = shell;
    this.#compute = compute;
    this.#data = data;
    this.#registry = registry;
  }

  async open(): Promise<void> {
    const { runs: stored, settings } = this.#services.storage;
    const [runs, recipe] = await Promise.all([stored.list(), settings.get('recipe')]);
    this.#readDrafts(recipe);
    this.runs = await Promise.all(runs.map(async (run) => {
      // What runs in the tab that leads runs.
      if (run.outcome !== 'running' || !this.#shell.leading) return run;
      const stopped: Run = { ...run, outcome: 'failed', errorCode: 'worker-died' };
      await this.#services.storage.runs.update(stopped);
      return stopped;
    }));
  }

  /** Sets what the next training of its kind does, and remembers it. */
  setDraft(input: RecipeInput): void {
    const recipe = normaliseRecipe(input);
    this.drafts = { ...this.drafts, [recipe.kind]: recipe };
    this.kind = recipe.kind;
    const remembered = JSON.parse(JSON.stringify({ kind: this.kind, drafts: this.drafts })) as JsonValue;
    this.#services.storage.settings.set('recipe', remembered).catch((error: unknown) => this.#shell.report(error, 'train'));
  }

  /**
   * Freezes the data set unless a version of it is given, trains, keeps the run; answers it with its network. The seed decides what comes out, so a training whose worker
   * dies begins again from the start, once.
   */
  train(input: RecipeInput, options: TrainOptions = {}): Promise<TrainedRun> {
    return this.#during(this.#train(input, options));
  }

  /** The first copies of one picture of the data set as a recipe would learn from them. Throws OrchardError `picture-undecodable`, and what the trainer throws. */
  async previewCopies(id: string, { augmentation, inputSize }: Recipe, copies: number): Promise<Picture[]> {
    if (!augmentation) return [];
    const blob = await this.#services.storage.samples.blob(id);
    if (!blob) throw new OrchardError('picture-undecodable', `no picture of ${id}`);
    return await this.#services.trainer.call('previewCopies', { blob, id, augmentation, copies, inputSize }, { isRepeatable: true });
  }

  /** Cancels the training that is under way, and waits until it has ended, and what was to be registered is. */
  async quiet(): Promise<void> {
    this.status?.cancel();
    await Promise.allSettled(this.#underWay);
  }

  /** Resolves when no training is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Nobody registers what a training brought. */
  forget(trained: TrainedRun): void {
    if (this.pending?.run.id === trained.run.id) this.pending = null;
  }

  #during<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }

  async #train(input: RecipeInput, options: TrainOptions): Promise<TrainedRun> {
    if (this.status) throw new OrchardError('argument-invalid', 'a training is under way');
    const recipe = normaliseRecipe(input);
    const { storage, trainer, nowMs, appVersion } = this.#services;
    const cancel = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, cancel.signal]) : cancel.signal;
    const startedMs = nowMs();
    const parent = this.#registry.live?.number ?? null;
    this.status = { runId: (this.newest?.id ?? 0) + 1, recipe, phase: 'preparing', done: 0, total: 0, curves: EMPTY_CURVES, startedMs, isRepeated: false, cancel: () => cancel.abort() };
    let run: Run | null = null;
    let lastCurves = EMPTY_CURVES;
    try {
      const dataSet = options.dataSet ?? await this.#data.freeze();
      const { backend } = await this.#repeating(signal, () => this.#compute.ensure());
      run = await storage.runs.add({
        recipe, dataSetVersion: dataSet.number, backend, outcome: 'running', startedMs, trainMs: 0, embedMs: 0, curves: EMPTY_CURVES, heldOut: [], appVersion,
      });
      this.runs = [...this.runs, run];
      this.#patch({ runId: run.id });
      const output = await this.#repeating(signal, async () => {
        // What was measured before a death is stored, and is not measured again.
        const samples = await trainingSamples(storage, neededBy([recipe], ['readable']), dataSet.labels, dataSet.samples);
        await this.#compute.ensure();
        const hardCancel = endIfDeaf(trainer, signal);
        return await trainer.call('train', { recipe, labels: dataSet.labels, samples }, {
          signal,
          onProgress: (progress) => {
            this.#progress(progress);
            if (progress.type === 'epoch') lastCurves = progress.curves;
            options.onProgress?.(progress);
          },
        }).finally(hardCancel);
      });
      const { outcome, metrics, curves, heldOut, trainMs, embedMs, backendNote, importance } = output;
      run = { ...run, outcome, metrics, curves, heldOut, trainMs, embedMs, backend: output.backend, ...(backendNote ? { backendNote } : {}), ...(importance ? { importance } : {}) };
      await this.#keep(run);
      this.pending = { run, parent, output };
      this.#shell.announce(`Run ${run.id} is done: accuracy ${(metrics.accuracy * 100).toFixed(1)} %`);
      return this.pending;
    } catch (error) {
      const code = signal.aborted ? 'cancelled' : (error as OrchardError).code ?? 'internal';
      if (run) {
        const ended: Run = { ...run, outcome: code === 'cancelled' ? 'cancelled' : 'failed', errorCode: code, curves: lastCurves };
        // What could not be stored is known here all the same, and is mended when the page opens again.
        await this.#keep(ended).catch(() => this.#show(ended));
      }
      if (code === 'worker-died' || code === 'out-of-memory') this.#compute.forget();
      throw signal.aborted ? new OrchardError('cancelled') : error;
    } finally {
      this.status = null;
    }
  }

  /** Trains, and registers what comes out. */
  trainAndRegister(input: RecipeInput, options: Parameters<Training['train']>[1] = {}): Promise<{ trained: TrainedRun; version: ModelVersion }> {
    return this.#during(this.train(input, options).then(async (trained) => ({ trained, version: await this.register(trained) })));
  }

  /** Registers what a training brought; `renewal` names what a policy asked for. */
  async register(trained: TrainedRun, renewal?: string): Promise<ModelVersion> {
    const dataSet = this.#data.versions.find(({ number }) => number === trained.run.dataSetVersion) ?? null;
    const version = await this.#registry.register(trained, dataSet, renewal);
    if (this.pending?.run.id === trained.run.id) this.pending = null;
    return version;
  }

  /** Does what takes the trainer; does it once more where that died, unless it was cancelled or the training was begun again before. */
  async #repeating<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) !== 'worker-died' || signal.aborted || this.status?.isRepeated !== false) throw error;
      this.#compute.forget();
      this.#patch({ isRepeated: true, phase: 'preparing', done: 0, total: 0, curves: EMPTY_CURVES });
      this.#shell.announce('The worker that trains stopped and was started again: training begins again');
      return await work();
    }
  }

  #progress(progress: TrainProgress): void {
    switch (progress.type) {
      case 'block': return keepVector(this.#services.storage, this.#shell, copiesOf(this.status ? [this.status.recipe] : []), progress);
      case 'prepare': return this.#patch({ phase: 'preparing', done: progress.done, total: progress.total });
      case 'epoch': return this.#patch({ phase: 'training', done: progress.epoch, total: progress.epochs, curves: progress.curves });
    }
  }

  async #keep(run: Run): Promise<void> {
    await this.#services.storage.runs.update(run);
    this.#show(run);
  }

  #show(run: Run): void {
    this.runs = this.runs.map((other) => (other.id === run.id ? run : other));
  }

  /** What cannot be read keeps its defaults: a setting is no reason to fail. */
  #readDrafts(stored: unknown): void {
    const { kind, drafts } = (stored ?? {}) as { kind?: RecipeKind; drafts?: Partial<Record<RecipeKind, RecipeInput>> };
    const read: Record<string, Recipe> = defaultDrafts();
    for (const each of RECIPE_KINDS) {
      try {
        read[each] = normaliseRecipe({ ...drafts?.[each], kind: each });
      } catch {
        continue;
      }
    }
    this.drafts = read as unknown as Drafts;
    this.kind = kind && RECIPE_KINDS.includes(kind) ? kind : 'linear';
  }

  #patch(part: Partial<TrainingStatus>): void {
    if (this.status) this.status = { ...this.status, ...part };
  }
}
