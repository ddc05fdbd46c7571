import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';
import { presetOf } from '../../src/domain/world/drift/presets.ts';

interface Series { index: number[]; value: number[] }

test('who sent a fruit is told on the line and in the log, and the shop says that clicks lie', async ({ page }) => {
  test.setTimeout(180_000);
  const api = await openApp(page);
  const { world, drifts } = presetOf('clicks-lie')!.scenario(7);
  await api.call('line.load', { name: 'clicks lie, sooner', seed: 7, labelDelay: 20, world, drifts: drifts.map((drift) => ({ ...drift, pattern: 'sudden', onset: 1500 })) });
  expect((await api.call<Series>('shop.series', 'ctr')).value).toEqual([]);
  await liveColourModel(page, 240);
  await api.call('line.play', { speed: 'max', until: 3000 });
  await api.call('line.reached', 3000);

  const series = async (name: string): Promise<number[]> => (await api.call<Series>('shop.series', name, { from: 0, to: 3000 })).value;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ctr = await series('ctr');
  expect(ctr).toHaveLength(6);
  expect(mean(ctr.slice(3))).toBeGreaterThan(mean(ctr.slice(0, 3)) + 0.02);
  const [value, purchases] = [await series('value'), await series('purchases')];
  expect(mean(value.slice(3))).toBeLessThan(mean(value.slice(0, 3)) - 60);
  expect(mean(purchases.slice(3))).toBeLessThan(mean(purchases.slice(0, 3)) - 0.08);
  const worth = await api.call<{ matrix: number[][]; threshold: number; curve: { fruits: number; best: { threshold: number } } }>('shop.values');
  expect([worth.matrix.length, worth.threshold, worth.curve.fruits]).toEqual([2, 0.5, 1980]);

  const { supplier, lot } = await api.call<{ supplier: number[]; lot: number[] }>('log.query', { from: 0, to: 240, columns: ['supplier', 'lot'] });
  expect(Array.from({ length: 6 }, (_, i) => Object.values(supplier)[40 * i]).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(Object.values(lot)[239]).toBe(5);

  const names = /Aldermere|Brookside|Crane & Sons|Dunmore|Eastfield|Fenwick/u;
  await page.goto('./#/line');
  await expect(page.getByText(/^fruit .* from /u)).toContainText(names);
  await page.goto('./#/log');
  await expect(page.getByRole('columnheader', { name: 'from' })).toBeVisible();
  await expect(page.getByRole('cell', { name: names }).first()).toBeVisible();
});
