import { openMemoryStorage } from '../../../src/storage/index.ts';
import type { LogStore } from '../../../src/storage/index.ts';
import { createMonitorHandlers } from '../../../workers/monitor/handlers.ts';
import type { TrialMark } from '../../../workers/monitor/trial.ts';
import { Transferring } from '../../../workers/protocol/message.ts';
import type { LineSnapshot, MonitorNotice, MonitorOperations } from '../../../workers/protocol/monitor.ts';
import { judged } from '../log/judged.ts';
import type { JudgedOptions } from '../log/judged.ts';

export const FEATURES = ['hue', 'light'];

/** A monitor worker without a worker: its clock, its timer and the other end of its port are the test's. */
export class Rig {
  nowMs = 1_000_000;
  readonly notices: MonitorNotice[] = [];
  readonly credits: number[] = [];
  readonly store: LogStore;
  readonly handlers: ReturnType<typeof createMonitorHandlers>;
  #tick: () => void = () => {};
  readonly port = { onmessage: null as ((event: MessageEvent) => void) | null, postMessage: (message: { rows: number }) => { this.credits.push(message.rows); }, close: () => {} };

  constructor(store: LogStore = openMemoryStorage().log, mark?: TrialMark) {
    this.store = store;
    this.handlers = createMonitorHandlers({
      store, features: FEATURES, ...(mark ? { mark } : {}),
      nowMs: () => this.nowMs,
      notify: (notice) => this.notices.push(notice),
      every: (_, task) => { this.#tick = task; },
    });
  }

  /** Opened and connected, in generation 1. */
  static async open(store?: LogStore, { labelDelay = 0, ...input }: Partial<MonitorOperations['open']['in']> & { labelDelay?: number } = {}, mark?: TrialMark): Promise<Rig> {
    const rig = new Rig(store, mark);
    await rig.call('open', { delays: [{ from: 0, labelDelay }], scenarioLabels: [], ...input });
    await rig.call('connect', { port: rig.port as unknown as MessagePort, generation: 1 });
    return rig;
  }

  async call<K extends keyof MonitorOperations>(op: K, input: MonitorOperations[K]['in'], signal = new AbortController().signal): Promise<MonitorOperations[K]['out']> {
    const handler = this.handlers[op] as unknown as (input: unknown, context: unknown) => unknown;
    const answer = await handler(input, { signal, progress: () => {} });
    return (answer instanceof Transferring ? answer.output : answer) as MonitorOperations[K]['out'];
  }

  send(options: JudgedOptions): void {
    this.receive(judged({ features: FEATURES, ...options }));
  }

  receive(data: unknown): void {
    this.port.onmessage!({ data } as MessageEvent);
  }

  tick(ms = 100): void {
    this.nowMs += ms;
    this.#tick();
  }

  snapshots(): LineSnapshot[] {
    return this.notices.flatMap((notice) => (notice.type === 'snapshot' ? [notice.snapshot] : []));
  }
}

/** Lets everything that is under way come to an end. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setTimeout(resolve));
}
