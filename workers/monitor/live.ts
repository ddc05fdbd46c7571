import type { Proportion } from '../../src/domain/experiment/interval.ts';
import { scoreAt, shareOf } from '../../src/domain/log/rows.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import { Bins } from '../../src/domain/monitoring/summaries/bins.ts';
import { percentileOfSorted } from '../../src/domain/monitoring/summaries/latency.ts';
import { truthWay } from '../../src/domain/monitoring/summaries/truth-way.ts';
import { OUTCOME, Outcomes, outcomeCode } from '../../src/domain/monitoring/summaries/outcomes.ts';
import { seriesFrom } from '../../src/domain/monitoring/summaries/series.ts';
import { PHOTOGRAPH, truthComes, truthFor } from '../../src/domain/world/stream/truth.ts';
import { RIPENESS_LABELS } from '../../src/domain/world/stream/event.ts';
import type { EventRange } from '../protocol/evidence.ts';
import type { BeltItem, LineSnapshot } from '../protocol/monitor.ts';
import { RecentRows } from './recent-rows.ts';

/** Rows over which latency percentiles are taken. */
const LATENCY_ROWS = 256;
export const BELT_ITEMS = 24;
/** Rows that end with the newest truth: those behind the break of the belt. */
const KNOWN_ITEMS = 12;
/** Rows that are held for the belt; with a longer label delay the newest truth is read from the log. */
const HELD_ROWS = 4096;
/** Read ahead when the newest truth lies further back. */
const READ_AHEAD_ROWS = 2048;
/** Throughput looks back this far, ms. */
const THROUGHPUT_MS = 1000;

/** What of a snapshot the running line itself knows. */
type LiveState = Omit<LineSnapshot, 'generation' | 'durableIndex' | 'storageCode' | 'alerts' | 'reference' | 'standing' | 'rollout' | 'policy'> & {
  /** Predictions of the settable window whose truth is known. */
  realised: Proportion;
};

/** Reads the rows of a stretch, in order. */
type ReadRows = (range: EventRange) => Promise<LogRows[]>;

/** The line as it stands: its history in bins, and its newest rows. */
export class LiveLine {
  readonly bins: Bins;
  readonly predictions = new Outcomes();
  readonly #read: ReadRows;
  readonly #recent = new RecentRows(HELD_ROWS);
  /** The rows around the newest truth, where it lies before the recent ones. */
  #old = new RecentRows(Infinity);
  #reading = false;
  #latencies = new Float32Array(LATENCY_ROWS);
  #latencyRows = 0;
  #arrivals: { atMs: number; rows: number }[] = [];
  #timeMs = 0;
  #queue = 0;

  /** `read` is asked for rows that lie further back than those that it was given; what comes of it stands in a later state. */
  constructor(bins = new Bins(), read: ReadRows = () => Promise.resolve([])) {
    this.bins = bins;
    this.#read = read;
  }

  get lastIndex(): number { return this.bins.lastIndex; }

  /** Takes rows that were predicted just now. */
  add(rows: LogRows, nowMs: number): void {
    this.bins.add(rows);
    this.restoreRows(rows);
    this.#arrivals.push({ atMs: nowMs, rows: rows.count });
    while (this.#arrivals[0]!.atMs < nowMs - THROUGHPUT_MS) this.#arrivals.shift();
    this.#queue = rows.columns.queue[rows.count - 1]!;
  }

  /** Takes rows that the bins already hold, so that the belt is not empty after a reload. */
  restoreRows(rows: LogRows): void {
    const { columns, count, firstIndex } = rows;
    if (count === 0) return;
    const truth = truthFor(rows.labels, columns);
    const ripe = rows.labels.findIndex((label) => label.trim().toLowerCase() === RIPENESS_LABELS[0]);
    for (let row = 0; row < count; row += 1) {
      const predicted = columns.predicted[row]!;
      this.predictions.set(firstIndex + row, outcomeCode(predicted, truth?.[row]), predicted === ripe);
      this.#latencies[this.#latencyRows % LATENCY_ROWS] = columns.latencyMs[row]!;
      this.#latencyRows += 1;
    }
    this.#recent.push(rows);
    this.#timeMs = columns.timeMs[count - 1]!;
  }

  /** `lag`: events that the newest truth lies behind the newest prediction. */
  state(nowMs: number, lag: number, windowEvents: number): LiveState {
    const { bins } = this;
    const newest = (name: string) => seriesFrom(bins, name, { from: 0, to: Infinity, windowEvents, points: 1, lag }).value.at(-1) ?? null;
    const latencies = this.#latencies.slice(0, Math.min(this.#latencyRows, LATENCY_ROWS)).sort();
    const recent = this.#arrivals.filter(({ atMs }) => atMs > nowMs - THROUGHPUT_MS);
    const known = bins.lastIndex - lag;
    return {
      lastIndex: bins.lastIndex,
      timeMs: this.#timeMs,
      throughput: recent.reduce((sum, { rows }) => sum + rows, 0) * (1000 / THROUGHPUT_MS),
      queue: recent.length > 0 ? this.#queue : 0,
      latency: { p50: percentileOfSorted(latencies, 0.5) || 0, p95: percentileOfSorted(latencies, 0.95) || 0, p99: percentileOfSorted(latencies, 0.99) || 0 },
      accuracy: this.predictions.accuracy(known, windowEvents) ?? newest('accuracy'),
      realised: this.predictions.proportion(known, windowEvents),
      confidence: newest('confidence'),
      counts: Object.fromEntries([...bins.labels].map(([label, { predicted }]) => [label, predicted.subarray(0, bins.length).reduce((sum, count) => sum + count, 0)])),
      belt: items(this.#recent, bins.lastIndex, BELT_ITEMS, known),
      known: this.#knownItems(known),
      way: truthWay(this.predictions, bins.lastIndex, lag),
    };
  }

  #knownItems(known: number): BeltItem[] {
    if (known < 0) return [];
    const first = Math.max(0, known - KNOWN_ITEMS + 1);
    if (this.#recent.has(first)) return items(this.#recent, known, KNOWN_ITEMS, known);
    if (!this.#old.has(known)) this.#readOld(first, known);
    return items(this.#old, known, KNOWN_ITEMS, known);
  }

  #readOld(from: number, known: number): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#read({ from, to: known + READ_AHEAD_ROWS }).then((pieces) => {
      this.#old = new RecentRows(Infinity);
      for (const rows of pieces) this.#old.push(rows);
    }, () => {}).finally(() => { this.#reading = false; });
  }
}

function items(rows: RecentRows, last: number, count: number, lastKnown: number): BeltItem[] {
  const found: BeltItem[] = [];
  rows.upTo(last, count, (piece, row) => found.push(beltItem(piece, row, lastKnown)));
  return found;
}

/** Rows as a belt shows them; truths of events after `lastKnown` are not told. */
export function beltOf(rows: LogRows, lastKnown: number): BeltItem[] {
  return Array.from({ length: rows.count }, (_, row) => beltItem(rows, row, lastKnown));
}

function beltItem(rows: LogRows, row: number, lastKnown: number): BeltItem {
  const { columns, firstIndex, labels } = rows;
  const index = firstIndex + row;
  const predicted = columns.predicted[row]!;
  const one = { species: columns.species.subarray(row, row + 1), reportedTruth: columns.reportedTruth.subarray(row, row + 1) };
  const isPhotograph = columns.species[row] === PHOTOGRAPH;
  const code = index > lastKnown ? OUTCOME.unknown : outcomeCode(predicted, truthFor(labels, one)?.[0]);
  return {
    index,
    species: columns.species[row]!,
    cultivar: columns.cultivar[row]!,
    supplier: columns.supplier[row]!,
    ripeness: shareOf(columns.ripeness[row]!),
    predicted,
    scores: labels.map((_, label) => scoreAt(rows, row, label)),
    version: columns.version[row]!,
    right: code === OUTCOME.unknown ? null : code === OUTCOME.right,
    ...(isPhotograph && code !== OUTCOME.unknown ? { truth: labels[one.reportedTruth[0]!] ?? 'none of the labels' } : {}),
    neverKnown: index <= lastKnown && code === OUTCOME.unknown && (isPhotograph || truthComes(labels)),
    latencyMs: columns.latencyMs[row]!,
    modelMs: columns.modelMs[row]!,
  };
}
