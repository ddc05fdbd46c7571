import { Records } from '../../../src/clients/records.ts';
import { App } from '../../../src/app/app.svelte.ts';
import type { Services } from '../../../src/state/services.ts';
import { led } from '../../../src/storage/engine/led.ts';
import type { Engine } from '../../../src/storage/engine/engine.ts';
import type { Storage } from '../../../src/storage/index.ts';
import { createStorage } from '../../../src/storage/storage.ts';
import { sha256 } from '../../../src/storage/sha256.ts';
import { createMonitorHandlers } from '../../../workers/monitor/handlers.ts';
import { Transferring } from '../../../workers/protocol/message.ts';
import type { LineSnapshot } from '../../../workers/protocol/monitor.ts';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { failing } from '../../contract/faults.ts';
import { fakeLab } from '../lab/fake-lab.ts';
import { judged } from '../log/judged.ts';

type Input = Record<string, unknown>;
interface CallOptions { onProgress?: (progress: unknown) => void; signal?: AbortSignal }

/** The orchard's worker: it keeps what it is told, and photographs when the test says so. */
class FakeOrchard {
  state = { generation: 0, index: 0, playing: false, until: null as number | null, lapse: 1 as unknown };
  revisions: unknown[] = [];
  #paused = false;

  call(op: string, input: Input): unknown {
    const { state } = this;
    switch (op) {
      case 'load': [this.revisions, this.state] = [input['revisions'] as unknown[], { ...state, generation: input['generation'] as number, index: input['index'] as number, playing: false, until: null }]; break;
      case 'revise': {
        const from = state.index;
        this.revisions = [...(this.revisions as { from: number }[]).filter((revision) => revision.from < from), { from, scenario: input['scenario'] }];
        return { from };
      }
      case 'play': this.state = { ...state, playing: true, lapse: input['lapse'] ?? state.lapse, until: (input['until'] === undefined ? state.until : input['until']) as number | null }; break;
      case 'pause': [this.#paused, this.state] = [state.playing, { ...state, playing: false }]; break;
      case 'resume': this.state = { ...state, playing: this.#paused }; break;
      case 'pick': return Array.from({ length: input['count'] as number }, (_, i) => ({
        picture: { width: 1, height: 1, data: Uint8ClampedArray.of(i, input['seed'] as number, 0, 255) }, species: 'apple', cultivar: 'red', ripeness: 0.5, label: i % 2 ? 'ripe' : 'unripe',
      }));
      default: break;
    }
    return this.state;
  }
}

/** The serving worker: who is live, and who is prepared. A version of `refused` cannot predict. */
class FakeServing {
  alive = true;
  live: unknown = null;
  prepared: unknown = null;
  refused: unknown = null;

  call(op: string, { version }: Input): unknown {
    if (op === 'prepare') {
      if (version === this.refused) throw new OrchardError('model-incompatible');
      this.prepared = version;
      return { fromIndex: 0 };
    }
    if (op === 'hold') return { fromIndex: 0 };
    if (op === 'takeOver') this.live = version;
    if (op === 'undeploy') this.live = null;
    if (op === 'takeOver' || op === 'letGo') this.prepared = null;
    return {};
  }
}

const trainer = {
  async ingest({ items }: Input, { onProgress }: CallOptions) {
    for (const [position, { picture, blob }] of (items as { picture?: { data: Uint8ClampedArray<ArrayBuffer> }; blob?: Blob }[]).entries()) {
      const stored = blob ?? new Blob([picture!.data], { type: 'image/png' });
      const id = await sha256(new Uint8Array(await stored.arrayBuffer()));
      onProgress?.({ type: 'item', item: { position, id, stored, thumbnail: stored, lookHash: '0123456789abcdef', readable: Float32Array.of(1), colour: Float32Array.of(2), embedding: null } });
    }
    return {};
  },
};

/** The whole app over a storage, with the monitor's real handlers; orchard, serving and trainer only keep what they are told. */
export class AppRig {
  readonly orchard = new FakeOrchard();
  readonly serving = new FakeServing();
  readonly app: App;
  readonly storage: Storage;
  readonly failAt: (nth: number) => void;
  readonly engine: Engine;
  readonly calls: string[] = [];
  readonly monitor: ReturnType<typeof createMonitorHandlers>;
  #nowMs = 1000;
  #task: () => void = () => {};
  #port = { onmessage: null as ((event: MessageEvent) => void) | null, postMessage: () => {}, close: () => {} };

  constructor(engine: Engine, { leads = true } = {}) {
    const faults = failing(engine);
    this.failAt = faults.failAt;
    this.engine = engine;
    const mayWrite = () => leads;
    this.storage = createStorage(led(faults.engine, mayWrite), { nowMs: () => 1000 });
    this.monitor = createMonitorHandlers({ store: this.storage.log, nowMs: () => this.#nowMs, notify: (notice) => { if (notice.type === 'storage') this.app.notices.monitor.storage(notice); }, every: (_, task) => { this.#task = task; }, features: ['hue'] });
    const client = (name: string, answer: (op: string, input: Input, options: CallOptions) => unknown) => ({
      alive: true, start: () => {}, restart: () => {}, dispose: () => {},
      call: async (op: string, input: Input, options: CallOptions = {}) => {
        this.calls.push(`${name}.${op}`);
        return answer(op, input ?? {}, options);
      },
    });
    const monitor = client('monitor', async (op, input, { signal = new AbortController().signal }) => {
      const handler = this.monitor[op as 'flush'] as unknown as (input: unknown, context: unknown) => unknown;
      const answer = await handler(op === 'connect' ? { ...input, port: this.#port } : input, { signal, progress: () => {} });
      return answer instanceof Transferring ? answer.output : structuredClone(answer);
    });
    const services = {
      storage: this.storage, monitor, helpers: [], bench: () => ({}), lab: () => client('lab', (op, input) => fakeLab[op as keyof typeof fakeLab](structuredClone(input) as never)), records: new Records(), cores: 2, nowMs: () => 1000, idle: async () => {}, painted: async () => {}, appVersion: '1', baseUrl: './',
      trainer: client('trainer', (op, input, options) => (op === 'ingest' ? trainer.ingest(input, options) : { backend: 'webgpu', probe: {} })),
      orchard: client('orchard', (op, input) => structuredClone(this.orchard.call(op, input))),
      serving: client('serving', (op, input) => this.serving.call(op, input)),
    } as unknown as Services;
    this.app = new App(services);
    this.app.shell.leading = leads;
  }

  async open(hash = '#/line'): Promise<this> {
    await this.app.open(Promise.resolve({ storage: this.storage, leading: this.app.shell.leading }), hash, '');
    await this.app.compute.ensure();
    return this;
  }

  /** So many fruits more are photographed and predicted, of the line's present generation. */
  async judge(count: number): Promise<void> {
    const { index, generation } = this.orchard.state;
    this.send(index, count, generation);
    this.orchard.state = { ...this.orchard.state, index: index + count };
    await (this.monitor.flush as unknown as (input: undefined) => Promise<unknown>)(undefined);
    this.app.line.receiveSnapshot((this.monitor.snapshot as unknown as () => LineSnapshot)());
  }

  /** Time passes for the monitor, enough for it to write what waits. */
  tick(): void {
    this.#nowMs += 2000;
    this.#task();
  }

  /** Predictions arrive at the monitor. */
  send(first: number, count: number, generation: number): void {
    this.#port.onmessage?.({ data: judged({ first, count, generation, features: ['hue'] }) } as MessageEvent);
  }
}
