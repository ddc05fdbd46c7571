import { codeOf, OrchardError, type ErrorCode } from '../../src/domain/common/errors.ts';
import { FREE_BELT, throughBelt } from '../../src/domain/world/stream/belt-queue.ts';
import { buffersOf, type Again, type Credit, type PredictionBatch, type ToServing } from '../protocol/stream.ts';
import type { Reroute } from '../protocol/serving.ts';
import type { Predictor } from '../tensor/predictor.ts';
import { batchRowsOf, disposeAll, PredictorFailed, predictRows, rerouted, type Ask, type Predictors } from './predictors.ts';
import { EventQueue, type TakenRows } from './queue.ts';

/** Pictures that may wait before the model. */
export const INITIAL_CREDIT_ROWS = 256;
/** What is to come from an event on: another deployment of those that predict, or others in their place. */
type Change = Reroute | { readonly deployment: number; readonly from: number; readonly to: { readonly kind: 'replace'; readonly predictors: Predictors } };

/** How often at most it is said how fast the model is. */
const PACE_INTERVAL_MS = 1000;

/** What of a MessagePort the line needs. */
export interface LinePort {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close(): void;
}

interface LineDeps {
  /** Runs a prediction so that it outlives its device. */
  withFallback<T>(work: () => Promise<T>): Promise<T>;
  /** The model cannot predict any longer: without a champion the line stands until the next deployment. */
  failed(version: number, code: ErrorCode): void;
  /** How fast the live version is, whenever that has been measured again. */
  paced(model: Predictor): void;
  /** Real time, ms, fractional. */
  nowMs(): number;
  pause(): Promise<void>;
}

/**
 * The models' place on the line: events come in, predictions go on to the monitor. Pulls only what the monitor has given
 * credit for, and gives the orchard its credit back as pictures are predicted or dropped: what waits is never more than
 * INITIAL_CREDIT_ROWS. Without a model the pictures wait.
 */
export class ServingLine {
  #events: LinePort | null = null;
  #predictions: LinePort | null = null;
  #monitorCredit = 0;
  #queue = new EventQueue();
  #predictors: Predictors | null = null;
  #deployment = 0;
  /** Who is to take over; `predictors` are null where those that predict are to stay. */
  #prepared: { predictors: Predictors | null; held: boolean; resolve(fromIndex: number): void; reject(error: OrchardError): void } | null = null;
  #nextIndex = 0;
  /** The first event that may not be predicted yet. */
  #until = Infinity;
  /** What is to change, in the order of its events. */
  #changes: readonly Change[] = [];
  /** The camera was asked to photograph again, and what comes until it does is dropped. */
  #asksAgain = false;
  #running = false;
  /** Where the newest fruit stood before the model, in belt time. */
  #place = FREE_BELT;
  #pacedMs = -Infinity;
  /** When a model last answered. */
  #askedMs = 0;

  constructor(private readonly deps: LineDeps) {}

  /** Who decides, or decides what the route of a trial leaves it. */
  get champion(): Predictor | null {
    return this.#predictors?.champion ?? null;
  }

  connect(events: LinePort, predictions: LinePort): void {
    this.#events?.close();
    this.#predictions?.close();
    this.#queue = new EventQueue();
    this.#asksAgain = false;
    this.#events = events;
    this.#predictions = predictions;
    this.#monitorCredit = 0;
    // With a version under trial the monitor says how far, with its first credit.
    this.#until = this.#predictors?.trial ? 0 : Infinity;
    events.onmessage = (event) => this.#receive(event.data as ToServing);
    predictions.onmessage = (event) => {
      const message = event.data as Credit;
      if (message.type !== 'credit') return;
      this.#monitorCredit += message.rows;
      this.#until = message.until ?? this.#until;
      this.#wake();
    };
    this.#credit(INITIAL_CREDIT_ROWS);
  }

  /**
   * Holds the line between two batches for warmed-up models, those before still in place, until `takeOver` or `letGo`. Answers the first
   * event that they would predict. Who else was prepared is disposed of, and rejected with `superseded` if it still waited.
   */
  prepare(predictors: Predictors): Promise<number> {
    return this.#heldFor(predictors);
  }

  /** Holds the line between two batches for those that predict already, until `reroute` or `letGo`. Answers the next event. Throws `nothing-deployed` when nobody does. */
  hold(): Promise<number> {
    if (!this.#predictors) throw new OrchardError('nothing-deployed');
    return this.#heldFor(null);
  }

  #heldFor(predictors: Predictors | null): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#supersede();
      this.#prepared = { predictors, held: false, resolve, reject };
      if (!this.#running) this.#hold();
    });
  }

  /** The prepared version predicts from here on, as a deployment. Throws `superseded` when it is no longer prepared. */
  takeOver(version: number, deployment: number, until = Infinity): void {
    const predictors = this.#settle(version)?.predictors;
    if (!predictors) throw new OrchardError('superseded', `v${version}`);
    const before = this.#predictors;
    [this.#predictors, this.#deployment] = [predictors, deployment];
    this.#forgetChanges(0);
    if (predictors.trial) this.#until = Math.min(this.#until, until);
    if (before) disposeAll(before);
    this.#lookAtSize(predictors.champion);
    this.deps.paced(predictors.champion);
    this.#wake();
  }

  /** From an event on another deployment of those that predict, or others in their place. */
  reroute(change: Change): void {
    if (this.#prepared?.held === true && this.#prepared.predictors === null) this.#prepared = null;
    this.#forgetChanges(change.from);
    this.#changes = [...this.#changes, change];
    if (!this.#running) this.#change();
    this.#wake();
  }

  /** Brings about what is to change before the next event. */
  #change(): void {
    const next = this.#queue.firstIndex ?? this.#nextIndex;
    while (this.#predictors && this.#changes[0] && this.#changes[0].from <= next) {
      const { deployment, to } = this.#changes[0];
      this.#changes = this.#changes.slice(1);
      const before = this.#predictors;
      [this.#predictors, this.#deployment] = [to.kind === 'replace' ? to.predictors : rerouted(before, to), deployment];
      if (to.kind === 'replace') disposeAll(before);
      if (before.champion === this.#predictors.champion) continue;
      this.#lookAtSize(this.#predictors.champion);
      this.deps.paced(this.#predictors.champion);
    }
  }

  /** What was to change from an event on does so no more. */
  #forgetChanges(from: number): void {
    for (const change of this.#changes) if (change.from >= from && change.to.kind === 'replace') disposeAll(change.to.predictors);
    this.#changes = this.#changes.filter((change) => change.from < from);
  }

  /** What waits at another size than the champion's is photographed again. */
  #lookAtSize(champion: Predictor): void {
    const waiting = this.#queue.size;
    if (waiting === null || waiting === champion.signature.inputSize) return;
    const from = this.#queue.firstIndex!;
    this.#credit(this.#queue.begin(this.#queue.generation));
    this.#askAgain(from, champion);
  }

  /** The prepared version goes; the one before goes on predicting. */
  letGo(version: number): void {
    const predictors = this.#settle(version)?.predictors;
    if (predictors) disposeAll(predictors);
    this.#wake();
  }

  /** What is predicted from here on is of another deployment, with the same versions. */
  renumber(deployment: number): void {
    this.#deployment = deployment;
  }

  /** No version predicts any longer: pictures wait. */
  undeploy(): void {
    this.#supersede();
    if (this.#predictors) disposeAll(this.#predictors);
    this.#predictors = null;
    this.#forgetChanges(0);
  }

  #receive(message: ToServing): void {
    if (message.type === 'again') {
      if (message.generation === this.#queue.generation) this.#asksAgain = false;
    } else if (message.type === 'generation') {
      this.#asksAgain = false;
      this.#credit(this.#queue.begin(message.generation));
      this.#nextIndex = 0;
      this.#place = FREE_BELT;
      this.#predictions?.postMessage(message);
    } else if (message.generation !== this.#queue.generation || this.#asksAgain) {
      this.#credit(message.count);
    } else if (this.#predictors && message.size !== this.#predictors.champion.signature.inputSize) {
      this.#credit(message.count);
      this.#askAgain(message.columns.index[0]!, this.#predictors.champion);
    } else {
      this.#queue.add(message);
      this.#wake();
    }
  }

  /** What was photographed for a version of another size is photographed again; what comes until the camera has gone back is dropped. */
  #askAgain(from: number, { signature }: Predictor): void {
    this.#asksAgain = true;
    this.#events?.postMessage({ type: 'again', generation: this.#queue.generation, from, size: signature.inputSize } satisfies Again);
  }

  #credit(rows: number): void {
    if (rows > 0) this.#events?.postMessage({ type: 'credit', rows } satisfies Credit);
  }

  #supersede(): void {
    const superseded = this.#prepared;
    this.#prepared = null;
    if (!superseded) return;
    if (superseded.predictors) disposeAll(superseded.predictors);
    superseded.reject(new OrchardError('superseded', `v${superseded.predictors?.champion.version ?? 'of now'}`));
  }

  #settle(version: number): { predictors: Predictors | null } | null {
    const prepared = this.#prepared;
    if (prepared?.held !== true || (prepared.predictors ?? this.#predictors)?.champion.version !== version) return null;
    this.#prepared = null;
    return prepared;
  }

  /** Whether the line is held for a version that is about to take over. */
  #hold(): boolean {
    const prepared = this.#prepared;
    if (!prepared) return false;
    prepared.held = true;
    prepared.resolve(this.#queue.firstIndex ?? this.#nextIndex);
    return true;
  }

  #wake(): void {
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (!this.#hold() && this.#monitorCredit > 0 && this.#queue.rows > 0) {
        this.#change();
        const next = this.#queue.firstIndex;
        if (!this.#predictors || next === null || next >= this.#until) break;
        await this.#predict(this.#predictors, Math.min(this.#until, this.#changes[0]?.from ?? Infinity) - next);
        await this.deps.pause();
      }
    } finally {
      this.#running = false;
    }
  }

  /** Has the next rows predicted, `most` at most. */
  async #predict(predictors: Predictors, most: number): Promise<void> {
    const { deps } = this;
    const queue = this.#queue;
    let taken: TakenRows | null = null;
    // Whatever is sent is gone from here, columns and all.
    let nextIndex: number;
    try {
      taken = queue.take(Math.min(batchRowsOf(predictors), this.#monitorCredit, most));
      nextIndex = taken.columns.index[taken.count - 1]! + 1;
      const batch = await predictRows(predictors, taken, this.#deployment, this.#ask);
      // A line that was connected anew has given its own credit.
      if (queue !== this.#queue) return;
      if (taken.generation === queue.generation) {
        const place = throughBelt(taken.columns.intervalMs, batch.modelMs, this.#place, batch.latencyMs, batch.queue);
        this.#send(batch);
        this.#place = place;
      }
      if (this.#askedMs - this.#pacedMs >= PACE_INTERVAL_MS) {
        this.#pacedMs = this.#askedMs;
        deps.paced(predictors.champion);
      }
    } catch (error) {
      this.#break(predictors, error, queue, taken);
      return;
    }
    this.#credit(taken.count);
    if (taken.generation !== queue.generation) return;
    this.#nextIndex = nextIndex;
    this.#monitorCredit -= taken.count;
  }

  /** Asks a model in the way that outlives its device, and learns how long it took. */
  readonly #ask: Ask = async (model, rows, predict) => {
    const { deps } = this;
    const beganMs = deps.nowMs();
    const prediction = await deps.withFallback(predict);
    this.#askedMs = deps.nowMs();
    model.pace.took(rows, this.#askedMs - beganMs);
    return prediction;
  };

  /**
   * The model that broke is taken off the line. What it was predicting waits for the next one, or is the champion's when it was under trial. Rows that
   * cannot even be read are dropped.
   */
  #break(predictors: Predictors, error: unknown, queue: EventQueue, taken: TakenRows | null): void {
    const dropped = taken ? queue.putBack(taken) : queue.begin(queue.generation);
    if (queue === this.#queue) this.#credit(dropped);
    const broken = error instanceof PredictorFailed ? error.model : predictors.champion;
    const isTrial = broken === predictors.trial?.model;
    if (this.#predictors === predictors) this.#predictors = isTrial ? { champion: predictors.champion, trial: null } : null;
    if (isTrial) broken.dispose();
    else disposeAll(predictors);
    this.deps.failed(broken.version, codeOf(error instanceof PredictorFailed ? error.cause : error));
  }

  #send(batch: PredictionBatch): void {
    const { columns, version, predicted, scores, features, latencyMs, modelMs, queue, shadow } = batch;
    const arrays = [...Object.values(columns), version, predicted, scores, features, latencyMs, modelMs, queue, ...(shadow ? [shadow.predicted, shadow.scores] : [])];
    this.#predictions?.postMessage(batch, buffersOf(arrays));
  }
}
