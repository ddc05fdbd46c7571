import type { Page } from '@playwright/test';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** Texts and accessible names below `root` that a translation would not reach: in no marks, and with letters in them. */
function unmoved(page: Page, root: string, known: readonly string[] = []): Promise<string[]> {
  return page.evaluate(({ selector, names }) => {
    const found: string[] = [];
    const look = (text: string | null): void => {
      const rest = (text ?? '').replaceAll(/⟦[^⟧]*⟧/gu, '').trim();
      if (/\p{L}{2}/u.test(rest) && !names.includes(rest)) found.push(rest);
    };
    for (const element of document.querySelectorAll(selector)) {
      // A text may be put together of several nodes; a mark never spans them.
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!node.parentElement?.closest('style, script')) look(node.nodeValue);
      for (const named of element.querySelectorAll('[aria-label], [title]')) for (const name of ['aria-label', 'title']) look(named.getAttribute(name));
    }
    return found;
  }, { selector: root, names: known });
}

test('every text of the frame and of the first screen can be said in another language', async ({ page }) => {
  const api = await openApp(page, './?lang=zz');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zz');
  await expect(page.getByRole('button', { name: '⟦Start the line⟧' })).toBeVisible();
  await page.getByRole('button', { name: '⟦Share a scenario as a link⟧' }).click();
  await expect(page.getByRole('button', { name: '⟦Copy the link⟧' })).toBeVisible();
  // Names of species and of stories are the world's own.
  expect(await unmoved(page, 'main .words, main footer > p > a, main form > p, main .form label > span:first-child')).toEqual([]);
  await page.keyboard.press('Escape');

  await liveColourModel(page, 40);
  await page.goto('./?lang=zz#/monitor');
  await api.ready();
  await expect(page.getByRole('navigation', { name: '⟦Rooms of Monitor⟧' })).toBeVisible();
  await expect(page.getByRole('button', { name: '⟦Play⟧' })).toBeEnabled();
  // The brand, the recipe's and the backend's names, units, and a date, whose words are the browser's. What is next is said by the guide.
  const known = ['Orchard', 'wasm', 'webgl', 'webgpu', 'cpu', 'colour features', 'kB', 'MB', 'March'];
  expect((await unmoved(page, 'body > #app .frame > header, nav, .dock .transport, .dock .fold, main .next .t-caption')).filter((text) => !known.some((word) => text.includes(word)))).toEqual([]);
});

test('a language that there is not is English', async ({ page }) => {
  await openApp(page, './?lang=xx');
  await expect(page.getByRole('button', { name: 'Start the line' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
