import type { Page } from '@playwright/test';
import { axe } from './harness/axe.ts';
import { openApp } from './harness/app.ts';
import { addHues } from './harness/pictures.ts';
import { expect, test } from './harness/test.ts';

const KINDS = [['plum', 5], ['lime', 1], ['cherry', 0]] as const;

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await axe(page).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([]);
}

test('own pictures are learnt from with changed copies, searched over, and looked into, by keyboard alone', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await addHues(page, KINDS, 20);

  // Darker copies, seen before they are learnt from.
  await page.getByText('Augmented copies').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('slider', { name: 'Exposure' }).focus();
  await page.keyboard.press('Home');
  const copies = page.getByRole('list', { name: '6 copies of one picture' });
  await expect(copies.getByRole('listitem')).toHaveCount(6);
  await expectAccessible(page);
  await page.getByRole('radio', { name: /^Colour features/ }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('slider', { name: 'Exposure' }).focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: /^Train on/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 changed copies of each picture')).toBeVisible();

  // What it rests on, and what it looks at.
  await page.getByText(/^What it rests on/).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '26 more' })).toBeVisible();
  await page.getByRole('button', { name: 'What run 1 looks at' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: /^occlusion map/ })).toBeVisible();
  await expect(page.getByText(/^Covering (the|any)/)).toBeVisible();
  await expectAccessible(page);
  const heat = await api.call<{ occlusion: { side: number; values: number[] }; activation: unknown }>('models.heat', 1, { $blob: await aPicture(page), type: 'image/png' });
  expect(heat.occlusion.values).toHaveLength(heat.occlusion.side ** 2);
  expect(heat.activation).toBeNull();

  // A search opens no test picture; who is chosen is trained as a run.
  await page.getByRole('link', { name: 'Search' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/train\/search$/);
  await page.getByLabel('Configurations', { exact: true }).fill('4');
  await page.getByRole('button', { name: /^Search, / }).focus();
  await page.keyboard.press('Enter');
  const board = page.getByRole('region', { name: 'Leaderboard' });
  await expect(board.getByText(/trials in/)).toBeVisible();
  const found = await api.call<{ rows: { rank: number; accuracy: number; budget: number }[]; trained: unknown[] }>('search.list');
  expect(found.rows).toHaveLength(4);
  expect(found.trained).toEqual([]);
  await board.getByRole('button', { name: /^1\s*L2/ }).focus();
  await page.keyboard.press('Enter');
  await expectAccessible(page);
  await board.getByRole('button', { name: 'Train number 1 and open the test' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Run 2' })).toBeVisible();
  expect((await api.call<{ trained: unknown[] }>('search.list')).trained).toEqual([{ rank: 1, run: 2 }]);

  // It is there again on the next visit.
  await page.reload();
  await api.ready();
  expect((await api.call<{ rows: unknown[] }>('search.list')).rows).toEqual(found.rows);
});

/** A picture of one colour, in base64. */
function aPicture(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const canvas = new OffscreenCanvas(96, 96);
    const context = canvas.getContext('2d')!;
    context.fillStyle = 'hsl(250 60% 45%)';
    context.fillRect(0, 0, 96, 96);
    return btoa(String.fromCharCode(...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())));
  });
}
