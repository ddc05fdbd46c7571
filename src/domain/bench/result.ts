import { csvLine } from '../common/csv.ts';
import { withoutTurns } from '../common/isolated.ts';
import { candidateName, promiseOf } from './promise.ts';
import { candidatesOf, planJson, type BenchPlan } from './plan.ts';
import type { Candidate } from './task.ts';
import type { Outcome } from './run.ts';
import { scoresOf, type Scores } from './scores.ts';
import { streamName } from './stream.ts';

/** One candidate on one stream under one seed. */
interface Cell extends Outcome {
  /** Key of the candidate, position of the stream in the plan. */
  readonly candidate: string;
  readonly stream: number;
  readonly seed: number;
}

/** What a run of the bench found. Holds its plan: whoever runs that again gets the same bytes from the same version of the app. */
export interface BenchResult {
  readonly schema: 1;
  readonly kind: 'orchard-bench';
  readonly app: string;
  /** False when it was cancelled: `cells` are those that were done. */
  readonly complete: boolean;
  readonly plan: BenchPlan;
  /** By stream, seed, candidate. */
  readonly cells: readonly Cell[];
}

/** Collects what workers answer, in whatever order. */
export function resultOf(plan: BenchPlan, app: string, done: readonly { streamIndex: number; seed: number; outcomes: readonly Outcome[] }[]): BenchResult {
  const candidates = candidatesOf(plan);
  const cells = done.toSorted((a, b) => a.streamIndex - b.streamIndex || a.seed - b.seed).flatMap(({ streamIndex, seed, outcomes }) =>
    outcomes.map((outcome, i): Cell => ({ candidate: candidates[i]!.key, stream: streamIndex, seed, ...outcome })));
  return { schema: 1, kind: 'orchard-bench', app, complete: done.length === plan.streams.length * plan.seeds.count, plan, cells };
}

/** A candidate with its scores. */
export interface Scored {
  readonly candidate: Candidate;
  readonly scores: Scores;
  readonly cells: readonly Cell[];
}

/** Scores of every candidate that has a cell, over one stream or, with null, all of them; in the order of the plan. */
export function scoredOf({ plan, cells }: BenchResult, stream: number | null = null): Scored[] {
  const byKey = new Map<string, Cell[]>();
  for (const cell of cells) {
    if (stream !== null && cell.stream !== stream) continue;
    const own = byKey.get(cell.candidate);
    if (own) own.push(cell);
    else byKey.set(cell.candidate, [cell]);
  }
  return candidatesOf(plan).flatMap((candidate) => {
    const own = byKey.get(candidate.key);
    return own ? [{ candidate, scores: scoresOf(own), cells: own }] : [];
  });
}

/** The result as JSON, one line a candidate and a cell. The scores are there for readers; they follow from the cells. */
export function resultJson(result: BenchResult): string {
  const { schema, kind, app, complete, plan, cells } = result;
  const lines = (items: readonly unknown[]): string => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const scores = scoredOf(result).map(({ candidate, scores: own }) => ({ ...candidate, promise: promiseOf(candidate), scores: own }));
  return `{"schema":${schema},"kind":"${kind}","app":${JSON.stringify(app)},"complete":${complete},\n"plan":${withoutTurns(JSON.stringify(planJson(plan), null, 1))},\n"scores":${lines(scores)},\n"cells":${lines(cells)}}\n`;
}

const SCORE_COLUMNS = ['runs', 'changes', 'found', 'delay_q25', 'delay_median', 'delay_q75', 'mtd', 'mdr', 'false_alarms', 'quiet_events', 'false_per_10k', 'false_per_10k_low', 'false_per_10k_high', 'promised_per_10k', 'mtfa', 'mtr', 'echoes'];

/** The table as CSV (RFC 4180): a line for each candidate and stream, and one over all streams when there are several. What is not known is empty. */
export function scoresCsv(result: BenchResult): string {
  const { streams } = result.plan;
  const scopes: (number | null)[] = [...streams.keys(), ...(streams.length > 1 ? [null] : [])];
  const lines = scopes.flatMap((scope) => scoredOf(result, scope).map(({ candidate, scores: s }) => csvLine([
    scope === null ? 'all' : streamName(streams[scope]!), candidateName(candidate), candidate.detector, candidate.signal, JSON.stringify(candidate.params),
    s.runs, s.changes, s.found, s.delay?.q25 ?? null, s.delay?.median ?? null, s.delay?.q75 ?? null, s.mtd, s.mdr, s.falseAlarms, s.quietEvents,
    s.per10k, s.per10kInterval?.[0] ?? null, s.per10kInterval?.[1] ?? null, promiseOf(candidate)?.per10k ?? null, s.mtfa, s.mtr, s.echoes,
  ])));
  return [csvLine(['stream', 'name', 'detector', 'signal', 'params', ...SCORE_COLUMNS]), ...lines].join('');
}

/** Every run as CSV: a line for each candidate, stream and seed. Delays and alarms are lists with spaces; a miss is a dash. */
export function runsCsv({ plan, cells }: BenchResult): string {
  const byKey = new Map(candidatesOf(plan).map((candidate) => [candidate.key, candidate]));
  const lines = cells.map(({ candidate: key, stream, seed, delays, falseAlarms, quietEvents, echoes, alarms }) => {
    const { detector, signal, params } = byKey.get(key)!;
    return csvLine([streamName(plan.streams[stream]!), seed, detector, signal, JSON.stringify(params), delays.map((delay) => delay ?? '–').join(' '), falseAlarms, quietEvents, echoes, alarms.join(' ')]);
  });
  return [csvLine(['stream', 'seed', 'detector', 'signal', 'params', 'delays', 'false_alarms', 'quiet_events', 'echoes', 'first_alarms']), ...lines].join('');
}
