import * as v from 'valibot';
import { detectorSpec } from '../monitoring/detectors/catalogue.ts';
import type { InputKind, Params, ParamValue } from '../monitoring/detectors/detector.ts';
import { completeParams } from '../monitoring/detectors/spec.ts';
import { presetOf } from '../world/drift/presets.ts';
import { DRIFT_PATTERNS, SCENARIO_DEFAULTS, type Scenario } from '../world/drift/scenario.ts';
import { drawnScenario, minimalScenario, parseScenario } from '../world/drift/schema.ts';
import { detailOf as errorDetail, OrchardError } from '../common/errors.ts';
import { refusalText } from '../common/refusal.ts';
import { plainName } from '../common/isolated.ts';
import { canFeed, signalKind } from '../monitoring/monitors/signal.ts';
import { hasSignal, labelDelayOf, streamName, type BenchStream } from './stream.ts';
import type { BenchTask, Candidate } from './task.ts';

/** One detector on one signal; with a sweep, once for each value of one parameter. */
export interface PlanRow {
  readonly detector: string;
  readonly signal: string;
  /** Complete. */
  readonly params: Params;
  readonly sweep: { readonly param: string; readonly values: readonly number[] } | null;
}

/** What is tried on what, and how often: everything that a result depends on. */
export interface BenchPlan {
  readonly schema: 1;
  readonly name: string;
  readonly detectors: readonly PlanRow[];
  readonly streams: readonly BenchStream[];
  readonly seeds: { readonly from: number; readonly count: number };
  /** Events of each run. */
  readonly events: number;
  /** Events after a change is complete in which an alarm still counts as its detection. */
  readonly acceptanceEvents: number;
  /** Events between two alarms of the baseline that always alarms. */
  readonly alwaysEvery: number;
}

export const BENCH_LIMITS = {
  detectors: 16, streams: 12, sweepValues: 24, seeds: 200, events: 100_000,
  /** Candidates × streams × seeds. */
  cells: 20_000,
  /** Pictures of all lines and seeds: about a quarter of an hour on one core. */
  pictures: 2_000_000,
  /** Values given to all detectors; to one that compares whole windows each counts as many. */
  values: 400_000_000,
} as const;

const PLAN_DEFAULTS = { name: 'Untitled', seeds: { from: 1, count: 10 }, events: 10_000, acceptanceEvents: 2000, alwaysEvery: 600 } as const;
const ERROR_STREAM_DEFAULTS = { from: 0.05, to: 0.15, onset: 4000, width: 1000, period: 4000, duty: 0.5, labelDelay: 50 } as const;

const whole = (low: number, high: number) => v.pipe(v.number(), v.check((n) => Number.isInteger(n) && n >= low && n <= high, `a whole number from ${low} to ${high}`));
const share = v.pipe(v.number(), v.check((n) => n >= 0 && n <= 1, 'a number from 0 to 1'));
const listOf = <const S extends v.GenericSchema>(item: S, most: number) => v.pipe(v.array(v.unknown()), v.minLength(1, 'at least one'), v.maxLength(most, `at most ${most}`), v.array(item));

const rowSchema = v.strictObject({
  detector: v.string(),
  signal: v.optional(v.string(), 'error'),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
  sweep: v.nullish(v.strictObject({ param: v.string(), values: listOf(v.pipe(v.number(), v.finite()), BENCH_LIMITS.sweepValues) }), null),
});

const streamSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('line'), preset: v.optional(v.string()), scenario: v.optional(v.unknown()) }),
  v.strictObject({
    kind: v.literal('errors'),
    pattern: v.picklist(['none', ...DRIFT_PATTERNS]),
    from: v.optional(share, ERROR_STREAM_DEFAULTS.from),
    to: v.optional(share, ERROR_STREAM_DEFAULTS.to),
    onset: v.optional(whole(0, BENCH_LIMITS.events), ERROR_STREAM_DEFAULTS.onset),
    width: v.optional(whole(0, BENCH_LIMITS.events), ERROR_STREAM_DEFAULTS.width),
    period: v.optional(whole(100, BENCH_LIMITS.events), ERROR_STREAM_DEFAULTS.period),
    duty: v.optional(share, ERROR_STREAM_DEFAULTS.duty),
    labelDelay: v.optional(whole(0, BENCH_LIMITS.events), ERROR_STREAM_DEFAULTS.labelDelay),
  }),
]);

const planSchema = v.strictObject({
  schema: v.optional(v.literal(1), 1),
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(120, 'at most 120 letters'), v.transform(plainName)), PLAN_DEFAULTS.name),
  detectors: listOf(rowSchema, BENCH_LIMITS.detectors),
  streams: listOf(streamSchema, BENCH_LIMITS.streams),
  seeds: v.optional(v.strictObject({ from: whole(0, 2 ** 32 - 1 - BENCH_LIMITS.seeds), count: whole(1, BENCH_LIMITS.seeds) }), PLAN_DEFAULTS.seeds),
  events: v.optional(whole(100, BENCH_LIMITS.events), PLAN_DEFAULTS.events),
  acceptanceEvents: v.optional(whole(1, BENCH_LIMITS.events), PLAN_DEFAULTS.acceptanceEvents),
  alwaysEvery: v.optional(whole(1, BENCH_LIMITS.events), PLAN_DEFAULTS.alwaysEvery),
});

/**
 * Parses a plan of any origin; a result of the bench counts as its plan. Nothing is clamped: what is wrong throws
 * `bench-plan-invalid` and names the place, and a plan too large for a browser throws `bench-too-large` and says what to make smaller.
 */
export function parsePlan(input: unknown): BenchPlan {
  const value = typeof input === 'object' && input !== null && 'kind' in input && 'plan' in input ? input.plan : input;
  const parsed = v.safeParse(planSchema, value, { abortEarly: true });
  if (!parsed.success) {
    throw invalid(refusalText(parsed.issues[0], 'plan'));
  }
  const { detectors, streams, ...rest } = parsed.output;
  const plan: BenchPlan = { ...rest, detectors: detectors.map(rowOf), streams: streams.map(streamOf) };
  const problem = problemOf(plan);
  if (!problem) return plan;
  const detail = detailOf(problem, plan);
  throw problem.kind === 'large' ? new OrchardError('bench-too-large', detail, { about: detail }) : invalid(detail);
}

function rowOf({ detector, signal, params, sweep }: v.InferOutput<typeof rowSchema>, i: number): PlanRow {
  try {
    const spec = detectorSpec(detector);
    const row = { detector, signal, params: completeParams(spec, params), sweep };
    for (const value of sweep?.values ?? []) completeParams(spec, { ...row.params, [sweep!.param]: value });
    return row;
  } catch (error) {
    throw invalid(`detectors.${i}: ${errorDetail(error)}`);
  }
}

function streamOf(stream: v.InferOutput<typeof streamSchema>, i: number): BenchStream {
  if (stream.kind === 'errors') return stream;
  if ((stream.preset === undefined) === (stream.scenario === undefined)) throw invalid(`streams.${i}: a line has either a preset or a scenario`);
  const scenario = stream.scenario === undefined ? presetOf(stream.preset!)?.scenario(SCENARIO_DEFAULTS.seed) : scenarioOf(stream.scenario, i);
  if (!scenario) throw invalid(`streams.${i}: there is no preset ${stream.preset}`);
  return lineStream(scenario);
}

function scenarioOf(value: unknown, i: number): Scenario {
  try {
    return drawnScenario(parseScenario(value));
  } catch (error) {
    throw invalid(`streams.${i}.scenario: ${errorDetail(error)}`);
  }
}

/** A scenario as a stream of the bench; its seed and length are set aside. */
export function lineStream(scenario: Scenario): BenchStream {
  return { kind: 'line', scenario: { ...scenario, seed: SCENARIO_DEFAULTS.seed, length: SCENARIO_DEFAULTS.length } };
}

const KIND_WORDS: Readonly<Record<InputKind, string>> = { bit: 'bits', unit: 'numbers from 0 to 1', real: 'numbers' };

/** Whether a detector can be given a signal. */
export function takesSignal(detector: string, signal: string): boolean {
  return canFeed(signalKind(signal), detectorSpec(detector).input);
}

/** Why a plan cannot be run. */
export type PlanProblem =
  | { readonly kind: 'empty'; readonly what: 'detectors' | 'streams' }
  /** A row's parameters do not go together. */
  | { readonly kind: 'params'; readonly row: number }
  /** A row watches what a stream does not have, or what its detector does not take. */
  | { readonly kind: 'signal-missing'; readonly row: number; readonly stream: number }
  | { readonly kind: 'signal-kind'; readonly row: number }
  /** No truth of a stream arrives within the run. */
  | { readonly kind: 'late'; readonly stream: number }
  | { readonly kind: 'large'; readonly what: 'cells' | 'pictures' | 'values'; readonly have: number };

/** The first thing that keeps a plan from being run, or null. */
export function problemOf(plan: BenchPlan): PlanProblem | null {
  const { detectors, streams, events } = plan;
  if (detectors.length === 0) return { kind: 'empty', what: 'detectors' };
  if (streams.length === 0) return { kind: 'empty', what: 'streams' };
  for (const [row, { detector, signal, params, sweep }] of detectors.entries()) {
    const spec = detectorSpec(detector);
    const wrong = (sweep?.values ?? [null]).some((value) => spec.check?.(value === null ? params : { ...params, [sweep!.param]: value }));
    if (wrong) return { kind: 'params', row };
    if (!takesSignal(detector, signal)) return { kind: 'signal-kind', row };
    const stream = streams.findIndex((each) => !hasSignal(each, signal));
    if (stream >= 0) return { kind: 'signal-missing', row, stream };
  }
  const late = streams.findIndex((stream) => labelDelayOf(stream) >= events);
  if (late >= 0) return { kind: 'late', stream: late };
  const cost = costOf(plan);
  const what = (['cells', 'pictures', 'values'] as const).find((each) => cost[each] > BENCH_LIMITS[each]);
  return what ? { kind: 'large', what, have: cost[what] } : null;
}

const SMALLER = {
  cells: 'take fewer detectors, values of a sweep, streams or seeds', pictures: 'take fewer lines, seeds or events', values: 'take fewer seeds, events or detectors',
} as const;

function detailOf(problem: PlanProblem, { detectors, streams, events }: BenchPlan): string {
  switch (problem.kind) {
    case 'empty': return `${problem.what}: at least one`;
    case 'params': return `detectors.${problem.row}: its parameters do not go together`;
    case 'signal-kind': {
      const { detector, signal } = detectors[problem.row]!;
      return `detectors.${problem.row}: ${detector} takes ${KIND_WORDS[detectorSpec(detector).input]}, and ${signal} is not of that kind`;
    }
    case 'signal-missing': return `detectors.${problem.row}: the stream “${streamName(streams[problem.stream]!)}” has no signal ${detectors[problem.row]!.signal}`;
    case 'late': return `in ${events} events no truth of “${streamName(streams[problem.stream]!)}” arrives: its label delay is ${labelDelayOf(streams[problem.stream]!)}`;
    case 'large': return `${problem.have} ${problem.what} are more than ${BENCH_LIMITS[problem.what]}; ${SMALLER[problem.what]}`;
  }
}

/** What a plan costs. */
export interface PlanCost {
  readonly candidates: number;
  readonly cells: number;
  readonly pictures: number;
  /** Values given to detectors, each as often as it costs updates of one that only counts. */
  readonly values: number;
}

/** What a plan costs; never throws, also for a plan that cannot be run. */
export function costOf(plan: BenchPlan): PlanCost {
  const all = candidatesOf(plan);
  const [candidates, runs] = [all.length, plan.streams.length * plan.seeds.count];
  const updates = all.reduce((sum, { detector, params }) => sum + (detectorSpec(detector).updates?.(params) ?? 1), 0);
  const cells = candidates * runs;
  return { candidates, cells, pictures: plan.streams.filter(({ kind }) => kind === 'line').length * plan.seeds.count * plan.events, values: updates * runs * plan.events };
}

/** What is run: each row of the plan, once a value of its sweep, and the two baselines. */
export function candidatesOf({ detectors, alwaysEvery }: BenchPlan): Candidate[] {
  const rows = detectors.flatMap(({ detector, signal, params, sweep }, row): Candidate[] =>
    (sweep
      ? sweep.values.map((value, i) => ({ key: `${row}.${i}`, row, detector, signal, params: { ...params, [sweep.param]: value as ParamValue }, swept: { param: sweep.param, value } }))
      : [{ key: String(row), row, detector, signal, params, swept: null }]));
  const baseline = (detector: string, params: Params): Candidate => ({ key: detector, row: -1, detector, signal: 'error', params, swept: null });
  return [...rows, baseline('always', { period: alwaysEvery }), baseline('never', {})];
}

/** What workers are given, one task a stream and seed: the first seed of every stream comes first, so that every stream soon has something to show. */
export function tasksOf(plan: BenchPlan): (BenchTask & { streamIndex: number })[] {
  const { streams, seeds, events, acceptanceEvents } = plan;
  const candidates = candidatesOf(plan);
  return Array.from({ length: seeds.count }, (_, i) => streams.map((stream, streamIndex) => ({ stream, streamIndex, seed: seeds.from + i, events, acceptanceEvents, candidates }))).flat();
}

/** A plan as plain JSON that parses back to it. Scenarios are written out, so that a preset that changes one day does not change the plan. */
export function planJson(plan: BenchPlan): Record<string, unknown> {
  const { streams, detectors, ...rest } = plan;
  return {
    ...rest,
    detectors: detectors.map(({ sweep, ...row }) => (sweep ? { ...row, sweep } : row)),
    streams: streams.map((stream) => (stream.kind === 'errors' ? stream : { kind: 'line', scenario: minimalScenario(stream.scenario) })),
  };
}

function invalid(detail: string): OrchardError {
  return new OrchardError('bench-plan-invalid', detail, { about: detail });
}
