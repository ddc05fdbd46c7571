import { codeOf, OrchardError, type ErrorCode } from '../../src/domain/errors.ts';
import { EMBEDDING_DISTANCE } from '../../src/domain/embedding/embedding-space.ts';
import { READABLE_FEATURES } from '../../src/domain/features/readable.ts';
import { argMax } from '../../src/domain/metrics/classification.ts';
import { buffersOf, type Credit, type PredictionBatch, type ToServing } from '../protocol/stream.ts';
import type { Prediction, Predictor } from '../tensor/predictor.ts';
import { EventQueue, type TakenRows } from './queue.ts';

/** Pictures that may wait before the model. */
export const INITIAL_CREDIT_ROWS = 256;
const MOST_QUEUED = 65535;

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
  failed(code: ErrorCode): void;
  /** ms since the epoch, fractional. */
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
  #arriving: { model: Predictor; taken: (fromIndex: number) => void } | null = null;
  #nextIndex = 0;
  #running = false;

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

  /** Puts a warmed-up model in place between two batches. Answers the first event that it will judge. */
  deploy(model: Predictor): Promise<number> {
    return new Promise((resolve) => {
      // Whoever was waiting to take over never will.
      this.#arriving?.taken(this.#queue.firstIndex ?? this.#nextIndex);
      this.#arriving = { model, taken: resolve };
      if (!this.#running) this.#change();
      this.#wake();
    });
  }

  undeploy(): void {
    this.#arriving?.taken(this.#nextIndex);
    this.#arriving = null;
    this.#model?.dispose();
    this.#model = null;
  }

  #receive(message: ToServing): void {
    if (message.type === 'epoch') {
      this.#credit(this.#queue.begin(message.epoch));
      this.#nextIndex = 0;
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

  #change(): void {
    if (!this.#arriving) return;
    const { model, taken } = this.#arriving;
    this.#arriving = null;
    this.#model?.dispose();
    this.#model = model;
    taken(this.#queue.firstIndex ?? this.#nextIndex);
  }

  #wake(): void {
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (;;) {
        this.#change();
        const model = this.#model;
        if (!model || this.#monitorCredit <= 0 || this.#queue.rows === 0) return;
        await this.#judge(model);
        await this.deps.pause();
      }
    } finally {
      this.#running = false;
    }
  }

  async #judge(model: Predictor): Promise<void> {
    const { deps } = this;
    const queue = this.#queue;
    const waiting = queue.rows;
    const taken = queue.take(Math.min(model.batchRows, this.#monitorCredit));
    const beganMs = deps.nowMs();
    let prediction: Prediction;
    try {
      prediction = await deps.surviving(() => model.predict(taken.pictures));
    } catch (error) {
      const dropped = queue.putBack(taken);
      if (queue === this.#queue) this.#credit(dropped);
      if (this.#model === model) this.undeploy();
      deps.failed(codeOf(error));
      return;
    }
    // A line that was connected anew has given its own credit.
    if (queue !== this.#queue) return;
    this.#credit(taken.count);
    if (taken.epoch !== queue.epoch) return;
    this.#nextIndex = taken.columns.index[taken.count - 1]! + 1;
    this.#monitorCredit -= taken.count;
    this.#send(verdicts(taken, prediction, model, waiting, beganMs, deps.nowMs()));
  }

  #send(batch: PredictionBatch): void {
    const { columns, predicted, scores, features, latencyMs, modelMs, queue } = batch;
    this.#predictions?.postMessage(batch, buffersOf([...Object.values(columns), predicted, scores, features, latencyMs, modelMs, queue]));
  }
}

function verdicts(taken: TakenRows, { scores, readable, embeddingDistance }: Prediction, model: Predictor, waiting: number, beganMs: number, nowMs: number): PredictionBatch {
  const { count, columns, epoch } = taken;
  const { labels } = model.signature;
  const classes = labels.length;
  if (readable.length !== count * READABLE_FEATURES.length) throw new OrchardError('internal', 'features and rows disagree');
  return {
    type: 'predictions', epoch, count, columns, labels,
    version: model.version,
    predicted: Uint8Array.from({ length: count }, (_, i) => argMax(scores, i * classes, classes)),
    scores,
    ...featuresOf(readable, embeddingDistance),
    latencyMs: Float32Array.from(columns.shutterMs, (shutterMs) => nowMs - shutterMs),
    modelMs: new Float32Array(count).fill((nowMs - beganMs) / count),
    queue: new Uint16Array(count).fill(Math.min(MOST_QUEUED, waiting)),
  };
}

/** The columns of features, with the distance of the embedding as one more where there is one. */
function featuresOf(readable: Float32Array<ArrayBuffer>, distances: Float32Array | null): Pick<PredictionBatch, 'features' | 'featureNames'> {
  if (!distances) return { features: readable };
  const width = READABLE_FEATURES.length;
  const features = new Float32Array(readable.length + distances.length);
  distances.forEach((distance, row) => {
    features.set(readable.subarray(row * width, (row + 1) * width), row * (width + 1));
    features[row * (width + 1) + width] = distance;
  });
  return { features, featureNames: [...READABLE_FEATURES.map(({ name }) => name), EMBEDDING_DISTANCE] };
}
