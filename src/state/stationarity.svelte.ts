import { READABLE_FEATURES } from '../domain/data/features/readable.ts';
import { stationarityOf, newestStretch, type Stationarity } from '../domain/monitoring/monitors/stationarity.ts';
import type { Concerns } from './concerns.ts';
import type { LogColumn } from './monitoring.svelte.ts';

/** Fruits between two looks. */
const EVERY = 125;
const UNKNOWN = 255;
const FEATURES = READABLE_FEATURES.map(({ name }) => `feature.${name}` as const);
const COLUMNS: LogColumn[] = [...FEATURES, 'confidence', 'right'];

/** Whether the world is at rest now, where somebody may want to begin another reference: read from the log of the newest fruits. */
export class StationarityCheck {
  newest = $state.raw<Stationarity>({ kind: 'unknown' });

  readonly #app: Concerns;
  /** What was looked at last: the change behind which it lies, and its end. */
  #looked: { changedAt: number; end: number } | null = null;
  #looking = false;

  constructor(app: Concerns) {
    this.#app = app;
  }

  /** Looks where that is due: while the reference is not at rest, or an incident goes on. */
  async ensure(): Promise<void> {
    const { line: { reference, now: end }, alerts, shell } = this.#app;
    const began = alerts.incident ? alerts.eventOf(alerts.incident.startedAt) : null;
    if (this.#looking || (reference.kind !== 'not-at-rest' && began === null)) return;
    const changedAt = Math.max(began ?? 0, reference.kind === 'not-at-rest' ? (reference.brokeAt ?? reference.from) : 0);
    const looked = this.#looked;
    if (looked?.changedAt === changedAt && end >= looked.end && end < looked.end + EVERY) return;
    this.#looking = true;
    // One that fails is tried again after as many fruits as any other.
    this.#looked = { changedAt, end };
    try {
      this.newest = await this.#look(newestStretch(changedAt, end));
    } catch (error) {
      shell.report(error, 'monitor');
    } finally {
      this.#looking = false;
    }
  }

  async #look(stretch: [number, number] | null): Promise<Stationarity> {
    if (!stretch) return { kind: 'unknown' };
    const [from, to] = stretch;
    const { columns } = await this.#app.monitoring.query({ from, to, columns: COLUMNS });
    const signals = COLUMNS.flatMap((name) => {
      const column = columns[name];
      if (column === undefined || Array.isArray(column)) return [];
      return [name === 'right' ? (['error', Float32Array.from(column.filter((right) => right !== UNKNOWN), (right) => 1 - right)] as const) : ([name, Float32Array.from(column)] as const)];
    });
    return stationarityOf(signals, to - from);
  }
}
