import { expect, test } from './harness/test.ts';
import { Watch } from './harness/watch.ts';

test('the built page stands alone under a sub-path and a strict policy', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('#app')).not.toBeEmpty();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toContain("'unsafe-eval'");
  expect(policy).not.toMatch(/https?:/);
});

test('the watch sees what a page does wrong', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  const watch = new Watch(context, new URL(baseURL!).origin);
  const page = await context.newPage();
  await page.goto('./');
  await page.evaluate(() => {
    console.error('planted');
    setTimeout(() => { throw new Error('thrown'); }, 0);
    void fetch('https://elsewhere.invalid/').catch(() => {});
  });
  await expect.poll(() => watch.problems.join('\n')).toMatch(/planted[^]*thrown/);
  expect(watch.problems.join('\n')).toContain('connect-src');

  // The policy stops the page itself; a page without one shows that the wire is watched too.
  const bare = await context.newPage();
  await bare.evaluate(() => fetch('https://elsewhere.invalid/').catch(() => {}));
  expect(watch.foreign).toEqual(['https://elsewhere.invalid/']);
  watch.allow(/./);
  expect(watch.problems).toEqual([]);
  await context.close();
});
