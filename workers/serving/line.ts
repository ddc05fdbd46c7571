import { codeOf, OrchardError, type ErrorCode } from '../../src/domain/errors.ts';
import { READABLE_FEATURES } from '../../src/domain/features/readable.ts';
import { argMax } from '../../src/domain/metrics/classification.ts';
import { FREE_BELT, throughBelt } from '../../src/domain/stream/belt-queue.ts';
import { buffersOf, type Credit, type PredictionBatch, type ToServing } from '../protocol/stream.ts';
import { featuresOf, type Prediction, type Predictor } from '../tensor/predictor.ts';
import { EventQueue, type TakenRows } from './queue.ts';

/** Pictures that may wait before the model. */
export const INITIAL_CREDIT_ROWS = 256;
/** How often at most it is said how fast the model is. */
const PACE_INTERVAL_MS = 1000;

/** What of a MessagePort the line needs. */
export interface LinePort {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close(): void;
}

export interface LineDeps {
  /** Runs a prediction so that it outlives its device. */
  surviving<T>(work: () => Promise<T>): Promise<T>;
  /** The model cannot judge any longer: the line stands until the next deployment. */
  failed(version: number, code: ErrorCode): void;
  /** How fast the live version is, whenever that has been measured again. */
  paced(model: Predictor): void;
  /** Real time, ms, fractional. */
  nowMs(): number;
  pause(): Promise<void>;
}

/**
 * The model's place on the line: events come in, verdicts go on to the monitor. Pulls only what the monitor has given
 * credit for, and gives the orchard its credit back as pictures are judged or dropped: what waits is never more than
 * INITIAL_CREDIT_ROWS. Without a model the pictures wait.
 */
export class ServingLine {
  #events: LinePort | null = null;
  #predictions: LinePort | null = null;
  #monitorCredit = 0;
  #queue = new EventQueue();
  #model: Predictor | null = null;
  #prepared: { model: Predictor; held: boolean; resolve(fromIndex: number): void; reject(error: OrchardError): void } | null = null;
  #nextIndex = 0;
  #running = false;
  /** Where the newest fruit stood before the model, in belt time. */
  #place = FREE_BELT;
  #pacedMs = -Infinity;

  constructor(private readonly deps: LineDeps) {}

  get model(): Predictor | null {
    return this.#model;
  }

  connect(events: LinePort, predictions: LinePort): void {
    this.#events?.close();
    this.#predictions?.close();
    this.#queue = new EventQueue();
    this.#events = events;
    this.#predictions = predictions;
    this.#monitorCredit = 0;
    events.onmessage = (event) => this.#receive(event.data as ToServing);
    predictions.onmessage = (event) => {
      const message = event.data as Credit;
      if (message.type !== 'credit') return;
      this.#monitorCredit += message.rows;
      this.#wake();
    };
    this.#credit(INITIAL_CREDIT_ROWS);
  }

  /**
   * Holds the line between two batches for a warmed-up model, the one before still in place, until `takeOver` or `letGo`. Answers the first
   * event that it would judge. Whoever else was prepared is disposed of, and rejected with `superseded` if it still waited.
   */
  prepare(model: Predictor): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#supersede();
      this.#prepared = { model, held: false, resolve, reject };
      if (!this.#running) this.#hold();
    });
  }

  /** The prepared version judges from here on. Throws `superseded` when it is no longer prepared. */
  takeOver(version: number): void {
    const model = this.#settle(version);
    if (!model) throw new OrchardError('superseded', `v${version}`);
    const before = this.#model;
    this.#model = model;
    before?.dispose();
    this.deps.paced(model);
    this.#wake();
  }

  /** The prepared version goes; the one before judges on. */
  letGo(version: number): void {
    this.#settle(version)?.dispose();
    this.#wake();
  }

  /** Nobody judges any longer: pictures wait. */
  undeploy(): void {
    this.#supersede();
    this.#model?.dispose();
    this.#model = null;
  }

  #receive(message: ToServing): void {
    if (message.type === 'epoch') {
      this.#credit(this.#queue.begin(message.epoch));
      this.#nextIndex = 0;
      this.#place = FREE_BELT;
      this.#predictions?.postMessage(message);
    } else if (message.epoch !== this.#queue.epoch) {
      this.#credit(message.count);
    } else {
      this.#queue.add(message);
      this.#wake();
    }
  }

  #credit(rows: number): void {
    if (rows > 0) this.#events?.postMessage({ type: 'credit', rows } satisfies Credit);
  }

  #supersede(): void {
    const superseded = this.#prepared;
    this.#prepared = null;
    superseded?.model.dispose();
    superseded?.reject(new OrchardError('superseded', `v${superseded.model.version}`));
  }

  #settle(version: number): Predictor | null {
    const prepared = this.#prepared;
    if (prepared?.held !== true || prepared.model.version !== version) return null;
    this.#prepared = null;
    return prepared.model;
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
      while (!this.#hold() && this.#model && this.#monitorCredit > 0 && this.#queue.rows > 0) {
        await this.#judge(this.#model);
        await this.deps.pause();
      }
    } finally {
      this.#running = false;
    }
  }

  async #judge(model: Predictor): Promise<void> {
    const { deps } = this;
    const queue = this.#queue;
    let taken: TakenRows | null = null;
    // Whatever is sent is gone from here, columns and all.
    let nextIndex: number;
    try {
      taken = queue.take(Math.min(model.batchRows, this.#monitorCredit));
      nextIndex = taken.columns.index[taken.count - 1]! + 1;
      const beganMs = deps.nowMs();
      const prediction = await deps.surviving(() => model.predict(taken!.pictures));
      const endedMs = deps.nowMs();
      model.pace.took(taken.count, endedMs - beganMs);
      // A line that was connected anew has given its own credit.
      if (queue !== this.#queue) return;
      if (taken.epoch === queue.epoch) {
        const batch = verdicts(taken, prediction, model);
        const place = throughBelt(taken.columns.intervalMs, batch.modelMs, this.#place, batch.latencyMs, batch.queue);
        this.#send(batch);
        this.#place = place;
      }
      if (endedMs - this.#pacedMs >= PACE_INTERVAL_MS) {
        this.#pacedMs = endedMs;
        deps.paced(model);
      }
    } catch (error) {
      this.#break(model, error, queue, taken);
      return;
    }
    this.#credit(taken.count);
    if (taken.epoch !== queue.epoch) return;
    this.#nextIndex = nextIndex;
    this.#monitorCredit -= taken.count;
  }

  /** The model is taken off the line and what it was judging waits for the next one. Rows that cannot even be read are dropped. */
  #break(model: Predictor, error: unknown, queue: EventQueue, taken: TakenRows | null): void {
    const dropped = taken ? queue.putBack(taken) : queue.begin(queue.epoch);
    if (queue === this.#queue) this.#credit(dropped);
    if (this.#model === model) this.#model = null;
    model.dispose();
    this.deps.failed(model.version, codeOf(error));
  }

  #send(batch: PredictionBatch): void {
    const { columns, predicted, scores, features, latencyMs, modelMs, queue } = batch;
    this.#predictions?.postMessage(batch, buffersOf([...Object.values(columns), predicted, scores, features, latencyMs, modelMs, queue]));
  }
}

/** All but what the belt makes of it: `latencyMs` and `queue` are zero. */
function verdicts(taken: TakenRows, { scores, readable, embeddingDistance }: Prediction, model: Predictor): PredictionBatch {
  const { count, columns, epoch } = taken;
  const { labels } = model.signature;
  const classes = labels.length;
  if (readable.length !== count * READABLE_FEATURES.length) throw new OrchardError('internal', 'features and rows disagree');
  return {
    type: 'predictions', epoch, count, columns, labels,
    version: model.version,
    predicted: Uint8Array.from({ length: count }, (_, i) => argMax(scores, i * classes, classes)),
    scores,
    ...featuresOf({ readable, embeddingDistance }),
    latencyMs: new Float32Array(count),
    modelMs: model.pace.serviceMs(columns.index[0]!, count),
    queue: new Uint16Array(count),
  };
}
