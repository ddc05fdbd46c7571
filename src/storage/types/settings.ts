import type { JsonValue } from '../../domain/log/line-change.ts';
import type { Backend } from '../../domain/learning/run.ts';

/** What the page remembers between visits. Keys may be added; a value that no longer fits its schema reads as absent. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  backend: 'auto' | Backend;
  /** Milliseconds of the probe on each backend; null: not available or broken here. */
  probe: Partial<Record<Backend, number | null>>;
  /** How many times faster than the belt the line is watched. */
  lapse: number | 'max';
  /** What stood for the time lapse while every belt brought eight a second: fruits a second. Read, not written. */
  speed: number | 'max';
  windowEvents: number;
  retentionRows: number;
  firstVisitDone: boolean;
  /** What the Monitor screen shows. */
  monitor: JsonValue;
  /** Alert rules, their states, silences. */
  alerting: JsonValue;
  /** Names rules and monitors while they are run for the first time: what is still named did not finish. */
  watchTrial: string;
  /** The strategy that a rollout begins with which is given none, as YAML. */
  strategy: string;
  /** Budget of the labelling desk, and its inspector. */
  review: JsonValue;
  /** Remedies that were tried, the newest last. */
  trials: JsonValue;
  /** What somebody wrote into the journal. */
  notes: JsonValue;
  /** Which frames of a camera are kept. */
  frames: JsonValue;
  /** The recipe last used. */
  recipe: JsonValue;
  /** The leaderboard of the newest search. */
  search: JsonValue;
}

export interface SettingStore {
  get<K extends keyof Settings>(key: K): Promise<Settings[K] | undefined>;
  /** `undefined` forgets the value. */
  set<K extends keyof Settings>(key: K, value: Settings[K] | undefined): Promise<void>;
  all(): Promise<Partial<Settings>>;
}
