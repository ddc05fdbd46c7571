import type { DelaySince } from '../../src/domain/world/drift/known-up-to.ts';
import type { AccuracyStanding } from '../../src/domain/monitoring/summaries/accuracy-standing.ts';
import type { TruthWay } from '../../src/domain/monitoring/summaries/truth-way.ts';
import type { ReferenceState } from '../../src/domain/monitoring/monitors/reference-state.ts';
import type { ToldDeployment } from '../../src/domain/delivery/roles.ts';
import type { LineChange } from '../../src/domain/log/line-change.ts';
import type { Renewal } from '../../src/domain/policy/controller.ts';
import type { RecordedEvent } from '../../src/domain/policy/policy-events.ts';
import type { RolloutAction, RolloutState } from '../../src/domain/rollout/rollout-state.ts';
import type { Transition } from '../../src/domain/alerting/rules/rule-engine.ts';
import type { Operation } from './message.ts';
import type { EvidenceOperations } from './evidence.ts';
import type { AlertCounts, WatchOperations, WatchSetup } from './watch.ts';

/** What somebody says that an event shows; null: none of the labels of who predicted it. */
export interface ToldTruth {
  index: number;
  label: string | null;
}

/** The newest predictions, for the belt and the big picture. */
export interface BeltItem {
  index: number;
  /** Position in SPECIES. */
  species: number;
  cultivar: number;
  /** Position in SUPPLIERS; `NO_SUPPLIER` where nobody is known. */
  supplier: number;
  ripeness: number;
  /** Position in the labels of `version`. */
  predicted: number;
  scores: number[];
  version: number;
  /** Right or wrong once the reported truth has arrived, else null. */
  right: boolean | null;
  /** What a photograph counted as, once that has arrived. */
  truth?: string;
  /** Its truth is due and never becomes known, since it was not shipped. */
  neverKnown: boolean;
  latencyMs: number;
  modelMs: number;
}

/** What a snapshot tells of a rollout. */
export interface RolloutInShort extends Pick<RolloutState, 'id' | 'phase' | 'cause' | 'step' | 'challenger'> {
  /** Event of its newest mark; −1 before the first. */
  markedAt: number;
  decided: readonly RolloutAction[];
}

/** What a snapshot tells of a policy. */
export interface PolicyInShort {
  name: string;
  asked: Renewal | null;
}

/** At most ten a second. */
export interface LineSnapshot {
  generation: number;
  /** Newest predicted event, −1 before the first. */
  lastIndex: number;
  /** All events up to and including this one are durable; −1 when none is. */
  durableIndex: number;
  timeMs: number;
  /** Predicted a second over the last second. */
  throughput: number;
  queue: number;
  latency: { p50: number; p95: number; p99: number };
  /** Over the settable window; null until a truth has arrived. */
  accuracy: number | null;
  confidence: number | null;
  /** Prediction counts by label since the beginning of the line. */
  counts: Record<string, number>;
  /** Up to 24 newest, oldest first. */
  belt: BeltItem[];
  /** Up to 12 that end with the newest truth, oldest first. */
  known: BeltItem[];
  /** The newest truths, and what still waits for its own. */
  way: TruthWay;
  /** Set while the log cannot be written: predictions are still made and counted, but not kept. */
  storageCode: string | null;
  alerts: AlertCounts;
  /** The stretch that the live deployment is compared with. */
  reference: ReferenceState;
  /** How right the predictions of the settable window are, beside the reference, or the held-out test of the live version while none is at rest. */
  standing: AccuracyStanding;
  /** The rollout that goes on, or was the last, in short, and what it decided that is to be carried out. Null: there was none. */
  rollout: RolloutInShort | null;
  /** The policy that the line runs under, and the renewal that it waits for. Null at level 0. */
  policy: PolicyInShort | null;
}

/** Columns of the prediction log that can be asked for. */
export const LOG_COLUMNS = ['index', 'timeMs', 'species', 'cultivar', 'supplier', 'lot', 'ripeness', 'predicted', 'confidence', 'truth', 'reportedTruth', 'known', 'right', 'latencyMs', 'modelMs', 'queue', 'version', 'drift'] as const;
export type LogColumn = (typeof LOG_COLUMNS)[number] | `feature.${string}` | `score.${string}`;

export interface LogFilter {
  from?: number;
  /** Exclusive. */
  to?: number;
  outcome?: 'right' | 'wrong' | 'unknown';
  predicted?: string;
  species?: string;
  version?: number;
  maxConfidence?: number;
}

export type LogColumns = Record<string, Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | string[]>;

export interface Series {
  index: number[];
  value: number[];
}

/** The operations on the line itself: which log is open, where it goes on, and what becomes durable. */
export type LineOperations = {
  /** Where predictions come from; those of another generation than `generation` are dropped until a mark says otherwise. */
  connect: Operation<{ port: MessagePort; generation: number }, void>;
  /**
   * Opens the stored line, repairs a torn tail, answers where it goes on. What still travels, or waits because of `hold`, was of the line
   * before and is dropped. With `watchLater` no rule is run before `beginWatch`.
   */
  open: Operation<{ delays: readonly DelaySince[]; scenarioLabels: string[]; windowEvents?: number; retentionRows?: number; watch?: WatchSetup; watchLater?: boolean }, { nextIndex: number; count: number; repaired: number }>;
  /** Opens the stored line to be read and nothing else: what is torn stays as it is. */
  look: Operation<LineOperations['open']['in'], { nextIndex: number }>;
  beginWatch: Operation<void, void>;
  /** Has all that came written and keeps what comes waiting, so that nothing is written before `open` or `release`. */
  hold: Operation<void, void>;
  /** Takes in what waited, and goes on; or closes the log, whose rows were exchanged meanwhile, and drops what waited. */
  release: Operation<{ closes: boolean }, void>;
  /** Puts the line aside and begins another with an empty log at `index`. Answers the rows that went. */
  reset: Operation<{ generation: number; index: number; change: LineChange }, { dropped: number }>;
  /** Puts the line aside and goes on from `index` with what lies before it. Answers the rows that went; without any, nothing changes. */
  rewind: Operation<{ generation: number; index: number; change: LineChange }, { dropped: number }>;
  /** The line and what was put aside last change places. Fails with `nothing-to-undo`. */
  exchange: Operation<{ generation: number; delays: readonly DelaySince[]; deployments: readonly ToldDeployment[]; policies: readonly RecordedEvent[] }, { nextIndex: number; dropped: number }>;
  /**
   * Truths that somebody tells of events whose own are not due yet, by label; null stands for none of the labels. They become known when they are due, as any other. Answers the event after
   * the last whose truth is due. Fails with `truth-late` where one is due already or lies before what was last put aside, `label-unknown`, `index-out-of-range`; then none is told.
   */
  tellTruths: Operation<{ truths: readonly ToldTruth[] }, { knownTo: number }>;
  configure: Operation<{ delays?: readonly DelaySince[]; windowEvents?: number; retentionRows?: number }, void>;
  /** Writes what is not yet durable, now. */
  flush: Operation<void, { durableIndex: number }>;
  snapshot: Operation<void, LineSnapshot>;
};

/** The operations that read the log. */
export type LogOperations = {
  /** Several series at once, each thinned to at most `points` by window. */
  series: Operation<{ names: string[]; from: number; to: number; windowEvents: number; points: number }, Record<string, Series>>;
  count: Operation<LogFilter | void, { count: number }>;
  /**
   * Rows as columns. `predicted`, `truth` and `reportedTruth` are positions in `labels`, which begins with ripe and unripe; a truth
   * that is not known is 255. `right` is 1, 0, or 255 when not known; `species` is a position in SPECIES. Without `columns` come
   * all of LOG_COLUMNS.
   */
  query: Operation<LogFilter & { columns?: LogColumn[]; offset?: number; limit?: number; newestFirst?: boolean }, { columns: LogColumns; labels: string[]; total: number }>;
  /** Up to 24 rows that end with an event, oldest first. */
  belt: Operation<{ upTo: number }, { items: BeltItem[] }>;
  /** All of LOG_COLUMNS but those `without`, and a column for each score and feature. */
  exportRows: Operation<LogFilter & { format: 'csv' | 'json'; without?: LogColumn[] }, { blob: Blob }, { done: number; total: number }>;
  usage: Operation<void, { rows: number; segments: number; bytes: number; prunedRows: number; retentionRows: number }>;
};

export type MonitorOperations = LineOperations & LogOperations & WatchOperations & EvidenceOperations;

export type MonitorNotice = { type: 'snapshot'; snapshot: LineSnapshot } | { type: 'alerts'; transitions: Transition[] } | { type: 'pruned'; rows: number } | { type: 'storage'; code: string };
