import { describe, expect, test } from 'vitest';
import { namedDrift } from '../../../../src/domain/world/drift/name.ts';
import { defaultWorld } from '../../../../src/domain/world/orchard/world-default.ts';

const lamp = (exposure: number) => ({ kind: 'covariate', pattern: 'sudden', to: { light: { exposure } } }) as const;
const hall = (exposure: number) => ({ ...defaultWorld, light: { ...defaultWorld.light, exposure } });

describe('a drift is named', () => {
  test('by what it changes in the world that it leaves', () => {
    expect(namedDrift(lamp(-1.2))).toBe('sudden: fading light');
    expect(namedDrift(lamp(-1.2), hall(-2))).toBe('sudden: brighter light');
    expect(namedDrift(lamp(0), hall(-2))).toBe('sudden: brighter light');
    expect(namedDrift(lamp(0.5), hall(1))).toBe('sudden: fading light');
  });

  test('by its kind where it changes nothing that has a name', () => {
    expect(namedDrift(lamp(0))).toBe('sudden: other pictures');
  });
});
