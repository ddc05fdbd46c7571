import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario, serializeScenario } from '../../../../src/domain/world/drift/schema.ts';
import { DRIFT_KINDS, DRIFT_PATTERNS } from '../../../../src/domain/world/drift/scenario.ts';
import { weightAt } from '../../../../src/domain/world/drift/weight.ts';
import { codeOf } from '../../../../src/domain/common/errors.ts';
import { WORLD_PARAMETERS, mergePatches, patchOf } from '../../../../src/domain/world/orchard/parameters.ts';
import type { WorldPatch } from '../../../../src/domain/world/orchard/world.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';

function patchesOf(keep: (path: string, kind: string) => boolean): fc.Arbitrary<WorldPatch> {
  const parameters = WORLD_PARAMETERS.filter(({ path, kind }) => keep(path, kind));
  const one = fc.tuple(fc.constantFrom(...parameters), fc.double({ min: 0, max: 1, noNaN: true }));
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((list) =>
    list.reduce<WorldPatch>((sum, [{ path, min, max }, part]) => mergePatches(sum, patchOf(path, min + part * (max - min))), {}));
}

const patterns = fc.constantFrom(...DRIFT_PATTERNS);
const width = fc.integer({ min: 0, max: 3000 });

const drift = fc.record({
  kind: fc.constantFrom(...DRIFT_KINDS), pattern: patterns, onset: fc.integer({ min: 0, max: 20_000 }), width,
  period: fc.integer({ min: 1, max: 9000 }), duty: fc.double({ min: 0, max: 1, noNaN: true }), to: patchesOf(() => true), name: fc.string(),
});

describe('scenarios', () => {
  it('parse anything to a scenario or a scenario-invalid error', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true, withBigInt: true }), (input) => {
      try {
        expect(parseScenario(input).schema).toBe(1);
      } catch (error) {
        expect(codeOf(error)).toBe('scenario-invalid');
      }
    }));
  });

  it('parse hostile parts the same way', () => {
    const part = fc.oneof(fc.anything(), fc.double(), fc.object());
    fc.assert(fc.property(fc.record({ world: part, drifts: part, seed: part, length: part }, { requiredKeys: [] }), (input) => {
      try {
        const scenario = parseScenario(input);
        expect(Number.isSafeInteger(scenario.seed) && scenario.length >= 1).toBe(true);
        eventAt(scenario, 3);
      } catch (error) {
        expect(codeOf(error)).toBe('scenario-invalid');
      }
    }));
  });

  it('come back whole from their JSON', () => {
    const any = fc.record({ name: fc.string(), seed: fc.maxSafeInteger(), length: fc.integer(), labelDelay: fc.integer(), world: patchesOf(() => true), drifts: fc.array(drift, { maxLength: 6 }) }, { requiredKeys: [] });
    fc.assert(fc.property(any, (input) => {
      const scenario = parseScenario(input);
      expect(parseScenario(JSON.parse(serializeScenario(scenario)))).toEqual(scenario);
    }));
  });
});

describe('weightAt', () => {
  it('stays within 0..1 and is 0 long before the onset', () => {
    fc.assert(fc.property(drift, fc.integer({ min: 0, max: 50_000 }), (input, index) => {
      const { drifts } = parseScenario({ drifts: [input] });
      const w = weightAt(drifts[0]!, index);
      expect(w >= 0 && w <= 1).toBe(true);
      if (input.pattern !== 'gradual' && index < input.onset) expect(w).toBe(0);
    }));
  });
});

describe('each kind changes only what it should', () => {
  const run = (kind: string, to: WorldPatch, pattern: string) => {
    const base = parseScenario({ seed: 5 });
    const drifted = parseScenario({ seed: 5, drifts: [{ kind, pattern, onset: 0, width: 60, period: 80, to }] });
    return Array.from({ length: 60 }, (_, index) => [eventAt(base, index), eventAt(drifted, index)] as const);
  };

  it('covariate drift leaves fruit and truths alone', () => {
    fc.assert(fc.property(patchesOf((_, kind) => kind === 'covariate'), patterns, (to, pattern) => {
      for (const [before, after] of run('covariate', to, pattern)) {
        expect(after.fruit).toEqual(before.fruit);
        expect(after.truth).toBe(before.truth);
        expect(after.reportedTruth).toBe(before.reportedTruth);
      }
    }), { numRuns: 40 });
  });

  it('a drift of taste leaves pictures alone', () => {
    fc.assert(fc.property(patchesOf((path) => path.startsWith('taste')), patterns, (to, pattern) => {
      for (const [before, after] of run('concept', to, pattern)) {
        expect(after.fruit).toEqual(before.fruit);
        expect(after.shot).toEqual(before.shot);
        expect(after.pictureIndex).toBe(before.pictureIndex);
      }
    }), { numRuns: 40 });
  });

  it('prior drift leaves light, camera and the rule for ripe alone', () => {
    fc.assert(fc.property(patchesOf((_, kind) => kind === 'prior'), patterns, (to, pattern) => {
      for (const [before, after] of run('prior', to, pattern)) {
        expect(after.shot).toEqual(before.shot);
        expect(after.world.taste).toBe(before.world.taste);
        expect(after.world.cultivars).toEqual(before.world.cultivars);
      }
    }), { numRuns: 40 });
  });

  it('faults leave ripeness and truths alone', () => {
    fc.assert(fc.property(patchesOf((_, kind) => kind === 'fault'), patterns, (to, pattern) => {
      for (const [before, after] of run('fault', to, pattern)) {
        expect(after.fruit.ripeness).toBe(before.fruit.ripeness);
        expect(after.truth).toBe(before.truth);
      }
    }), { numRuns: 40 });
  });
});
