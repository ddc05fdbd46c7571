import type { Locator, Page } from '@playwright/test';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

const cardOf = (page: Page, name: string): Locator => page.getByRole('dialog', { name, exact: true });
const named = (page: Page, text: string): Locator => page.getByRole('button', { name: `${text}, definition`, exact: true });
const termOn = (page: Page, text: string): Locator => named(page, text).first();
const screen = async (page: Page, name: string, title: string): Promise<void> => {
  await page.goto(`./#/${name}`);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
};
const covers = async (card: Locator, number: Locator): Promise<boolean> => {
  const [a, b] = [(await card.boundingBox())!, (await number.boundingBox())!];
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
};

test('with the mouse: resting opens, leaving closes, a click pins, and one is open at a time', async ({ page }) => {
  await openApp(page);
  await liveColourModel(page, 120);
  await screen(page, 'train', 'Train');
  const [loss, error] = [termOn(page, 'Log loss'), termOn(page, 'Calibration error')];
  await error.hover();
  const card = cardOf(page, 'Calibration error');
  await expect(card).toBeVisible();
  await expect(error).toHaveAttribute('aria-expanded', 'true');
  await expect(card).toContainText(/Here: 0\.\d{3}/u);
  expect(await covers(card, page.locator('dl', { has: named(page, 'Calibration error') }).locator('dd').first())).toBe(false);
  // The way from the term into the card does not close it.
  await card.getByText('right 8 times in 10').hover();
  await expect(card).toBeVisible();
  await page.mouse.move(5, 400);
  await expect(card).toBeHidden();
  await expect(error).toHaveAttribute('aria-expanded', 'false');

  await error.click();
  await expect(card).toBeVisible();
  await page.mouse.move(5, 400);
  await loss.hover();
  await expect(cardOf(page, 'Log loss')).toBeVisible();
  await expect(card).toBeHidden();
  await error.click();
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(card).toBeHidden();
});

test('with the keyboard: Enter opens and reads the card, Esc closes it and goes back, ? lists the terms of the screen', async ({ page }) => {
  await openApp(page);
  await liveColourModel(page, 120);
  await screen(page, 'train', 'Train');
  const term = termOn(page, 'Log loss');
  await term.focus();
  await page.keyboard.press('Enter');
  const card = cardOf(page, 'Log loss');
  await expect(card).toBeFocused();
  await expect(card).toHaveAccessibleDescription(/surprised/u);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(term).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(card.getByRole('link', { name: 'All about it' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(card).toBeHidden();

  // Enter right after the card was closed, before the browser has said so, opens it again.
  await term.press('Enter');
  await expect(card).toBeFocused();
  await card.evaluate(async (panel: HTMLElement) => {
    panel.hidePopover();
    await Promise.resolve();
    (document.activeElement as HTMLElement).click();
  });
  await expect(cardOf(page, 'Log loss')).toBeFocused();
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Terms on this screen' });
  await list.getByRole('button', { name: /^Calibration error/u }).press('Enter');
  await expect(list).toBeHidden();
  await expect(cardOf(page, 'Calibration error')).toBeFocused();
  await cardOf(page, 'Calibration error').getByRole('link', { name: 'All about it' }).press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Calibration error' })).toBeVisible();
  expect(page.url()).toMatch(/#\/terms\/calibration-error$/u);
});

test.describe('with a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a tap brings the card from below, clear of its number, with targets of 44 px', async ({ page }) => {
    await openApp(page);
    await liveColourModel(page, 120);
    await screen(page, 'train', 'Train');
    const term = termOn(page, 'Calibration error');
    await term.tap();
    const card = cardOf(page, 'Calibration error');
    await expect(card).toBeVisible();
    const box = (await card.boundingBox())!;
    expect(box.width).toBe(390);
    expect(Math.round(box.y + box.height)).toBe(844);
    expect(await covers(card, page.locator('dl', { has: named(page, 'Calibration error') }))).toBe(false);
    for (const target of [card.getByRole('button', { name: 'Close' }), card.getByRole('link', { name: 'All about it' })]) expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await page.touchscreen.tap(195, 60);
    await expect(card).toBeHidden();
  });
});

test('on Monitor a term tells the number that stands beside it, and leads to its formula', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 160);
  await api.call('line.load', 'lamp-ages');
  await api.call('line.play', { speed: 'max', until: 7000 });
  await api.call('line.reached', 7000);
  await screen(page, 'monitor', 'Monitor');
  const term = termOn(page, 'PSI');
  const row = page.locator('tr', { has: named(page, 'PSI') });
  await expect(term).toBeVisible();
  await term.click();
  const card = cardOf(page, 'PSI');
  // Both are live, and the card lies inside the row: they are read together, one without the other.
  await expect.poll(() => row.evaluate((element) => {
    const copy = element.cloneNode(true) as Element;
    const here = copy.querySelector('[role=dialog]')!;
    here.remove();
    return here.textContent.includes(`Here: ${/PSI ([\d.]+)/u.exec(copy.textContent.replaceAll(/\s+/gu, ' '))?.[1]} for`);
  })).toBe(true);
  expect(await covers(card, row)).toBe(false);
  await card.getByRole('button', { name: 'Its formula, with these numbers' }).click();
  await expect(page.getByRole('heading', { name: /^(Why a drift\?|Why a warning\?|How does it stand\?)$/u })).toBeVisible();
  await expect(card).toBeHidden();

  // The book tells it too, and draws it.
  await screen(page, 'terms/psi', 'Terms');
  const book = page.locator('article');
  await expect(book.getByText(/^Here: [\d.]+ for .+, 500 fruits against 1.000; it is a drift above 0\.25\.$/u)).toBeVisible();
  await expect(book.getByRole('figure').filter({ hasText: 'the line now' })).toContainText(/[\d.]+\s+the line now/u);
  await screen(page, 'terms/reference', 'Terms');
  await expect(book.getByText(/^Here: fruit 0 to 1.000\.$/u)).toBeVisible();
});

test('the book finds a term from any key, by another name, and names the nearest three where nothing fits', async ({ page }) => {
  await openApp(page, './#/terms?hide=truth');
  await expect(page.getByRole('heading', { level: 1, name: 'Terms' })).toBeVisible();
  await page.keyboard.type('ece');
  const field = page.getByRole('textbox', { name: 'Find a term' });
  await expect(field).toHaveValue('ece');
  await expect(page.locator('.list li')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Calibration error' })).toBeFocused();
  expect(page.url()).toMatch(/#\/terms\/calibration-error\?hide=truth$/u);
  await expect(page.getByRole('math')).toBeVisible();
  await expect(field).toHaveValue('');

  await field.fill('presision');
  await expect(page.getByText('The three nearest:')).toBeVisible();
  await expect(page.locator('.list li')).toHaveCount(3);
  await expect(page.locator('.list li').first()).toContainText('Precision');
  await page.getByRole('button', { name: 'Q', exact: true }).click();
  await expect(page.locator('.list').getByRole('link', { name: /^Quantile/u })).toBeFocused();

  await page.goto('./#/terms/p-valu');
  await expect(page.getByRole('heading', { name: 'No term is called “p-valu”' })).toBeVisible();
  await page.locator('article').getByRole('link', { name: 'p', exact: true }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'p', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Monitor: the headline' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Monitor/u })).toBeVisible();
});

test('a card keeps inside the window at 200 % zoom and on a phone', async ({ page }) => {
  await openApp(page);
  await liveColourModel(page, 120);
  for (const [width, height] of [[720, 450], [390, 600]] as const) {
    await page.setViewportSize({ width, height });
    await screen(page, 'train', 'Train');
    for (const name of ['Log loss', 'recall']) {
      const term = termOn(page, name);
      await term.click();
      const box = (await page.locator('.card:popover-open').boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      await page.keyboard.press('Escape');
    }
  }
});
