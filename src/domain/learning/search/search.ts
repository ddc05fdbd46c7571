import type { Recipe } from '../recipes/catalogue.ts';
import { ranked, type LeaderboardRow } from './leaderboard.ts';
import type { SearchPlan } from './plan.ts';
import { configurations } from './space.ts';

/** One training that is judged without any test picture. */
export interface Trial {
  /** Position among the configurations. */
  configuration: number;
  recipe: Recipe;
  seed: number;
  /** Part of the whole: of the epochs of recipes that iterate, of the pictures of those that are solved; 0..1. */
  budget: number;
}

/** What came of a trial. Neither number is of a test picture. */
export interface TrialResult {
  accuracy: number;
  logLoss: number;
  /** Pictures that it was asked about. */
  pictures: number;
  trainMs: number;
}

/** A third goes on, under three times the budget. Jamieson, Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, 2016. */
const REDUCTION = 3;
const MOST_RUNGS = 3;
/** One alone would be compared with nobody. */
const LEAST_LAST = 2;

/** How many configurations are tried on each rung, and under what budget: `halving` ends with the whole one. */
export function rungsOf(method: SearchPlan['method'], count: number): { configurations: number; budget: number }[] {
  if (method === 'random') return [{ configurations: count, budget: 1 }];
  const rungs = Math.min(MOST_RUNGS, 1 + Math.floor(Math.log(count) / Math.log(REDUCTION)));
  return Array.from({ length: rungs }, (_, rung) => ({ configurations: Math.max(LEAST_LAST, Math.ceil(count / REDUCTION ** rung)), budget: 1 / REDUCTION ** (rungs - 1 - rung) }));
}

/** Trials of a whole search. A space of few settings may need fewer. */
export function trialCount({ method, configurations: count, seeds }: Pick<SearchPlan, 'method' | 'configurations' | 'seeds'>): number {
  return rungsOf(method, count).reduce((sum, rung) => sum + rung.configurations * (rung.budget === 1 ? seeds : 1), 0);
}

/**
 * A search as a course of rungs: yields the trials of one, is answered their results in their order, and returns the leaderboard. It knows of no picture. Before the last rung each configuration
 * is tried once; on the last, which is the whole budget, under every seed of the plan.
 */
export function* search(plan: SearchPlan): Generator<Trial[], LeaderboardRow[], TrialResult[]> {
  const recipes = configurations(plan.recipe, plan.configurations, plan.seed);
  const rows = new Map<number, LeaderboardRow>();
  let alive = recipes.map((_, i) => i);
  for (const { configurations: count, budget } of rungsOf(plan.method, recipes.length)) {
    alive = alive.slice(0, count);
    const seeds = budget === 1 ? Array.from({ length: plan.seeds }, (_, i) => plan.seed + i) : [plan.seed];
    const trials = alive.flatMap((configuration) => seeds.map((seed): Trial => ({ configuration, recipe: recipes[configuration]!, seed, budget })));
    const results = yield trials;
    for (const [at, configuration] of alive.entries()) {
      const of = results.slice(at * seeds.length, (at + 1) * seeds.length);
      const spentMs = (rows.get(configuration)?.spentMs ?? 0) + of.reduce((sum, { trainMs }) => sum + trainMs, 0);
      rows.set(configuration, { configuration, recipe: recipes[configuration]!, budget, spentMs, results: of.map(({ accuracy, logLoss, pictures }, i) => ({ seed: seeds[i]!, accuracy, logLoss, pictures })) });
    }
    const order = ranked([...rows.values()]).map(({ configuration }) => configuration);
    alive = order.filter((configuration) => alive.includes(configuration));
  }
  return ranked([...rows.values()]);
}
