import { codeOf } from '../domain/common/errors.ts';
import type { InputSize } from '../domain/data/features/blocks.ts';
import type { TrainerClient } from '../clients/workers.ts';
import type { Backend } from '../domain/learning/run.ts';
import type { IngestItem, IngestProgress } from '../../workers/protocol/trainer.ts';
import type { Compute } from './compute.svelte.ts';
import type { Services } from './services.ts';

/** Backends that compute where the code runs, so that more workers get more done. A graphics card takes turns anyway. */
const SHARED: ReadonlySet<Backend> = new Set(['wasm', 'cpu']);
/** Pictures of a call. On a processor the backbone is as fast on a few as on many, and small calls leave nobody idle at the end. */
const FEW = 4;
const MANY = 256;
/** Calls that a worker has at a time: it decodes the pictures of one while it computes on another's. */
const CALLS_AT_ONCE = 2;
/** Times that a worker is started before it is given up. */
const MOST_STARTS = 3;
/** Helpers end when they were not needed for this long: each holds a backend and a backbone. */
const IDLE_MS = 30_000;

/** Has pictures read, measured and embedded: by the trainer, and on a processor by its helpers as well. */
export class PictureReaders {
  readonly #services: Services;
  readonly #compute: Compute;
  readonly #ready = new Map<TrainerClient, { backend: Backend; done: Promise<unknown> }>();
  #users = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(services: Services, compute: Compute) {
    this.#services = services;
    this.#compute = compute;
  }

  /** Pictures are about to come: workers and backbone are made ready. What fails shows when they are read. */
  prepare(inputSize: InputSize): Promise<void> {
    return this.#using(async (backend) => {
      const { trainer, helpers } = this.#services;
      const warm = (client: TrainerClient) => client.call('ingest', { items: [], inputSize, embed: true });
      await Promise.all([warm(trainer), ...(SHARED.has(backend) ? helpers : []).map((helper) => this.#start(helper, backend).then(() => warm(helper)))]);
    });
  }

  /**
   * Reports each item once, as soon as it is known, in any order, by its position among all `items`. What a worker had when it died is read
   * again; a picture that a worker dies of even when it has nothing else to do is rejected with `worker-died`, and the others go on. Rejects
   * as `ingest` does.
   */
  read(items: readonly IngestItem[], inputSize: InputSize, signal: AbortSignal, onProgress: (progress: IngestProgress) => void): Promise<void> {
    return this.#using(async (backend) => {
      const { trainer, helpers } = this.#services;
      const shared = SHARED.has(backend);
      const failed = new AbortController();
      const either = AbortSignal.any([signal, failed.signal]);
      const waiting = Array.from(items.keys());
      /** Where a worker died once, and more than once: those are read at the end, one by one. */
      const once = new Set<number>();
      const suspects: number[] = [];
      const some = async (client: TrainerClient, positions: readonly number[], isAlone = false): Promise<void> => {
        const unread = new Set(positions);
        const told = (at: number): number => {
          const position = positions[at]!;
          unread.delete(position);
          return position;
        };
        try {
          await client.call('ingest', { items: positions.map((position) => items[position]!), inputSize, embed: true }, {
            signal: either,
            onProgress: (progress) => onProgress(progress.type === 'item'
              ? { type: 'item', item: { ...progress.item, position: told(progress.item.position) } }
              : { ...progress, position: told(progress.position) }),
          });
        } catch (error) {
          if (codeOf(error) !== 'worker-died') throw error;
          for (const position of unread) {
            if (isAlone) onProgress({ type: 'rejected', position, code: 'worker-died' });
            else (once.has(position) ? suspects : waiting).push(position);
            once.add(position);
          }
          await this.#again(client, backend);
        }
      };
      const lane = async (client: TrainerClient): Promise<void> => {
        while (waiting.length > 0) await some(client, waiting.splice(0, shared || once.has(waiting[0]!) ? FEW : MANY));
      };
      const lanes: Promise<void>[] = [];
      const join = (client: TrainerClient, calls: number): void => {
        for (let i = 0; i < calls && waiting.length > 0; i += 1) {
          lanes.push(lane(client).catch((error: unknown) => { if (client === trainer || codeOf(error) !== 'worker-died') failed.abort(error); }));
        }
      };
      join(trainer, shared ? CALLS_AT_ONCE : 1);
      // Whoever is ready late joins late; whoever does not start is not missed.
      if (shared && waiting.length > 0) for (const helper of helpers) this.#start(helper, backend).then(() => join(helper, CALLS_AT_ONCE), () => {});
      // Lanes may join while the first ones are awaited.
      for (const work of lanes) await work;
      failed.signal.throwIfAborted();
      // A helper that does not come back leaves its share.
      await lane(trainer);
      for (const position of suspects) await some(trainer, [position], true);
    });
  }

  /** A worker that died is made ready to read again. */
  async #again(client: TrainerClient, backend: Backend): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await (client === this.#services.trainer ? this.#compute.ensure() : this.#start(client, backend));
        return;
      } catch (error) {
        if (codeOf(error) !== 'worker-died' || tries === MOST_STARTS) throw error;
      }
    }
  }

  /** Helpers live while there is work, and a while longer. */
  async #using(work: (backend: Backend) => Promise<void>): Promise<void> {
    clearTimeout(this.#idle);
    this.#users += 1;
    try {
      await work((await this.#compute.ensure()).backend);
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#idle = setTimeout(() => this.#services.helpers.forEach((helper) => helper.dispose()), IDLE_MS);
    }
  }

  #start(helper: TrainerClient, backend: Backend): Promise<unknown> {
    const known = this.#ready.get(helper);
    if (helper.alive && known?.backend === backend) return known.done;
    const done = helper.call('compute', { choice: backend, remembered: null, baseUrl: this.#services.baseUrl });
    this.#ready.set(helper, { backend, done });
    return done;
  }
}
