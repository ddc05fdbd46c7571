import * as v from 'valibot';
import { OrchardError } from '../common/errors.ts';
import { evidenceSchema, type TrialEvidence } from './trial-evidence.ts';
import { strategySchema, type Strategy } from './strategy.ts';

/** Argo Rollouts' words, and `aborted` for what a hand has stopped. */
export const ROLLOUT_PHASES = ['progressing', 'paused', 'healthy', 'degraded', 'aborted'] as const;
export type RolloutPhase = (typeof ROLLOUT_PHASES)[number];

/** Why a rollout stands as it does: what decided. */
export const ROLLOUT_CAUSES = ['steps', 'gain', 'loss', 'analysis', 'inconclusive', 'pause', 'hand', 'broken', 'replaced'] as const;
export type RolloutCause = (typeof ROLLOUT_CAUSES)[number];

/** A rollout as it was begun. */
export interface RolloutStart {
  /** The deployment that began it. */
  readonly id: number;
  readonly champion: number;
  readonly challenger: number;
  readonly strategy: Strategy;
  /** First event of it. */
  readonly fromIndex: number;
  /** The challenger's share of fruit in 0..1 then. */
  readonly weight: number;
}

/** Something to be done about which version predicts, from event `from` on. `id` is the same whenever the same rows are seen again. */
export type RolloutAction = { readonly id: string; readonly from: number } & (
  | { readonly kind: 'setWeight'; readonly weight: number }
  | { readonly kind: 'promote' }
  | { readonly kind: 'abort' });

/** What a query is to be asked for, at this moment. */
export interface Measure {
  readonly id: string;
  readonly kind: 'measure';
  readonly query: string;
}

export interface Measurement {
  readonly index: number;
  readonly value: number | null;
  readonly outcome: 'Successful' | 'Failed' | 'Inconclusive' | 'Error';
}

/** The analysis of one metric, at work. */
export interface AnalysisRun {
  readonly template: string;
  /** Its place among the metrics of the template. */
  readonly metric: number;
  /** The step that it belongs to; null for the background. */
  readonly step: number | null;
  readonly phase: 'Running' | Measurement['outcome'];
  readonly counters: { readonly count: number; readonly successful: number; readonly failed: number; readonly inconclusive: number; readonly error: number; readonly consecutiveError: number; readonly consecutiveSuccess: number };
  /** Simulated time of the next measurement, seconds; null when there is none to come. */
  readonly nextAt: number | null;
  /** The newest, oldest first. */
  readonly measurements: readonly Measurement[];
}

/** How the evidence stood at an event, for drawing. Shares in −1..1. */
export interface EvidenceMark {
  readonly index: number;
  readonly difference: number | null;
  readonly ordinary: readonly [number, number] | null;
  readonly sequence: readonly [number, number] | null;
  readonly logE: number;
}

/** Where a rollout stands; plain data of bounded size. */
export interface RolloutState extends RolloutStart {
  readonly phase: RolloutPhase;
  readonly cause: RolloutCause | null;
  /** The metric that failed, where one did. */
  readonly failedMetric: string | null;
  /** Event at which the phase was reached. */
  readonly since: number;
  /** Position in the steps; their number behind the last. */
  readonly step: number;
  /** Simulated time at which the step began, seconds; null before its first event. */
  readonly stepAt: number | null;
  readonly heldByHand: boolean;
  /** The challenger's share in force, from each of these events on. */
  readonly weights: readonly { readonly from: number; readonly weight: number }[];
  /** What was decided and is not in effect yet, in the order of its events. */
  readonly decided: readonly RolloutAction[];
  /** Actions so far. */
  readonly actions: number;
  readonly lastIndex: number;
  readonly lastSeconds: number;
  /** Fruits that each decided; in a shadow the challenger's are those that it said something of. */
  readonly counts: { readonly champion: number; readonly challenger: number };
  readonly evidence: TrialEvidence;
  readonly analyses: readonly AnalysisRun[];
  readonly marks: readonly EvidenceMark[];
}

/** Whether nothing more is decided. */
export function isOver({ phase }: Pick<RolloutState, 'phase'>): boolean {
  return phase === 'healthy' || phase === 'degraded' || phase === 'aborted';
}

/** The challenger's share in force. */
export function weightOf({ weights }: Pick<RolloutState, 'weights'>): number {
  return weights.at(-1)?.weight ?? 0;
}

const MOST_STORED = 1000;
const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const real = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(200));
const few = <T extends v.GenericSchema>(schema: T) => v.pipe(v.array(schema), v.maxLength(MOST_STORED));
const outcome = v.picklist(['Successful', 'Failed', 'Inconclusive', 'Error']);
const band = v.nullable(v.tuple([real, real]));

const base = { id: text, from: natural };
const stateSchema = v.object({
  id: natural, champion: natural, challenger: natural, strategy: strategySchema, fromIndex: natural, weight: share,
  phase: v.picklist(ROLLOUT_PHASES), cause: v.nullable(v.picklist(ROLLOUT_CAUSES)), failedMetric: v.nullable(text), since: natural, step: natural, stepAt: v.nullable(real), heldByHand: v.boolean(),
  weights: few(v.object({ from: natural, weight: share })),
  decided: few(v.variant('kind', [v.object({ ...base, kind: v.literal('setWeight'), weight: share }), v.object({ ...base, kind: v.literal('promote') }), v.object({ ...base, kind: v.literal('abort') })])),
  actions: natural, lastIndex: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)), lastSeconds: real, counts: v.object({ champion: natural, challenger: natural }), evidence: evidenceSchema,
  analyses: few(v.object({
    template: text, metric: natural, step: v.nullable(natural), phase: v.union([v.literal('Running'), outcome]),
    counters: v.object({ count: natural, successful: natural, failed: natural, inconclusive: natural, error: natural, consecutiveError: natural, consecutiveSuccess: natural }),
    nextAt: v.nullable(real), measurements: few(v.object({ index: natural, value: v.nullable(real), outcome })),
  })),
  marks: few(v.object({ index: natural, difference: v.nullable(real), ordinary: band, sequence: band, logE: real })),
});

/** A state as it was stored. Throws `file-schema` for one that does not fit. */
export function readRolloutState(stored: unknown): RolloutState {
  const parsed = v.safeParse(stateSchema, stored, { abortEarly: true });
  if (!parsed.success) throw new OrchardError('file-schema', `rollout, ${v.getDotPath(parsed.issues[0]) ?? ''}: ${parsed.issues[0].message}`);
  return parsed.output;
}
