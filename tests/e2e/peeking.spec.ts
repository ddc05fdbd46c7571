import { openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('the A/A lesson counts false alarms of both tests, and the same call answers a script', async ({ page }) => {
  const api = await openApp(page, './#/improve/rollout');
  const lesson = page.getByRole('region', { name: 'Try peeking' });
  await lesson.getByRole('button', { name: 'Run a hundred' }).click();
  const strips = lesson.getByRole('img');
  await expect(strips).toHaveCount(3, { timeout: 60_000 });
  const { peeked, once, always } = await api.call<Record<'peeked' | 'once' | 'always', { count: number }>>('rollout.lesson');
  expect(peeked.count).toBeGreaterThan(20);
  expect(always.count).toBeLessThan(10);
  for (const [i, { count }] of [peeked, once, always].entries()) await expect(strips.nth(i)).toHaveAccessibleName(new RegExp(`: ${count} of 100 rollouts`, 'u'));
  await lesson.getByText('Shadow', { exact: true }).click();
  await expect(strips.first()).toHaveAccessibleName(/McNemar/u, { timeout: 60_000 });
});
