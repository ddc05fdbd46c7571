import type { Proportion } from '../../src/domain/experiment/interval.ts';
import { scoreAt, shareOf } from '../../src/domain/log/rows.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import { Bins } from '../../src/domain/monitoring/bins.ts';
import { percentileOfSorted } from '../../src/domain/monitoring/latency.ts';
import { Verdicts, verdictCode } from '../../src/domain/monitoring/verdicts.ts';
import { seriesFrom } from '../../src/domain/monitoring/series.ts';
import { truthFor } from '../../src/domain/monitoring/truth.ts';
import type { BeltItem, LineSnapshot } from '../protocol/monitor.ts';

/** Rows over which latency percentiles are taken. */
const LATENCY_ROWS = 256;
export const BELT_ITEMS = 24;
/** Throughput looks back this far, ms. */
const THROUGHPUT_MS = 1000;

interface BeltEntry { item: Omit<BeltItem, 'right'>; code: number }

/** What of a snapshot the running line itself knows. */
export type LiveState = Omit<LineSnapshot, 'epoch' | 'durableIndex' | 'storageCode' | 'alarms' | 'reference' | 'standing'> & {
  /** Verdicts of the settable window whose truth is known. */
  realised: Proportion;
};

/** The line as it stands: its history in bins, and its newest rows. */
export class LiveLine {
  readonly bins: Bins;
  readonly verdicts = new Verdicts();
  #belt: BeltEntry[] = [];
  #latencies = new Float32Array(LATENCY_ROWS);
  #latencyRows = 0;
  #arrivals: { atMs: number; rows: number }[] = [];
  #timeMs = 0;
  #queue = 0;

  constructor(bins = new Bins()) {
    this.bins = bins;
  }

  get lastIndex(): number { return this.bins.lastIndex; }

  /** Takes rows that were judged just now. */
  add(rows: LogRows, nowMs: number): void {
    this.bins.add(rows);
    this.recall(rows);
    this.#arrivals.push({ atMs: nowMs, rows: rows.count });
    while (this.#arrivals[0]!.atMs < nowMs - THROUGHPUT_MS) this.#arrivals.shift();
    this.#queue = rows.columns.queue[rows.count - 1]!;
  }

  /** Takes rows that the bins already hold, so that the belt is not empty after a reload. */
  recall(rows: LogRows): void {
    const { columns, count, firstIndex } = rows;
    if (count === 0) return;
    const truth = truthFor(rows.labels, columns);
    for (let row = 0; row < count; row += 1) {
      this.verdicts.set(firstIndex + row, verdictCode(columns.predicted[row]!, truth?.[row]));
      this.#latencies[this.#latencyRows % LATENCY_ROWS] = columns.latencyMs[row]!;
      this.#latencyRows += 1;
    }
    for (let row = Math.max(0, count - BELT_ITEMS); row < count; row += 1) this.#belt.push(beltEntry(rows, row, truth?.[row]));
    this.#belt.splice(0, this.#belt.length - BELT_ITEMS);
    this.#timeMs = columns.timeMs[count - 1]!;
  }

  state(nowMs: number, labelDelay: number, windowEvents: number): LiveState {
    const { bins } = this;
    const newest = (name: string) => seriesFrom(bins, name, { from: 0, to: Infinity, windowEvents, points: 1, labelDelay }).value.at(-1) ?? null;
    const latencies = this.#latencies.slice(0, Math.min(this.#latencyRows, LATENCY_ROWS)).sort();
    const recent = this.#arrivals.filter(({ atMs }) => atMs > nowMs - THROUGHPUT_MS);
    const known = bins.lastIndex - labelDelay;
    return {
      lastIndex: bins.lastIndex,
      timeMs: this.#timeMs,
      throughput: recent.reduce((sum, { rows }) => sum + rows, 0) * (1000 / THROUGHPUT_MS),
      queue: recent.length > 0 ? this.#queue : 0,
      latency: { p50: percentileOfSorted(latencies, 0.5) || 0, p95: percentileOfSorted(latencies, 0.95) || 0, p99: percentileOfSorted(latencies, 0.99) || 0 },
      accuracy: this.verdicts.accuracy(known, windowEvents) ?? newest('accuracy'),
      realised: this.verdicts.proportion(known, windowEvents),
      confidence: newest('confidence'),
      counts: Object.fromEntries([...bins.labels].map(([label, { predicted }]) => [label, predicted.subarray(0, bins.length).reduce((sum, count) => sum + count, 0)])),
      belt: this.#belt.map((entry) => told(entry, known)),
    };
  }
}

/** Rows as a belt shows them; truths of events after `lastKnown` are not told. */
export function beltOf(rows: LogRows, lastKnown: number): BeltItem[] {
  const truth = truthFor(rows.labels, rows.columns);
  return Array.from({ length: rows.count }, (_, row) => told(beltEntry(rows, row, truth?.[row]), lastKnown));
}

function told({ item, code }: BeltEntry, lastKnown: number): BeltItem {
  return { ...item, right: item.index > lastKnown || code === 0 ? null : code === 1 };
}

function beltEntry(rows: LogRows, row: number, truth: number | undefined): BeltEntry {
  const { columns, firstIndex, labels } = rows;
  const predicted = columns.predicted[row]!;
  return {
    code: verdictCode(predicted, truth),
    item: {
      index: firstIndex + row,
      species: columns.species[row]!,
      cultivar: columns.cultivar[row]!,
      ripeness: shareOf(columns.ripeness[row]!),
      predicted,
      scores: labels.map((_, label) => scoreAt(rows, row, label)),
      version: columns.version[row]!,
      latencyMs: columns.latencyMs[row]!,
      modelMs: columns.modelMs[row]!,
    },
  };
}
