import { describe, expect, it } from 'vitest';
import { scenarioAt } from '../../../../src/domain/world/drift/revisions.ts';
import { minimalScenario, parseScenario, serializeScenario } from '../../../../src/domain/world/drift/schema.ts';
import { defaultScenario } from '../../../../src/domain/world/drift/default-scenario.ts';
import { PRESET_IDS } from '../../../../src/domain/world/drift/preset-ids.ts';
import { PRESETS } from '../../../../src/domain/world/drift/presets.ts';
import { worldAt } from '../../../../src/domain/world/drift/world-at.ts';
import { OrchardError } from '../../../../src/domain/common/errors.ts';
import { defaultWorld } from '../../../../src/domain/world/orchard/world-default.ts';

const sudden = { kind: 'concept', pattern: 'sudden' };

describe('parseScenario', () => {
  it('fills every default', () => {
    expect(parseScenario({})).toEqual({ schema: 1, name: 'Untitled', seed: 7, length: 20_000, labelDelay: 50, truths: 'all', exploration: 0, beltSpeed: 8, world: defaultWorld, drifts: [] });
    expect(parseScenario({ drifts: [sudden] }).drifts[0]).toMatchObject({ onset: 0, width: 1000, period: 4000, duty: 0.5, to: {}, byHand: false });
  });

  it('keeps what it is given and leaves the rest of the world alone', () => {
    const { world } = parseScenario({ world: { species: { banana: 3 }, cultivars: { apple: { 'granny-smith': 0.2 } }, taste: 0.25 } });
    expect(world.species).toEqual({ ...defaultWorld.species, banana: 3 });
    expect(world.cultivars).toEqual({ apple: { 'granny-smith': 0.2 } });
    expect(world.taste).toBe(0.25);
    expect(world.light).toEqual(defaultWorld.light);
  });

  it('clamps numbers, trims names, drops unknown keys', () => {
    const scenario = parseScenario({
      name: `  ${'x'.repeat(500)}  `, length: 1e12, labelDelay: -3, seed: 1e300, junk: 1,
      world: { taste: 9, light: { exposure: -99, glow: 3 }, species: { apple: -1, durian: 4 } },
      drifts: [{ ...sudden, onset: -5.5, width: 1e99, period: 0, duty: 7, extra: [] }],
    });
    expect(scenario).toMatchObject({ length: 10_000_000, labelDelay: 0, seed: Number.MAX_SAFE_INTEGER });
    expect(scenario.name).toHaveLength(120);
    expect(scenario).not.toHaveProperty('junk');
    expect(scenario.world).toMatchObject({ taste: 0.5, light: { exposure: -3, warmth: 0 } });
    expect(scenario.world.species).toMatchObject({ apple: 0 });
    expect(scenario.world.species).not.toHaveProperty('durian');
    expect(scenario.drifts[0]).toMatchObject({ onset: 0, width: 10_000_000, period: 1, duty: 1 });
  });

  it.each([
    ['null', null], ['a string', '{}'], ['an array', []], ['another schema', { schema: 2 }], ['seed NaN', { seed: Number.NaN }],
    ['length Infinity', { length: Infinity }], ['length text', { length: '20000' }], ['taste text', { world: { taste: '0.1' } }],
    ['light null', { world: { light: null } }], ['an unknown place', { world: { place: 'moon' } }], ['drifts object', { drifts: {} }],
    ['an unknown kind', { drifts: [{ kind: 'magic', pattern: 'sudden' }] }], ['no pattern', { drifts: [{ kind: 'concept' }] }],
    ['65 drifts', { drifts: new Array(65).fill(sudden) }], ['name number', { name: 4 }],
  ])('rejects %s', (_, input) => {
    expect(() => parseScenario(input)).toThrow(OrchardError);
    expect(() => parseScenario(input)).toThrow(/^scenario-invalid/);
  });

  it('takes 64 drifts', () => {
    expect(parseScenario({ drifts: new Array(64).fill(sudden) }).drifts).toHaveLength(64);
  });

  it('is deaf to prototype pollution', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"polluted":1},"world":{"__proto__":{"polluted":1},"cultivars":{"__proto__":{"x":1},"apple":{"__proto__":{"y":2},"constructor":3}}}}');
    const scenario = parseScenario(hostile);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((scenario as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(scenario.world)).toBe(Object.prototype);
    expect(scenario.world.cultivars.apple ?? {}).toEqual({});
  });
});

describe('the belt', () => {
  it('brings eight a second unless the scenario says otherwise, within what a belt can do', () => {
    expect([{}, { beltSpeed: 20 }, { beltSpeed: 0.1 }, { beltSpeed: 1e6 }].map((input) => parseScenario(input).beltSpeed)).toEqual([8, 20, 0.5, 200]);
    expect(() => parseScenario({ beltSpeed: 'fast' })).toThrow('scenario-invalid');
  });
});

describe('serializeScenario', () => {
  it('leaves defaults out', () => {
    expect(minimalScenario(parseScenario({}))).toEqual({ schema: 1 });
    expect(minimalScenario(parseScenario({ beltSpeed: 20 }))).toEqual({ schema: 1, beltSpeed: 20 });
    expect(minimalScenario(parseScenario({ seed: 9, world: { taste: 0.1 } }))).toEqual({ schema: 1, seed: 9, world: { taste: 0.1 } });
  });

  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('brings back the preset %s', (_, preset) => {
    const scenario = preset.scenario(11);
    expect(parseScenario(JSON.parse(serializeScenario(scenario)))).toEqual(scenario);
    expect(scenario).toMatchObject({ preset: preset.id, name: preset.name, seed: 11, length: 20_000 });
  });
});

describe('presets', () => {
  it('are the stories that addresses name, and in two of them nothing drifts', () => {
    expect(PRESETS.map((preset) => preset.id).sort()).toEqual([...PRESET_IDS].sort());
    expect(PRESETS.filter((preset) => preset.scenario(1).drifts.length === 0).map((preset) => preset.id)).toEqual(['winter-sells-itself', 'nothing-happens']);
    for (const { scenario } of PRESETS) expect(worldAt(scenario(1), 0)).toEqual(scenario(1).world);
  });
});

describe('worldAt', () => {
  const base = { drifts: [
    { kind: 'covariate', pattern: 'incremental', onset: 100, width: 100, to: { light: { exposure: -2 } } },
    { kind: 'covariate', pattern: 'sudden', onset: 300, to: { light: { exposure: 1 }, place: 'wood' } },
  ] };

  it('applies drifts in order, each on what came before', () => {
    const scenario = parseScenario(base);
    const exposure = [0, 150, 250, 300].map((index) => worldAt(scenario, index).light.exposure);
    expect(exposure).toEqual([0, -1, -2, 1]);
    expect(worldAt(scenario, 299).place).toBe('belt');
    expect(worldAt(scenario, 300).place).toBe('wood');
  });

  it('gives each event of a gradual drift the old or the drifted concept whole', () => {
    const scenario = parseScenario({ drifts: [{ kind: 'concept', pattern: 'gradual', onset: 0, width: 4000, to: { taste: 0.4 } }] });
    const tastes = Array.from({ length: 4000 }, (_, index) => worldAt(scenario, index).taste);
    expect(new Set(tastes)).toEqual(new Set([0, 0.4]));
    const share = (from: number) => tastes.slice(from, from + 1000).filter((taste) => taste > 0).length / 1000;
    expect(share(1500)).toBeCloseTo(0.5, 1);
    expect(share(0)).toBeLessThan(0.3);
    expect(share(3000)).toBeGreaterThan(0.7);
  });
});

describe('scenarioAt', () => {
  it('finds the revision in force', () => {
    const scenarios = [1, 2, 3].map((seed) => parseScenario({ seed }));
    const revisions = scenarios.map((scenario, i) => ({ from: i * 100, scenario }));
    expect([0, 99, 100, 199, 200, 5000].map((index) => scenarioAt(revisions, index).seed)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(() => scenarioAt([], 0)).toThrow(/scenario-invalid/);
    expect(scenarioAt([{ from: 50, scenario: defaultScenario }], 0)).toBe(defaultScenario);
  });
});
