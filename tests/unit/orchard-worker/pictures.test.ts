import { expect, it } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';
import { dueEvents, photograph } from '../../../workers/orchard/batch.ts';
import { createOrchardHandlers } from '../../../workers/orchard/handlers.ts';
import { LineRunner } from '../../../workers/orchard/runner.ts';
import type { Transferring } from '../../../workers/protocol/message.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import { noCodec } from '../pictures-rig.ts';

const SIZE = 16;
const shelf = new PhotoShelf(noCodec);
const handlers = createOrchardHandlers(new LineRunner({ nowMs: () => 0, later: () => {}, notify: () => {}, failed: () => {}, shelf }), shelf, noCodec, () => Promise.resolve());
const drawn = async (scenario: Scenario, indices: number[], size: number) => (await handlers.render({ scenario, indices, size }, undefined as never) as Transferring<{ pictures: { data: Uint8ClampedArray }[] }>).output.pictures;

it('a batch of the line carries the very pictures of its events, each of the scenario that was in force', async () => {
  const darker: Scenario = { ...defaultScenario, world: { ...defaultScenario.world, light: { ...defaultScenario.world.light, exposure: -2 } } };
  const { pixels } = photograph(dueEvents([{ from: 0, scenario: defaultScenario }, { from: 2, scenario: darker }], 1, 2), SIZE, 0, shelf);
  const bytes = SIZE * SIZE * 4;
  expect(pixels.subarray(0, bytes)).toEqual((await drawn(defaultScenario, [1], SIZE))[0]!.data);
  expect(pixels.subarray(bytes)).toEqual((await drawn(darker, [2], SIZE))[0]!.data);
  expect(pixels.subarray(bytes), 'a world without light is another picture').not.toEqual((await drawn(defaultScenario, [2], SIZE))[0]!.data);
});

it.each([0, -1, NaN, 1e6])('a picture of %s pixels is refused', async (size) => {
  await expect(drawn(defaultScenario, [0], size)).rejects.toThrow(/argument-invalid/u);
  expect(() => handlers.sprites({ fruits: [], size }, undefined as never)).toThrow(/argument-invalid/u);
});
