import type { Locator, Page } from '@playwright/test';
import { openApp, type TrainAnswer } from './harness/app.ts';
import { addHues } from './harness/pictures.ts';
import { expect, test } from './harness/test.ts';

const KINDS = [['red', 0], ['cyan', 3], ['yellow', 1], ['blue', 4], ['green', 2], ['violet', 5]] as const;
const GIVEN = KINDS.map(([name]) => name);
const matrixOf = (page: Page): Locator => page.getByRole('region', { name: 'Confusion matrix' });
const rowsOf = (matrix: Locator): Promise<string[]> => matrix.getByRole('rowheader').allTextContents();
const cellOf = (matrix: Locator, was: string, said: string): Locator => matrix.getByRole('button', { name: `Was ${was}, said ${said}:` });

/** Pictures times places off the diagonal, read off an order of rows. */
function spread(confusion: readonly (readonly number[])[], rows: readonly string[]): number {
  const at = (kind: number): number => rows.indexOf(GIVEN[kind]!);
  return confusion.reduce((sum, row, truth) => row.reduce((inner, n, said) => inner + n * Math.abs(at(truth) - at(said)), sum), 0);
}

test('kinds that are confused stand side by side, and a cell brings its pictures by mouse and by key', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await addHues(page, KINDS, 25);
  const { metrics } = await api.call<TrainAnswer>('train', { kind: 'colour' });
  const matrix = matrixOf(page);
  await expect(matrix).toBeVisible();
  const rows = await rowsOf(matrix);
  expect(spread(metrics.confusion, rows)).toBeLessThan(spread(metrics.confusion, GIVEN));
  expect([...rows].sort()).toEqual([...GIVEN].sort());

  // The worst mistake is open; any other cell takes its place.
  const most = page.getByRole('list', { name: 'These pictures' });
  await expect(most).toBeVisible();
  const [first, second] = rows as [string, string];
  await cellOf(matrix, first, first).click();
  await expect(cellOf(matrix, first, first)).toHaveAttribute('aria-pressed', 'true');
  const right = metrics.confusion[GIVEN.indexOf(first as 'red')]![GIVEN.indexOf(first as 'red')]!;
  await expect(most.getByRole('listitem')).toHaveCount(right);
  // The arrows walk as the kinds stand.
  await page.keyboard.press('ArrowRight');
  await expect(cellOf(matrix, first, second)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(cellOf(matrix, second, second)).toHaveAttribute('aria-pressed', 'true');

  await page.getByRole('radio', { name: 'as given' }).check();
  expect(await rowsOf(matrix)).toEqual(GIVEN);
  await expect(cellOf(matrix, second, second)).toHaveAttribute('aria-pressed', 'true');
});

test('each kind stands with its interval, the weakest first, until a head is clicked', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await addHues(page, KINDS, 25);
  await api.call<TrainAnswer>('train', { kind: 'colour' });
  const table = page.getByRole('region', { name: /^Precision, recall/ });
  const column = async (place: number): Promise<number[]> => (await table.locator(`tbody td:nth-child(${place})`).allTextContents()).map(Number);
  const recalls = await column(3);
  expect(recalls).toHaveLength(6);
  expect(recalls).toEqual(recalls.toSorted((a, b) => a - b));
  for (const words of await table.locator('tbody td:nth-child(4)').allTextContents()) expect(words).toMatch(/^\d+ to \d+$/);
  await table.getByRole('button', { name: 'precision' }).click();
  const precisions = await column(2);
  expect(precisions).toEqual(precisions.toSorted((a, b) => b - a));
});

test('more than twenty kinds are read from the list, and their matrix scrolls under heads that stay', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await addHues(page, Array.from({ length: 24 }, (_, i) => [`kind ${i}`, (i * 7) % 24] as const), 4);
  await api.call<TrainAnswer>('train', { kind: 'colour' });
  const matrix = matrixOf(page);
  await expect(page.getByText(/^\d of 1$/).first()).toBeVisible();
  const list = page.getByText('Confused most');
  expect((await list.boundingBox())!.y).toBeLessThan((await matrix.boundingBox())!.y);
  const [last] = (await rowsOf(matrix)).slice(-1);
  const cell = matrix.getByRole('button', { name: `Was ${last}, said ${last}:` });
  await cell.focus();
  await expect(cell).toBeInViewport();
  const frame = (await matrix.boundingBox())!;
  for (const head of [matrix.getByRole('columnheader', { name: last, exact: true }), matrix.getByRole('rowheader', { name: last, exact: true })]) {
    const box = (await head.boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(frame.y - 1);
    expect(box.x).toBeGreaterThanOrEqual(frame.x - 1);
    expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height + 1);
  }
  expect(await matrix.evaluate((element) => element.scrollTop + element.scrollLeft)).toBeGreaterThan(0);
});

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a run is chosen by a finger: its row is 44 px high at least', async ({ page }) => {
    const api = await openApp(page, './#/train');
    await addHues(page, KINDS.slice(0, 2), 12);
    for (const l2 of [1, 10]) await api.call<TrainAnswer>('train', { kind: 'colour', l2 });
    const rows = page.getByRole('region', { name: /^Runs, newest first/ }).locator('tbody tr');
    await expect(rows).toHaveCount(2);
    for (const row of await rows.all()) expect((await row.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    // Anywhere on the row: what takes the finger is the button of its first cell.
    await rows.nth(1).evaluate((row) => row.scrollIntoView({ block: 'center' }));
    const { x, y, width, height } = (await rows.nth(1).boundingBox())!;
    await page.touchscreen.tap(x + width - 8, y + height / 2);
    await expect(page.getByRole('heading', { name: /Run 1/ })).toBeVisible();
  });
});
