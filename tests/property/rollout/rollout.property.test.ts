import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strategyOf } from '../../../src/domain/rollout/default-strategy.ts';
import { LAG_EVENTS } from '../../../src/domain/rollout/rollout-record.ts';
import { isOver, readRolloutState, weightOf, type RolloutAction, type RolloutState } from '../../../src/domain/rollout/rollout-state.ts';
import { beginRollout, stepRollout, type RolloutObservation } from '../../../src/domain/rollout/rollout.ts';
import { guardMetric } from '../../../src/domain/rollout/default-strategy.ts';
import type { RolloutStep, Strategy } from '../../../src/domain/rollout/strategy.ts';

const SECONDS = 432;
const steps: fc.Arbitrary<RolloutStep[]> = fc.array(fc.oneof(
  fc.record({ kind: fc.constant('setWeight' as const), weight: fc.integer({ min: 0, max: 100 }) }), fc.record({ kind: fc.constant('pause' as const), seconds: fc.integer({ min: 0, max: 400 }).map((fruits) => fruits * SECONDS) }),
), { minLength: 1, maxLength: 5 });
const scene = fc.record({
  steps, mode: fc.constantFrom('canary' as const, 'ab' as const, 'shadow' as const), seed: fc.nat(1e6), champion: fc.double({ min: 0.5, max: 1, noNaN: true }), challenger: fc.double({ min: 0.3, max: 1, noNaN: true }),
  values: fc.array(fc.option(fc.double({ min: -0.5, max: 0.5, noNaN: true })), { minLength: 1, maxLength: 20 }), hands: fc.array(fc.tuple(fc.integer({ min: 1, max: 2500 }), fc.constantFrom('pause' as const, 'resume' as const)), { maxLength: 3 }),
});

const chance = (seed: number, index: number, lane: number): number => {
  let x = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed * 7 + lane + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
};

/** A line of 3,000 fruits under a rollout, whose actions are carried out at their events; `again`: the state passes through JSON every so many fruits. */
function line({ mode, steps: given, seed, champion, challenger, values, hands }: typeof scene extends fc.Arbitrary<infer T> ? T : never, again = Infinity) {
  const strategy: Strategy = strategyOf({ mode, champion: 1, challenger: 2, steps: mode === 'shadow' ? [{ kind: 'pause', seconds: null }] : given, metrics: [guardMetric(1, 2)] });
  const first = strategy.steps[0]!;
  let state = beginRollout({ id: 1, champion: 1, challenger: 2, strategy, fromIndex: 0, weight: first.kind === 'setWeight' ? first.weight / 100 : 0 });
  const seen: RolloutAction[] = [];
  let asked = 0;
  const step = (observation: RolloutObservation): void => {
    const { state: next, measures } = stepRollout(state, observation);
    state = next;
    for (const { id } of measures) {
      state = stepRollout(state, { kind: 'measured', id, value: values[asked % values.length]! }).state;
      // A measurement that is told twice counts once.
      state = stepRollout(state, { kind: 'measured', id, value: -9 }).state;
      asked += 1;
    }
    for (const action of state.decided) if (!seen.some(({ id }) => id === action.id)) seen.push(action);
  };
  for (let index = 0; index < 3000; index += 1) {
    for (const action of state.decided.filter(({ from }) => from === index)) {
      step({ kind: 'deployed', index, act: action.kind === 'setWeight' ? { act: 'setWeight', id: action.id, weight: action.weight } : { act: action.kind, id: action.id } });
    }
    for (const [at, act] of hands) if (at === index && !isOver(state)) step({ kind: 'deployed', index, act: { act } });
    const isTried = mode !== 'shadow' && chance(seed, index, 1) < weightOf(state);
    const rights = { champion: chance(seed, index, 2) < champion, challenger: chance(seed, index, 3) < challenger };
    const by = isTried ? 'challenger' : 'champion';
    step({
      kind: 'event', index, atSeconds: 1e9 + index * SECONDS, by, isShadowed: mode === 'shadow', isSample: (index + 1) % 50 === 0,
      arrived: [mode === 'shadow' ? { event: index, ...rights } : { event: index, arm: by, right: rights[by] }],
    });
    if ((index + 1) % again === 0) state = readRolloutState(JSON.parse(JSON.stringify(state)));
  }
  return { state, seen };
}

it('what a rollout decides is a function of what it saw, through any reload', () => {
  fc.assert(fc.property(scene, fc.integer({ min: 1, max: 900 }), (given, again) => {
    expect(line(given, again)).toEqual(line(given));
  }), { numRuns: 12 });
}, 60_000);

it('actions have ids of their own, count later than what decided them, and no event is lost', () => {
  fc.assert(fc.property(scene, (given) => {
    const { state, seen } = line(given);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.length).toBe(state.actions);
    for (const { from } of seen) expect(from).toBeGreaterThanOrEqual(LAG_EVENTS);
    expect(state.counts.champion + (given.mode === 'shadow' ? 0 : state.counts.challenger)).toBe(3000);
    expect(state.evidence.truths.champion.trials + state.evidence.truths.challenger.trials).toBe(given.mode === 'shadow' ? 6000 : 3000);
    const { weights } = state;
    for (let i = 1; i < weights.length; i += 1) expect(weights[i]!.from).toBeGreaterThanOrEqual(weights[i - 1]!.from);
    // Once over, nothing more is decided.
    if (state.phase === 'degraded') expect(seen.at(-1)).toMatchObject({ kind: 'abort' });
    if (state.phase === 'healthy') expect(seen.at(-1)).toMatchObject({ kind: 'promote' });
  }), { numRuns: 25 });
}, 60_000);

const plain = (over: Partial<Parameters<typeof line>[0]>): { state: RolloutState; seen: RolloutAction[] } => line({ mode: 'ab', steps: [{ kind: 'setWeight', weight: 50 }, { kind: 'pause', seconds: null }], seed: 3, champion: 0.8, challenger: 0.8, values: [0], hands: [], ...over });

it('a proven gain promotes an A/B and a shadow, a proven loss ends any of them', () => {
  expect(plain({ challenger: 0.97, champion: 0.7 }).state).toMatchObject({ phase: 'healthy', cause: 'gain' });
  expect(plain({ mode: 'shadow', challenger: 0.97, champion: 0.7 }).state).toMatchObject({ phase: 'healthy', cause: 'gain' });
  for (const mode of ['ab', 'shadow', 'canary'] as const) expect(plain({ mode, challenger: 0.5, champion: 0.95 }).state, mode).toMatchObject({ phase: 'degraded', cause: 'loss', weights: expect.arrayContaining([expect.objectContaining({ weight: 0 })]) as unknown });
});

it('a failed analysis takes the share back to nothing', () => {
  const { state, seen } = plain({ values: [-0.4] });
  expect(state).toMatchObject({ phase: 'degraded', cause: 'analysis', failedMetric: 'accuracy-not-worse' });
  expect(seen.at(-1)!.kind).toBe('abort');
  expect(weightOf(state)).toBe(0);
});

it('a share that a hand sets voids what was decided and is not in force yet; one that the rollout decided settles only itself', () => {
  const strategy = strategyOf({ mode: 'canary', champion: 1, challenger: 2, steps: [{ kind: 'setWeight', weight: 20 }, { kind: 'setWeight', weight: 50 }, { kind: 'pause', seconds: null }], metrics: [guardMetric(1, 2)] });
  const start = beginRollout({ id: 1, champion: 1, challenger: 2, strategy, fromIndex: 0, weight: 0.2 });
  const { state } = stepRollout(start, { kind: 'event', index: 0, atSeconds: 1e9, by: 'champion', isShadowed: false, isSample: false, arrived: [] });
  expect(state.decided).toEqual([{ kind: 'setWeight', id: '1/1', from: LAG_EVENTS, weight: 0.5 }]);
  const after = (id: string | null): RolloutState => stepRollout(state, { kind: 'deployed', index: 1, act: { act: 'setWeight', id, weight: 0.3 } }).state;
  expect(after(null).decided).toEqual([]);
  expect(after('1/1').decided).toEqual([]);
  expect(after('1/0').decided).toEqual(state.decided);
});
