import { codeOf, detailOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { bytesIn, type Records } from './records.ts';
import type { FromWorker, NoticeHandlers, Operation, ToWorker } from '../../workers/protocol/message.ts';

type In<O> = O extends Operation<infer I, unknown, unknown> ? I : never;
type Out<O> = O extends Operation<unknown, infer R, unknown> ? R : never;
type Progress<O> = O extends Operation<unknown, unknown, infer P> ? P : never;

/** What a call may carry beside its input. */
interface CallOptions<P> {
  /** Soft cancel: the worker stops at its next batch and the call rejects with `cancelled`. */
  signal?: AbortSignal;
  onProgress?: (progress: P) => void;
  transfer?: Transferable[];
  /** The call changes nothing in the worker: when that dies, the fresh one is called once more. */
  isRepeatable?: boolean;
}

/** The part of `Worker` that is used, so that a test can stand in for it. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface ClientOptions<N extends { type: string } = never> {
  /** What the worker is for; part of its name. */
  kind?: string;
  /** Makes the worker; `name` is the Web Lock that it holds while it lives. */
  spawn(name: string): WorkerLike;
  /** What is done about each notice; null while nobody is there to hear. */
  notices?(): NoticeHandlers<N> | null;
  /** Called after a death, when a fresh worker stands ready to be set up again. */
  onRestart?(): void;
  /** Whether an operation may be called now; one that may not is refused with `not-leading`. Left out: every one. */
  mayCall?(op: string): boolean;
  locks?: LockManager | undefined;
  /** Told of every call and notice. */
  records?: Records;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: OrchardError): void;
  onProgress: ((progress: unknown) => void) | undefined;
  release(): void;
}

let spawned = 0;
/** A worker that has not started by then never will: whatever ended it did so before there was a lock to tell, ms. */
const START_MS = 60_000;

/**
 * The main thread's side of one worker, typed by its map of operations. The worker is started at the first call, or by `start`.
 * When it dies, pending calls fail with `worker-died` and a fresh one takes its place.
 */
export class WorkerClient<M, N extends { type: string } = never> {
  #worker: WorkerLike | null = null;
  #pending = new Map<number, Pending>();
  #nextId = 1;
  #watch: AbortController | null = null;
  #starting: ReturnType<typeof setTimeout> | undefined;
  readonly #options: ClientOptions<N>;

  constructor(options: ClientOptions<N>) {
    this.#options = options;
  }

  get #kind(): string { return this.#options.kind ?? 'worker'; }

  get alive(): boolean {
    return this.#worker !== null;
  }

  /** Starts the worker ahead of its first call. */
  start(): void {
    this.#worker ??= this.#spawn();
  }

  /** Runs an operation; rejects with an `OrchardError` of the closed set. */
  call<K extends keyof M>(op: K, input: In<M[K]>, options: CallOptions<Progress<M[K]>> = {}): Promise<Out<M[K]>> {
    const call = this.#call(op, input, options);
    if (!options.isRepeatable) return call;
    return call.catch((error: unknown) => {
      if (codeOf(error) !== 'worker-died') throw error;
      return this.#call(op, input, options);
    });
  }

  #call<K extends keyof M>(op: K, input: In<M[K]>, options: CallOptions<Progress<M[K]>>): Promise<Out<M[K]>> {
    const { signal, onProgress, transfer = [] } = options;
    return new Promise<Out<M[K]>>((resolve, reject) => {
      if (signal?.aborted) return reject(new OrchardError('cancelled'));
      const over = this.#options.records?.begin(this.#kind, String(op), input);
      const fail = (error: OrchardError): void => {
        over?.(error.code);
        reject(error);
      };
      if (this.#options.mayCall?.(String(op)) === false) return fail(new OrchardError('not-leading', String(op)));
      const worker = (this.#worker ??= this.#spawn());
      const id = this.#nextId++;
      const cancel = () => worker.postMessage({ type: 'cancel', id } satisfies ToWorker<M>, []);
      signal?.addEventListener('abort', cancel, { once: true });
      this.#pending.set(id, {
        resolve: (value) => {
          over?.('ok', value);
          resolve(value as Out<M[K]>);
        },
        reject: fail,
        onProgress: onProgress as ((progress: unknown) => void) | undefined,
        release: () => signal?.removeEventListener('abort', cancel),
      });
      try {
        worker.postMessage({ type: 'call', id, op, input }, transfer);
      } catch (error) {
        this.#settle(id)?.reject(new OrchardError('worker-protocol', detailOf(error), { cause: error }));
      }
    });
  }

  /** Hard cancel: ends the worker at once and starts another. */
  restart(): void {
    if (this.#worker) this.#died('worker-died');
  }

  /** Ends the worker for good. */
  dispose(): void {
    this.#end();
    this.#failAll('cancelled');
  }

  #spawn(): WorkerLike {
    const name = `orchard-${this.#kind}-${++spawned}-${Math.round(performance.timeOrigin)}-${Math.round(performance.now() * 1000)}`;
    const worker = this.#options.spawn(name);
    worker.onmessage = (event) => this.#receive(worker, name, event.data as FromWorker);
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (this.#worker === worker) this.#died('worker-died', event.message);
    };
    worker.onmessageerror = () => {
      if (this.#worker === worker) this.#died('worker-protocol', 'a message could not be read');
    };
    this.#starting = setTimeout(() => { if (this.#worker === worker) this.#died('worker-died', 'it did not start'); }, START_MS);
    return worker;
  }

  #receive(worker: WorkerLike, name: string, message: FromWorker): void {
    if (this.#worker !== worker) return;
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#starting);
        return this.#watchOver(worker, name);
      case 'ok': return this.#settle(message.id)?.resolve(message.output);
      case 'fail': return this.#settle(message.id)?.reject(new OrchardError(message.code, message.detail, message.about === undefined ? {} : { about: message.about }));
      case 'progress': return this.#pending.get(message.id)?.onProgress?.(message.progress);
      case 'notice': return this.#receiveNotice(message.notice as N);
    }
  }

  #receiveNotice(notice: N): void {
    this.#options.records?.record({ kind: 'notice', from: this.#kind, name: notice.type, bytes: bytesIn(notice) });
    const handlers = this.#options.notices?.();
    if (!handlers) return;
    const handler = handlers[notice.type as N['type']] as ((notice: N) => void) | undefined;
    if (!handler) throw new OrchardError('worker-protocol', `nobody hears ${notice.type}`);
    handler(notice);
  }

  /** The worker's lock is granted to us only when the worker is gone. */
  #watchOver(worker: WorkerLike, name: string): void {
    const { locks } = this.#options;
    if (!locks) return;
    const watch = (this.#watch = new AbortController());
    locks.request(name, { signal: watch.signal }, () => {
      if (this.#worker === worker && !watch.signal.aborted) this.#died('worker-died', 'its lock was released');
    }).catch(() => {});
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    return pending;
  }

  #died(code: ErrorCode, detail = ''): void {
    this.#end();
    this.#failAll(code, detail);
    this.#options.onRestart?.();
  }

  #end(): void {
    clearTimeout(this.#starting);
    this.#watch?.abort();
    this.#watch = null;
    const worker = this.#worker;
    this.#worker = null;
    if (!worker) return;
    worker.onmessage = worker.onerror = worker.onmessageerror = null;
    worker.terminate();
  }

  #failAll(code: ErrorCode, detail = ''): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new OrchardError(code, detail));
  }
}

