import { describe, expect, it } from 'vitest';
import { expectedWorldAt, sameParameters, shiftDrifts, withHand } from '../../../../src/domain/world/drift/expected-world.ts';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import type { Drift } from '../../../../src/domain/world/drift/scenario.ts';

const drift = (onset: number, exposure: number, more: Partial<Drift> = {}): Drift =>
  ({ ...parseScenario({ drifts: [{ kind: 'covariate', pattern: 'sudden', onset, to: { light: { exposure } } }] }).drifts[0]!, ...more });

describe('a hand on a slider', () => {
  it('stands where its onset belongs, so that what is planned for later still comes', () => {
    const drifts = withHand([drift(100, -1), drift(900, 1)], drift(500, 0.5, { byHand: true }));
    expect(drifts.map(({ onset }) => onset)).toEqual([100, 500, 900]);
    const scenario = { ...parseScenario({}), drifts };
    expect([200, 600, 1000].map((index) => expectedWorldAt(scenario, index).light.exposure)).toEqual([-1, 0.5, 1]);
  });

  it('replaces itself within one grab, and not another one', () => {
    const once = withHand([], drift(500, 0.5, { byHand: true }));
    expect(withHand(once, drift(500, 0.7, { byHand: true })).map(({ to }) => to.light?.exposure)).toEqual([0.7]);
    expect(withHand(once, drift(600, 0.7, { byHand: true }))).toHaveLength(2);
  });

  it('never fills the scenario: what it overrules is dropped', () => {
    let drifts: Drift[] = [drift(0, -1)];
    for (let i = 0; i < 200; i += 1) drifts = withHand(drifts, drift(10 + i, i / 100, { byHand: true }));
    expect(drifts.length).toBeLessThan(64);
    expect(drifts[0]!.byHand).toBe(false);
    expect(drifts.at(-1)!.to.light?.exposure).toBe(1.99);
  });
});

describe('the world on average', () => {
  it('blends a gradual drift by its weight', () => {
    const scenario = parseScenario({ drifts: [{ kind: 'covariate', pattern: 'gradual', onset: 1000, width: 400, to: { light: { exposure: -2 } } }] });
    expect(expectedWorldAt(scenario, 1200).light.exposure).toBeCloseTo(-1, 10);
    expect(expectedWorldAt(scenario, 100).light.exposure).toBeCloseTo(0, 3);
  });

  it('moves a story along the line', () => {
    expect(shiftDrifts([drift(100, 1), drift(300, 0)], -200).map(({ onset }) => onset)).toEqual([0, 100]);
    expect(sameParameters(drift(1, 1), drift(2, 2))).toBe(true);
  });
});
