import { createHash } from 'node:crypto';
import { PRESET_IDS } from '../../src/domain/world/drift/preset-ids.ts';
import { presetOf } from '../../src/domain/world/drift/presets.ts';
import { minimalScenario } from '../../src/domain/world/drift/schema.ts';
import { pictureAt } from '../../src/domain/world/stream/stream.ts';
import { openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const hash = (bytes: ArrayLike<number>): string => createHash('sha256').update(Uint8Array.from(bytes)).digest('hex');

test('an event is the same bytes in Node and in the browser’s worker', async ({ page }) => {
  const api = await openApp(page);
  for (const id of PRESET_IDS) {
    const scenario = presetOf(id)!.scenario(11);
    for (const index of [0, 4321, 19_999]) {
      const picture = await api.call<{ width: number; data: number[] }>('render', { scenario: minimalScenario(scenario), index, size: 48 });
      expect(hash(picture.data), `${id}, event ${index}`).toBe(hash(pictureAt(scenario, index, 48).data));
    }
  }
});

test('two runs of one seed agree to the last prediction', async ({ page }) => {
  const api = await openApp(page);
  await api.call('data.pick', { count: 80, seed: 1 });
  const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  const run = async (): Promise<unknown> => {
    await api.call('line.load', 'greener-bananas', { seed: 5 });
    await api.call('line.play', { speed: 'max', until: 600 });
    await api.call('line.reached', 600);
    return api.call('log.query', { columns: ['index', 'predicted', 'confidence', 'species', 'timeMs'] });
  };
  expect(await run()).toEqual(await run());
});
