import { PRESETS } from '../../src/domain/drift/presets.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

interface Series { index: number[]; value: number[] }

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Inputs that some story moves, with the change that counts as seen, in the feature's own units. */
const INPUTS = { 'feature.brightness': 0.04, 'feature.saturation': 0.04, 'feature.sharpness': 0.015, 'feature.edges': 0.02, 'feature.warmth': 0.04, 'share.ripe': 0.08 } as const;

test.describe('stories', () => {
  test.setTimeout(240_000);

  test('each moves accuracy or inputs as it says, and nothing happens when nothing happens', async ({ page }) => {
    const api = await openApp(page);
    await liveColourModel(page, 240);
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
      for (const [name, seen] of Object.entries(INPUTS)) if (Math.abs(await read(name)) > seen) moved[id].push(name);
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
