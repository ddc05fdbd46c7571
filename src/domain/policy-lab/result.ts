import { csvLine } from '../common/csv.ts';
import { withoutTurns } from '../common/isolated.ts';
import { mean } from '../statistics/sample.ts';
import { labPlanJson, type LabPlan } from './plan.ts';
import type { PolicyCourse } from './run-policy.ts';
import type { LabOutcome } from './task.ts';

export const BASELINES = ['optimum', 'never', 'always'] as const;
export type Baseline = (typeof BASELINES)[number];

/** A policy on one story under one seed. `regret`: what it cost more than the optimum; below 0 where other data than the optimum's served it better. */
export interface LabRow extends PolicyCourse {
  readonly policy: string;
  readonly scenario: string;
  readonly seed: number;
  readonly regret: number;
}

/** A baseline on one story under one seed; `after`: the batches behind which it retrained, from 0. */
export interface BaselineRow {
  readonly baseline: Baseline;
  readonly scenario: string;
  readonly seed: number;
  readonly cost: number;
  readonly regret: number;
  readonly accuracy: number;
  readonly after: readonly number[];
  readonly errors: readonly number[];
  readonly costs: readonly number[];
}

/** What a run of the lab found. Holds its plan: whoever runs that again gets the same bytes from the same version of the app. */
export interface LabResult {
  readonly schema: 1;
  readonly kind: 'orchard-policies';
  readonly app: string;
  /** False when it was cancelled: `rows` are those that were done. */
  readonly complete: boolean;
  readonly plan: LabPlan;
  /** By story, seed, policy. */
  readonly rows: readonly LabRow[];
  /** By story, seed. */
  readonly baselines: readonly BaselineRow[];
}

/** One task that is done. */
export interface LabDone {
  readonly scenarioIndex: number;
  readonly seed: number;
  readonly outcome: LabOutcome;
}

/** Collects what workers answer, in whatever order. */
export function labResult(plan: LabPlan, app: string, done: readonly LabDone[]): LabResult {
  const lines = done.toSorted((a, b) => a.scenarioIndex - b.scenarioIndex || a.seed - b.seed).map(({ scenarioIndex, seed, outcome }) => ({ scenario: plan.scenarios[scenarioIndex]!.name, seed, ...outcome }));
  return {
    schema: 1, kind: 'orchard-policies', app, complete: done.length === plan.scenarios.length * plan.seeds.count, plan,
    rows: lines.flatMap(({ scenario, seed, baselines, courses }) => courses.map((course, i): LabRow => (
      { policy: plan.policies[i]!.name, scenario, seed, regret: course.cost - baselines.optimum.total, ...course }))),
    baselines: lines.flatMap(({ scenario, seed, baselines }) => BASELINES.map((baseline): BaselineRow => {
      const { total, accuracy, after, errors, costs } = baselines[baseline];
      return { baseline, scenario, seed, cost: total, regret: total - baselines.optimum.total, accuracy, after, errors, costs };
    })),
  };
}

/** A number over seeds: its mean, and half of what lies between the least and the greatest. */
export interface Spread {
  readonly mean: number;
  readonly halfRange: number;
}

/** What a policy, or a baseline, came to over the seeds. */
export interface LabSummary {
  /** A policy's name; null for a baseline. */
  readonly policy: string | null;
  readonly baseline: Baseline | null;
  readonly seeds: number;
  readonly cost: Spread;
  readonly regret: Spread;
  readonly accuracy: Spread;
  readonly retrains: Spread;
  readonly swaps: Spread;
}

type Measured = Pick<LabRow, 'scenario' | 'seed' | 'cost' | 'regret' | 'accuracy' | 'retrains' | 'swaps'>;

/** What each policy that has rows, and then each baseline, came to on one story or, with null, on the mean of all. In the order of the plan. */
export function summaries({ plan, rows, baselines }: LabResult, scenario: string | null = null): LabSummary[] {
  const policies = plan.policies.map(({ name }) => ({ policy: name, baseline: null, own: rows.filter(({ policy }) => policy === name) as readonly Measured[] }));
  const framing = BASELINES.map((baseline) => ({
    policy: null, baseline, own: baselines.filter((row) => row.baseline === baseline).map((row): Measured => ({ ...row, retrains: row.after.length, swaps: 0 })),
  }));
  return [...policies, ...framing].flatMap(({ policy, baseline, own }) => {
    const there = own.filter((row) => scenario === null || row.scenario === scenario);
    const seeds = [...new Set(there.map(({ seed }) => seed))];
    if (seeds.length === 0) return [];
    const spread = (of: (row: Measured) => number): Spread => spreadOf(seeds.map((seed) => mean(there.filter((row) => row.seed === seed).map(of))));
    return [{
      policy, baseline, seeds: seeds.length, cost: spread(({ cost }) => cost), regret: spread(({ regret }) => regret), accuracy: spread(({ accuracy }) => accuracy),
      retrains: spread(({ retrains }) => retrains), swaps: spread(({ swaps }) => swaps),
    }];
  });
}

function spreadOf(values: readonly number[]): Spread {
  return { mean: mean(values), halfRange: (Math.max(...values) - Math.min(...values)) / 2 };
}

/** What each batch cost so far, the mean over the seeds of a story. */
export function costSoFar(rows: readonly Pick<LabRow, 'costs'>[]): number[] {
  const batches = rows[0]?.costs.length ?? 0;
  let sum = 0;
  return Array.from({ length: batches }, (_, batch) => (sum += mean(rows.map(({ costs }) => costs[batch]!))));
}

/** The result as JSON, one line a row. The summaries are there for readers; they follow from the rows. */
export function labJson(result: LabResult): string {
  const { schema, kind, app, complete, plan, rows, baselines } = result;
  const lines = (items: readonly unknown[]): string => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  return `{"schema":${schema},"kind":"${kind}","app":${JSON.stringify(app)},"complete":${complete},\n"plan":${withoutTurns(JSON.stringify(labPlanJson(plan), null, 1))},\n"summaries":${lines(summaries(result))},\n"rows":${lines(rows)},\n"baselines":${lines(baselines)}}\n`;
}

/** Every run as CSV (RFC 4180): a line for each policy, story and seed, and one for each baseline. Decisions are a list with spaces, each as `event:what came of it`. */
export function labCsv({ rows, baselines, plan }: LabResult): string {
  const own = rows.map(({ policy, scenario, seed, cost, regret, accuracy, retrains, swaps, decisions }) => csvLine([
    policy, scenario, seed, cost, regret, accuracy, retrains, swaps, decisions.map(({ at, answer }) => `${at}:${answer!.how}`).join(' '),
  ]));
  const framing = baselines.map(({ baseline, scenario, seed, cost, regret, accuracy, after }) => csvLine([
    `(${baseline})`, scenario, seed, cost, regret, accuracy, after.length, 0, after.map((batch) => `${(batch + 1) * plan.batch}:trained`).join(' '),
  ]));
  return [csvLine(['policy', 'scenario', 'seed', 'cost', 'regret', 'accuracy', 'retrains', 'swaps', 'decisions']), ...own, ...framing].join('');
}
