import type { Page } from '@playwright/test';
import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** Labels of the stored pictures that are there, by their ids. */
function storedLabels(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => new Promise<Record<string, string>>((resolve, reject) => {
    const opening = indexedDB.open('orchard');
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      const asking = opening.result.transaction('samples').objectStore('samples').getAll();
      asking.onsuccess = () => {
        opening.result.close();
        const rows = asking.result as { sample: { id: string; label: string }; removedMs: number | null }[];
        resolve(Object.fromEntries(rows.filter(({ removedMs }) => removedMs === null).map(({ sample: { id, label } }) => [id, label])));
      };
    };
  }));
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await axe(page).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

test('wrong labels are found and set right with one key each, and stay so', async ({ page }) => {
  const api = await openApp(page, './#/data');
  await api.call('data.pick', { count: 240, seed: 1 });
  const truth = await storedLabels(page);
  const ids = Object.keys(truth).sort();
  const planted = ['ripe', 'unripe'].flatMap((label) => ids.filter((id) => truth[id] === label).slice(0, 5));
  for (const label of ['ripe', 'unripe']) await api.call('data.relabel', planted.filter((id) => truth[id] !== label), label);

  await page.goto('./#/data/review');
  const rows = page.getByRole('list', { name: 'Labels in doubt' }).locator('[data-key]');
  await expect(rows.first()).toBeVisible({ timeout: 60_000 });
  const doubts = await api.call<{ id: string; decided: unknown }[]>('review.queue', { kind: 'labels' });
  const found = planted.filter((id) => doubts.some((doubt) => doubt.id === id));
  expect(found.length, 'planted labels that are found').toBeGreaterThanOrEqual(6);
  await expect(page.getByRole('button', { name: `${doubts.length} labels in doubt` })).toBeVisible();
  expect(await violations(page), 'with a queue').toEqual([]);

  // Whoever knows the fruit says for each that stands first: relabel it, or keep it.
  await page.locator('#main').focus();
  const decided: string[] = [];
  for (let left = doubts.length; left > 0; left -= 1) {
    const current = page.getByRole('list', { name: 'Labels in doubt' }).locator('[aria-current="true"]');
    const id = (await current.getAttribute('data-key'))!.split(' ')[1]!;
    await page.keyboard.press(planted.includes(id) ? 'r' : 'k');
    await expect(page.locator(`[data-key="label ${id}"]`)).toHaveCount(0);
    decided.push(id);
  }
  await expect(page.getByRole('button', { name: '0 labels in doubt' })).toBeDisabled();
  const mended = await storedLabels(page);
  expect(found.filter((id) => mended[id] !== truth[id]), 'set right').toEqual([]);
  expect(ids.filter((id) => !planted.includes(id) && mended[id] !== truth[id]), 'left alone').toEqual([]);

  await page.keyboard.press('z');
  await expect(page.getByRole('button', { name: '1 label in doubt' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('dialog', { name: 'A label in doubt' })).toBeVisible();
  await page.keyboard.press('Escape');
  // Looked at again with the labels that were set right, others may be in doubt; what was decided is not asked again.
  await page.reload();
  await expect(page.getByRole('button', { name: `Undo, ${decided.length - 1} decided` })).toBeVisible({ timeout: 60_000 });
  const again = await api.call<{ id: string; decided: unknown }[]>('review.queue', { kind: 'labels' });
  expect(again.filter((doubt) => doubt.decided === null && decided.slice(0, -1).includes(doubt.id))).toEqual([]);
});

test('the desk takes two keys, covers the model’s verdict until then, and its labels go into the data', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 120);
  await api.call('line.load', 'lamp-ages');
  await api.call('line.step', 400);
  await page.goto('./#/data/review');
  const desk = page.getByRole('region', { name: 'Labelling desk' });
  await expect(desk.getByText('stays covered until you judge')).toBeVisible();
  await expect(desk.getByRole('img', { name: /^Fruit/u })).toBeVisible();
  await page.locator('#main').focus();
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowRight']) {
    const { judged } = await api.call<{ judged: number }>('review.desk');
    await page.keyboard.press(key);
    await expect.poll(async () => (await api.call<{ judged: number }>('review.desk')).judged).toBe(judged + 1);
  }
  await expect(desk.getByText(/v1 said/u)).toBeVisible();
  await page.getByRole('switch', { name: 'An inspector stands in' }).check({ force: true });
  await page.getByRole('button', { name: 'Have 20 fruits judged' }).click();
  // 40 a thousand of 400 fruits are 16.
  await expect(page.getByText('0 left')).toBeVisible();
  await expect(desk.getByText('used up')).toBeVisible();
  await expect(api.call('review.judge', 3, 'ripe')).rejects.toMatchObject({ code: 'review-budget' });
  expect(await violations(page), 'out of budget').toEqual([]);
  await page.getByRole('button', { name: 'Put 16 labels into data' }).click();
  await expect.poll(async () => (await api.call<{ total: number }>('data.summary')).total).toBe(136);
  await expect(page.getByRole('button', { name: /labels into data/u })).toHaveCount(0);
});
