import { expect, test } from 'vitest';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { driftsBetween } from '../../../../src/domain/world/drift/drifts-between.ts';

const { drifts } = parseScenario({
  schema: 1, length: 20_000,
  drifts: [
    { kind: 'concept', pattern: 'sudden', onset: 4000, to: { taste: 0.2 }, name: 'taste' },
    { kind: 'prior', pattern: 'recurring', onset: 2000, width: 200, period: 3000, duty: 0.4, to: { ripeness: { mean: 0.2 } }, name: 'winter' },
  ],
});
const named = (from: number, to: number) => driftsBetween(drifts, from, to).map(({ drift, delayEvents }) => [drift.name, delayEvents]);

test('the drifts at work in a stretch are those that have begun in it or before, and last into it', () => {
  expect(named(0, 1999)).toEqual([]);
  expect(named(3600, 3999)).toEqual([]);
  expect(named(3600, 4349)).toEqual([['taste', 349]]);
  expect(named(2500, 3500)).toEqual([['winter', 1500]]);
});

test('one that recurs counts from the last time that it came', () => {
  expect(named(5100, 5600)).toEqual([['taste', 1600], ['winter', 600]]);
});
