import type { SearchPlan } from '../domain/learning/search/plan.ts';
import { rowSpread, type Leaderboard } from '../domain/learning/search/leaderboard.ts';
import { splitObstacle } from '../domain/learning/split.ts';
import type { RecipeInput } from '../domain/learning/recipes/catalogue.ts';
import type { Concerns } from '../state/concerns.ts';
import { act, look } from './action.ts';
import { anything, followed, natural } from './arguments.ts';
import { trained } from './trained.ts';

type Followed<P> = { onProgress?: (progress: P) => void; signal?: AbortSignal };

function listed({ rows, ...rest }: Leaderboard) {
  return { ...structuredClone(rest), rows: rows.map((row, i) => ({ rank: i + 1, ...structuredClone(row), ...rowSpread(row) })) };
}

function maySearch({ data, training, search }: Concerns) {
  return training.status || search.status ? 'argument-invalid' as const : splitObstacle(data.counts)?.code ?? null;
}

/** Searches over a recipe's settings, judged without any test picture. */
export const search = {
  run: act({
    does: 'Search over a recipe’s settings, without opening the test', takes: [anything, followed], undone: 'adds', obstacle: maySearch,
    run: async ({ search: searches }, plan: Partial<Omit<SearchPlan, 'recipe'>> & { recipe: RecipeInput }, options: Followed<{ done: number; total: number }> = {}) => listed(await searches.run(plan, options)),
  }),
  list: look({
    does: 'Say what the newest search found, best first',
    run: async ({ search: searches }) => {
      const found = await searches.open();
      return found && listed(found);
    },
  }),
  train: act({
    does: 'Train what stands at a rank of the newest search, and open the test for it', takes: [natural, followed], undone: 'adds',
    obstacle: (on) => (on.search.leaderboard ? maySearch(on) : 'index-out-of-range'),
    run: async (on, rank: number, options: Followed<unknown> = {}) => {
      const run = await on.search.train(rank, options);
      return { run: run.run.id, ...trained(on, run) };
    },
  }),
};
