import { costSoFar, summaries, type Baseline, type LabResult, type LabSummary } from '../../../domain/policy-lab/result.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { BASELINE_MARKS, markOf, type MarkShape } from './mark.ts';

/** A line of the ledger: a policy of the plan or beside it, or a baseline. */
export interface LabEntry {
  /** A policy's name; of a baseline its word in brackets, which is no policy's. */
  readonly key: string;
  readonly policy: Policy | null;
  readonly baseline: Baseline | null;
  readonly shape: MarkShape;
  readonly isPlanned: boolean;
  readonly summary: LabSummary | null;
  /** Of the story that is looked at, or of all: what mistakes and renewals cost, mean and by seed. */
  readonly parts: { readonly mistakes: number; readonly renewals: number; readonly bySeed: readonly { readonly mistakes: number; readonly renewals: number }[] } | null;
  /** What was lost so far after each batch, mean over the seeds; empty over several stories. */
  readonly soFar: readonly number[];
}

export const SORTS = ['plan', 'cost', 'regret', 'retrains', 'accuracy'] as const;
export type LabSort = (typeof SORTS)[number];

/** The ledger's lines in an order: that of the plan, or the best first. `story`: null for all; `withTruth`: false leaves out what only the truth tells. */
export function entriesOf({ planned, aside, result, story, withTruth }: { planned: readonly Policy[]; aside: readonly Policy[]; result: LabResult | null; story: string | null; withTruth: boolean }): LabEntry[] {
  const told = result ? summaries(result, story) : [];
  const policies = [...planned, ...aside].map((policy, at): LabEntry => {
    const rows = (result?.rows ?? []).filter((row) => row.policy === policy.name && (story === null || row.scenario === story));
    return { key: policy.name, policy, baseline: null, shape: markOf(at), isPlanned: at < planned.length, summary: told.find((each) => each.policy === policy.name) ?? null, ...drawnOf(rows, result, story) };
  });
  const baselines = told.filter(({ baseline }) => baseline !== null && (withTruth || baseline !== 'optimum')).map((summary): LabEntry => {
    const rows = result!.baselines.filter((row) => row.baseline === summary.baseline && (story === null || row.scenario === story));
    return { key: `(${summary.baseline})`, policy: null, baseline: summary.baseline, shape: BASELINE_MARKS[summary.baseline!], isPlanned: true, summary, ...drawnOf(rows, result, story) };
  });
  return [...policies, ...baselines];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

interface Drawn {
  readonly seed: number;
  readonly cost: number;
  readonly errors: readonly number[];
  readonly costs: readonly number[];
}

function drawnOf(rows: readonly Drawn[], result: LabResult | null, story: string | null): Pick<LabEntry, 'parts' | 'soFar'> {
  if (!result || rows.length === 0) return { parts: null, soFar: [] };
  const seeds = [...new Set(rows.map(({ seed }) => seed))];
  const bySeed = seeds.map((seed) => {
    const own = rows.filter((row) => row.seed === seed);
    const mistakes = (sum(own.map(({ errors }) => sum(errors))) * result.plan.costs.error) / own.length;
    return { mistakes, renewals: sum(own.map(({ cost }) => cost)) / own.length - mistakes };
  });
  return {
    parts: { mistakes: sum(bySeed.map(({ mistakes }) => mistakes)) / seeds.length, renewals: sum(bySeed.map(({ renewals }) => renewals)) / seeds.length, bySeed },
    soFar: story === null ? [] : costSoFar(rows),
  };
}

const VALUE: Readonly<Record<Exclude<LabSort, 'plan'>, (summary: LabSummary) => number>> = {
  cost: ({ cost }) => cost.mean, regret: ({ regret }) => regret.mean, retrains: ({ retrains, swaps }) => retrains.mean + swaps.mean, accuracy: ({ accuracy }) => -accuracy.mean,
};

/** Entries in an order; those without a result come last, as they stand. */
export function sorted(entries: readonly LabEntry[], by: LabSort, descending: boolean): readonly LabEntry[] {
  if (by === 'plan') return entries;
  const value = ({ summary }: LabEntry): number => (summary ? (descending ? -1 : 1) * VALUE[by](summary) : Infinity);
  return entries.toSorted((a, b) => (value(a) === value(b) ? 0 : value(a) - value(b)));
}
