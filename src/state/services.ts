import type { BenchClient, LabClient, MonitorClient, OrchardClient, ServingClient, TrainerClient } from '../clients/workers.ts';
import type { Records } from '../clients/records.ts';
import type { Storage } from '../storage/index.ts';

export type { Kept, Records, Waiting } from '../clients/records.ts';

/** What the state classes work with; composed once in `main.ts`. */
export interface Services {
  /** There once the app has opened: its code comes after the first paint. */
  storage: Storage;
  trainer: TrainerClient;
  /** Beside the trainer where there are cores for them; they only read pictures. */
  helpers: readonly TrainerClient[];
  serving: ServingClient;
  orchard: OrchardClient;
  monitor: MonitorClient;
  /** One more worker for the bench. */
  bench(): BenchClient;
  /** One more worker for the lab. */
  lab(): LabClient;
  /** What passed between the page and its workers. */
  records: Records;
  /** Processor cores of this machine. */
  cores: number;
  /** Unix ms. */
  nowMs(): number;
  /** Resolves once the page has nothing more pressing to do, after a second at the latest. */
  idle(): Promise<void>;
  /** Resolves once the first frame is on the screen, or would be in a tab that nobody sees. */
  painted(): Promise<void>;
  appVersion: string;
  /** Folder that the site is served from, with a trailing slash. */
  baseUrl: string;
}
