import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { meanStats, percentileStats, shareStats, type WindowStats } from '../../../domain/monitoring/summaries/window-stats.ts';
import type { ReferenceState } from '../../../domain/monitoring/monitors/reference-state.ts';
import type { App } from '../../../app/app.svelte.ts';
import type { LogColumn, LogColumns } from '../../../state/monitoring.svelte.ts';
import { Latest } from '../shared/latest.ts';

/** Between two looks at the newest rows. */
const REST_MS = 1000;
const UNKNOWN = 255;
const FEATURES = READABLE_FEATURES.map(({ name }) => `feature.${name}` as const);
const COLUMNS: LogColumn[] = [...FEATURES, 'confidence', 'latencyMs', 'queue'];

/** A stretch of the log [from, to), in numbers by signal; `accuracy` only where truths are known. */
export interface Stretch {
  from: number;
  to: number;
  stats: Readonly<Record<string, WindowStats>>;
}

/** What is compared. Windows never overlap: there is none of now before it can be apart from the reference. */
export interface ComparedWindows {
  /** The reference, or as much of it as is in; null where there is none. */
  reference: Stretch | null;
  /** The newest fruits that are not of the reference. */
  now: Stretch | null;
  /** The newest fruits with truth that are not of the reference. */
  truths: Stretch | null;
}

/**
 * Where the newest windows lie, before `end` and, with truth, before `known`: each as long as asked for, or as there is room behind the reference; null
 * where there is none. While a reference is collected they are all of it that is in: what other versions judged before says nothing of this one.
 */
export function newestWindows({ first, end, known, windowEvents, reference }: { first: number; end: number; known: number; windowEvents: number; reference: ReferenceState }): { now: [number, number] | null; truths: [number, number] | null } {
  const settled = reference.kind === 'at-rest' || reference.kind === 'not-at-rest';
  const least = Math.max(first, settled ? reference.to : reference.kind === 'collecting' ? reference.from : first);
  const longest = settled ? windowEvents : Infinity;
  const ending = (to: number): [number, number] | null => (to > least ? [Math.max(least, to - longest), to] : null);
  return { now: ending(end), truths: ending(known) };
}

/** Events of the reference that are in; null where there is none on this line. */
export function referenceStretch(reference: ReferenceState): [number, number] | null {
  if (reference.kind === 'collecting') return reference.count > 0 ? [reference.from, reference.from + reference.count] : null;
  return reference.kind === 'none' ? null : [reference.from, reference.to];
}

/** Reads the compared windows from the log, at most once a second; a reference that is complete is read once. */
export class Windows {
  compared = $state.raw<ComparedWindows>({ reference: null, now: null, truths: null });
  /** They have been read: before that nothing is to be said, least of all something calm. */
  ready = $state(false);

  readonly #app: App;
  readonly #latest = new Latest<ReferenceState>((reference) => this.#read(reference), REST_MS);
  #kept: { key: string; stretch: Stretch } | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  refresh(reference: ReferenceState): void {
    this.#latest.ask(reference);
  }

  stop(): void {
    this.#latest.stop();
  }

  async #read(reference: ReferenceState): Promise<void> {
    const { monitoring, line, shell } = this.#app;
    const [first, end] = monitoring.extent;
    const of = referenceStretch(reference);
    const settled = reference.kind === 'at-rest' || reference.kind === 'not-at-rest';
    const { now, truths } = newestWindows({ first, end: Math.min(end, line.now), known: line.knownAt(Math.min(end, line.now)), windowEvents: monitoring.windowEvents, reference });
    try {
      const [ofReference, ofNow, ofTruths] = await Promise.all([this.#reference(of, settled), now && this.#numbers(now), truths && this.#truths(truths)]);
      this.compared = { reference: ofReference, now: ofNow, truths: ofTruths };
    } catch (error) {
      shell.report(error, 'monitor');
    }
    this.ready = true;
  }

  async #reference(of: [number, number] | null, settled: boolean): Promise<Stretch | null> {
    if (!of) return null;
    const known = Math.max(0, Math.min(of[1], this.#app.line.knownTo));
    const key = settled ? [...of, known, this.#app.line.revisions.length].join() : '';
    if (settled && this.#kept?.key === key) return this.#kept.stretch;
    const [numbers, truths] = await Promise.all([this.#numbers(of), this.#truths([of[0], Math.max(of[0], known)])]);
    const stretch = { ...numbers, stats: { ...numbers.stats, ...truths.stats } };
    this.#kept = { key, stretch };
    return stretch;
  }

  async #numbers([from, to]: [number, number]): Promise<Stretch> {
    const { columns } = await this.#app.monitoring.query({ from, to, columns: COLUMNS });
    const found = [
      ...FEATURES.map((name) => [name, meanStats(numbersOf(columns, name))] as const),
      ['confidence', meanStats(numbersOf(columns, 'confidence'))] as const,
      ['latency', percentileStats(numbersOf(columns, 'latencyMs'), 0.95)] as const,
      ['queue', meanStats(numbersOf(columns, 'queue'))] as const,
    ];
    return { from, to, stats: Object.fromEntries(found.flatMap(([name, stats]) => (stats ? [[name, stats]] : []))) };
  }

  async #truths([from, to]: [number, number]): Promise<Stretch> {
    if (to <= from) return { from, to, stats: {} };
    const { columns } = await this.#app.monitoring.query({ from, to, columns: ['right'] });
    const known = Array.from(numbersOf(columns, 'right')).filter((right) => right !== UNKNOWN);
    const stats = shareStats(known.filter((right) => right === 1).length, known.length);
    return { from, to, stats: stats ? { accuracy: stats } : {} };
  }
}

function numbersOf(columns: LogColumns, name: string): ArrayLike<number> {
  const column = columns[name];
  return column === undefined || Array.isArray(column) ? [] : column;
}
