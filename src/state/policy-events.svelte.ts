import { isPolicyEvent } from '../domain/policy/policy-events.ts';
import type { LoggedEvent } from '../storage/index.ts';
import type { Services } from './services.ts';

/** What the line's event log tells of policies: what was set, asked for and answered. */
export class PolicyEvents {
  /** Oldest first. */
  list = $state.raw<readonly LoggedEvent[]>([]);
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Reads them again. */
  async read(): Promise<void> {
    this.list = (await this.#services.storage.eventLog.list()).filter(isPolicyEvent);
  }

  /** Writes one more, and has the monitor hear of it. */
  async tell(event: Omit<LoggedEvent, 'id' | 'atMs'>): Promise<void> {
    const { storage, nowMs } = this.#services;
    const kept = await storage.eventLog.append({ ...event, atMs: nowMs() });
    this.list = [...this.list, kept];
    await this.pass();
  }

  /** Has the monitor hear of all of them. */
  async pass(): Promise<void> {
    await this.#services.monitor.call('setPolicies', { events: this.list });
  }
}
