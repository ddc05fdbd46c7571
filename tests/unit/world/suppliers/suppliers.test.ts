import { describe, expect, it } from 'vitest';
import { ksTest } from '../../../../src/domain/statistics/ks.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { minimalScenario, parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { patchOf, readParameter } from '../../../../src/domain/world/orchard/parameters.ts';
import { defaultWorld, mergeWorld } from '../../../../src/domain/world/orchard/world-default.ts';
import { renderShot } from '../../../../src/domain/world/orchard/render/shot.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import type { FruitEvent } from '../../../../src/domain/world/stream/event.ts';
import { habitAt } from '../../../../src/domain/world/stream/habit-at.ts';
import { LOT_FRUITS, lotOf, supplierAt } from '../../../../src/domain/world/stream/lots.ts';
import { HABITS, PLAIN_SUPPLIERS, SUPPLIERS, type Supplier } from '../../../../src/domain/world/suppliers/suppliers.ts';

const story = presetOf('two-suppliers-wax')!.scenario(5);
const LYING: readonly Supplier[] = ['brookside', 'fenwick'];
/** Events of the story after its onset, evenly spaced. */
const later: readonly FruitEvent[] = Array.from({ length: 4000 }, (_, i) => eventAt(story, 6000 + 3 * i));
const unripeShare = (events: readonly FruitEvent[]): number => events.filter(({ truth }) => truth === 'unripe').length / events.length;

describe('lots', () => {
  it('are 40 fruits of one supplier, and each supplier sends one in every round of six', () => {
    for (const seed of [0, 7, 2 ** 40]) {
      for (let round = 0; round < 50; round += 1) {
        const senders = Array.from({ length: 6 }, (_, i) => {
          const first = (6 * round + i) * LOT_FRUITS;
          const lot = Array.from({ length: LOT_FRUITS }, (__, row) => supplierAt(seed, first + row));
          expect(new Set(lot).size).toBe(1);
          expect(lotOf(first)).toBe(lotOf(first + LOT_FRUITS - 1));
          return lot[0]!;
        });
        expect([...senders].sort()).toEqual([...SUPPLIERS]);
      }
    }
  });

  it('come in another order in another round and under another seed, and in the same whenever they are asked for', () => {
    const order = (seed: number) => Array.from({ length: 60 }, (_, lot) => supplierAt(seed, lot * LOT_FRUITS)).join();
    const first = order(3);
    expect(order(4)).not.toBe(first);
    expect(order(3)).toBe(first);
    expect(first.slice(0, first.length / 2)).not.toBe(first.slice(first.length / 2));
  });
});

describe('habits', () => {
  it('are none while nothing is said, also where that is said', () => {
    const plain = parseScenario({ seed: 3, world: { suppliers: { differ: 0, brookside: { waxed: 0 } } } });
    for (let index = 0; index < 500; index += 7) {
      const { world: _, ...event } = eventAt(plain, index);
      const { world: __, ...usual } = eventAt(parseScenario({ seed: 3 }), index);
      expect(event).toEqual(usual);
    }
  });

  it('of one’s own wander slowly, stay in their ranges and depend on nothing but seed, supplier and index', () => {
    const world = { suppliers: { ...PLAIN_SUPPLIERS, differ: 1 } };
    for (const supplier of SUPPLIERS) {
      const path = Array.from({ length: 300 }, (_, i) => habitAt(9, world, supplier, 100 * i));
      for (const { waxed, bruised } of path) for (const share of [waxed, bruised]) expect(share >= 0 && share <= 1).toBe(true);
      for (const habit of HABITS) {
        const steps = path.slice(1).map((one, i) => Math.abs(one[habit] - path[i]![habit]));
        expect(Math.max(...steps)).toBeLessThan(0.06);
      }
      const ripeness = path.map((one) => one.ripeness);
      expect(Math.max(...ripeness) - Math.min(...ripeness)).toBeGreaterThan(0.1);
      expect(habitAt(9, world, supplier, 12_345)).toEqual(habitAt(9, structuredClone(world), supplier, 12_345));
    }
    const means = SUPPLIERS.map((supplier) => habitAt(9, world, supplier, 0).ripeness);
    expect(new Set(means).size).toBe(SUPPLIERS.length);
  });

  it('show on the fruit: how ripe, how waxed, how bruised', () => {
    const scenario = parseScenario({ seed: 2, world: { suppliers: { crane: { ripeness: 0.3 }, dunmore: { bruised: 0.6 }, fenwick: { waxed: 1 } } } });
    const events = Array.from({ length: 6000 }, (_, index) => eventAt(scenario, index));
    const from = (supplier: Supplier) => events.filter((event) => event.supplier === supplier);
    const bruisedShare = (supplier: Supplier) => from(supplier).filter(({ fruit }) => fruit.bruise > 0).length / from(supplier).length;
    expect(unripeShare(from('crane'))).toBeLessThan(unripeShare(from('aldermere')) - 0.2);
    expect(bruisedShare('aldermere')).toBeCloseTo(0.12, 1);
    expect(bruisedShare('dunmore')).toBeCloseTo(1 - 0.88 * 0.4, 1);
    expect(from('fenwick').every(({ fruit, truth }) => fruit.waxed === (truth === 'unripe'))).toBe(true);
    expect(from('aldermere').some(({ fruit }) => fruit.waxed)).toBe(false);
  });
});

describe('a world’s suppliers', () => {
  it('are read, clamped, blended and written as every other number', () => {
    const scenario = parseScenario({ world: { suppliers: { differ: 9, brookside: { ripeness: -3, waxed: 0.4 } } }, drifts: [{ kind: 'fault', pattern: 'sudden', onset: 5, to: { suppliers: { fenwick: { waxed: 1 } } } }] });
    expect(scenario.world.suppliers).toMatchObject({ differ: 1, brookside: { ripeness: -0.5, waxed: 0.4, bruised: 0 }, fenwick: { waxed: 0 } });
    expect(scenario.drifts[0]!.name).toBe('sudden: Fenwick waxes');
    expect(parseScenario(JSON.parse(JSON.stringify(minimalScenario(scenario))))).toEqual(scenario);
    const moved = mergeWorld(defaultWorld, patchOf('suppliers.crane.bruised', 0.25));
    expect(readParameter(moved, 'suppliers.crane.bruised')).toBe(0.25);
    expect(readParameter(moved, 'suppliers.crane.ripeness')).toBe(0);
    expect(readParameter(defaultWorld, 'suppliers.differ')).toBe(0);
  });

  it.each([{ suppliers: 3 }, { suppliers: { differ: NaN } }, { suppliers: { brookside: 1 } }, { suppliers: { brookside: { waxed: 'all' } } }])('refuse %j', (world) => {
    expect(() => parseScenario({ world })).toThrow(/scenario-invalid/u);
  });
});

describe('two suppliers wax', () => {
  it('ships mostly unripe fruit from two, and as ever from the others', () => {
    for (const supplier of SUPPLIERS) {
      const from = later.filter((event) => event.supplier === supplier);
      const honest = Array.from({ length: 3990 }, (_, index) => eventAt(story, index)).filter((event) => event.supplier === supplier);
      if (LYING.includes(supplier)) expect(unripeShare(from)).toBeGreaterThan(0.75);
      else expect(Math.abs(unripeShare(from) - unripeShare(honest))).toBeLessThan(0.08);
    }
  });

  it('waxes nearly all of it, and what is waxed looks as ripe as ripe fruit does', () => {
    const unripe = later.filter((event) => LYING.includes(event.supplier) && event.truth === 'unripe');
    expect(unripe.filter(({ fruit }) => fruit.waxed).length / unripe.length).toBeGreaterThan(0.92);
    const looks = (events: readonly FruitEvent[]) => Float64Array.from(events, ({ fruit }) => fruit.look);
    const honest = later.filter((event) => !LYING.includes(event.supplier) && event.truth === 'ripe');
    const waxed = later.filter(({ fruit }) => fruit.waxed);
    expect(ksTest(looks(waxed), looks(honest)).pValue).toBeGreaterThan(0.01);
    expect(waxed.every(({ fruit }) => fruit.gloss === undefined)).toBe(true);
  });
});

describe('shining wax', () => {
  it('brightens the skin of a waxed fruit, and no other', () => {
    const shiny = parseScenario({ seed: 4, world: { suppliers: { gloss: 1, ...Object.fromEntries(SUPPLIERS.map((supplier) => [supplier, { waxed: 1 }])) } } });
    const brightness = ({ fruit, shot }: FruitEvent, gloss: number | undefined) => {
      const { gloss: _, ...rest } = fruit;
      return renderShot(gloss === undefined ? rest : { ...rest, gloss }, shot, 32).data.reduce((sum, value) => sum + value, 0);
    };
    for (let index = 0; index < 40; index += 1) {
      const event = eventAt(shiny, index);
      expect(event.fruit.gloss).toBe(event.fruit.waxed ? 1 : undefined);
      if (event.fruit.waxed) expect(brightness(event, 1)).toBeGreaterThan(brightness(event, undefined));
    }
  });
});
