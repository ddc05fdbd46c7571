import { OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { rowWidth, takesReadableAlone } from '../domain/data/features/blocks.ts';
import { learntFruit } from '../domain/delivery/comparison/learnt.ts';
import { argMax } from '../domain/learning/evaluation/classification.ts';
import { USUAL_HEADS, type FirstRows, type HeadSettings } from '../domain/learning/online/heads.ts';
import { NO_CLASS, type RecordedHeads, type RecordedTask } from '../domain/learning/online/recorded.ts';
import type { EchoHeads } from '../domain/policy-lab/echo-heads.ts';
import { hasLearntFrom } from '../domain/registry/lineage.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import { truthFor } from '../domain/world/stream/truth.ts';
import type { BenchClient } from '../clients/workers.ts';
import type { RowsWanted } from '../../workers/protocol/sample.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import { ExclusiveRun } from './exclusive-run.svelte.ts';
import { Film } from './film.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Replay, ReplayRows } from './replay.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { keepVector, trainingSamples } from './training-samples.ts';

/** Newest fruits that are taken where the log has what a head takes, and where pictures are drawn again, of which so many are. */
const [NEWEST_LOGGED, NEWEST_DRAWN, MOST_DRAWN] = [6000, 2000, 800] as const;
const BINS = 24;
/** The story and seed on which the trap is shown, and how much of it. */
const ECHO = { preset: 'the-echo', seed: 7, events: 10_000 } as const;

export interface OnlineOptions extends Partial<HeadSettings> {
  /** First event of the stretch and the one after its last: the newest fruits unless they are given. */
  from?: number;
  to?: number;
  /** Events that are taken at most; a longer stretch is sampled. */
  events?: number;
  /** Of the echo: share of fruit that is shipped whatever is said of it. */
  exploration?: number;
  signal?: AbortSignal;
  onProgress?: (progress: { phase: OnlinePhase; share: number }) => void;
}

export type OnlinePhase = 'pictures' | 'replay' | 'learn' | 'echo';

/** Heads that learn with every truth, beside the live version on the line's own fruits, and in a story in which that is a trap. */
export interface OnlineResult {
  readonly version: number;
  readonly settings: HeadSettings;
  readonly from: number;
  readonly to: number;
  /** Truths that could be learnt from: known by now, and not of fruit that the live version has learnt from. */
  readonly truths: number;
  readonly recorded: RecordedHeads;
  /** Null until it has been run. */
  readonly echo: (EchoHeads & { readonly exploration: number; readonly events: number; readonly seed: number }) | null;
}

/** Tries heads that learn with every truth on recorded fruit. Nothing of it goes to the line, and nothing is stored. */
export class OnlineHeads {
  result = $state.raw<OnlineResult | null>(null);
  progress = $state.raw<{ phase: OnlinePhase; share: number } | null>(null);
  readonly #run = new ExclusiveRun('replay-busy');

  readonly #services: Services;
  readonly #on: { compute: Compute; data: DataState; line: Line; registry: Registry; replay: Replay; shell: Shell };

  constructor(services: Services, on: { compute: Compute; data: DataState; line: Line; registry: Registry; replay: Replay; shell: Shell }) {
    this.#services = services;
    this.#on = on;
  }

  get ended(): ErrorCode | null { return this.#run.ended; }

  get running(): boolean { return this.#run.running; }

  cancel(): void {
    this.#run.cancel();
  }

  /**
   * Rejects with `nothing-deployed`, `replay-busy`, `data-one-class` where what the live version has learnt from is not here or tells nothing apart, `argument-invalid`, `cancelled`, and what replaying
   * fails with (`no-truth`, `rows-gone`, `index-out-of-range`, …).
   */
  async run(options: OnlineOptions = {}): Promise<OnlineResult> {
    const { registry, line, replay } = this.#on;
    const { live } = registry;
    if (!live) throw new OrchardError('nothing-deployed');
    if (line.now === 0) throw new OrchardError('index-out-of-range', 'no fruit has come yet');
    for (const event of [options.from, options.to === undefined ? undefined : options.to - 1]) if (event !== undefined && event >= line.now) throw new OrchardError('index-out-of-range', `event ${event} is not predicted yet: there are ${line.now}`);
    if (replay.running) throw new OrchardError('replay-busy');
    return this.#run.take((signal) => this.#tried(live, options, signal), options.signal);
  }

  async #tried(live: ModelVersion, { from, to, events, exploration = 0, forgetting = USUAL_HEADS.forgetting, rate = USUAL_HEADS.rate, onProgress }: OnlineOptions, signal: AbortSignal): Promise<OnlineResult> {
    const { line } = this.#on;
    const tell = (phase: OnlinePhase, share: number): void => {
      this.progress = { phase, share };
      onProgress?.({ phase, share });
    };
    const worker = this.#services.bench();
    try {
      const settings = { forgetting, rate };
      const wanted = rowsOf(live);
      const logged = takesReadableAlone(wanted.blocks) && !wanted.levelling;
      const end = to ?? line.now;
      const stretch = { from: from ?? Math.max(0, end - (logged ? NEWEST_LOGGED : NEWEST_DRAWN)), to: end, events: events ?? (logged ? NEWEST_LOGGED : MOST_DRAWN) };
      tell('pictures', 0);
      const first = await this.#first(live, wanted, signal, (share) => tell('pictures', share));
      tell('replay', 0);
      const task = await this.#recorded(live, wanted, stretch, first, settings, signal, (share) => tell('replay', share));
      tell('learn', 0);
      const recorded = await worker.call('recordedHeads', task, { signal, onProgress: ({ share }) => tell('learn', share) });
      this.result = { version: live.number, settings, from: stretch.from, to: stretch.to, truths: task.classOf.reduce((sum, each) => sum + Number(each !== NO_CLASS), 0), recorded, echo: null };
      tell('echo', 0);
      this.result = { ...this.result, echo: await this.#echo(worker, settings, exploration, signal, (share) => tell('echo', share)) };
      return this.result;
    } finally {
      worker.dispose();
      this.progress = null;
    }
  }

  /** What the live version has learnt from, as rows of what a head takes. */
  async #first(live: ModelVersion, wanted: RowsWanted, signal: AbortSignal, tell: (share: number) => void): Promise<FirstRows> {
    const { data, compute, shell } = this.#on;
    const { storage, trainer } = this.#services;
    const { labels } = live.signature;
    const dataSet = data.versions.find((each) => hasLearntFrom(live.lineage, each));
    const stored = new Set(data.samples.map(({ id }) => id));
    const held = (dataSet?.samples ?? []).filter(({ id, label, onlyTest }) => !onlyTest && stored.has(id) && labels.includes(label)).map(({ id, label }) => ({ id, label, split: 'train' as const }));
    if (new Set(held.map(({ label }) => label)).size < 2) throw new OrchardError('data-one-class');
    const samples = await trainingSamples(storage, { inputSize: wanted.inputSize, blocks: wanted.blocks, pixels: wanted.levelling !== undefined, views: false, augmentation: undefined }, labels, held);
    await compute.ensure();
    const x = await trainer.call('measureRows', { samples, rows: wanted }, {
      signal,
      onProgress: (progress) => {
        if (progress.type === 'block') keepVector(storage, shell, { views: false, augmentation: undefined }, progress);
        else if (progress.type === 'prepare' && progress.total > 0) tell(progress.done / progress.total);
      },
    });
    return { x, inputs: rowWidth(wanted.blocks), classOf: Uint8Array.from(held, ({ label }) => labels.indexOf(label)) };
  }

  /** The stretch as the live version is replayed on it, with the truths that have come and that it has not learnt from. */
  async #recorded(live: ModelVersion, wanted: RowsWanted, { from, to, events }: { from: number; to: number; events: number }, first: FirstRows, settings: HeadSettings, signal: AbortSignal, tell: (share: number) => void): Promise<RecordedTask> {
    const { replay, data, line } = this.#on;
    const { labels } = live.signature;
    const learnt = learntFruit(data.versions.filter((each) => hasLearntFrom(live.lineage, each)), data.samples, Film.revisionsOf(line.film));
    const pieces: Parameters<ReplayRows['take']>[0][] = [];
    await replay.run({ versions: [live.number], baseline: live.number, from, to, events, exact: false }, {
      signal, onProgress: ({ done, total }) => tell(total > 0 ? done / total : 0),
    }, { wanted, take: (piece) => { pieces.push(piece); } });
    pieces.sort((a, b) => a.columns.index[0]! - b.columns.index[0]!);
    const rows = pieces.reduce((sum, { columns }) => sum + columns.index.length, 0);
    const task = { x: new Float32Array(rows * first.inputs), index: new Uint32Array(rows), classOf: new Uint8Array(rows), live: new Uint8Array(rows) };
    let at = 0;
    for (const { columns, scores: [scores], rows: x, logged } of pieces) {
      const truths = truthFor(labels, columns)!;
      task.x.set(x, at * first.inputs);
      columns.index.forEach((index, row) => {
        const isKnown = truths[row]! < labels.length && logged.reported?.[row] !== 0 && !learnt.has({ seed: columns.seed[row]!, index: columns.pictureIndex[row]! });
        task.index[at + row] = index;
        task.classOf[at + row] = isKnown ? truths[row]! : NO_CLASS;
        task.live[at + row] = argMax(scores!, row * labels.length, labels.length);
      });
      at += columns.index.length;
    }
    return { first, ...task, classes: labels.length, labelDelay: line.scenario.labelDelay, settings, from, to, bins: BINS };
  }

  async #echo(worker: BenchClient, settings: HeadSettings, exploration: number, signal: AbortSignal, tell: (share: number) => void): Promise<OnlineResult['echo']> {
    const { presetOf } = await import('../domain/world/drift/presets.ts');
    const { preset, seed, events } = ECHO;
    const scenario = { ...presetOf(preset)!.scenario(seed), exploration };
    return { ...await worker.call('echoHeads', { scenario, seed, events, settings, bins: BINS }, { signal, onProgress: ({ share }) => tell(share) }), exploration, events, seed };
  }
}

/** What heads take: what the live version's does of a picture as it is; of one that looks at pixels alone, what the log keeps of every picture. */
function rowsOf({ signature: { input, inputSize, blocks, normalise, levelling } }: ModelVersion): RowsWanted {
  if (input === 'pixels') return { inputSize, blocks: ['readable'], normalise: false };
  return { inputSize, blocks: [...blocks], normalise, ...(levelling ? { levelling } : {}) };
}
