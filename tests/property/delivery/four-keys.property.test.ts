import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fourKeys, type DeliveryRecord, type FourKeysWindow } from '../../../src/domain/delivery/four-keys.ts';

const at = fc.nat(100);
const version = fc.constantFrom('v1', 'v2', 'v3');
const incident = fc.constantFrom('x', 'y');
const record: fc.Arbitrary<DeliveryRecord> = fc.oneof(
  fc.record({ at, kind: fc.constant('freeze' as const), version }),
  fc.record({ at, kind: fc.constant('deploy' as const), version, dataFrozenAt: fc.option(fc.nat(50), { nil: null }) }),
  fc.record({ at, kind: fc.constant('rollback' as const), version }),
  fc.record({ at, kind: fc.constantFrom('incident-opened' as const, 'incident-resolved' as const), incident }),
);
const records = fc.array(record, { maxLength: 25 });
const WINDOW: FourKeysWindow = { from: 20, to: 80, day: 10 };
const deploy = (moment: number, of: string, dataFrozenAt: number | null = null): DeliveryRecord => ({ at: moment, kind: 'deploy', version: of, dataFrozenAt });

describe('the four keys', () => {
  test('are rates and times of what is in the window, null without any', () => {
    fc.assert(fc.property(records, (given) => {
      const keys = fourKeys(given, WINDOW);
      const inside = given.filter((each) => each.kind === 'deploy' && each.at >= 20 && each.at <= 80);
      expect(keys.deploymentsPerDay).toBe(inside.length / 6);
      expect(keys.changeFailureRate === null).toBe(inside.length === 0);
      if (keys.changeFailureRate !== null) expect(keys.changeFailureRate >= 0 && keys.changeFailureRate <= 1).toBe(true);
      expect(keys.medianLeadTime === null).toBe(!inside.some((each) => each.kind === 'deploy' && each.dataFrozenAt !== null));
      if (keys.medianTimeToRestore !== null) expect(keys.medianTimeToRestore).toBeGreaterThanOrEqual(0);
    }));
  });

  test('do not depend on the order of records of different moments, nor on when time began', () => {
    fc.assert(fc.property(records, fc.integer({ min: -1000, max: 1000 }), (given, shift) => {
      const apart = given.map((each, i) => ({ ...each, at: each.at + i / 64 }));
      expect(fourKeys(apart.toReversed(), WINDOW)).toEqual(fourKeys(apart, WINDOW));
      const later = apart.map((each) => ({ ...each, at: each.at + shift, ...(each.kind === 'deploy' && each.dataFrozenAt !== null ? { dataFrozenAt: each.dataFrozenAt + shift } : {}) }) as DeliveryRecord);
      expect(fourKeys(later, { from: 20 + shift, to: 80 + shift, day: 10 })).toEqual(fourKeys(apart, WINDOW));
    }));
  });

  test('a change fails by being rolled away from or by an incident while it is live, once, whenever that comes out', () => {
    const rate = (...more: DeliveryRecord[]) => fourKeys([deploy(30, 'v1'), deploy(40, 'v2'), ...more], WINDOW).changeFailureRate;
    expect(rate()).toBe(0);
    expect(rate({ at: 90, kind: 'rollback', version: 'v1' })).toBe(0.5);
    expect(rate({ at: 50, kind: 'rollback', version: 'v2' })).toBe(0);
    expect(rate({ at: 50, kind: 'rollback', version: 'v1' }, { at: 60, kind: 'incident-opened', incident: 'x' })).toBe(0.5);
    expect(rate({ at: 35, kind: 'incident-opened', incident: 'x' }, { at: 95, kind: 'incident-opened', incident: 'y' }, { at: 96, kind: 'rollback', version: 'v1' })).toBe(1);
    expect(fourKeys([{ at: 25, kind: 'incident-opened', incident: 'x' }, deploy(30, 'v1')], WINDOW).changeFailureRate).toBe(0);
  });

  test('a deployment outside the window fails there and not here', () => {
    expect(fourKeys([deploy(19, 'v1'), { at: 25, kind: 'incident-opened', incident: 'x' }, deploy(30, 'v2')], WINDOW).changeFailureRate).toBe(0);
  });

  test('an incident is restored from its first opening to its resolution, in the window of that', () => {
    const time = (...given: DeliveryRecord[]) => fourKeys(given, WINDOW).medianTimeToRestore;
    const opened = (moment: number): DeliveryRecord => ({ at: moment, kind: 'incident-opened', incident: 'x' });
    const resolved = (moment: number): DeliveryRecord => ({ at: moment, kind: 'incident-resolved', incident: 'x' });
    expect([time(opened(5), resolved(20)), time(opened(5), resolved(80)), time(opened(5), resolved(19)), time(opened(5), resolved(81))]).toEqual([15, 75, null, null]);
    expect([time(resolved(30)), time(opened(30), opened(35), resolved(40)), time(opened(30), resolved(40), resolved(50))]).toEqual([null, 10, 10]);
    expect(time(opened(30), resolved(40), opened(50), resolved(70))).toBe(15);
  });

  test.each<[string, DeliveryRecord[], Partial<FourKeysWindow>]>([
    ['a record at NaN', [deploy(NaN, 'v1')], {}], ['a record at Infinity', [deploy(Infinity, 'v1')], {}], ['a window turned round', [], { from: 80, to: 20 }],
    ['an empty window', [], { from: 20, to: 20 }], ['an endless window', [], { to: Infinity }], ['NaN', [], { from: NaN }], ['no day', [], { day: 0 }], ['an endless day', [], { day: Infinity }],
  ])('%s is refused', (_what, given, odd) => {
    expect(() => fourKeys(given, { ...WINDOW, ...odd })).toThrow(/argument-invalid/);
  });
});
