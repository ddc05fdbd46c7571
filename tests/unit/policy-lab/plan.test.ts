import { describe, expect, test } from 'vitest';
import { labCost, labPlanJson, labTasks, LAB_LIMITS, parseLabPlan } from '../../../src/domain/policy-lab/plan.ts';
import { READY_LAB_PLANS, READY_POLICIES } from '../../../src/domain/policy-lab/ready.ts';

const plan = (change: object = {}) => parseLabPlan({ policies: [{ trigger: { every: 2000 } }], scenarios: ['lamp-ages'], ...change });

describe('a plan of the policy lab', () => {
  test('is completed, and survives its own JSON', () => {
    const full = plan({ policies: [{ trigger: 'never' }, { name: 'CT', trigger: { cara: 'CT', tau: 36 }, pool: 2 }], scenarios: ['lamp-ages', { preset: 'winter-returns' }, { name: 'mine', labelDelay: 10 }] });
    expect(full.scenarios.map(({ name }) => name)).toEqual(['The lamp ages', 'Winter comes back', 'mine']);
    expect(full).toMatchObject({ seeds: { from: 7, count: 3 }, events: 10_000, batch: 200, costs: { error: 1.9, label: 0.05, training: 8, deployment: 12 } });
    expect(parseLabPlan(JSON.parse(JSON.stringify(labPlanJson(full))))).toEqual(full);
    for (const { plan: ready } of READY_LAB_PLANS) expect(parseLabPlan(JSON.parse(JSON.stringify(labPlanJson(ready))))).toEqual(ready);
  });

  test('is taken from a result, and takes a price that is given alone', () => {
    expect(parseLabPlan({ kind: 'orchard-policies', plan: labPlanJson(plan()) })).toEqual(plan());
    expect(plan({ costs: { error: 5 } }).costs).toEqual({ error: 5, label: 0.05, training: 8, deployment: 12 });
  });

  test('a scenario that came from a preset is what it says, and not the preset', () => {
    expect(plan({ scenarios: [{ preset: 'lamp-ages', name: 'bright', drifts: [] }] }).scenarios[0]!.drifts).toEqual([]);
  });

  test.each([
    ['no policy', { policies: [] }, /policies: at least one/],
    ['a policy that is none', { policies: [{ trigger: { every: 1 } }] }, /policies\.0: trigger/],
    ['an alert that no rule raises', { policies: [{ trigger: { any: [{ alert: 'moon_full' }] } }] }, /policies\.0: .*moon_full/],
    ['a recipe, which the lab cannot train', { policies: [{ trigger: 'never', recipe: { kind: 'linear' } }] }, /policies\.0: recipe: the lab/],
    ['two policies of one name', { policies: [{ trigger: 'never' }, { trigger: 'never' }] }, /policies\.1\.name: there is another “never”/],
    ['two stories of one name', { scenarios: ['lamp-ages', 'lamp-ages'] }, /scenarios\.1\.name/],
    ['an unknown story', { scenarios: ['atlantis'] }, /scenarios\.0: there is no preset atlantis/],
    ['a story that is none', { scenarios: [{ drifts: 'many' }] }, /scenarios\.0: drifts/],
    ['half a seed', { seeds: { from: 1, count: 1.5 } }, /seeds\.count: a whole number/],
    ['a price below nothing', { costs: { label: -1 } }, /costs\.label: a number from 0/],
    ['a price that is infinite', { costs: { label: Infinity } }, /costs\.label/],
    ['too few fruits', { events: 10 }, /events: a whole number from 500/],
    ['an unknown key', { judge: true }, /judge/],
    ['another schema', { schema: 2 }, /schema/],
  ])('refuses %s', (_what, change, message) => {
    expect(() => plan(change)).toThrow(message);
    expect(() => plan(change)).toThrow(expect.objectContaining({ code: 'policy-plan-invalid' }));
  });

  test.each([
    ['batches', { batch: 20, events: 100_000 }],
    ['pictures', { events: 100_000, seeds: { from: 1, count: 21 }, batch: 1000 }],
    ['predictions', { policies: Array.from({ length: 21 }, (_, i) => ({ name: `p${i}`, trigger: 'never' })), events: 100_000, seeds: { from: 1, count: 10 }, batch: 10_000 }],
  ])('refuses too many %s, and says what to make smaller', (what, change) => {
    expect(() => plan(change)).toThrow(new RegExp(`policy-plan-too-large: \\d+ ${what}.*(fewer|larger)`, 'u'));
  });

  test('refuses what is nested thousands deep', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
    for (const change of [{ policies: deep }, { policies: [{ trigger: { any: deep } }] }, { scenarios: [deep] }, { scenarios: [{ drifts: deep }] }, { costs: deep }]) {
      expect(() => plan(change as object)).toThrow(expect.objectContaining({ code: 'policy-plan-invalid' }));
    }
  });

  test('is a task for each story and seed, the first seed of every story first', () => {
    const of = plan({ scenarios: ['lamp-ages', 'winter-returns'], seeds: { from: 5, count: 2 } });
    expect(labTasks(of).map(({ scenarioIndex, seed }) => [seed, scenarioIndex])).toEqual([[5, 0], [5, 1], [6, 0], [6, 1]]);
    expect(labCost(of)).toEqual({ batches: 50, runs: 4, pictures: 40_000, predictions: 40_000 });
  });

  test('the ready policies have names of their own, and fit in one plan', () => {
    expect(plan({ policies: READY_POLICIES }).policies).toEqual(READY_POLICIES);
    expect(READY_POLICIES.length).toBeLessThan(LAB_LIMITS.policies);
  });
});
