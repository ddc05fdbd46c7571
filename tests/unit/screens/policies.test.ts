import { describe, expect, test } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { storyFinding } from '../../../src/domain/policy-lab/findings.ts';
import { parseLabPlan } from '../../../src/domain/policy-lab/plan.ts';
import { labResult } from '../../../src/domain/policy-lab/result.ts';
import type { LabOutcome } from '../../../src/domain/policy-lab/task.ts';
import { parsePolicy } from '../../../src/domain/policy/policy.ts';
import { stackLabels } from '../../../src/ui/charts/place-labels.ts';
import { problemIn } from '../../../src/ui/screens/policies/problem.ts';
import { entriesOf, sorted } from '../../../src/ui/screens/policies/rows.ts';
import { extra, findingText, money, policyFacts } from '../../../src/ui/screens/policies/texts.ts';

const plan = parseLabPlan({ policies: [{ name: 'stay', trigger: 'never' }, { name: 'go', trigger: { every: 500 } }], scenarios: [{ name: 'dark' }], seeds: { from: 1, count: 2 }, events: 1000, batch: 500, costs: { error: 2 } });
const course = (errors: readonly number[], paid: number, retrains: number) => ({
  cost: errors.reduce((sum, count) => sum + 2 * count, paid), accuracy: 1 - errors.reduce((sum, count) => sum + count, 0) / 1000, retrains, swaps: 0, decisions: [], errors, costs: errors.map((count, i) => 2 * count + (i === 0 ? paid : 0)),
});
const baseline = (total: number) => ({ total, after: [], accuracy: 0.9, errors: [0, 0], costs: [total, 0] });
const outcome = (stay: readonly number[], go: readonly number[]): LabOutcome => ({ baselines: { optimum: baseline(30), never: baseline(90), always: baseline(200) }, courses: [course(stay, 0, 0), course(go, 40, 1)] });
const result = labResult(plan, '1', [{ scenarioIndex: 0, seed: 1, outcome: outcome([10, 50], [10, 5]) }, { scenarioIndex: 0, seed: 2, outcome: outcome([12, 40], [10, 8]) }]);

describe('the ledger of policies', () => {
  const entries = entriesOf({ planned: plan.policies, aside: [parsePolicy({ name: 'new', trigger: { labels: 100 } })], result, story: 'dark', withTruth: true });
  test('has policies, those beside the plan, and the baselines; the optimum goes where the truth is hidden', () => {
    expect(entries.map(({ key, isPlanned }) => [key, isPlanned])).toEqual([['stay', true], ['go', true], ['new', false], ['(optimum)', true], ['(never)', true], ['(always)', true]]);
    expect(entriesOf({ planned: plan.policies, aside: [], result, story: null, withTruth: false }).map(({ key }) => key)).toEqual(['stay', 'go', '(never)', '(always)']);
    expect(entries[1]!.parts).toMatchObject({ mistakes: 33, renewals: 40 });
    expect(entries[1]!.soFar).toEqual([60, 73]);
    expect(entries[2]).toMatchObject({ summary: null, parts: null, soFar: [] });
  });
  test('is sorted by any column, and what was not run yet comes last', () => {
    expect(sorted(entries, 'cost', false).map(({ key }) => key)).toEqual(['(optimum)', 'go', '(never)', 'stay', '(always)', 'new']);
    expect(sorted(entries, 'cost', true).at(0)!.key).toBe('(always)');
    expect(sorted(entries, 'retrains', true).at(0)!.key).toBe('go');
    expect(sorted(entries, 'plan', false)).toBe(entries);
  });
});

test('a finding says who is cheapest, what that saves, and whether it may be chance', () => {
  expect(findingText(storyFinding(result, 'dark')!)).toBe('dark: go costs least, 73; at best it could have been 30, never retraining costs 90 and always 200. Against stay it loses less to mistakes, 33 instead of 112, and is cheaper under each of 2 seeds.');
  const open = labResult(plan, '1', [{ scenarioIndex: 0, seed: 1, outcome: outcome([10, 50], [10, 5]) }, { scenarioIndex: 0, seed: 2, outcome: outcome([10, 10], [10, 5]) }]);
  expect(findingText(storyFinding(open, 'dark')!)).toContain('but not under each of 2 seeds, so it may be chance');
});

test('amounts and facts in words', () => {
  expect([money(0), money(1e-14), money(1.9), money(284.4), extra(117.2), extra(0.2), extra(-3)]).toEqual(['0', '0', '1.9', '284', '+117', '0', '−3']);
  expect(policyFacts(parsePolicy({ trigger: { every: 500 }, data: { decay: { halfLife: 800 } }, gates: { notWorse: false }, pool: 2 })).map(({ text }) => text)).toEqual([
    'every 500 fruits', '500 fruits', 'half as many every 800 fruits back', 'that of the live version', 'none', 'at once', 'up to 2 versions kept', '100 fruits',
  ]);
});

test('a mistake in a policy’s text is marked where its key stands', () => {
  const text = JSON.stringify({ name: 'a', trigger: { every: 500 }, pool: 99 }, null, 2);
  expect(problemIn(text, new OrchardError('policy-invalid', 'pool: a whole number', { about: 'pool: a whole number' }))).toMatchObject({ line: 6, column: 3, words: 'pool: a whole number' });
  expect(problemIn(text, new OrchardError('policy-invalid', 'it is no JSON'))).toMatchObject({ line: 1, column: 1 });
});

test('labels at the ends of curves keep their order, and apart', () => {
  const places = stackLabels([10, 11, 100, 12, 99], 100, 12);
  const order = [0, 1, 3, 4, 2];
  order.forEach((at, i) => { if (i > 0) expect(places[at]! - places[order[i - 1]!]!).toBeGreaterThanOrEqual(12); });
  expect(places[2]).toBe(100);
});
