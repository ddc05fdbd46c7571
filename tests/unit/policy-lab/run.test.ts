import { describe, expect, test } from 'vitest';
import { LabModels } from '../../../src/domain/policy-lab/models.ts';
import { drawLine } from '../../../src/domain/policy-lab/lab-line.ts';
import { batchMatrix, costsOf } from '../../../src/domain/policy-lab/optimum.ts';
import { DrawnLabLines, runTask } from '../../../src/domain/policy-lab/task.ts';
import { watchNeed } from '../../../src/domain/policy-lab/watch-need.ts';
import { parsePolicy } from '../../../src/domain/policy/policy.ts';
import { bestCourse, followRule, type RetrainingRule } from '../../../src/domain/policy/retraining.ts';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import { COSTS, finish, outcomeOf, QUICK, taskOf } from './drawn.ts';

const never = parsePolicy({ trigger: 'never' });
const soon = parsePolicy({ trigger: { accuracy: { below: 0.9, truths: 60 } }, coolDown: 200, turnaround: 75 });

describe('a policy on a line of the lab', () => {
  test('never: the first model stays, and costs what the baseline never costs', () => {
    const { baselines, courses: [course] } = outcomeOf([never]);
    expect(course).toMatchObject({ retrains: 0, swaps: 0, decisions: [] });
    expect(course!.cost).toBeCloseTo(baselines.never.total, 6);
    expect(course!.errors).toEqual(baselines.never.errors);
    expect(course!.accuracy).toBeCloseTo(baselines.never.accuracy, 12);
  });

  test('retrains when accuracy falls, learns of known truths alone, and errs less afterwards', () => {
    const { courses: [stay, course] } = outcomeOf([never, soon]);
    const [first] = course!.decisions;
    expect(first!.at).toBeGreaterThan(300 + QUICK.labelDelay);
    expect(first!.effectiveAt).toBe(first!.at + 75);
    expect(first!.answer).toMatchObject({ how: 'trained', version: 2, learnt: Math.min(240, first!.at - QUICK.labelDelay) });
    const batch = Math.ceil(first!.effectiveAt / 100);
    const errors = (of: readonly number[]): number => of.slice(batch).reduce((sum, count) => sum + count, 0);
    expect(errors(course!.errors)).toBeLessThan(errors(stay!.errors) / 2);
    // Up to its effect it is the first model that predicts.
    expect(course!.errors.slice(0, Math.floor(first!.effectiveAt / 100))).toEqual(stay!.errors.slice(0, Math.floor(first!.effectiveAt / 100)));
  });

  test('pays for what it does: labels and training for each candidate, deployment for those that take over', () => {
    const { courses: [course] } = outcomeOf([parsePolicy({ trigger: { every: 150 }, coolDown: 0 })]);
    const wrong = course!.errors.reduce((sum, count) => sum + count, 0);
    const paid = course!.decisions.reduce((sum, { answer }) => sum + COSTS.training + COSTS.label * answer!.learnt + (answer!.version === null ? 0 : COSTS.deployment), 0);
    expect(course!.decisions.length).toBeGreaterThan(2);
    expect(course!.cost).toBeCloseTo(wrong * COSTS.error + paid, 6);
    expect(course!.costs.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(course!.cost, 6);
  });

  test('truths that never arrive teach nothing and trigger nothing', () => {
    const late = { ...QUICK, labelDelay: 5000 };
    const { baselines, courses: [byTruth, byClock] } = outcomeOf([soon, parsePolicy({ trigger: { every: 300 } })], { scenario: late, events: 700 });
    expect(byTruth!.decisions).toEqual([]);
    expect(byClock!.decisions.every(({ answer }) => answer!.how === 'kept' && answer!.code === 'data-one-class')).toBe(true);
    expect(baselines.optimum.after).toEqual([]);
  });

  test('later truths make later decisions: the label delay is waited for', () => {
    const decided = [0, 50, 200].map((labelDelay) => outcomeOf([soon], { events: 800, scenario: { ...QUICK, labelDelay } }).courses[0]!.decisions[0]!.at);
    expect(decided[1]! - decided[0]!).toBe(50);
    expect(decided[2]! - decided[1]!).toBe(150);
  });

  test('is the same on a line that is drawn again, and under another order of the policies', () => {
    const policies = [never, soon, parsePolicy({ trigger: { cara: 'CT', tau: 40 } })];
    const once = outcomeOf(policies);
    expect(finish(runTask(taskOf(policies), new DrawnLabLines(1)))).toEqual(once);
    expect(outcomeOf(policies.toReversed()).courses.toReversed()).toEqual(once.courses);
  });

  test('tells how far it is, never backwards, and draws a line once', () => {
    const lines = new DrawnLabLines(1);
    const [seen, again]: [number[], number[]] = [[], []];
    finish(runTask(taskOf([soon], { events: 600 }), lines), seen);
    finish(runTask(taskOf([soon, never], { events: 600, costs: { ...COSTS, error: 3 } }), lines), again);
    for (const shares of [seen, again]) expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
    expect(seen.filter((share) => share < 0.7).length).toBeGreaterThan(15);
    expect(again.filter((share) => share < 0.7)).toEqual([]);
  });
});

describe('the optimum', () => {
  test('is cheaper than no baseline, and than no rule over the same batches', () => {
    const { baselines } = outcomeOf([never]);
    expect(baselines.optimum.total).toBeLessThanOrEqual(Math.min(baselines.never.total, baselines.always.total));
    expect(baselines.optimum.total).toBeLessThan(baselines.never.total);
    const line = finish(drawLine(QUICK, 7, 1200));
    const matrix = costsOf(finish(batchMatrix({ line, models: new LabModels(line), costs: COSTS, batch: 100 })), COSTS.error);
    expect(bestCourse(matrix).total).toBe(baselines.optimum.total);
    const rules: RetrainingRule[] = [1, 2, 3, 5, 8].map((period) => ({ kind: 'periodic', period }));
    for (const tau of [5, 10, 20, 40, 80]) rules.push({ kind: 'cara-t', tau }, { kind: 'cara-ct', tau });
    for (const rule of rules) expect(followRule(matrix, rule).total).toBeGreaterThanOrEqual(baselines.optimum.total);
    for (const { total, errors, costs } of Object.values(baselines)) {
      expect(costs.reduce((sum: number, cost: number) => sum + cost, 0)).toBeCloseTo(total, 6);
      expect(errors).toHaveLength(12);
    }
  });

  test('where an error costs nothing it does nothing, and errors are counted all the same', () => {
    const { baselines } = outcomeOf([never], { costs: { ...COSTS, error: 0 } });
    expect(baselines.optimum).toMatchObject({ total: 0, after: [] });
    expect(baselines.never.errors).toEqual(outcomeOf([never]).baselines.never.errors);
  });
});

describe('what policies hear of the watch', () => {
  const drifted = parsePolicy({ trigger: { drifted: { share: 0.3 } } });
  test('is left away where truths and fruits are enough, and else no more than they need', () => {
    expect(watchNeed(soon)).toBeNull();
    expect(watchNeed(parsePolicy({ trigger: { estimated: { below: 0.9 } } }))).toMatchObject({ monitors: [], estimated: true });
    expect(watchNeed(parsePolicy({ trigger: { alert: 'accuracy_low' } }))!.monitors).toEqual([]);
    expect(watchNeed(parsePolicy({ trigger: { alert: 'errors_drifted' } }))!.monitors.map(({ signal }) => signal)).toEqual(['error', 'error']);
    expect(watchNeed(parsePolicy({ trigger: { alert: 'latency_p95_high' } }))!.rules.groups.flatMap(({ rules }) => rules)).toHaveLength(2);
    expect(watchNeed(drifted)!.monitors.every(({ signal }) => signal.startsWith('feature.'))).toBe(true);
  });

  test('is the same alone and side by side with others, which go the same way for a while or all along', () => {
    const change = { events: 3500, scenario: { ...QUICK, drifts: QUICK.drifts.map((drift) => ({ ...drift, onset: 1800 })) } };
    const policies = [
      drifted, parsePolicy({ name: 'pool', trigger: { drifted: { share: 0.3 } }, pool: 3 }), parsePolicy({ name: 'later', trigger: { drifted: { share: 0.3 } }, turnaround: 130 }),
      parsePolicy({ name: 'cut', trigger: { drifted: { share: 0.3 } }, data: 'since-cut', turnaround: 80 }), parsePolicy({ name: 'high', trigger: { drifted: { share: 0.9 } } }),
    ];
    const { courses } = outcomeOf(policies, change);
    expect(courses.slice(0, 4).every(({ decisions }) => decisions.length > 0)).toBe(true);
    policies.forEach((policy, i) => expect(outcomeOf([policy], change).courses[0], policy.name).toEqual(courses[i]));
  });
});

test('winter comes back: with a pool the second one is a swap, and no training', { timeout: 120_000 }, () => {
  const policy = { trigger: { accuracy: { below: 0.9, truths: 100 } } };
  const { courses: [withPool, without] } = outcomeOf([parsePolicy({ ...policy, pool: 3 }), parsePolicy({ name: 'without', ...policy })], { scenario: presetOf('winter-returns')!.scenario(7), events: 14_000, batch: 200 });
  const after = (from: number, of = withPool!): string[] => of.decisions.filter(({ at }) => at >= from).map(({ answer }) => answer!.how);
  expect(after(0)[0]).toBe('trained');
  expect(after(10_000)).toEqual(['swapped']);
  expect(withPool!.retrains).toBe(1);
  expect(after(0, without!)).not.toContain('swapped');
  expect(without!.retrains).toBeGreaterThan(withPool!.retrains);
});
