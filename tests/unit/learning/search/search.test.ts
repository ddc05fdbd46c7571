import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseRecipe, RECIPE_KINDS } from '../../../../src/domain/learning/recipes/catalogue.ts';
import { readLeaderboard, rowSpread, type Leaderboard, type LeaderboardRow } from '../../../../src/domain/learning/search/leaderboard.ts';
import { searchPlan, type SearchPlan } from '../../../../src/domain/learning/search/plan.ts';
import { rungsOf, search, trialCount, type Trial, type TrialResult } from '../../../../src/domain/learning/search/search.ts';
import { configurations } from '../../../../src/domain/learning/search/space.ts';
import { trialRecipe, trialRows } from '../../../../src/domain/learning/search/trial.ts';
import { configurationText, verdictText } from '../../../../src/ui/screens/search/search.ts';

const plan = (part: Partial<SearchPlan> = {}): SearchPlan => searchPlan({ recipe: { kind: 'mlp' }, ...part });

/** Runs a search whose results come of a function; answers its rungs too. */
function searched(given: SearchPlan, resultOf: (trial: Trial) => Partial<TrialResult>): { rows: LeaderboardRow[]; rungs: Trial[][] } {
  const course = search(given);
  const rungs: Trial[][] = [];
  let step = course.next();
  while (!step.done) {
    rungs.push(step.value);
    step = course.next(step.value.map((trial) => ({ accuracy: 0.5, logLoss: 1, pictures: 20, trainMs: 1, ...resultOf(trial) })));
  }
  return { rows: step.value, rungs };
}

describe('configurations', () => {
  it.each(RECIPE_KINDS)('of %s begin with the recipe as it is, are whole recipes, all different, and the same every time', (kind) => {
    const base = normaliseRecipe({ kind, seed: 5, augmentation: { copies: 1, transforms: { blur: 1 }, seed: 1 } });
    const found = configurations(base, 12, 3);
    expect(found[0]).toEqual(base);
    expect(found).toHaveLength(12);
    expect(new Set(found.map((recipe) => JSON.stringify(recipe))).size).toBe(12);
    for (const recipe of found) expect(normaliseRecipe(recipe)).toEqual(recipe);
    expect(found.every(({ seed, inputSize }) => seed === 5 && inputSize === base.inputSize)).toBe(true);
    expect(new Set(found.map(({ augmentation }) => augmentation?.copies))).toEqual(new Set([1, undefined]));
    expect(configurations(base, 12, 3)).toEqual(found);
    expect(configurations(base, 12, 4)).not.toEqual(found);
    expect(configurationText(found[1]!, base)).not.toBe('');
  });
});

describe('successive halving', () => {
  it('tries a third each time with three times the budget, and only the last under every seed', () => {
    expect(rungsOf('halving', 18).map(({ configurations: n, budget }) => [n, Number(budget.toFixed(3))])).toEqual([[18, 0.111], [6, 0.333], [2, 1]]);
    const { rungs } = searched(plan({ configurations: 18, seeds: 3 }), () => ({}));
    expect(rungs.map((trials) => trials.length)).toEqual([18, 6, 6]);
    expect(new Set(rungs[2]!.map(({ seed }) => seed))).toEqual(new Set([1, 2, 3]));
  });

  it('spends no more than it says, keeps who did better, and ranks the best of the last rung first', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 48 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom('random' as const, 'halving' as const), fc.integer({ min: 0, max: 1000 }), (count, seeds, method, seed) => {
      const given = plan({ configurations: count, seeds, method, seed });
      const worth = (configuration: number): number => ((configuration * 37 + 11) % 101) / 101;
      const { rows, rungs } = searched(given, ({ configuration }) => ({ accuracy: worth(configuration) }));
      expect(rungs.flat().length).toBeLessThanOrEqual(trialCount(given));
      for (let i = 1; i < rungs.length; i += 1) {
        const [before, after] = [rungs[i - 1]!, rungs[i]!].map((trials) => new Set(trials.map(({ configuration }) => configuration)));
        const left = [...before!].filter((each) => !after!.has(each));
        expect([...after!].every((each) => before!.has(each))).toBe(true);
        for (const kept of after!) for (const gone of left) expect(worth(kept)).toBeGreaterThanOrEqual(worth(gone));
        expect(rungs[i]![0]!.budget).toBeGreaterThan(rungs[i - 1]![0]!.budget);
      }
      const best = Math.max(...rows.map(({ configuration }) => worth(configuration)));
      expect(rowSpread(rows[0]!).accuracy).toBeCloseTo(best);
      expect(rows[0]!.budget).toBe(1);
      expect(rows.reduce((sum, { spentMs }) => sum + spentMs, 0)).toBe(rungs.flat().length);
    }));
  });

  it('lets nobody stand above who reached a greater budget', () => {
    const { rows } = searched(plan({ configurations: 9, seeds: 1 }), ({ budget, configuration }) => ({ accuracy: budget < 1 ? 0.99 : 0.5 + configuration / 1000 }));
    expect(rows.map(({ budget }) => budget)).toEqual(rows.map(({ budget }) => budget).toSorted((a, b) => b - a));
  });
});

describe('a trial', () => {
  it('of a recipe of epochs trains a part of them on all pictures', () => {
    const trial: Trial = { configuration: 0, recipe: normaliseRecipe({ kind: 'mlp', epochs: 90 }), seed: 7, budget: 1 / 9 };
    expect(trialRecipe(trial)).toMatchObject({ seed: 7, epochs: 10 });
    expect([...trialRows(trial, [1, 4, 9], new Int32Array(10))]).toEqual([1, 4, 9]);
  });

  it('of a solved recipe draws a part of every label, another one under another seed, more under a greater budget', () => {
    const classOf = Int32Array.from({ length: 60 }, (_, i) => (i < 50 ? 0 : 1));
    const rows = Int32Array.from({ length: 60 }, (_, i) => i);
    const of = (seed: number, budget: number) => [...trialRows({ configuration: 0, recipe: normaliseRecipe({ kind: 'linear' }), seed, budget }, rows, classOf)];
    expect(of(1, 1)).toHaveLength(48);
    expect(of(1, 1 / 9).filter((row) => classOf[row] === 1)).toHaveLength(2);
    expect(of(1, 1)).toEqual(of(1, 1));
    expect(of(1, 1)).not.toEqual(of(2, 1));
    expect(of(1, 1 / 3).every((row) => of(1, 1).includes(row))).toBe(true);
  });
});

describe('the leaderboard', () => {
  const { rows } = searched(plan({ configurations: 4, seeds: 2, method: 'random' }), ({ configuration, seed }) => ({ accuracy: 0.6 + configuration / 20 + seed / 1000 }));
  const board: Leaderboard = { plan: plan(), dataSetVersion: 2, rows, trials: 8, tookMs: 100, endedMs: 5, trained: [{ rank: 1, run: 3 }] };

  it('comes back as it was stored, and nothing else does', () => {
    expect(readLeaderboard(JSON.parse(JSON.stringify(board)))).toEqual(board);
    for (const damaged of [null, {}, { ...board, rows: [] }, { ...board, rows: [{ ...rows[0], results: [{ seed: 1, accuracy: 3, logLoss: 1, pictures: 1 }] }] }, { ...board, plan: { recipe: { kind: 'forest' } } }]) expect(readLeaderboard(damaged)).toBeNull();
  });

  it('says whether the first is ahead under every seed', () => {
    expect(verdictText(board)).toContain('ahead of the next under every seed');
    expect(verdictText({ ...board, rows: [rows[0]!, { ...rows[0]!, configuration: 9 }] })).toContain('overlap');
  });
});

it('a plan is clamped, and refused where it is of another form', () => {
  expect(plan({ configurations: 1e9, seeds: 0 })).toMatchObject({ configurations: 48, seeds: 1, method: 'halving' });
  expect(() => searchPlan({ recipe: { kind: 'mlp' }, method: 'grid' })).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error);
  expect(() => searchPlan({ recipe: { kind: 'forest' } })).toThrow(expect.objectContaining({ code: 'recipe-invalid' }) as Error);
  expect(() => searchPlan(null)).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error);
});

it('has as many rungs as thirds leave more than one', () => {
  const rungs = (count: number) => rungsOf('halving', count).map(({ configurations: each }) => each);
  expect([2, 3, 8, 9, 27].map(rungs)).toEqual([[2], [3, 2], [8, 3], [9, 3, 2], [27, 9, 3]]);
});
