import { openApp } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

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
