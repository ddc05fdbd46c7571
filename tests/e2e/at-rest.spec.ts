import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** The light goes down inside the reference. */
const SPOILED = { schema: 1, name: 'Dark inside', seed: 7, drifts: [{ name: 'dark', kind: 'covariate', pattern: 'sudden', onset: 500, to: { light: { exposure: -0.8 } } }] };

test('while a reference is collected nothing rests on it, lanes show what stands in and where the comparison begins', async ({ page }) => {
  const api = await openApp(page, './#/monitor');
  await liveColourModel(page, 160);
  await api.call('line.load', 'nothing-happens', { seed: 7 });
  await api.call('line.step', 612);
  await expect(page.getByRole('heading', { name: /cannot be said yet: there is no reference/ })).toBeVisible();
  await expect(page.getByRole('toolbar', { name: 'Every monitor' }).getByRole('button', { name: /ADWIN/ }).first()).toHaveAccessibleName(/cannot say$/);
  await expect(page.getByRole('toolbar', { name: 'Every monitor' }).getByRole('button', { name: /ADWIN.*within$/ })).toHaveCount(0);
  await expect(page.getByText('what stands in, 95 % sure'.replace('95 ', '95\u00a0'))).toBeVisible();
  await expect(page.locator('.board svg.hatch')).toHaveCount(2);
  await expect(page.getByText(/first compared at fruit 1.550/)).toBeVisible();
  await expect(page.getByText(/first compared at fruit 1.500/)).toBeVisible();
});

test('a reference that was not at rest makes nothing green: fruit of the world that the data came from stands in', async ({ page }) => {
  test.setTimeout(150_000);
  const api = await openApp(page, './#/monitor');
  await liveColourModel(page, 240);
  await api.call('line.load', SPOILED);
  await api.call('line.play', { speed: 'max', until: 1200 });
  await api.call('line.reached', 1200);
  const side = page.getByRole('region', { name: /inside this reference/i });
  await expect(side).toContainText('It makes nothing green');
  await expect(side.getByRole('listitem').filter({ hasText: 'the world the data came from' })).toContainText('600 fruits, drawn', { timeout: 60_000 });
  await api.call('line.play', { speed: 'max', until: 1800 });
  await api.call('line.reached', 1800);
  const judged = await api.call<{ spec: { id: string; signal: string }; latest: { state: string; referenceSize: number } }[]>('monitor.status');
  const green = judged.filter(({ spec: { signal }, latest: { state } }) => state === 'ok' && !/^(fault|latency|queue)/.test(signal));
  expect(green.length).toBeGreaterThan(5);
  expect(new Set(green.map(({ latest }) => latest.referenceSize))).toEqual(new Set([600]));
  expect(judged.find(({ spec }) => spec.id === 'psi-brightness')!.latest).toMatchObject({ state: 'drift', referenceSize: 600 });
});
