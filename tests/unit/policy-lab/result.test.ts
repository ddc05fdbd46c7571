import { describe, expect, test } from 'vitest';
import { storyFinding } from '../../../src/domain/policy-lab/findings.ts';
import { labTasks, parseLabPlan, type LabPlan } from '../../../src/domain/policy-lab/plan.ts';
import { costSoFar, labCsv, labJson, labResult, summaries, type LabDone } from '../../../src/domain/policy-lab/result.ts';
import { DrawnLabLines, runTask } from '../../../src/domain/policy-lab/task.ts';
import { finish, QUICK } from './drawn.ts';

const plan = parseLabPlan({
  policies: [{ name: 'stay', trigger: 'never' }, { name: '=often', trigger: { every: 300 }, coolDown: 0 }, { name: 'soon', trigger: { accuracy: { below: 0.9, truths: 60 } }, coolDown: 200 }],
  scenarios: [{ ...QUICK, name: 'dark' }, { name: 'quiet' }], seeds: { from: 7, count: 2 }, events: 900, batch: 100,
});
const lines = new DrawnLabLines(8);
const doneOf = (of: LabPlan): LabDone[] => labTasks(of).map(({ scenarioIndex, ...task }) => ({ scenarioIndex, seed: task.seed, outcome: finish(runTask(task, lines)) }));
const done = doneOf(plan);
const result = labResult(plan, '0.0.0', done);

describe('a result of the policy lab', () => {
  test('does not depend on who is done first, and says when it is not complete', () => {
    expect(labResult(plan, '0.0.0', done.toReversed())).toEqual(result);
    expect(result.complete).toBe(true);
    expect(labResult(plan, '0.0.0', done.slice(1)).complete).toBe(false);
    expect(result.rows).toHaveLength(12);
    expect(result.baselines).toHaveLength(12);
  });

  test('is the same to the last byte when its own JSON is run again', () => {
    const again = parseLabPlan(JSON.parse(labJson(result)));
    expect(labJson(labResult(again, '0.0.0', doneOf(again)))).toBe(labJson(result));
  });

  test('regret is what a policy cost more than the optimum of its line', () => {
    for (const row of [...result.rows, ...result.baselines]) {
      const optimum = result.baselines.find((each) => each.baseline === 'optimum' && each.scenario === row.scenario && each.seed === row.seed)!;
      expect(row.regret).toBeCloseTo(row.cost - optimum.cost, 9);
    }
  });

  test('is summed up as mean and half range over the seeds', () => {
    const [stay] = summaries(result, 'dark');
    const costs = result.rows.filter(({ policy, scenario }) => policy === 'stay' && scenario === 'dark').map(({ cost }) => cost);
    expect(stay).toMatchObject({ policy: 'stay', seeds: 2, retrains: { mean: 0, halfRange: 0 } });
    expect(stay!.cost.mean).toBeCloseTo((costs[0]! + costs[1]!) / 2, 9);
    expect(stay!.cost.halfRange).toBeCloseTo(Math.abs(costs[0]! - costs[1]!) / 2, 9);
    const all = summaries(result).find(({ policy }) => policy === 'stay')!;
    expect(all.cost.mean).toBeCloseTo((stay!.cost.mean + summaries(result, 'quiet')[0]!.cost.mean) / 2, 9);
    expect(summaries(result).map(({ policy, baseline }) => policy ?? baseline)).toEqual(['stay', '=often', 'soon', 'optimum', 'never', 'always']);
    const soFar = costSoFar(result.rows.filter(({ policy, scenario }) => policy === 'stay' && scenario === 'dark'));
    expect(soFar.at(-1)).toBeCloseTo(stay!.cost.mean, 9);
    expect(soFar).toHaveLength(9);
  });

  test('as CSV: a line for each run, and no cell that a spreadsheet would run', () => {
    const csv = labCsv(result).trim().split('\r\n');
    expect(csv).toHaveLength(1 + 12 + 12);
    expect(csv[0]).toBe('policy,scenario,seed,cost,regret,accuracy,retrains,swaps,decisions');
    expect(csv.some((line) => line.startsWith("'=often,dark,7,"))).toBe(true);
    expect(csv.filter((line) => line.startsWith('(optimum)'))).toHaveLength(4);
  });
});

describe('what a result says of a story', () => {
  test('which policy is cheapest, what that saves most of, and whether it is under every seed', () => {
    const dark = storyFinding(result, 'dark')!;
    const cost = (policy: string): number => summaries(result, 'dark').find((each) => each.policy === policy)!.cost.mean;
    expect(dark.best.cost.mean).toBe(Math.min(...['stay', '=often', 'soon'].map(cost)));
    expect(dark.best.policy).not.toBe('stay');
    expect(dark.bestParts.mistakes + dark.bestParts.renewals).toBeCloseTo(dark.best.cost.mean, 9);
    expect(dark.optimum.cost.mean).toBeLessThanOrEqual(dark.never.cost.mean);
  });

  test('where nothing happens those that did nothing are alike', () => {
    const quiet = storyFinding(result, 'quiet')!;
    expect([quiet.best.policy, ...quiet.ties].sort()).toEqual(['soon', 'stay']);
    expect(quiet).toMatchObject({ saves: 'renewals', isCheaperEachTime: true, next: { policy: '=often' } });
    expect(storyFinding(labResult(plan, '', []), 'quiet')).toBeNull();
  });
});
