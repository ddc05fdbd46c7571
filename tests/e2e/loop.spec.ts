import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

interface Told { at: number; effectiveAt: number; how: string; version: number | null; learnt: number }
const LAMP = {
  name: 'the lamp ages', seed: 7, labelDelay: 50, length: 6000,
  drifts: [{ kind: 'covariate', pattern: 'sudden', onset: 500, to: { light: { exposure: -1.8, warmth: 0.8 } } }],
};

test('at level 1 a line whose lamp has aged recovers without a hand', async ({ page }) => {
  test.setTimeout(90_000);
  const api = await openApp(page, './#/improve/policies');
  await liveColourModel(page, 240);
  await page.goto('./#/improve/policies');
  await expect(page.getByRole('radio', { name: '2 CI/CD' })).toBeDisabled();
  await page.getByRole('radio', { name: '1 continuous training' }).click();
  await expect.poll(() => api.call('loop.level')).toBe(1);
  await expect(page.getByText('The line runs under Default.')).toBeVisible();
  await api.call('line.load', LAMP);
  await api.call('line.play', { speed: 'max', until: 2400 });
  await api.call('line.reached', 2400);

  const decisions = await api.call<Told[]>('loop.decisions');
  const trained = decisions.filter(({ how }) => how === 'trained');
  expect(trained.length).toBeGreaterThan(0);
  const newest = trained.at(-1)!;
  await expect(page.getByRole('banner')).toContainText(`live v${newest.version}`);
  const rightIn = async (from: number, to: number): Promise<number> => {
    const { right } = await api.call<{ right: number[] }>('log.query', { columns: ['right'], from, limit: to - from });
    const known = Object.values(right).filter((each) => each !== 255);
    return known.reduce((sum, each) => sum + each, 0) / known.length;
  };
  const [dark, recovered] = [await rightIn(500, trained[0]!.effectiveAt), await rightIn(newest.effectiveAt, 2350)];
  expect(recovered).toBeGreaterThan(dark + 0.05);
  expect(await api.call('loop.keys')).toMatchObject({ deployments: trained.length, leadFruits: newest.effectiveAt - newest.at });
  await expect(page.getByRole('region', { name: 'What the policy of the line decided' })).toContainText(`v${newest.version}, of ${newest.learnt} pictures`);

  await page.getByRole('list', { name: 'Policies' }).getByRole('listitem').filter({ hasText: 'Errors alert' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Run the line under this policy' }).click();
  await expect(page.getByText('it does')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(() => api.call<{ name: string }>('loop.policy').then(({ name }) => name)).toBe('Default');
  const { violations } = await axe(page).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});
