import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { RecipeKind } from '../domain/learning/recipes/catalogue.ts';
import { newestOfEach } from '../domain/registry/by-recipe.ts';
import type { ModelVersion, Signature } from '../domain/registry/version.ts';
import { partedIndices } from '../domain/replay/parted.ts';
import type { ReplayedPair, ReplayResult } from '../domain/replay/result.ts';
import type { Share } from '../domain/delivery/comparison/pair.ts';
import type { ExplainOutput } from '../../workers/protocol/explain.ts';
import type { Compute } from './compute.svelte.ts';
import { ExclusiveRun } from './exclusive-run.svelte.ts';
import type { Heat } from './heat.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Remedies } from './remedies.svelte.ts';
import type { Replay } from './replay.svelte.ts';
import type { Services } from './services.ts';

/** Fruits that are offered to be looked at. */
const MOST_OFFERED = 12;

/** A version beside the others; what is null is not known, or not yet. */
export interface BesideRow {
  readonly version: number;
  readonly recipe: RecipeKind;
  /** On the fruits of the replay; null also where the line has no truth for its labels. */
  readonly accuracy: Share | null;
  /** Against the baseline; null for the baseline itself. */
  readonly paired: ReplayedPair | null;
  /** What one picture alone takes it on this machine. */
  readonly aloneMs: number | null;
  readonly sizeBytes: number;
  /** What it looks at in `fruit`. */
  readonly looksAt: ExplainOutput | null;
}

/** Versions on the same fruits, in accuracy, pace, size and what they look at. */
export interface Beside {
  readonly baseline: number;
  /** Fruits that accuracy is of. */
  readonly judged: number;
  /** The fruit that they are shown. */
  readonly fruit: number;
  /** Fruits on which they part, newest first. */
  readonly parted: readonly number[];
  readonly rows: readonly BesideRow[];
}

export interface BesideOptions {
  /** Those of `newestOfEach` unless they are given. */
  versions?: readonly number[];
  /** The newest on which they part unless it is given. */
  fruit?: number;
  signal?: AbortSignal;
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** Versions held against each other on what decides between architectures. Touches neither the line nor what is stored. */
export class SideBySide {
  /** What came of the newest; while it goes on, what has come so far. */
  result = $state.raw<Beside | null>(null);
  /** Steps that are done, of all; null while nothing is under way. */
  progress = $state.raw<{ done: number; total: number } | null>(null);
  readonly #run = new ExclusiveRun('replay-busy');

  readonly #services: Services;
  readonly #on: { compute: Compute; registry: Registry; line: Line; replay: Replay; heat: Heat; remedies: Remedies };

  constructor(services: Services, on: { compute: Compute; registry: Registry; line: Line; replay: Replay; heat: Heat; remedies: Remedies }) {
    this.#services = services;
    this.#on = on;
  }

  get ended(): ErrorCode | null { return this.#run.ended; }

  get running(): boolean { return this.#run.running; }

  cancel(): void {
    this.#run.cancel();
  }

  /**
   * Replays the versions on the newest fruits, times each alone and asks each what it looks at. Rejects with `nothing-deployed`, `index-out-of-range` before the first fruit, `replay-busy`, `model-unknown`,
   * `cancelled`, and what replaying and predicting fail with. What was done before stays in `result`.
   */
  async run({ versions, fruit, signal, onProgress }: BesideOptions = {}): Promise<Beside> {
    const { registry, line } = this.#on;
    const { live } = registry;
    this.#run.refuse();
    if (!live) throw new OrchardError('nothing-deployed');
    if (line.now === 0) throw new OrchardError('index-out-of-range', 'no fruit has come yet');
    const chosen = versions ? [...new Set(versions)].map((number) => registry.get(number)) : newestOfEach(registry.models, live).flatMap(([, model]) => (model ? [model] : []));
    const baseline = chosen.includes(live) ? live : chosen[0];
    if (!baseline) throw new OrchardError('argument-invalid', 'no version');
    return this.#run.take((stop) => this.#held(chosen, baseline, fruit, stop, onProgress), signal);
  }

  async #held(chosen: readonly ModelVersion[], baseline: ModelVersion, fruit: number | undefined, signal: AbortSignal, onProgress: BesideOptions['onProgress']): Promise<Beside> {
    const { line } = this.#on;
    const total = 2 + chosen.length;
    const told = (done: number): void => {
      this.progress = { done, total };
      onProgress?.({ done, total });
    };
    try {
      told(0);
      this.result = { baseline: baseline.number, judged: 0, fruit: fruit ?? line.now - 1, parted: [], rows: chosen.map((model) => ({ version: model.number, recipe: model.recipe.kind, accuracy: null, paired: null, aloneMs: null, sizeBytes: model.sizeBytes, looksAt: null })) };
      this.#takeReplay(await this.#replayed(chosen, baseline, signal), fruit);
      told(1);
      const aloneMs = await this.#timed(chosen, signal);
      this.#change((row, i) => ({ ...row, aloneMs: aloneMs[i]! }));
      told(2);
      await this.#look(this.result.fruit, signal, (done) => told(2 + done));
      return this.result;
    } finally {
      this.progress = null;
    }
  }

  /** Asks the versions that are shown what they look at in another fruit. Rejects with `argument-invalid` where none is shown, `replay-busy`, `cancelled`, and what predicting fails with. */
  async look(fruit: number): Promise<void> {
    const { result } = this;
    if (!result) throw new OrchardError('argument-invalid', 'no versions stand side by side yet');
    await this.#run.take(async (signal) => {
      this.result = { ...result, fruit, rows: result.rows.map((row) => ({ ...row, looksAt: null })) };
      const total = result.rows.length;
      try {
        this.progress = { done: 0, total };
        await this.#look(fruit, signal, (done) => { this.progress = { done, total }; });
      } finally {
        this.progress = null;
      }
    });
  }

  /** Null where the line has no truth for any of them: then they are told apart by the rest. */
  async #replayed(versions: readonly ModelVersion[], baseline: ModelVersion, signal: AbortSignal): Promise<ReplayResult | null> {
    const { replay, remedies } = this.#on;
    try {
      return await replay.run(remedies.requestOf(versions, baseline), { signal });
    } catch (error) {
      if (codeOf(error) === 'no-truth') return null;
      throw error;
    }
  }

  #takeReplay(replayed: ReplayResult | null, fruit: number | undefined): void {
    if (!replayed || !this.result) return;
    const parted = partedIndices(replayed, MOST_OFFERED);
    this.result = { ...this.result, judged: replayed.judged, parted, fruit: fruit ?? parted[0] ?? this.result.fruit };
    this.#change((row) => ({ ...row, accuracy: replayed.accuracy[row.version] ?? null, paired: replayed.paired[row.version] ?? null }));
  }

  /** One after the other in a worker of their own, while nothing else is computed for them. */
  async #timed(versions: readonly ModelVersion[], signal: AbortSignal): Promise<number[]> {
    const { compute, heat } = this.#on;
    const { backend, probe } = await compute.ensure();
    const models = await Promise.all(versions.map(async ({ number, checksum }) => {
      const { signature, artifact } = await heat.networkOf(number);
      return { identity: `${checksum} ${number}`, version: number, signature: $state.snapshot(signature) as Signature, artifact };
    }));
    const worker = this.#services.lab();
    try {
      return await worker.call('pace', { compute: { backend, remembered: $state.snapshot(probe) as typeof probe, baseUrl: this.#services.baseUrl }, models }, { signal });
    } finally {
      worker.dispose();
    }
  }

  async #look(fruit: number, signal: AbortSignal, told: (done: number) => void): Promise<void> {
    const { heat } = this.#on;
    const source = await heat.fruit(fruit);
    for (const [i, { version }] of this.result!.rows.entries()) {
      const looksAt = await heat.of(await heat.networkOf(version), source, { signal });
      this.#change((row) => (row.version === version ? { ...row, looksAt } : row));
      told(i + 1);
    }
  }

  #change(to: (row: BesideRow, i: number) => BesideRow): void {
    this.result = { ...this.result!, rows: this.result!.rows.map(to) };
  }
}
