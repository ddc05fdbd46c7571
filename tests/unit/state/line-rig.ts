import { Records } from '../../../src/clients/records.ts';
import { WorkerClient, type WorkerLike } from '../../../src/clients/client.ts';
import { App } from '../../../src/app/app.svelte.ts';
import { createAutomation } from '../../../src/actions/surface.ts';
import { errorAdviceOf } from '../../../src/ui/errors.ts';
import type { Automation } from '../../../src/actions/surface.ts';
import type { Services } from '../../../src/state/services.ts';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import type { Picture } from '../../../src/domain/common/picture.ts';
import type { Storage } from '../../../src/storage/index.ts';
import type { Engine } from '../../../src/storage/engine/engine.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { createStorage } from '../../../src/storage/storage.ts';
import { sha256 } from '../../../src/storage/sha256.ts';
import { createMonitorHandlers } from '../../../workers/monitor/handlers.ts';
import { createOrchardHandlers } from '../../../workers/orchard/handlers.ts';
import { LineRunner } from '../../../workers/orchard/runner.ts';
import type { ReviewSample } from '../../../workers/protocol/trainer.ts';
import { nearDuplicates } from '../../../src/domain/review/near-duplicates.ts';
import { serve, type Host, type HostScope } from '../../../workers/protocol/host.ts';
import type { Handlers, NoticeHandlers } from '../../../workers/protocol/message.ts';
import type { LabOperations } from '../../../workers/protocol/lab.ts';
import type { Reroute } from '../../../workers/protocol/serving.ts';
import type { Credit, PredictionBatch, ToServing } from '../../../workers/protocol/stream.ts';
import { route, type Route } from '../../../src/domain/delivery/route.ts';
import { artifact, model, run } from '../../contract/fixtures.ts';
import { fakeBench, fakeLab } from '../lab/fake-lab.ts';
import { rowWidth, type FeatureBlock } from '../../../src/domain/data/features/blocks.ts';
import { timeAt } from '../../../src/domain/world/stream/time.ts';
import { judged, noise } from '../log/judged.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import { greyCodec } from '../pictures-rig.ts';

export type Kind = 'orchard' | 'serving' | 'monitor' | 'trainer' | 'helper' | 'lab' | 'bench';
type AnyHandlers = Handlers<Record<string, never>>;
type AnyHost = Host<{ type: string }>;
/** What a worker of the rig is made of; `end` lets go of what it holds outside. */
interface Made { handlers: unknown; end?(): void }
/** Workers that predict, train and replay in earnest, in place of the rig's own; `features`: what they measure of each picture. */
export interface EarnestWorkers {
  readonly backend: string;
  readonly features: readonly string[];
  serving(notify: (notice: { type: string }) => void): unknown;
  trainer(notify: (notice: { type: string }) => void): unknown;
  readonly lab: Handlers<LabOperations>;
}

/** Who predicts. */
interface Served { version: number; deployment: number; trial: { version: number; route: Route; seed: number } | null }

/** Epochs of every training. */
export const EPOCHS = 3;

const nowMs = (): number => performance.timeOrigin + performance.now();

/** The whole app over workers that are as asynchronous as real ones, may die at any time, and start afresh with nothing. */
export class LineRig {
  readonly storage: Storage;
  readonly app: App;
  readonly api: Automation;
  /** How often each was started. */
  readonly started: Record<Kind, number> = { orchard: 0, serving: 0, monitor: 0, trainer: 0, helper: 0, lab: 0, bench: 0 };
  /** Called before a worker answers a call, and after each generation of a training (`generation`), which wait for it: workers are killed there. */
  onCall: (kind: Kind, op: string, input: unknown) => void | Promise<void> = () => {};
  /** Batches that begin at this event or later wait to be predicted. */
  judgesTo = Infinity;
  /** How often a version is right while somebody is under trial. */
  rightOf: (version: number) => number = () => 0.8;
  /** How often a version is right about an event, whoever is under trial; null: as the fixtures have it. */
  rightAt: ((version: number, event: number) => number) | null = null;
  /** How often what is trained is right about its test pictures. */
  testedRight = 0.95;
  /** What replays. */
  lab: Handlers<LabOperations> = fakeLab;
  /** Has the serving worker look again at what waits. */
  wake: () => void = () => {};
  readonly #crash: Partial<Record<Kind, () => void>> = {};
  readonly #labs: { dispose(): void }[] = [];
  readonly #timers = new Set<ReturnType<typeof setInterval>>();

  constructor({ helpers = 0, backend = 'webgpu', engine = openMemory(), earnest = null as EarnestWorkers | null } = {}) {
    if (earnest) this.lab = earnest.lab;
    this.storage = createStorage({ ...engine, persistent: true }, { nowMs: () => 1000 });
    const records = new Records();
    // eslint-disable-next-line prefer-const -- the clients are made before the app that hears them
    let app: App;
    const client = <K extends Exclude<Kind, 'helper' | 'lab' | 'bench'>>(kind: K, make: (host: () => AnyHost) => Made) => new WorkerClient<never, { type: string }>({
      kind, records, spawn: () => this.#spawn(kind, make), notices: () => (app?.notices[kind] ?? null) as NoticeHandlers<{ type: string }> | null, onRestart: () => app?.restarts[kind](),
    });
    const services = {
      storage: this.storage,
      orchard: client('orchard', (host) => {
        const shelf = new PhotoShelf(greyCodec);
        const runner = new LineRunner({ nowMs, later: (task, delayMs) => void setTimeout(task, delayMs), notify: (state) => host().notify({ type: 'line', state } as never), failed: (code) => host().notify({ type: 'failed', code } as never), shelf });
        return { handlers: createOrchardHandlers(runner, shelf, greyCodec, () => new Promise((resolve) => setTimeout(resolve))), end: () => runner.load([], 0, -1, 8) };
      }),
      serving: client('serving', (host) => (earnest ? { handlers: earnest.serving((notice) => host().notify(notice)) } : this.#serving())),
      monitor: client('monitor', (host) => {
        const own = mortal({ ...engine, persistent: true });
        const store = createStorage(own.engine, { nowMs: () => 1000 }).log;
        return { end: own.end, handlers: createMonitorHandlers({ store, nowMs, notify: (notice) => host().notify(notice), every: (periodMs, task) => void this.#timers.add(setInterval(task, periodMs)), features: earnest?.features ?? ['hue'] }) };
      }),
      trainer: client('trainer', (host) => (earnest ? { handlers: earnest.trainer((notice) => host().notify(notice)) } : trainer(backend, (epoch) => this.onCall('trainer', 'epoch', epoch), () => this.testedRight))),
      helpers: Array.from({ length: helpers }, () => new WorkerClient<never>({ kind: 'helper', spawn: () => this.#spawn('helper', () => trainer(backend)) })),
      bench: () => {
        const bench = new WorkerClient<never>({ kind: 'bench', spawn: () => this.#spawn('bench', () => ({ handlers: fakeBench })) });
        this.#labs.push(bench);
        return bench;
      },
      lab: () => {
        const lab = new WorkerClient<never>({ kind: 'lab', spawn: () => this.#spawn('lab', () => ({ handlers: this.lab })) });
        this.#labs.push(lab);
        return lab;
      },
      records, cores: 2, nowMs: () => 1000, idle: async () => {}, painted: async () => {}, appVersion: '1', baseUrl: './',
    } as unknown as Services;
    app = this.app = new App(services);
    this.api = createAutomation(app, errorAdviceOf);
  }

  openApp(hash: string, { leading = true } = {}): Promise<void> {
    return this.app.open(Promise.resolve({ storage: this.storage, leading }), hash, '');
  }

  /** Opens, and with a model that is live. */
  async open(first = model('one')): Promise<this> {
    await this.storage.models.add(first, artifact());
    await this.openApp('#/line');
    await this.app.registry.deploy(1);
    await this.app.line.setLapse('max');
    return this;
  }

  /** A crash: without a word to the page but that it happened. */
  kill(kind: Kind): void {
    this.#crash[kind]?.();
  }

  /** Index of every row of the log. */
  async rows(): Promise<number[]> {
    return [...(await this.api.log.query({ columns: ['index'] }))['index'] as Uint32Array];
  }

  end(): void {
    for (const kind of Object.keys(this.#crash) as Kind[]) this.#crash[kind] = () => {};
    for (const timer of this.#timers) clearInterval(timer);
    const { orchard, serving, monitor, trainer: trains, helpers } = this.app.services;
    for (const each of [orchard, serving, monitor, trains, ...helpers, ...this.#labs]) each.dispose();
  }

  #predicted({ version, deployment, trial }: Served, first: number, count: number, generation: number): PredictionBatch {
    const batch = judged({ first, count, generation, features: ['hue'], version, deployment });
    batch.columns.timeMs = Float64Array.from({ length: count }, (_, row) => timeAt(first + row));
    if (!trial && !this.rightAt) return batch;
    for (let row = 0; row < count; row += 1) {
      if (trial && route(trial.route, trial.seed, first + row) === 'challenger') batch.version[row] = trial.version;
      const truth = batch.columns.reportedTruth[row]!;
      batch.predicted[row] = noise(first + row, 200 + batch.version[row]!) < (this.rightAt?.(batch.version[row]!, first + row) ?? this.rightOf(batch.version[row]!)) ? truth : 1 - truth;
    }
    return batch;
  }

  #spawn(kind: Kind, make: (host: () => AnyHost) => Made): WorkerLike {
    this.started[kind] += 1;
    let made: Made = { handlers: {} };
    const worker: WorkerLike = {
      onmessage: null, onerror: null, onmessageerror: null,
      postMessage: (message, transfer) => {
        const data: unknown = structuredClone(message, { transfer });
        setTimeout(() => scope.onmessage?.({ data } as MessageEvent));
      },
      terminate: () => {
        scope.onmessage = null;
        made.end?.();
      },
    };
    const scope: HostScope = {
      onmessage: null,
      postMessage: (message, transfer) => {
        if (!worker.onmessage) return;
        const data: unknown = structuredClone(message, { transfer: transfer ?? [] });
        setTimeout(() => worker.onmessage?.({ data } as MessageEvent));
      },
    };
    // eslint-disable-next-line prefer-const -- its handlers are made before it
    let host: AnyHost;
    made = make(() => host);
    const handlers = Object.fromEntries(Object.entries(made.handlers as AnyHandlers).map(([op, handler]) => [op, (input: unknown, context: unknown) => {
      const answer = () => (handler as unknown as (input: unknown, context: unknown) => unknown)(input, context);
      return this.onCall(kind, op, input)?.then(answer) ?? answer();
    }]));
    host = serve(handlers as unknown as AnyHandlers, scope);
    this.#crash[kind] = () => worker.onerror?.({ message: 'planted', preventDefault() {} } as unknown as ErrorEvent);
    return worker;
  }

  /** Predicts every picture as the fixtures do, once a version has taken over; a version under trial predicts its share, `rightOf` the time rightly. */
  #serving(): Made {
    let live: Served | null = null;
    let prepared: Omit<Served, 'deployment'> | null = null;
    let changes: readonly (Reroute | ({ from: number; deployment: number } & Pick<Served, 'version' | 'trial'>))[] = [];
    let until = Infinity;
    let next = 0;
    let ports: { events: MessagePort; predictions: MessagePort } | null = null;
    const waiting: { generation: number; first: number; count: number }[] = [];
    const judge = (): void => {
      while (live && waiting.length > 0) {
        const { generation, first, count } = waiting[0]!;
        while (changes[0] && changes[0].from <= first) {
          const [{ deployment }] = changes;
          const to = 'to' in changes[0] ? changes[0].to : null;
          if (!to) live = { ...changes[0] as Pick<Served, 'version' | 'trial'>, deployment };
          changes = changes.slice(1);
          if (to) live = { version: to.kind === 'promote' ? live.trial?.version ?? live.version : live.version, deployment, trial: to.kind === 'route' && live.trial ? { ...live.trial, route: to.route } : null };
        }
        const rows = Math.min(count, Math.min(until, changes[0]?.from ?? Infinity) - first);
        if (rows <= 0 || first >= this.judgesTo) return;
        waiting.shift();
        if (rows < count) waiting.unshift({ generation, first: first + rows, count: count - rows });
        next = first + rows;
        ports?.predictions.postMessage({ ...this.#predicted(live, first, rows, generation), featureNames: ['hue'] });
      }
    };
    this.wake = judge;
    const end = (): void => {
      ports?.events.close();
      ports?.predictions.close();
      ports = null;
    };
    return {
      end,
      handlers: {
        compute: () => ({ backend: 'webgpu', probe: null }),
        connect: (given: { events: MessagePort; predictions: MessagePort }) => {
          end();
          ports = given;
          until = live?.trial ? 0 : Infinity;
          given.events.onmessage = ({ data }: MessageEvent<ToServing>) => {
            if (data.type === 'events') waiting.push({ generation: data.generation, first: data.columns.index[0]!, count: data.count });
            else {
              waiting.length = next = 0;
              given.predictions.postMessage(data);
            }
            judge();
          };
          given.predictions.onmessage = ({ data }: MessageEvent<Credit>) => {
            given.events.postMessage({ type: 'credit', rows: data.rows });
            until = data.until ?? until;
            judge();
          };
        },
        prepare: ({ version, trial = null }: { version: number; trial?: Served['trial'] }) => {
          prepared = { version, trial };
          return { fromIndex: waiting[0]?.first ?? next };
        },
        takeOver: ({ deployment, until: given = Infinity }: { deployment: number; until?: number }) => {
          if (prepared) live = { ...prepared, deployment };
          [changes, until] = [[], live?.trial ? Math.min(until, given) : until];
          judge();
        },
        hold: () => ({ fromIndex: waiting[0]?.first ?? next, version: live?.version }),
        replaceAt: ({ version, deployment, from, trial = null }: { version: number; deployment: number; from: number; trial?: Served['trial'] }) => {
          changes = [...changes.filter((change) => change.from < from), { from, deployment, version, trial }];
          judge();
        },
        reroute: (change: Reroute) => {
          changes = [...changes.filter(({ from }) => from < change.from), change];
          judge();
        },
        letGo: () => {},
        renumber: ({ deployment }: { deployment: number }) => { if (live) live = { ...live, deployment }; },
        undeploy: () => { live = null; },
        classify: () => ({ predicted: 0, scores: [0.9, 0.1], version: 1, modelMs: 1 }),
      },
    };
  }
}

/** Storage as a worker has it: once it has ended, what it had begun is done or not, and it hears of nothing more. */
function mortal(engine: Engine): { engine: Engine; end(): void } {
  let ended = false;
  const forever = new Promise<never>(() => {});
  return {
    end: () => { ended = true; },
    engine: { ...engine, run: (stores, mode, work) => (ended ? forever : engine.run(stores, mode, work).finally(() => (ended ? forever : undefined))) },
  };
}

/** Takes pictures in as the trainer does, without looking at them; what it trains comes of the seed alone. */
function trainer(backend: string, onEpoch: (epoch: number) => void | Promise<void> = () => {}, testedRight = (): number => 0.95): Made {
  return {
    handlers: {
      compute: () => ({ backend, probe: {} }),
      ingest: async ({ items }: { items: { blob?: Blob; picture?: Picture }[] }, { progress, signal }: { progress: (progress: unknown) => void; signal: AbortSignal }) => {
        for (const [position, { picture, blob = new Blob([picture!.data], { type: 'image/png' }) }] of items.entries()) {
          signal.throwIfAborted();
          const id = await sha256(new Uint8Array(await blob.arrayBuffer()));
          progress({ type: 'item', item: { position, id, stored: blob, thumbnail: blob, lookHash: '0123456789abcdef', readable: Float32Array.of(1), colour: Float32Array.of(2), embedding: null } });
        }
        return { accepted: items.length, rejected: 0 };
      },
      adopt: ({ samples }: { samples: readonly unknown[] }) => ({ backend, metrics: { ...model().metrics, accuracy: samples.length / 1000 }, reference: model().reference }),
      predict: ({ pictures, signature: { labels } }: { pictures: Picture[]; signature: { labels: string[] } }) => ({ scores: new Float32Array(pictures.length * labels.length).fill(1 / labels.length), features: new Float32Array(0), featureNames: [] }),
      review: ({ samples }: { samples: readonly ReviewSample[] }) => ({
        probabilities: null, nearest: null, farness: null, groups: nearDuplicates(samples.map(({ lookHash, blocks }) => ({ lookHash, readable: blocks.readable ?? [] }))),
      }),
      measureRows: ({ samples, rows: { blocks } }: { samples: { label: number }[]; rows: { blocks: FeatureBlock[] } }) => Float32Array.from({ length: samples.length * rowWidth(blocks) }, (_, i) => samples[Math.floor(i / rowWidth(blocks))]!.label + noise(i, 400)),
      explainPicture: ({ signature: { labels } }: { signature: { labels: string[] } }) => ({
        scores: new Float32Array(labels.length).fill(1 / labels.length), label: 0, shown: { width: 1, height: 1, data: new Uint8ClampedArray(4) }, occlusion: { side: 1, values: Float32Array.of(0.5) }, covered: { lowest: 0.1, highest: 0.5 }, activation: null,
      }),
      judgeTrials: async ({ samples, trials }: { samples: { split: string }[]; trials: { seed: number; recipe: { seed: number }; budget: number }[] }, { progress, signal }: { progress: (progress: unknown) => void; signal: AbortSignal }) => {
        if (samples.some(({ split }) => split === 'test')) throw new OrchardError('argument-invalid', 'a test picture');
        for (const [index, { seed, budget }] of trials.entries()) {
          if (signal.aborted) throw new OrchardError('cancelled');
          progress({ type: 'trial', index, result: { accuracy: (0.5 + 0.4 * ((index * 7) % 5) / 5 + seed / 1000) * budget, logLoss: 1, pictures: 10, trainMs: 1 } });
          await new Promise((resolve) => setTimeout(resolve));
          await onEpoch(index);
        }
      },
      train: async ({ recipe: { seed }, samples }: { recipe: { seed: number }; samples: readonly { id: string; split: string; label: number }[] }, { progress, signal }: { progress: (progress: unknown) => void; signal: AbortSignal }) => {
        const curves = { ...run().curves };
        for (let epoch = 1; epoch <= EPOCHS; epoch += 1) {
          if (signal.aborted) throw new OrchardError('cancelled');
          curves.trainLoss = [...curves.trainLoss, seed / epoch];
          progress({ type: 'epoch', epoch, epochs: EPOCHS, curves, elapsedMs: epoch });
          await new Promise((resolve) => setTimeout(resolve));
          await onEpoch(epoch);
        }
        const { signature, reference, metrics } = model();
        return { outcome: 'done', backend, signature, artifact: artifact(), metrics, curves,
          heldOut: samples.filter(({ split }) => split === 'test').map(({ id, label }, i) => {
            const predicted = noise(i, 300) < testedRight() ? label : 1 - label;
            return { sampleId: id, truth: label, predicted, scores: predicted === 0 ? [0.9, 0.1] : [0.1, 0.9] };
          }), trainMs: 2, embedMs: 1, reference };
      },
    },
  };
}
