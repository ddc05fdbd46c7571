import type { Page } from '@playwright/test';
import { openApp } from './harness/app.ts';
import { addHues } from './harness/pictures.ts';
import { expect, test } from './harness/test.ts';

/** A name in a script that runs from right to left. */
const NAME = '\u05d1\u05e9\u05dc';
const SCREENS = ['data', 'data/review', 'train', 'models', 'line', 'monitor', 'alerts', 'log', 'bench'];
/** Where the name stands for sure. */
const NAMED = new Set(['data ', 'line ', 'monitor ', 'alerts Rules', 'alerts Silences']);
const MONITOR = {
  id: 'mine', name: NAME, signal: `share.${NAME}`, reference: { kind: 'first', rows: 50 }, window: { by: 'count', rows: 50, every: 50 },
  minimumSample: 20, judge: { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 },
};

/** Whether the page shows the name, and every text of it in which the name stands among words of ours that it could turn round: neither alone nor isolated. */
function turned(page: Page): Promise<{ named: boolean; among: string[] }> {
  return page.evaluate(() => {
    const own = /[\u0590-\u05ff]/u;
    const texts: string[] = [];
    for (const element of document.querySelectorAll('*')) {
      for (const name of ['title', 'aria-label', 'alt', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
      // What is somebody's as a whole stands apart from the words around it by its element.
      if (element.closest('bdi, code, textarea, script, style') === null) for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
    }
    const among = texts.filter((text) => {
      const rest = text.replace(/\u2068[^\u2066-\u2069]*\u2069/gu, '');
      return own.test(rest) && /[a-z0-9]/iu.test(rest);
    });
    return { named: own.test(document.body.textContent ?? ''), among: [...new Set(among)] };
  });
}

test('a name whose script runs the other way turns no words of ours round: in texts, labels, titles and drawings of any screen', async ({ page }) => {
  test.setTimeout(120_000);
  const api = await openApp(page, './#/data');
  await addHues(page, [[NAME, 0], ['leaf', 1], ['stone', 2]], 14);
  const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  await api.call('line.load', { name: NAME, length: 4000, drifts: [{ kind: 'covariate', pattern: 'sudden', onset: 200, name: NAME, to: { light: { exposure: 0.4 } } }] });
  await api.call('monitor.set', [MONITOR]);
  expect(await api.call('alerts.setFile', `groups:\n- name: ${NAME}\n  rules:\n  - {alert: ${NAME}, expr: vector(1), annotations: {summary: ${NAME}}}\n`)).toEqual([]);
  await api.call('alerts.silence', { matchers: [{ name: 'alertname', value: NAME, isRegex: false, isEqual: true }], endsAt: 9e9, reason: NAME });
  await api.call('line.step', 300);
  for (const screen of SCREENS) {
    await page.goto(`./#/${screen}`);
    await expect(page.locator('main h1').first()).toBeVisible();
    const panes = screen === 'alerts' ? ['Now', 'Rules', 'Silences', 'History'] : [''];
    for (const pane of panes) {
      if (pane) await page.getByRole('radio', { name: pane }).check({ force: true });
      if (NAMED.has(`${screen} ${pane}`)) await expect.poll(async () => (await turned(page)).named, { message: `${screen} ${pane}`, timeout: 20_000 }).toBe(true);
      expect.soft((await turned(page)).among, `${screen} ${pane}`).toEqual([]);
    }
  }
});
