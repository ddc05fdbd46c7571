import { liveColourModel, openApp, type TrainAnswer } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

interface Status { phase: string; cause: string | null; weight: number; champion: number; challenger: number; asOf: number }

test('under an ageing lamp a better version is promoted by itself, and a worse one aborted by itself', async ({ page }) => {
  test.setTimeout(180_000);
  const api = await openApp(page);
  await liveColourModel(page, 240);
  await api.call('line.load', 'lamp-ages', { seed: 7 });
  await api.call('line.play', { speed: 'max', until: 8000 });
  await api.call('line.reached', 8000);
  await api.call('data.collect', 240);
  const { version } = await api.call<TrainAnswer>('train', { kind: 'colour' });
  const steps = [{ setWeight: 20 }, { pause: { fruits: 300 } }, { setWeight: 50 }, { pause: { fruits: 200 } }];
  await page.goto('./#/improve/rollout');
  await expect(page.getByText(`v${version} is ready.`)).toBeVisible();
  await api.call('rollout.start', { version, mode: 'canary', steps });
  await expect(page.getByRole('heading', { name: 'Progressing' })).toBeVisible();
  await api.call('line.play', { speed: 'max', until: 9600 });
  await api.call('line.reached', 9600);
  expect(await api.call<Status>('rollout.status')).toMatchObject({ phase: 'healthy', weight: 100, champion: 1, challenger: version });
  await expect(page.getByRole('banner')).toContainText(`live v${version}`);
  await expect(page.getByRole('heading', { name: 'Healthy' })).toBeVisible();
  const { decisions } = await api.call<{ version: number[] }>('log.query', { columns: ['version'], from: 8000, limit: 2000 }).then(({ version: decided }) => ({ decisions: new Set(decided) }));
  expect([...decisions].sort()).toEqual([1, version]);

  // The version of before the lamp aged is the worse one now.
  await api.call('rollout.start', { version: 1, mode: 'ab' });
  await api.call('line.play', { speed: 'max', until: 12_500 });
  await api.call('line.reached', 12_500);
  expect(await api.call<Status>('rollout.status')).toMatchObject({ phase: 'degraded', weight: 0, champion: version, challenger: 1 });
  await expect(page.getByRole('banner')).toContainText(`live v${version}`);
  await expect(page.getByRole('heading', { name: 'Degraded' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
});
