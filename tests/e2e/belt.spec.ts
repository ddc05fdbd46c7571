import type { Page } from '@playwright/test';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

interface Rows { predicted: number[]; right: number[] }

/** Begins a line of that label delay and lets `count` fruits past the camera. */
async function judged(page: Page, labelDelay: number, count: number): Promise<void> {
  const api = orchard(page);
  await liveColourModel(page, 80);
  await api.call('line.load', { labelDelay }, { seed: 11 });
  await api.call('line.play', { speed: 'max', until: count });
  await api.call('line.reached', count);
}

/** The fruit that the picture, its caption and the belt's camera show, as numbers. */
const underCamera = (page: Page) => page.evaluate(() => {
  const fruit = (text: string | null | undefined) => Number(/fruit (\d[\d\s\u00a0\u202f]*)/u.exec(text ?? '')?.[1]?.replace(/\D/gu, '') ?? NaN);
  return {
    belt: Number(document.querySelector('[data-under-camera]')?.getAttribute('data-under-camera')),
    picture: fruit(document.querySelector('[role="img"][aria-label^="photograph of fruit"]')?.getAttribute('aria-label')),
    prediction: fruit(document.querySelector('[data-prediction] .t-caption')?.textContent),
  };
});

for (const labelDelay of [0, 5, 50, 200]) {
  test(`at a label delay of ${labelDelay} the belt tells the truths of the log as they arrive`, async ({ page }) => {
    const api = await openApp(page, './#/line');
    await judged(page, labelDelay, 400);
    const newest = 399 - labelDelay;
    const { predicted, right } = await api.call<Rows>('log.query', { columns: ['index', 'predicted', 'right'], from: newest - 4, to: newest + 1 });
    expect(right.every((one) => one !== 255)).toBe(true);
    const truths = page.getByRole('list', { name: 'Newest truths' }).getByRole('listitem');
    const said = Array.from(right, (one, i) => new RegExp(`^fruit ${newest - 4 + i}: ${predicted[i] === 0 ? 'ripe' : 'unripe'} [\\d.]+, ${one === 1 ? 'right' : 'wrong'}`, 'u'));
    await expect(truths).toHaveText(said.toReversed(), { timeout: 15_000 });
    await expect(page.getByText(new RegExp(`^${newest}, newest truth$`, 'u'))).toBeVisible();
    const wrong = await api.call<Rows>('log.query', { columns: ['right'], from: newest - 49, to: newest + 1 });
    await expect(page.getByText(`${wrong.right.filter((one) => one === 0).length} of the newest 50 wrong`)).toBeVisible();
  });
}

test('before the first truth the belt says when it comes, and in how many fruits only while fruit passes', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await judged(page, 50, 13);
  await expect(page.getByText('first truth at fruit 50')).toBeVisible();
  await api.call('line.setBeltSpeed', 0.5);
  await api.call('line.play', { speed: 0.5 });
  await expect(page.getByText(/^first truth in 3\d fruits$/u)).toBeVisible();
  await api.call('line.pause');
  await expect(page.getByText('first truth at fruit 50')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Newest truths' })).toHaveCount(0);
});

test('picture, caption and prediction are those of the fruit under the camera, while the line runs and when it stops', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await judged(page, 50, 100);
  await expect.poll(() => underCamera(page)).toEqual({ belt: 99, picture: 99, prediction: 99 });
  await api.call('line.play', { speed: 240, until: 1200 });
  for (let last = 99, seen = 0; seen < 4; seen += 1) {
    await expect.poll(async () => {
      const { belt, picture, prediction } = await underCamera(page);
      return picture === prediction && belt === prediction && prediction > last ? (last = prediction) : null;
    }, { timeout: 20_000, intervals: [5] }).not.toBeNull();
  }
  await api.call('line.pause');
  const { index } = await api.call<{ index: number }>('line.status');
  await expect.poll(() => underCamera(page)).toEqual({ belt: index - 1, picture: index - 1, prediction: index - 1 });
});

test('a fruit that was judged by a frozen frame is shown by that frame, and marked', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 80);
  await api.call('line.load', { world: { faults: { frozen: 1 } } }, { seed: 11 });
  await api.call('line.play', { speed: 'max', until: 400 });
  await api.call('line.reached', 400);
  // The camera stands still for 64 fruits at a time, on the last one before them.
  await expect(page.getByRole('list', { name: 'Newest predictions' }).getByRole('listitem').first()).toHaveText(/^fruit 399, frozen frame of fruit 383: /u, { timeout: 15_000 });
  await expect(page.getByRole('img', { name: /^photograph of fruit 399, .*frozen frame of fruit 383$/u })).toBeVisible();
  await expect(page.locator('[data-prediction]')).toContainText('frozen frame of fruit 383');
});

test('a moment that is looked at shows its own fruit, picture and prediction', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await judged(page, 50, 400);
  await api.call('line.look', 120);
  await expect.poll(() => underCamera(page)).toEqual({ belt: 120, picture: 120, prediction: 120 });
});

test('the rooms of the line are doors, and each leads to the others', async ({ page }) => {
  await openApp(page, './#/line');
  const rooms = page.getByRole('navigation', { name: 'Rooms of The line' });
  for (const [door, address] of [['Orchard', '#/orchard'], ['Camera', '#/camera'], ['Belt', '#/line']] as const) {
    await rooms.getByRole('link', { name: door, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`${address}$`, 'u'));
    await expect(rooms.getByRole('link', { name: door, exact: true })).toHaveAttribute('aria-current', 'page');
  }
});

for (const [name, width, height] of [['at 200 % zoom', 720, 450], ['on a phone', 390, 844]] as const) {
  test(`${name} belt, prediction, next step and play are in sight without scrolling`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const api = await openApp(page, './#/line');
    await judged(page, 5, 60);
    await api.call('line.pause');
    await page.evaluate(() => scrollTo(0, 0));
    const dock = (await page.getByRole('region', { name: 'The line' }).boundingBox())!;
    await expect(page.getByRole('button', { name: 'Play' })).toBeInViewport({ ratio: 1 });
    for (const part of [page.locator('[data-prediction] .t-verdict'), page.locator('[data-under-camera] canvas')]) {
      const box = (await part.boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(dock.y + 1);
    }
    const next = (await page.locator('.next').getByRole('button').boundingBox())!;
    expect(next.y).toBeGreaterThanOrEqual(0);
    expect(next.y + next.height).toBeLessThanOrEqual(dock.y + 1);
  });
}

test('the stories that are opened come into sight, above the dock', async ({ page }) => {
  await openApp(page, './#/line');
  await liveColourModel(page, 80);
  const all = page.getByRole('button', { name: 'All ten' });
  const list = page.getByRole('region', { name: 'Stories' }).getByRole('listitem');
  const before = await list.count();
  await all.click();
  const dock = (await page.getByRole('region', { name: 'The line' }).boundingBox())!;
  const opened = (await list.nth(before).boundingBox())!;
  expect(opened.y).toBeGreaterThanOrEqual(0);
  expect(opened.y + opened.height).toBeLessThanOrEqual(dock.y + 1);
  await expect(page.getByRole('button', { name: 'Fewer' })).toBeFocused();
});
