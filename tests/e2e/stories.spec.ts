import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { PRESETS } from '../../src/domain/world/drift/presets.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

interface Series { index: number[]; value: number[] }

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Inputs that a story may move, and the change that counts as seen: in standard deviations of the training pictures, or as a share. */
const INPUTS = ['brightness', 'contrast', 'saturation', 'sharpness', 'edges', 'warmth'] as const;
const SEEN_DEVIATIONS = 0.4;
const SEEN_SHARE = 0.08;

test.describe('stories', () => {
  test.setTimeout(240_000);

  test('each moves accuracy or inputs as it says, and nothing happens when nothing happens', async ({ page }) => {
    const api = await openApp(page);
    await liveColourModel(page, 240);
    const [{ reference }] = await api.call<[{ reference: { std: number[] } }]>('models.list');
    const deviation = (name: string): number => reference.std[READABLE_FEATURES.findIndex((feature) => feature.name === name)]!;
    const moved: Record<string, string[]> = {};
    for (const { id } of PRESETS) {
      await api.call('line.load', id, { seed: 3 });
      await api.call('line.play', { speed: 'max', until: 14_000 });
      await api.call('line.reached', 14_000);
      const read = async (name: string): Promise<number> => {
        const series = await api.call<Series>('monitor.series', name, { from: 0, to: 14_000 });
        const early = series.value.filter((_, i) => series.index[i]! > 1500 && series.index[i]! < 3900);
        const middle = series.value.filter((_, i) => series.index[i]! > 6000 && series.index[i]! < 7000);
        const late = series.value.filter((_, i) => series.index[i]! > 12_500 && series.index[i]! < 13_900);
        const changes = [mean(middle) - mean(early), mean(late) - mean(early)];
        return changes.reduce((a, b) => (Math.abs(a) > Math.abs(b) ? a : b));
      };
      moved[id] = [];
      if ((await read('accuracy')) < -0.03) moved[id].push('accuracy');
      if (Math.abs(await read('share.ripe')) > SEEN_SHARE) moved[id].push('share.ripe');
      for (const name of INPUTS) if (Math.abs(await read(`feature.${name}`)) > SEEN_DEVIATIONS * deviation(name)) moved[id].push(name);
    }
    console.log('moved:', JSON.stringify(moved));
    for (const { id } of PRESETS) {
      if (id === 'nothing-happens') expect(moved[id], id).toEqual([]);
      else expect(moved[id], id).not.toEqual([]);
    }
  });

  test('a linear head trained on 240 fruits judges at least 95 % of an undrifted stream rightly', async ({ page }) => {
    const api = await openApp(page);
    await api.call('data.pick', { count: 240, seed: 1 });
    const { version } = await api.call<{ version: number }>('train', { kind: 'linear' });
    await api.call('models.deploy', version);
    await api.call('line.load', { schema: 1, seed: 2026, length: 2000, labelDelay: 0 });
    await api.call('line.play', { speed: 'max', until: 600 });
    await api.call('line.reached', 600);
    const { right } = await orchard(page).call<{ right: number[] }>('log.query', { columns: ['right'] });
    expect(right).toHaveLength(600);
    expect(mean(right)).toBeGreaterThanOrEqual(0.95);
  });
});
