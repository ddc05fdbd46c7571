import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, INITIAL_CONTROLLER, STEP_EVENTS, type ControllerState, type Decision, type Observation, type Renewal, type RenewalAnswer } from '../../../src/domain/policy/controller.ts';
import { parsePolicy, type Policy } from '../../../src/domain/policy/policy.ts';

const SETTINGS = { errorCost: 2, batch: 100 };

const trigger = fc.oneof(
  fc.integer({ min: 50, max: 1500 }).map((every) => ({ every })),
  fc.integer({ min: 20, max: 900 }).map((labels) => ({ labels })),
  fc.constant({ alert: 'errors_drifted' }),
  fc.record({ accuracy: fc.record({ below: fc.double({ min: 0.5, max: 0.99, noNaN: true }), truths: fc.integer({ min: 20, max: 300 }) }) }),
  fc.record({ cara: fc.constantFrom('T', 'CT'), tau: fc.integer({ min: 0, max: 120 }) }),
  fc.record({ estimated: fc.record({ below: fc.double({ min: 0.5, max: 0.99, noNaN: true }) }) }),
);
const policy: fc.Arbitrary<Policy> = fc.record({
  trigger: fc.oneof(trigger, fc.array(trigger, { minLength: 1, maxLength: 3 }).map((any) => ({ any }))),
  coolDown: fc.integer({ min: 0, max: 1200 }), turnaround: fc.integer({ min: 50, max: 700 }),
}).map(parsePolicy);

/** A line as a policy hears it: which predictions are right, which steps an alert fires in, and the estimate. */
const line = fc.record({
  steps: fc.array(fc.record({ rightShare: fc.integer({ min: 0, max: 10 }), isFiring: fc.boolean(), estimated: fc.option(fc.double({ min: 0.4, max: 1, noNaN: true })) }), { minLength: 5, maxLength: 60 }),
  labelDelay: fc.integer({ min: 0, max: 400 }),
  /** What comes of each renewal. */
  takesOver: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});
type Line = typeof line extends fc.Arbitrary<infer L> ? L : never;

const answerOf = (id: number, { takesOver }: Line): RenewalAnswer => (takesOver[id % takesOver.length]
  ? { how: 'trained', version: id + 1, learnt: 240, gates: [], code: null } : { how: 'kept', version: null, learnt: 240, gates: [], code: null });

function observations({ steps, labelDelay }: Line): Observation[] {
  const isRight = (event: number): boolean => (event * 7) % 10 < steps[Math.floor(event / STEP_EVENTS)]!.rightShare;
  return steps.map(({ isFiring, estimated }, i): Observation => {
    const index = (i + 1) * STEP_EVENTS;
    const [from, to] = [Math.max(0, index - STEP_EVENTS - labelDelay), Math.max(0, index - labelDelay)];
    return { kind: 'step', index, truths: Array.from({ length: to - from }, (_, k) => ({ event: from + k, right: isRight(from + k) })), firing: isFiring ? ['errors_drifted'] : [], estimated, drifted: null };
  });
}

/** Runs a policy; each renewal is answered before the step behind its effect, `early` or as late as may be. */
function run(given: Policy, of: Line, { early = true, through = (state: ControllerState) => state } = {}): { renewals: Renewal[]; settled: Decision[]; states: ControllerState[] } {
  let state = INITIAL_CONTROLLER;
  const [renewals, settled, states]: [Renewal[], Decision[], ControllerState[]] = [[], [], []];
  let open: Renewal | null = null;
  const answer = (): void => {
    if (open) ({ state } = advance(given, SETTINGS, state, { kind: 'answered', id: open.id, answer: answerOf(open.id, of) }));
    open = null;
  };
  for (const heard of observations(of)) {
    if (open && heard.kind === 'step' && heard.index >= open.effectiveAt) answer();
    const moved = advance(given, SETTINGS, through(state), heard);
    ({ state } = moved);
    if (moved.settled) settled.push(moved.settled);
    if (moved.renewal) {
      renewals.push(moved.renewal);
      open = moved.renewal;
      if (early) answer();
    }
    states.push(state);
  }
  return { renewals, settled, states };
}

describe('a policy', () => {
  test('asks for one renewal at a time, keeps its cool-down, and lets none take effect before its turnaround', () => {
    fc.assert(fc.property(policy, line, (given, of) => {
      const { renewals, settled } = run(given, of);
      renewals.forEach(({ at, effectiveAt, id }, i) => {
        expect(id).toBe(i + 1);
        expect(effectiveAt).toBe(at + given.turnaround);
        const before = renewals[i - 1];
        if (before) expect(at).toBeGreaterThanOrEqual(before.at + Math.max(given.coolDown, given.turnaround));
      });
      expect(settled.map(({ id }) => id)).toEqual(renewals.slice(0, settled.length).map(({ id }) => id));
      expect(settled.every(({ answer }) => answer !== null)).toBe(true);
    }));
  });

  test('decides the same whenever an answer comes before its effect', () => {
    fc.assert(fc.property(policy, line, (given, of) => {
      const [early, late] = [run(given, of), run(given, of, { early: false })];
      expect(late.renewals).toEqual(early.renewals);
      expect(late.settled).toEqual(early.settled);
    }));
  });

  test('goes on from its state as JSON', () => {
    fc.assert(fc.property(policy, line, (given, of) => {
      expect(run(given, of, { through: (state) => JSON.parse(JSON.stringify(state)) as ControllerState })).toEqual(run(given, of));
    }));
  });

  test('heeds no answer twice, and none that it did not ask for', () => {
    fc.assert(fc.property(policy, line, (given, of) => {
      for (const state of run(given, of, { early: false }).states) {
        const heard = (id: number): ControllerState => advance(given, SETTINGS, state, { kind: 'answered', id, answer: answerOf(id, of) }).state;
        expect(heard((state.pending?.id ?? 0) + 1)).toBe(state);
        if (!state.pending) continue;
        const answered = heard(state.pending.id);
        expect(advance(given, SETTINGS, answered, { kind: 'answered', id: state.pending.id, answer: answerOf(state.pending.id + 1, of) }).state).toBe(answered);
      }
    }));
  });

  test('counts no truth of a version that was replaced', () => {
    fc.assert(fc.property(policy, line, (given, of) => {
      for (const { championFrom, truths } of run(given, of).states) expect(truths.events.every((event) => event >= championFrom)).toBe(true);
    }));
  });
});
