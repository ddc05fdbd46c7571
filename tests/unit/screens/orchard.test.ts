import { describe, expect, test } from 'vitest';
import { SPECIES } from '../../../src/domain/world/orchard/world.ts';
import { defaultWorld, mergeWorld } from '../../../src/domain/world/orchard/world-default.ts';
import { fruitsOf, plateRow, ripenessOf, steppedLine, thresholdsOf } from '../../../src/ui/screens/orchard/plate.ts';
import { densityArea, ripenessDensity, ripeShare } from '../../../src/ui/screens/orchard/ripeness.ts';
import { SLIDER_GROUPS, worldChoices, worldOf } from '../../../src/ui/screens/orchard/worlds.ts';
import { WORLD_PARAMETERS } from '../../../src/domain/world/orchard/parameters.ts';
import { Latest } from '../../../src/ui/screens/shared/latest.ts';
import { stepStates } from '../../../src/ui/screens/welcome/steps.ts';

describe('the plate', () => {
  const rows = SPECIES.slice(0, 3).map(plateRow);

  test('shows rising ripeness in the middle of each column', () => {
    const fruits = fruitsOf(rows[0]!);
    expect(fruits).toHaveLength(7);
    expect(fruits[0]!.ripeness).toBeCloseTo(1 / 14);
    expect(fruits[6]!.ripeness).toBeCloseTo(ripenessOf(6));
  });

  test('steps the market line from row to row', () => {
    expect(steppedLine([0.4, 0.4, 0.6], 0.5)).toBe('M0.4 -0.5V1H0.4V2H0.6V3');
    expect(steppedLine([])).toBe('');
  });

  test('moves the line with the taste', () => {
    const before = thresholdsOf(defaultWorld, rows);
    const after = thresholdsOf(mergeWorld(defaultWorld, { taste: 0.1 }), rows);
    after.forEach((threshold, i) => expect(threshold).toBeCloseTo(before[i]! + 0.1));
  });
});

describe('ripeness of a world', () => {
  test('integrates to one, whatever the spread', () => {
    for (const spread of [0.02, 0.1, 0.28, 0.5]) {
      const world = { ripeness: { mean: 0.3, spread } };
      let sum = 0;
      for (let i = 0; i < 2000; i += 1) sum += ripenessDensity(world, (i + 0.5) / 2000) / 2000;
      expect(sum).toBeCloseTo(1, 2);
    }
  });

  test('a riper harvest sells more, a pickier market sells less', () => {
    const share = ripeShare(defaultWorld);
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.8);
    expect(ripeShare(mergeWorld(defaultWorld, { ripeness: { mean: 0.8 } }))).toBeGreaterThan(share);
    expect(ripeShare(mergeWorld(defaultWorld, { taste: 0.3 }))).toBeLessThan(share);
  });

  test('a world without fruit has no ripe share', () => {
    const none = Object.fromEntries(SPECIES.map((species) => [species, 0]));
    expect(ripeShare(mergeWorld(defaultWorld, { species: none }))).toBe(0);
  });

  test('the area is closed and touches the top', () => {
    const area = densityArea(defaultWorld, 10);
    expect(area.startsWith('M0 1')).toBe(true);
    expect(area.endsWith('L1 1Z')).toBe(true);
    expect(area).toContain(' 0.0000');
  });
});

describe('worlds', () => {
  test('every parameter but the cultivars has a slider in a group of its kind', () => {
    const shown = SLIDER_GROUPS.flatMap(({ kind, open, folded }) => [...open, ...folded.flatMap(({ parameters }) => parameters)].map((parameter) => ({ kind, parameter })));
    expect(shown.map(({ parameter }) => parameter.path).sort()).toEqual(WORLD_PARAMETERS.filter(({ group }) => group !== 'cultivars').map(({ path }) => path).sort());
    for (const { kind, parameter } of shown) expect(parameter.kind).toBe(kind);
  });

  test('a story ends in its drifted world', () => {
    expect(worldChoices().map(({ value }) => value)).toContain('lamp-ages');
    expect(worldOf('lamp-ages', defaultWorld, mergeWorld).light.exposure).toBeLessThan(-1);
    expect(worldOf('default', defaultWorld, mergeWorld)).toBe(defaultWorld);
  });
});

test('only the newest of the waiting jobs runs', async () => {
  const seen: number[] = [];
  let release = (): void => {};
  const latest = new Latest<number>(async (n) => {
    seen.push(n);
    await new Promise<void>((resolve) => { release = resolve; });
  });
  latest.ask(1);
  latest.ask(2);
  latest.ask(3);
  release();
  await new Promise((resolve) => setTimeout(resolve, 5));
  release();
  latest.stop();
  expect(seen).toEqual([1, 3]);
});

test('steps fill as far as was measured', () => {
  const states = stepStates(['a', 'b', 'c'], ['a'], 'b', { done: 30, total: 120 });
  expect(states.map(({ filled }) => filled)).toEqual([1, 0.25, 0]);
  expect(states[1]!.here).toBe(true);
  expect(stepStates(['a'], [], 'a', null)[0]!.filled).toBeNull();
});
