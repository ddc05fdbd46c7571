import { codeOf, OrchardError } from '../domain/common/errors.ts';

/** Workers beyond this bring nothing: the memory's bandwidth is the limit. */
const MOST_WORKERS = 8;
/** A worker that has not stopped so long after a cancel is ended. */
const GRACE_MS = 1500;

/** The part of a worker's client that the pool needs. */
interface PoolWorker {
  /** Ends it at once, whatever it does, and starts another. */
  restart(): void;
  dispose(): void;
}

/** What the pool is for: which workers do a task, and how. */
interface PoolWork<Task, Result, Worker extends PoolWorker> {
  spawn(): Worker;
  /** Tasks of one key go to the worker that did such a task last: it knows something that helps. */
  key(task: Task): string;
  /** Has a worker do a task; `onProgress` hears the share of it that is done, 0..1. */
  call(worker: Worker, task: Task, options: { signal: AbortSignal; onProgress(share: number): void }): Promise<Result>;
}

export interface PoolRun<Task, Result> {
  signal: AbortSignal;
  /** Called once a task, in the order in which they are done. */
  onDone(task: Task, result: Result): void;
  /** Tasks' worth of work that is done, 0..tasks.length. */
  onProgress(tasksDone: number): void;
}

/** As many workers as the machine has cores to spare, for tasks that need nothing of each other. */
export class WorkerPool<Task, Result, Worker extends PoolWorker = PoolWorker> {
  readonly #work: PoolWork<Task, Result, Worker>;
  readonly #workers: Worker[];
  /** Which worker did a task of this key last. */
  readonly #homes = new Map<string, number>();

  /** `cores`: what the machine has. Workers are started when they are first given work. */
  constructor(work: PoolWork<Task, Result, Worker>, cores: number) {
    this.#work = work;
    const size = Math.max(1, Math.min(MOST_WORKERS, cores - 1));
    this.#workers = Array.from({ length: size }, () => work.spawn());
  }

  get size(): number {
    return this.#workers.length;
  }

  /**
   * Runs every task. A task whose worker dies is tried once more on a fresh one. Rejects with `cancelled` after a cancel, and with the
   * first error otherwise; whatever was done before has been handed over.
   */
  async run<T extends Task>(tasks: readonly T[], { signal, onDone, onProgress }: PoolRun<T, Result>): Promise<void> {
    const waiting = tasks.map((task) => ({ task, key: this.#work.key(task) }));
    const shares = this.#workers.map(() => 0);
    const stop = new AbortController();
    const cancel = (): void => stop.abort();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    let hard: ReturnType<typeof setTimeout> | undefined;
    stop.signal.addEventListener('abort', () => { hard = setTimeout(() => busy.forEach((slot) => this.#workers[slot]!.restart()), GRACE_MS); }, { once: true });
    const busy = new Set<number>();
    let done = 0;
    let failure: unknown = null;
    const report = (): void => onProgress(done + shares.reduce((sum, share) => sum + share, 0));

    const lane = async (slot: number): Promise<void> => {
      while (!stop.signal.aborted) {
        const at = this.#choose(waiting, slot);
        const [next] = at < 0 ? [] : waiting.splice(at, 1);
        if (!next) return;
        busy.add(slot);
        try {
          const result = await this.#attempt(slot, next.task, stop.signal, (share) => {
            shares[slot] = share;
            report();
          });
          this.#homes.set(next.key, slot);
          done += 1;
          onDone(next.task, result);
        } catch (error) {
          failure ??= error;
          stop.abort();
        } finally {
          busy.delete(slot);
          shares[slot] = 0;
        }
        report();
      }
    };
    await Promise.all(this.#workers.map((_, slot) => lane(slot)));
    clearTimeout(hard);
    signal.removeEventListener('abort', cancel);
    if (signal.aborted) throw new OrchardError('cancelled');
    if (failure !== null) throw failure;
  }

  /** Ends the workers; the next run starts fresh ones. What they knew is forgotten. */
  dispose(): void {
    this.#homes.clear();
    for (const worker of this.#workers) worker.dispose();
  }

  /** What a worker knows, else what nobody knows, else anything. */
  #choose(waiting: readonly { key: string }[], slot: number): number {
    const own = waiting.findIndex(({ key }) => this.#homes.get(key) === slot);
    if (own >= 0) return own;
    const fresh = waiting.findIndex(({ key }) => !this.#homes.has(key));
    return fresh >= 0 ? fresh : waiting.length - 1;
  }

  async #attempt(slot: number, task: Task, signal: AbortSignal, onProgress: (share: number) => void): Promise<Result> {
    const call = (): Promise<Result> => this.#work.call(this.#workers[slot]!, task, { signal, onProgress });
    try {
      return await call();
    } catch (error) {
      if (codeOf(error) !== 'worker-died' || signal.aborted) throw error;
      return call();
    }
  }
}
