import { describe, expect, test } from 'vitest';
import { advance, INITIAL_CONTROLLER, STEP_EVENTS, type ControllerState, type Step } from '../../../src/domain/policy/controller.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { judgeGates, type HeldBack } from '../../../src/domain/policy/gates.ts';
import { parsePolicy, POLICY_DEFAULTS, type Policy } from '../../../src/domain/policy/policy.ts';
import { readPolicyRecord, toldDecisions } from '../../../src/domain/policy/policy-record.ts';
import { comesBack } from '../../../src/domain/policy/pool.ts';

describe('a policy of any origin', () => {
  test('is completed, named by its trigger, and survives its JSON', () => {
    const policy = parsePolicy({ trigger: { any: [{ alert: 'errors_drifted' }, { accuracy: { below: 0.9, truths: 200 } }] } });
    expect(policy).toEqual({ name: 'alert errors_drifted or accuracy below 90 % of 200', trigger: policy.trigger, ...POLICY_DEFAULTS });
    for (const each of [policy, DEFAULT_POLICY, parsePolicy({ trigger: 'never', data: { newest: 300, reserve: 60 }, recipe: { kind: 'colour', l2: 0.5, levelling: 'exposure' } })]) expect(parsePolicy(JSON.parse(JSON.stringify(each)))).toEqual(each);
  });

  test.each([
    ['no trigger', {}, 'trigger'],
    ['an unknown one', { trigger: { moon: 'full' } }, 'trigger'],
    ['a share above 1', { trigger: { accuracy: { below: 1.2, truths: 100 } } }, 'trigger'],
    ['a share of nothing', { trigger: { drifted: { share: 0 } } }, 'trigger'],
    ['alternatives of alternatives', { trigger: { any: [{ any: ['never'] }] } }, 'trigger'],
    ['a cool-down that is no number', { trigger: 'never', coolDown: NaN }, 'coolDown'],
    ['too few pictures', { trigger: 'never', data: { newest: 5 } }, 'data'],
    ['a turnaround below one step', { trigger: 'never', turnaround: 10 }, 'turnaround'],
    ['a recipe of no kind', { trigger: 'never', recipe: { kind: 'oracle' } }, 'recipe'],
    ['a recipe beyond its range', { trigger: 'never', recipe: { kind: 'colour', l2: 1e9 } }, 'recipe'],
    ['another kind’s settings', { trigger: 'never', recipe: { kind: 'colour', epochs: 20 } }, 'recipe'],
    ['a recipe in words', { trigger: 'never', recipe: 'colour' }, 'recipe'],
    ['an unknown key', { trigger: 'never', colour: 'red' }, 'colour'],
    ['no object', 'never', 'policy'],
  ])('with %s is refused, and the place is named', (_what, given, place) => {
    expect(() => parsePolicy(given)).toThrow(expect.objectContaining({ code: 'policy-invalid', message: expect.stringContaining(place) as unknown }));
  });

  test.each([
    [{ trigger: { every: 49 } }, 'trigger.every: a whole number from 50 to 1000000, not 49'],
    [{ trigger: { labels: 19.5 } }, 'trigger.labels: a whole number from 20 to 1000000, not 19.5'],
    [{ trigger: { accuracy: { below: 0.9, truths: 2001 } } }, 'trigger.accuracy.truths: a whole number from 20 to 2000, not 2001'],
    [{ trigger: { accuracy: { below: 0.9 } } }, 'trigger.accuracy.truths: missing'],
    [{ trigger: { any: Array.from({ length: 9 }, () => 'never') } }, 'trigger.any: at most 8 triggers, not a list of 9'],
    [{ trigger: { any: [{ every: 'day' }] } }, 'trigger.any.0.every: a whole number from 50 to 1000000, not "day"'],
    [{ trigger: { every: 500, hours: 3 } }, 'trigger.hours: there is no such key'],
    [{ trigger: 'always' }, 'trigger: never, every, labels, alert, accuracy, estimated, drifted, cara or any, as documented, not "always"'],
    [{ trigger: 'never', data: { newest: 59 } }, 'data.newest: a whole number from 60 to 5000, not 59'],
    [{ trigger: 'never', rollout: { mode: 'slow' } }, 'rollout.mode: one of "shadow", "canary", "ab", not "slow"'],
    [{ trigger: 'never', rollout: { mode: 'canary', steps: [{ setWeight: 101 }] } }, 'rollout.steps.0.setWeight: a whole number from 0 to 100, not 101'],
    [{ trigger: 'never', rollout: { mode: 'canary', steps: [{ wait: 3 }] } }, 'rollout.steps.0: a step: setWeight or pause'],
    [{ trigger: 'never', rollout: { mode: 'canary', steps: [{ pause: { hours: 1 } }] } }, 'rollout.steps.0.pause.hours: there is no such key'],
  ])('%j names the key, what is taken, and what was given', (given, words) => {
    expect(() => parsePolicy(given)).toThrow(expect.objectContaining({ about: words }));
  });
});

/** A step in which nothing is heard. */
const silent = (index: number): Step => ({ kind: 'step', index, truths: [], firing: [], estimated: null, drifted: null });

/** Steps of a line on which the first `wrongFrom` predictions are right and every second one after them wrong, known at once. */
function renewals(policy: Policy, wrongFrom: number, steps: number): { at: number; cut: number | null }[] {
  let state: ControllerState = INITIAL_CONTROLLER;
  const found: { at: number; cut: number | null }[] = [];
  for (let index = STEP_EVENTS; index <= steps * STEP_EVENTS; index += STEP_EVENTS) {
    const truths = Array.from({ length: STEP_EVENTS }, (_, i) => index - STEP_EVENTS + i).map((event) => ({ event, right: event < wrongFrom || event % 2 === 0 }));
    const moved = advance(policy, { errorCost: 1, batch: 100 }, state, { kind: 'step', index, truths, firing: [], estimated: null, drifted: null });
    ({ state } = moved);
    if (moved.renewal) found.push({ at: moved.renewal.at, cut: moved.renewal.cut });
  }
  return found;
}

describe('triggers', () => {
  const of = (trigger: object) => parsePolicy({ trigger, coolDown: 0 });
  test('by accuracy and by cost, with the cut where it went wrong', () => {
    const [byAccuracy] = renewals(of({ accuracy: { below: 0.8, truths: 100 } }), 1000, 40);
    expect(byAccuracy!.at).toBe(1050);
    const [byCost] = renewals(of({ cara: 'T', tau: 30 }), 1000, 40);
    expect(byCost!.at).toBe(1100);
    expect(byCost!.cut).toBeGreaterThan(970);
    expect(byCost!.cut).toBeLessThan(1030);
    expect(renewals(of({ cara: 'CT', tau: 120 }), 1000, 40)[0]!.at).toBe(1300);
  });
  test('by fruits and by labels, counted from the last decision on; never is never', () => {
    expect(renewals(of({ every: 500 }), 1e9, 15).map(({ at }) => at)).toEqual([500]);
    expect(renewals(of({ labels: 520 }), 1e9, 15)[0]).toEqual({ at: 550, cut: null });
    expect(renewals(of({ any: ['never', { every: 700 }] }), 1e9, 20)[0]!.at).toBe(700);
    expect(renewals(parsePolicy({ trigger: 'never' }), 0, 60)).toEqual([]);
  });
  test('by alert, estimate and drift, from their bound on, and never by what cannot be told', () => {
    const fires = (trigger: object, heard: Partial<Step>): boolean => advance(of(trigger), { errorCost: 1, batch: 100 }, INITIAL_CONTROLLER, { ...silent(STEP_EVENTS), ...heard }).renewal !== null;
    expect([null, 0.29, 0.3].map((drifted) => fires({ drifted: { share: 0.3 } }, { drifted }))).toEqual([false, false, true]);
    expect([null, 0.8, 0.79].map((estimated) => fires({ estimated: { below: 0.8 } }, { estimated }))).toEqual([false, false, true]);
    expect([[], ['other'], ['other', 'mine']].map((firing) => fires({ alert: 'mine' }, { firing }))).toEqual([false, false, true]);
  });
  test.each([[2, 'nothing'], [null, 'everything']])('a renewal that brings version %s leaves %s of the truths before it', (version, rest) => {
    const policy = of({ labels: STEP_EVENTS });
    const settings = { errorCost: 1, batch: 100 };
    const truths = Array.from({ length: STEP_EVENTS }, (_, event) => ({ event, right: true }));
    const { state: asked, renewal } = advance(policy, settings, INITIAL_CONTROLLER, { ...silent(STEP_EVENTS), truths });
    const { state: answered } = advance(policy, settings, asked, { kind: 'answered', id: renewal!.id, answer: { how: version === null ? 'kept' : 'trained', version, learnt: 50, gates: [], code: null } });
    expect(advance(policy, settings, answered, silent(renewal!.effectiveAt - STEP_EVENTS)).settled).toBeNull();
    const { state, settled } = advance(policy, settings, answered, silent(renewal!.effectiveAt));
    expect(settled).toMatchObject({ id: renewal!.id, answer: { version } });
    expect(state).toMatchObject(rest === 'nothing' ? { championFrom: renewal!.effectiveAt, truths: { events: [] }, pending: null } : { championFrom: 0, truths: { events: truths.map(({ event }) => event) }, pending: null });
  });
});

const many = (count: number, right: (i: number) => boolean): boolean[] => Array.from({ length: count }, (_, i) => right(i));
const held = (change: Partial<HeldBack>): HeldBack => ({ champion: many(100, () => true), candidate: many(100, () => true), slices: new Uint8Array(100), calibrationError: 0.02, ...change });

describe('gates', () => {
  const gates = { notWorse: true, worstSlice: 0.1, calibration: 0.05 };
  test('a candidate that is as good passes all that are asked for', () => {
    expect(judgeGates(gates, held({})).map(({ gate, passed }) => [gate, passed])).toEqual([['notWorse', true], ['worstSlice', true], ['calibration', true]]);
    expect(judgeGates({ notWorse: false, worstSlice: null, calibration: null }, held({}))).toEqual([]);
  });
  test('worse by more than chance does not pass, worse by chance does', () => {
    expect(judgeGates(gates, held({ candidate: many(100, (i) => i >= 12) }))[0]).toMatchObject({ passed: false, value: -0.12, count: 100 });
    expect(judgeGates(gates, held({ candidate: many(100, (i) => i >= 2) }))[0]).toMatchObject({ passed: true, value: -0.02 });
  });
  test('a kind that loses too much does not pass, if there is enough of it', () => {
    const slices = Uint8Array.from({ length: 100 }, (_, i) => Number(i < 20));
    expect(judgeGates(gates, held({ slices, candidate: many(100, (i) => i >= 4) }))[1]).toMatchObject({ passed: false, value: 0.2, count: 20 });
    expect(judgeGates(gates, held({ slices: Uint8Array.from({ length: 100 }, (_, i) => Number(i < 8)), candidate: many(100, (i) => i >= 4) }))[1]).toMatchObject({ passed: true });
  });
  test('without fruit to judge by nothing passes; one fruit is enough', () => {
    expect(judgeGates(gates, held({ champion: [true], candidate: [true], slices: [0] })).every(({ passed }) => passed)).toBe(true);
    expect(judgeGates(gates, held({ champion: [], candidate: [], slices: [] })).some(({ passed }) => passed)).toBe(false);
  });
});

describe('the pool', () => {
  const champion = many(100, (i) => i >= 40);
  test('gives back the version that beats the champion most, the newest of equals', () => {
    const good = many(100, () => true);
    expect(comesBack(champion, [{ version: 2, right: many(100, (i) => i >= 20) }, { version: 3, right: good }, { version: 4, right: good }])).toBe(4);
  });
  test('gives none back that is better by chance alone, or worse', () => {
    expect(comesBack(champion, [{ version: 2, right: many(100, (i) => i >= 37) }, { version: 3, right: many(100, (i) => i >= 60) }])).toBeNull();
    expect(comesBack(champion, [])).toBeNull();
    expect(comesBack([], [{ version: 2, right: [] }])).toBeNull();
  });
});

describe('the record in a line’s event log', () => {
  const policy = parsePolicy({ trigger: { every: 500 } });
  const renewal = (id: number, at: number) => ({ id, at, effectiveAt: at + 100, cause: policy.trigger, cut: null });
  const answer = { how: 'trained', version: 2, learnt: 300, gates: [], code: null };
  test('tells what was in force from which event on, and what came of each renewal, whatever the order of its lines', () => {
    const { changes, decisions } = readPolicyRecord([
      { index: -1, type: 'policy', data: { level: 0, policy } }, { index: 0, type: 'policy', data: { level: 1, policy } },
      { index: 1000, type: 'asked', data: { renewal: renewal(3, 1000) } }, { index: 1000, type: 'asked', data: { renewal: renewal(2, 1000) } }, { index: 600, type: 'trained', data: { renewal: renewal(1, 500), answer } }, { index: 500, type: 'asked', data: { renewal: renewal(1, 500) } },
    ]);
    expect(changes).toEqual([{ from: 0, level: 0, policy }, { from: 0, level: 1, policy }]);
    expect(decisions).toEqual([{ ...renewal(1, 500), answer }, { ...renewal(2, 1000), answer: null }, { ...renewal(3, 1000), answer: null }]);
  });
  test('a renewal that was pending when level or policy was changed is told as called off, and what is pending now is not', () => {
    const record = readPolicyRecord([
      { index: 0, type: 'policy', data: { level: 1, policy } }, { index: 500, type: 'asked', data: { renewal: renewal(1, 500) } }, { index: 600, type: 'trained', data: { renewal: renewal(1, 500), answer } },
      { index: 1000, type: 'asked', data: { renewal: renewal(2, 1000) } }, { index: 1040, type: 'policy', data: { level: 0, policy } }, { index: 1200, type: 'policy', data: { level: 1, policy } },
      { index: 1700, type: 'asked', data: { renewal: renewal(1, 1700) } },
    ]);
    expect(toldDecisions(record).map(({ answer: told }) => told && [told.how, told.code])).toEqual([['trained', null], ['kept', 'cancelled'], null]);
    expect(record.decisions[1]!.answer, 'the record itself keeps it open').toBeNull();
  });
  test('passes over what it cannot read and what is not about policies', () => {
    expect(readPolicyRecord([{ index: 5, type: 'policy', data: { level: 7, policy } }, { index: 6, type: 'asked', data: null }, { index: 7, type: 'deployed', data: { level: 1, policy } }])).toEqual({ changes: [], decisions: [] });
  });
});
