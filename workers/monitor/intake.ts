import type { Credit, PredictionBatch, ToMonitor } from '../protocol/stream.ts';

/** Rows that may be on their way at first. */
export const INITIAL_CREDIT_ROWS = 2048;
/** With more rows than this waiting for the disk, credits are held back. */
export const MOST_PENDING_ROWS = 16_384;

/** What of a MessagePort the intake needs. */
export interface IntakePort {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/**
 * The receiving end of the stream: lets in the batches of the current generation and pays credits back. While the disk lags behind it
 * holds the credits, which stops the line upstream.
 */
export class Intake {
  generation = 0;
  #port: IntakePort | null = null;
  #owedRows = 0;
  #holds = 0;
  #lastHold: Promise<unknown> = Promise.resolve();
  #held: PredictionBatch[] = [];
  readonly #take: (batch: PredictionBatch) => void;
  readonly #pendingRows: () => number;
  readonly #horizon: () => number;
  /** The horizon as the sender knows it. */
  #toldHorizon = Infinity;

  /** `take` gets each batch of the current generation; `pendingRows` tells how many rows wait for the disk, `horizon` the first event that may not be predicted yet. */
  constructor(take: (batch: PredictionBatch) => void, pendingRows: () => number, horizon: () => number = () => Infinity) {
    this.#take = take;
    this.#pendingRows = pendingRows;
    this.#horizon = horizon;
  }

  connect(port: IntakePort, generation: number): void {
    this.#port?.close();
    this.#port = port;
    this.generation = generation;
    this.#owedRows = 0;
    port.onmessage = (event) => this.receive(event.data as ToMonitor);
    this.#toldHorizon = this.#horizon();
    this.#port.postMessage({ type: 'credit', rows: INITIAL_CREDIT_ROWS, until: this.#toldHorizon } satisfies Credit);
  }

  /** Lets nothing in any more, and forgets what waits. */
  disconnect(): void {
    if (this.#port) this.#port.onmessage = null;
    this.#port?.close();
    this.#port = null;
    this.#held = [];
    this.#owedRows = 0;
  }

  receive(message: ToMonitor): void {
    if (message.type === 'generation') {
      // A sender that was connected anew may still speak of the run before.
      this.generation = Math.max(this.generation, message.generation);
      return;
    }
    this.#owedRows += message.count;
    if (this.#holds > 0) this.#held.push(message);
    else if (message.generation === this.generation) this.#take(message);
    this.settle();
  }

  /** Pays what is owed as soon as few enough rows wait, and tells how far it may go. */
  settle(): void {
    const until = this.#horizon();
    if (this.#holds > 0 || (this.#owedRows === 0 && until === this.#toldHorizon) || this.#pendingRows() > MOST_PENDING_ROWS) return;
    this.#port?.postMessage({ type: 'credit', rows: this.#owedRows, ...(until === this.#toldHorizon ? {} : { until }) } satisfies Credit);
    this.#toldHorizon = until;
    this.#owedRows = 0;
  }

  /** Keeps batches waiting while `work` exchanges what they would be written to. One such work at a time. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    const turn = this.#lastHold.then(work).finally(() => {
      this.#holds -= 1;
      if (this.#holds > 0) return;
      for (const batch of this.#held.splice(0)) if (batch.generation === this.generation) this.#take(batch);
      this.settle();
    });
    this.#lastHold = turn.catch(() => undefined);
    return turn;
  }
}
