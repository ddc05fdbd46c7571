import { expect, test, vi } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import { eventAt } from '../../../src/domain/world/stream/event-at.ts';
import { Film } from '../../../src/state/film.ts';
import type { DrawnEvent } from '../../../src/state/pictures.svelte.ts';
import type { PredictedFruit } from '../../../src/ui/line/predicted-fruit.ts';
import { Lens } from '../../../src/ui/screens/line/lens.svelte.ts';

const film = new Film([{ from: 0, scenario: defaultScenario }]);
const item = (index: number): PredictedFruit => ({ index, species: 0, cultivar: 0, ripeness: 0.5, predicted: 0, scores: [0.9, 0.1], version: 1, right: null, latencyMs: 40, modelMs: 31 });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function lensOf() {
  const ofLine = vi.fn(async (_: unknown, indices: readonly number[]): Promise<DrawnEvent[]> => indices.map((index) => ({
    picture: { width: 1, height: 1, data: new Uint8ClampedArray(4) }, event: eventAt(defaultScenario, index), fruit: { seed: 7, index },
  })));
  return { lens: new Lens({ keptOfLine: async (film, indices) => new Map((await ofLine(film, indices)).map((each) => [each.event.index, each])) }, 196), ofLine };
}

test('picture, number and prediction are always of one fruit; what was drawn ahead is there the moment it comes under the camera', async () => {
  const { lens, ofLine } = lensOf();
  lens.look({ film, index: 4, item: item(4), coming: [5, 6] });
  expect(lens.seen).toBeNull();
  await settle();
  expect([lens.seen!.event.index, lens.seen!.item!.index]).toEqual([4, 4]);
  lens.look({ film, index: 5, item: item(5), coming: [6, 7] });
  expect([lens.seen!.event.index, lens.seen!.item!.index]).toEqual([5, 5]);
  await settle();
  expect(ofLine.mock.calls.map(([, indices]) => indices)).toEqual([[4, 5, 6], [7]]);
  lens.look({ film, index: 90, item: item(90) });
  expect([lens.seen!.event.index, lens.seen!.item!.index]).toEqual([5, 5]);
  await settle();
  expect([lens.seen!.event.index, lens.seen!.item!.index]).toEqual([90, 90]);
});

test('a world that was edited is photographed anew', async () => {
  const { lens, ofLine } = lensOf();
  lens.look({ film, index: 4, item: null });
  await settle();
  lens.look({ film: new Film([{ from: 0, scenario: defaultScenario }]), index: 4, item: null });
  await settle();
  expect(ofLine).toHaveBeenCalledTimes(2);
});
