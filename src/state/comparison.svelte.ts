import type { Decision } from '../domain/delivery/comparison/decision.ts';
import type { PairComparison, ScoredPrediction } from '../domain/delivery/comparison/pair.ts';
import { commonTestPictures, predictionOf, type PredictedPicture } from '../domain/delivery/comparison/test-pictures.ts';
import { scenarioAt } from '../domain/world/drift/revisions.ts';
import type { Revision, Scenario } from '../domain/world/drift/scenario.ts';
import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { PairedCounts } from '../domain/experiment/paired.ts';
import type { KnownTruths, TruthKind } from '../domain/world/stream/truth.ts';
import type { Picture } from '../domain/common/picture.ts';
import { hasLearntFrom } from '../domain/registry/lineage.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import { Film } from './film.ts';
import { knownOf } from './known-truths.ts';
import type { Line } from './line.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';
import type { Training } from './training.svelte.ts';

/** Fruits of the line with their reported truths, and what each version said of them: its predictions in the fruits' order, by the truth of what it tells apart. */
interface NewestGround {
  revisions: readonly Revision[];
  /** Truths that were known then: those before this event. */
  known: number;
  fruits: readonly { index: number; truths: KnownTruths }[];
  predictions: ReadonlyMap<number, readonly ScoredPrediction[]>;
  /** Versions that could not predict, and why. */
  broken: ReadonlyMap<number, ErrorCode>;
}

/** Predictions under way, all versions together. */
interface PredictingStatus {
  done: number;
  total: number;
  cancel(): void;
}

/** Two versions held against each other: `champion` is the first of the two, `challenger` the second. */
interface ComparedVersions {
  /** The first and the last fruit of the ground stand beside the numbers. */
  newest: (PairComparison & { from: number; to: number }) | null;
  old: PairComparison | null;
  decision: Decision | null;
}

/** Versions that predict: the newest, beside champion and challenger. */
const MOST_VERSIONS = 8;
/** Pictures that the orchard draws between two looks at the cancel signal. */
const CHUNK = 24;
/** A ground with fewer pictures is predicted again by itself when so many truths have come. */
export const FEW_FRUITS = 120;
export const WORTH_PREDICTING = 30;

/** Versions on equal ground: what all of them say of the newest fruits that none has learnt from, and of the test pictures that they share. */
export class Comparison {
  #ground = $state.raw<NewestGround | null>(null);
  /** What is predicted on the newest fruits of this line; what was predicted on another tells nothing of it. */
  newest: NewestGround | null = $derived.by(() => (this.#ground?.revisions[0] === this.#line.revisions[0] ? this.#ground : null));
  status = $state.raw<PredictingStatus | null>(null);
  problem = $state.raw<ErrorCode | null>(null);
  /** Versions that somebody looks at: they predict, however old. */
  pinned = $state.raw<readonly number[]>([]);

  readonly #services: Services;
  readonly #compute: Compute;
  readonly #data: DataState;
  readonly #registry: Registry;
  readonly #training: Training;
  readonly #line: Line;
  readonly #pictures: Pictures;
  #predicting: { over: Promise<void>; cancel: AbortController; callers: number } | null = null;
  /** Its statistics are heavy, and come when there is something to compare. */
  #tools = $state.raw<typeof import('../domain/delivery/comparison/decision.ts') | null>(null);
  /** Probabilities of the ground at hand, by the scenario that drew the fruit, then by network and index. */
  #scores = new WeakMap<Scenario, Map<string, Float32Array>>();

  /** The versions that stand in the comparison, newest first. */
  versions: readonly ModelVersion[] = $derived.by(() => {
    const { models, aliases } = this.#registry;
    const named = [aliases.champion, aliases.challenger, ...this.pinned];
    return models.filter(({ number }, i) => i >= models.length - MOST_VERSIONS || named.includes(number)).toReversed();
  });

  /** Who is held against the champion: the challenger, else the newest other version. */
  rival: ModelVersion | null = $derived.by(() => {
    const { models, aliases, live } = this.#registry;
    return models.find(({ number }) => number === aliases.challenger) ?? models.findLast((model) => model !== live) ?? null;
  });

  /** What the pictures say of the rival against the champion; null while there is nobody to compare, or the newest fruits are yet to be predicted. */
  decision: Decision | null = $derived.by(() => {
    const { live } = this.#registry;
    return live && this.rival ? this.decide(live.number, this.rival.number) : null;
  });

  /** What follows is worked out again when the line begins, not at each of its fruits. */
  #begun = $derived.by(() => this.#line.now > 0);

  constructor(services: Services, { compute, data, registry, training, line, pictures }: { compute: Compute; data: DataState; registry: Registry; training: Training; line: Line; pictures: Pictures }) {
    this.#services = services;
    this.#compute = compute;
    this.#data = data;
    this.#registry = registry;
    this.#training = training;
    this.#line = line;
    this.#pictures = pictures;
  }

  /** Truths that came since the newest fruits were predicted. */
  get waiting(): number {
    return Math.max(0, this.#known - (this.newest?.known ?? 0));
  }

  /** Truths before this event are known. */
  get #known(): number {
    return Math.max(0, this.#line.knownTo);
  }

  /** Whether the versions at hand predicted on this line, on enough fruit or on all there is. */
  get current(): boolean {
    const { newest } = this;
    if (!newest || newest.known > this.#known) return false;
    const complete = this.versions.filter((version) => this.#isOnLine(version)).every(({ number }) => newest.predictions.has(number) || newest.broken.has(number));
    return complete && !(newest.fruits.length < FEW_FRUITS && this.waiting >= WORTH_PREDICTING);
  }

  /** Predicts where that is due. What fails is kept as `problem`. */
  async ensure(): Promise<void> {
    if (this.versions.length < 2) return;
    await this.#prepare();
    if (!this.current) await this.predict().catch(() => {});
  }

  /** Has every version predict the newest fruits that none of them has learnt from. Rejects with `cancelled` and leaves what was there. */
  async predict({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    // What all have turned away from has to end before it is done again.
    while (this.#predicting?.cancel.signal.aborted) await this.#predicting.over.catch(() => {});
    if (signal?.aborted) throw new OrchardError('cancelled');
    const predicting = (this.#predicting ??= this.#begin());
    predicting.callers += 1;
    try {
      await untilAborted(predicting.over, signal);
    } finally {
      predicting.callers -= 1;
      if (predicting.callers === 0) predicting.cancel.abort();
    }
  }

  /** One run of predictions for all who ask while it goes on: it ends early when none of them waits for it any more. */
  #begin(): { over: Promise<void>; cancel: AbortController; callers: number } {
    const cancel = new AbortController();
    const over = this.#predict(cancel).finally(() => { this.#predicting = null; });
    return { over, cancel, callers: 0 };
  }

  /** Two versions on both grounds, the newest fruits predicted first. Throws OrchardError `model-unknown`, and what predicting throws. */
  async compare(champion: number, challenger: number, options: { signal?: AbortSignal } = {}): Promise<ComparedVersions> {
    for (const number of [champion, challenger]) this.#registry.get(number);
    const { comparePair } = await import('../domain/delivery/comparison/pair.ts');
    // A run that was under way may be one of other versions.
    do {
      this.pinned = [champion, challenger];
      await this.predict(options);
    } while (!this.#arePredicted([champion, challenger]));
    const { newest, old } = this.grounds(champion, challenger);
    const ends = newest?.pictures.map(({ index }) => index) ?? [];
    const pair = newest && comparePair(newest.pictures.map(({ truth }) => truth), newest.champion, newest.challenger);
    return {
      newest: pair && { from: ends[0]!, to: ends.at(-1)!, ...pair },
      old: comparePair(old.map(({ truth }) => truth), old.map(({ predictions }) => predictions[0]!), old.map(({ predictions }) => predictions[1]!)),
      decision: this.decide(champion, challenger),
    };
  }

  /** What two versions said on both grounds. */
  grounds(champion: number, challenger: number) {
    return { newest: this.newestOf(champion, challenger), old: this.testPictures([champion, challenger]) };
  }

  /** The predictions of two versions on the newest fruits, row by row; null when the line cannot tell of them, or they were not predicted. */
  newestOf(champion: number, challenger: number): { pictures: readonly { index: number; truth: string }[]; champion: readonly ScoredPrediction[]; challenger: readonly ScoredPrediction[] } | null {
    const [a, b] = [this.newest?.predictions.get(champion), this.newest?.predictions.get(challenger)];
    const kind = this.#commonKind(champion, challenger);
    return this.newest && a && b && kind !== 'none' ? { pictures: this.newest.fruits.map(({ index, truths }) => ({ index, truth: truths[kind]! })), champion: a, challenger: b } : null;
  }

  /** The test pictures that versions have in common; none where a version's run is not stored, as with imported ones. */
  testPictures(versions: readonly number[]): PredictedPicture[] {
    const tested = versions.map((number) => {
      const model = this.#registry.models.find((each) => each.number === number);
      const run = model && this.#training.runs.find(({ id }) => id === model.lineage.runId);
      return run && { labels: model.signature.labels, heldOut: run.heldOut };
    });
    return tested.every((each) => each !== undefined) ? commonTestPictures(tested) : [];
  }

  async #prepare(): Promise<void> {
    this.#tools ??= await import('../domain/delivery/comparison/decision.ts');
  }

  /** What the pictures say of a challenger; null while the newest fruits are yet to be predicted. */
  decide(champion: number, challenger: number): Decision | null {
    const newest = this.#newestCounts(champion, challenger);
    if (newest === undefined || !this.#tools) return null;
    const { pairCounts, decideOnRival } = this.#tools;
    const old = this.testPictures([champion, challenger]).map(({ predictions }) => predictions);
    return decideOnRival({ newest, old: old.length === 0 ? null : pairCounts(old.map(([a]) => a!.right), old.map(([, b]) => b!.right)) });
  }

  #arePredicted(numbers: readonly number[]): boolean {
    const { newest } = this;
    return this.#registry.models.filter((version) => this.#isOnLine(version)).every(({ number }) => !numbers.includes(number) || newest?.predictions.has(number) || newest?.broken.has(number));
  }

  /** Null: the line has no truth for these two. Undefined: not predicted yet. */
  #newestCounts(champion: number, challenger: number): PairedCounts | null | undefined {
    const both = this.#registry.models.filter(({ number }) => number === champion || number === challenger);
    if (!this.#begun || this.#commonKind(champion, challenger) === 'none') return null;
    if (both.some(({ number }) => this.newest?.broken.has(number))) return null;
    const predictions = this.newestOf(champion, challenger);
    return predictions && this.#tools ? this.#tools.pairCounts(predictions.champion.map(({ right }) => right), predictions.challenger.map(({ right }) => right)) : undefined;
  }

  /** What both versions tell apart; `none` where that is not the same, or the line has no truth for it. */
  #commonKind(champion: number, challenger: number): TruthKind {
    const kinds = new Set(this.#registry.models.filter(({ number }) => number === champion || number === challenger).map(({ signature }) => this.#line.truthKind(signature.labels)));
    return kinds.size === 1 ? [...kinds][0]! : 'none';
  }

  async #predict(cancel: AbortController): Promise<void> {
    const { signal } = cancel;
    const versions = this.versions.filter((version) => this.#isOnLine(version));
    const { revisions: told, film } = this.#line;
    const revisions = Film.revisionsOf(film);
    const known = this.#known;
    // What draws fruits is not needed before somebody compares.
    const { newestFruits, learntFruit } = await import('../domain/delivery/comparison/newest-fruits.ts');
    const fruits = newestFruits(revisions, known, learntFruit(this.#dataSets(), this.#data.samples, revisions), revisions[0]!.from, await knownOf(this.#services, told, known));
    const total = fruits.length * versions.length;
    const show = (done: number): void => { this.status = { done, total, cancel: () => cancel.abort() }; };
    this.problem = null;
    show(0);
    try {
      await this.#prepare();
      if (total > 0) await this.#compute.ensure();
      const scores = new Map<number, Float32Array[]>();
      const broken = new Map<number, ErrorCode>();
      const drawn = new Map<number, Map<number, Picture>>();
      for (const [i, version] of versions.entries()) {
        try {
          scores.set(version.number, await this.#scoresOf(version, film, fruits.map(({ index }) => index), drawn, signal, (done) => show(i * fruits.length + done)));
        } catch (error) {
          const code = codeOf(error);
          if (code !== 'model-incompatible' && code !== 'storage-corrupt') throw error;
          broken.set(version.number, code);
        }
      }
      this.#remember(revisions, fruits, versions, scores);
      const predictions = versions.flatMap(({ number, signature }) => {
        const rows = scores.get(number);
        const kind = this.#line.truthKind(signature.labels);
        return rows && kind !== 'none' ? [[number, rows.map((row, i) => predictionOf(signature.labels, row, fruits[i]!.truths[kind]!))] as const] : [];
      });
      this.#ground = { revisions: told, known, fruits, broken, predictions: new Map(predictions) };
    } catch (error) {
      if (signal.aborted) throw new OrchardError('cancelled');
      this.problem = codeOf(error);
      throw error;
    } finally {
      this.status = null;
    }
  }

  /** One version's probabilities of each fruit; what it said of a fruit before is not asked again. */
  async #scoresOf(version: ModelVersion, film: Film, indices: readonly number[], drawn: Map<number, Map<number, Picture>>, signal: AbortSignal, show: (done: number) => void): Promise<Float32Array[]> {
    const { number, signature, checksum } = version;
    const known = (index: number) => this.#scores.get(scenarioAt(Film.revisionsOf(film), index))?.get(`${checksum}/${index}`);
    const lacking = indices.filter((index) => !known(index));
    const found = new Map(indices.map((index) => [index, known(index)]));
    if (lacking.length > 0) {
      const artifact = await this.#services.storage.models.artifact(number);
      if (!artifact) throw new OrchardError('storage-corrupt', `network of v${number}`);
      const pictures = await this.#draw(signature.inputSize, film, lacking, drawn, signal);
      const { scores } = await this.#services.trainer.call('predict', { version: number, signature: $state.snapshot(signature) as ModelVersion['signature'], artifact, pictures }, {
        signal, onProgress: ({ done }) => show(indices.length - lacking.length + done),
      });
      const classes = signature.labels.length;
      lacking.forEach((index, i) => found.set(index, scores.slice(i * classes, (i + 1) * classes)));
    }
    show(indices.length);
    return indices.map((index) => found.get(index)!);
  }

  /** Pictures of one size, drawn once for all versions that take it. */
  async #draw(size: number, film: Film, indices: readonly number[], drawn: Map<number, Map<number, Picture>>, signal: AbortSignal): Promise<Picture[]> {
    const have = drawn.get(size) ?? new Map<number, Picture>();
    drawn.set(size, have);
    const lacking = indices.filter((index) => !have.has(index));
    for (let from = 0; from < lacking.length; from += CHUNK) {
      if (signal.aborted) throw new OrchardError('cancelled');
      for (const { picture, event } of await this.#pictures.ofLine(film, lacking.slice(from, from + CHUNK), size)) have.set(event.index, picture);
    }
    return indices.map((index) => have.get(index)!);
  }

  #remember(revisions: readonly Revision[], fruits: NewestGround['fruits'], versions: readonly ModelVersion[], scores: ReadonlyMap<number, Float32Array[]>): void {
    this.#scores = new WeakMap();
    fruits.forEach(({ index }, i) => {
      const scenario = scenarioAt(revisions, index);
      const kept = this.#scores.get(scenario) ?? new Map<string, Float32Array>();
      this.#scores.set(scenario, kept);
      for (const { number, checksum } of versions) {
        const row = scores.get(number)?.[i];
        if (row) kept.set(`${checksum}/${index}`, row);
      }
    });
  }

  /** Whether the line knows the truth that a version is asked for. */
  #isOnLine({ signature }: ModelVersion): boolean {
    return this.#line.truthKind(signature.labels) !== 'none';
  }

  /** What any registered version has learnt from. */
  #dataSets() {
    return this.#data.versions.filter((dataSet) => this.#registry.models.some(({ lineage }) => hasLearntFrom(lineage, dataSet)));
  }
}

/** Whoever turns away waits no longer; what was waited for goes on. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  let turnAway = (): void => {};
  const away = new Promise<never>((_, reject) => { turnAway = () => reject(new OrchardError('cancelled')); });
  signal.addEventListener('abort', turnAway);
  try {
    await Promise.race([work, away]);
  } finally {
    signal.removeEventListener('abort', turnAway);
  }
}
