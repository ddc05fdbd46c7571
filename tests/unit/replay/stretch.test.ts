import { expect, it } from 'vitest';
import { eventsOf, stretchColumns } from '../../../src/domain/replay/stretch.ts';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import { CULTIVAR_IDS } from '../../../src/domain/world/orchard/catalogue.ts';
import { SPECIES } from '../../../src/domain/world/orchard/world.ts';
import { RIPENESS_LABELS, type FruitEvent } from '../../../src/domain/world/stream/event.ts';
import { UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';

it('columns of some events say of each which it is, what was photographed, and its truth if it has been reported', () => {
  const events = eventsOf([{ from: 0, scenario: defaultScenario }], [3, 40, 41, 900]);
  const columns = stretchColumns(events, 41);
  const fruits = events.map(({ event }) => event as FruitEvent);
  expect([...columns.index]).toEqual([3, 40, 41, 900]);
  expect([...columns.seed]).toEqual(new Array(4).fill(defaultScenario.seed));
  fruits.forEach((event, row) => {
    expect(columns.pictureIndex[row]).toBe(event.pictureIndex);
    expect(SPECIES[columns.species[row]!]).toBe(event.fruit.species);
    expect(CULTIVAR_IDS[event.fruit.species][columns.cultivar[row]!]).toBe(event.fruit.cultivar);
  });
  expect([...columns.reportedTruth]).toEqual([RIPENESS_LABELS.indexOf(fruits[0]!.reportedTruth), RIPENESS_LABELS.indexOf(fruits[1]!.reportedTruth), UNKNOWN_TRUTH, UNKNOWN_TRUTH]);
});
