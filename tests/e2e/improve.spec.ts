import { expect, test } from './harness/test.ts';
import { liveColourModel, openApp } from './harness/app.ts';

interface Model { number: number; signature: { levelling?: string } }

test('from an aged lamp to a better version that is live, and into the journal, by keyboard', async ({ page }) => {
  test.setTimeout(150_000);
  const api = await openApp(page, './#/line?preset=lamp-ages&seed=7');
  await liveColourModel(page, 240);
  await api.call('line.play', { speed: 'max', until: 9000 });
  await api.call('line.reached', 9000);
  await api.call('line.pause');
  await page.goto('./#/improve');
  const remedies = page.getByRole('group', { name: 'Eight remedies' });
  await expect(remedies.getByRole('radio')).toHaveCount(8);
  await expect(page.getByRole('heading', { name: /got worse|darker/i }).first()).toBeVisible();

  // Pictures levelled first: the same pictures, another version, judged before anything goes live.
  const features = remedies.getByRole('radio', { name: /Feature engineering/ });
  await expect(remedies).toContainText('likely to help');
  await features.focus();
  await page.keyboard.press('Space');
  const tryIt = page.getByRole('button', { name: 'Try it' });
  await tryIt.focus();
  await page.keyboard.press('Enter');
  const replayed = page.getByRole('table', { name: /What v1 and v2 said of the same pictures/ });
  await expect(replayed).toBeVisible({ timeout: 60_000 });
  await expect(remedies.locator('label', { hasText: 'Feature engineering' })).toContainText(/\+\d+\.\d points/);
  expect((await api.call<Model[]>('models.list')).at(-1)).toMatchObject({ number: 2, signature: { levelling: 'exposure-and-colour' } });
  await expect(page.getByRole('banner'), 'nothing goes live by trying').toContainText('live v1');
  await expect(page.getByRole('list', { name: /mended/ }).getByRole('button').first()).toBeVisible();

  // What it promised on the recorded stretch it keeps on the fruit that comes.
  const rollOut = page.getByRole('region', { name: 'Replay' }).getByRole('button', { name: 'Deploy v2 now' });
  await rollOut.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner')).toContainText('live v2', { timeout: 30_000 });
  await api.call('line.play', { speed: 'max', until: 10_000 });
  await api.call('line.reached', 10_000);
  const { value } = await api.call<{ value: number[] }>('monitor.series', 'accuracy', { from: 9400, to: 10_000 });
  expect(value.at(-1), 'from below 0.9 to what it was, within a few points').toBeGreaterThan(0.93);

  await page.goto('./#/improve/journal');
  const entry = page.getByRole('article').first();
  await expect(entry).toContainText('Feature engineering');
  await expect(entry).toContainText(/v2\s*live since/);
  await entry.getByRole('textbox', { name: 'Write a note' }).fill('Order the next lamp in February.');
  await entry.getByRole('button', { name: 'Keep it' }).click();
  await expect(entry).toContainText('Order the next lamp in February.');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as Markdown' }).click()]);
  expect(download.suggestedFilename()).toBe('orchard-journal.zip');
  await page.reload();
  await expect(page.getByRole('article').first()).toContainText('Order the next lamp in February.');
});
