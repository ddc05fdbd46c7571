import { expect, it } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';
import { photograph } from '../../../workers/orchard/batch.ts';
import { createOrchardHandlers } from '../../../workers/orchard/handlers.ts';
import { LineRunner } from '../../../workers/orchard/runner.ts';
import type { Transferring } from '../../../workers/protocol/message.ts';

const SIZE = 16;
const handlers = createOrchardHandlers(new LineRunner({ nowMs: () => 0, later: () => {}, notify: () => {} }), () => Promise.resolve());
const drawn = (scenario: Scenario, indices: number[], size: number) => (handlers.render({ scenario, indices, size }, undefined as never) as Transferring<{ pictures: { data: Uint8ClampedArray }[] }>).output.pictures;

it('a batch of the line carries the very pictures of its events, each of the scenario that was in force', () => {
  const darker: Scenario = { ...defaultScenario, world: { ...defaultScenario.world, light: { ...defaultScenario.world.light, exposure: -2 } } };
  const { pixels } = photograph([{ from: 0, scenario: defaultScenario }, { from: 2, scenario: darker }], 1, 2, SIZE, 0);
  const bytes = SIZE * SIZE * 4;
  expect(pixels.subarray(0, bytes)).toEqual(drawn(defaultScenario, [1], SIZE)[0]!.data);
  expect(pixels.subarray(bytes)).toEqual(drawn(darker, [2], SIZE)[0]!.data);
  expect(pixels.subarray(bytes), 'a world without light is another picture').not.toEqual(drawn(defaultScenario, [2], SIZE)[0]!.data);
});

it.each([0, -1, NaN, 1e6])('a picture of %s pixels is refused', (size) => {
  expect(() => drawn(defaultScenario, [0], size)).toThrow(/argument-invalid/u);
  expect(() => handlers.sprites({ fruits: [], size }, undefined as never)).toThrow(/argument-invalid/u);
});
