import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { parseScenario } from '../../src/domain/world/drift/schema.ts';
import { formatAddress, SCREENS } from '../../src/domain/world/share/address.ts';
import { linkedScenario } from '../../src/domain/world/share/linked-scenario.ts';
import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** What the page must not say: the story, its drift, its schedule. */
const TRUTH_COLUMNS = /waxed|waxes|supplier|data quality, since/iu;

test('a sealed link keeps its answer until the instructor’s word, and then compares the guess', async ({ page, context, browser }) => {
  test.setTimeout(180_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openApp(page, './#/line?preset=waxed-fruit&seed=7');
  await page.getByRole('button', { name: 'Scenario', exact: true }).click();
  await page.getByRole('checkbox', { name: /^Seal it/ }).check();
  await page.getByRole('textbox', { name: /^Your word for the reveal/ }).fill('Orchid');
  await page.getByRole('button', { name: 'Copy sealed link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('/#/line?sealed=');
  expect(decodeURIComponent(link)).not.toMatch(/waxed|fault|drift|seed|orchid/iu);

  const profile = await browser.newContext();
  const room = await profile.newPage();
  const api = await openApp(room, link);
  await liveColourModel(room, 240);
  await expect(room.getByText(/^Scenario \d+, truth sealed by the instructor$/)).toBeVisible();
  await expect(room.getByText('schedule sealed')).toBeVisible();
  await expect(room.getByRole('slider', { name: 'Light' })).toHaveCount(0);
  await expect(room.getByRole('button', { name: /truth (shown|hidden)|Add a drift|Drift now|All ten/ })).toHaveCount(0);
  await room.getByRole('button', { name: 'Scenario', exact: true }).click();
  await expect(room.getByRole('button', { name: 'Copy sealed link' })).toBeVisible();
  await expect(room.getByRole('button', { name: 'Save as JSON' })).toHaveCount(0);
  await room.keyboard.press('Escape');

  await api.call('line.play', { speed: 'max', until: 5000 });
  await api.call('line.reached', 5000);
  await expect(api.call('monitor.series', 'drift.0')).rejects.toThrow(/sealed/);
  await expect(api.call('log.query', { columns: ['drift'] })).rejects.toThrow(/sealed/);
  const file = await api.call<{ bytes: Buffer }>('project.export');
  const files = unzipSync(new Uint8Array(file.bytes));
  for (const name of Object.keys(files).filter((path) => path.endsWith('.json'))) expect(strFromU8(files[name]!), name).not.toMatch(/waxed|waxes/iu);

  const guess = room.getByRole('region', { name: 'What do you think it is?' });
  await guess.getByRole('button', { name: 'concept, definition' }).click();
  await expect(room.getByRole('dialog', { name: 'Concept drift' })).toContainText('What the same picture means changes');
  await room.keyboard.press('Escape');
  await guess.getByRole('radio', { name: 'Ripe means something else' }).check();
  await guess.getByRole('radio', { name: 'In small steps' }).check();
  await guess.getByRole('button', { name: 'Keep my guess' }).click();
  await expect(guess.getByText(/You said incremental concept at fruit 5.000\./)).toBeVisible();
  await room.reload();
  await api.ready();
  await expect(guess.getByRole('radio', { name: 'Ripe means something else' })).toBeChecked();
  await expect(guess.getByRole('radio', { name: 'In small steps' })).toBeChecked();

  // What the alerts and their reasons say is evidence; the true part stays shut.
  await room.goto('./#/alerts');
  await room.getByRole('list', { name: 'Incidents' }).getByRole('button', { name: /accuracy_low/ }).click();
  await expect(room.getByText(/The truth is hidden\./)).toBeVisible();
  await expect(room.locator('body')).not.toContainText(/a supplier waxes fruit/);
  await room.goto('./#/log');
  await expect(room.locator('main')).not.toContainText(TRUTH_COLUMNS);

  await room.goto('./#/models');
  await expect(room.getByRole('img', { name: /^Share of right predictions.* alert/ })).not.toHaveAccessibleName(/true drift/);

  await room.goto('./#/line');
  await guess.getByRole('radio', { name: /Something is broken/ }).check();
  await guess.getByRole('button', { name: 'Keep my guess' }).click();
  await expect(guess.getByText(/your guess number 2/)).toBeVisible();
  expect((await axe(room).analyze()).violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ')}`)).toEqual([]);
  await room.getByRole('button', { name: 'Reveal, for the instructor' }).click();
  const asking = room.getByRole('dialog', { name: 'Reveal what was done to the world?' });
  await asking.getByRole('textbox', { name: 'The instructor’s word' }).fill('apple');
  await asking.getByRole('button', { name: 'Reveal the truth' }).click();
  await expect(asking.getByText('That is not the word this line was sealed with.')).toBeVisible();
  await asking.getByRole('textbox', { name: 'The instructor’s word' }).fill('orchid');
  await asking.getByRole('button', { name: 'Reveal the truth' }).click();

  await expect(room.getByText(/You said incremental data quality at fruit 5.000; it was sudden data quality, since 4.000\. Right in part\./)).toBeVisible();
  const words = room.getByRole('list', { name: 'Word by word' });
  await expect(words.getByRole('listitem')).toHaveText([/^\s*data quality\s+right$/u, /^\s*incremental\s+wrong$/u]);
  await words.getByRole('button', { name: 'incremental, definition' }).click();
  await expect(room.getByRole('dialog', { name: 'Incremental' })).toBeVisible();
  await room.keyboard.press('Escape');
  await expect(room.getByText('Waxed fruit, seed 7')).toBeVisible();
  await expect(room.getByRole('slider', { name: 'Light' })).toBeVisible();
  await expect(room.getByRole('button', { name: 'truth shown' })).toBeVisible();

  await room.getByRole('button', { name: /^Undo/ }).click();
  await expect(room.getByText('schedule sealed')).toBeVisible();
  await expect(room.locator('body')).not.toContainText('Waxed fruit, seed 7');
  await profile.close();
});

test('the first screen shares a story in the open, or sealed so that the link tells nothing of it', async ({ page, browser }) => {
  await openApp(page);
  await page.getByRole('button', { name: 'Share a scenario as a link' }).click();
  const form = page.getByRole('dialog', { name: 'Share a scenario' });
  await form.getByLabel('Story', { exact: true }).selectOption('waxed-fruit');
  const link = form.getByRole('textbox', { name: 'Link', exact: true });
  await expect(link).toHaveValue(/#\/line\?preset=waxed-fruit/u);
  await form.getByRole('switch', { name: /^Seal the story/u }).click();
  await expect(link).toHaveValue(/#\/line\?sealed=/u);
  const sealed = await link.inputValue();
  expect(decodeURIComponent(sealed)).not.toMatch(/waxed|fault|drift|seed/iu);

  const profile = await browser.newContext();
  const room = await profile.newPage();
  await openApp(room, sealed);
  await expect(room.getByText(/^Scenario \d+, truth sealed by the instructor$/)).toBeVisible();
  await expect(room.locator('body')).not.toContainText(TRUTH_COLUMNS);
  await profile.close();
});

/** Runs in the page: every row of its databases and every key of its storages, bytes as Latin letters. */
async function stored(): Promise<string> {
  const plain = (_: string, value: unknown): unknown => {
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value.slice(0, 60_000)));
    return ArrayBuffer.isView(value) ? String.fromCharCode(...new Uint8Array(value.buffer, value.byteOffset, Math.min(60_000, value.byteLength))) : value;
  };
  const answer = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const all = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state)];
  for (const { name } of await indexedDB.databases()) {
    const db = await answer(indexedDB.open(name!));
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
      all.push(`${store} ${JSON.stringify(keys)} ${JSON.stringify(values, plain)}`);
    }
    db.close();
  }
  return all.join('\n');
}

/** What somebody who looks at a page from every side finds: its title, its address, and all that stands in it, hidden or not. */
const lookedAt = (page: Page): Promise<string> => page.evaluate(() => [
  document.title, decodeURIComponent(location.href), document.documentElement.outerHTML,
  ...[...document.querySelectorAll<HTMLInputElement>('input, textarea, select')].map(({ value }) => value),
].join('\n'));

test('a sealed line tells nothing on any screen, in any address, store or export', async ({ page }) => {
  test.setTimeout(180_000);
  const scenario = { ...parseScenario({
    name: 'Quincefog', length: 9000, labelDelay: 20,
    drifts: [{ kind: 'covariate', pattern: 'recurring', onset: 137, width: 40, period: 731, duty: 0.4, name: 'medlarmist', to: { light: { exposure: -1.37 }, camera: { dust: 0.37 } } }],
  }), sealed: { nonce: 5, word: null } };
  const told = (text: string): string[] => text.match(/quincefog|medlarmist|"pattern":"recurring"|"onset":137|"period":731|"exposure":-1\.37/giu) ?? [];
  const api = await openApp(page, `./${formatAddress({ screen: 'line', preset: null, scenario: linkedScenario(scenario), seed: null, hidden: [] })}`);
  await liveColourModel(page, 120);
  await api.call('line.play', { speed: 'max', until: 1500 });
  await api.call('line.reached', 1500);
  for (const screen of SCREENS) {
    await page.goto(`./#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(told(await lookedAt(page)), screen).toEqual([]);
  }
  await page.goto('./#/line');
  expect(told(await page.evaluate(stored))).toEqual([]);
  const { bytes } = await api.call<{ bytes: Buffer }>('project.export');
  for (const [name, content] of Object.entries(unzipSync(new Uint8Array(bytes)))) expect(told(strFromU8(content, true)), name).toEqual([]);
  for (const method of ['line.status', 'alerts.list', 'monitor.status', 'monitor.reference', 'alerts.rules', 'alerts.incidents', 'alerts.history', 'alerts.metrics', 'log.query', 'models.list', 'data.summary']) {
    expect(told(JSON.stringify(await api.call(method))), method).toEqual([]);
  }

  // The reveal brings all of it back: what was looked for does stand there then.
  await page.getByRole('button', { name: 'Reveal, for the instructor' }).click();
  await page.getByRole('button', { name: 'Reveal the truth' }).click();
  await expect(page.getByText(/^Quincefog, seed \d+$/)).toBeVisible();
  expect(told(await lookedAt(page))).toEqual(expect.arrayContaining(['Quincefog']));
  expect(told(await page.evaluate(stored))).toEqual(expect.arrayContaining(['Quincefog', 'medlarmist', '"pattern":"recurring"', '"onset":137']));
});

test('a second tab sees a sealed line sealed, and a clear link ends it after a question', async ({ page, context }) => {
  const api = await openApp(page, './#/line?preset=waxed-fruit&seed=7');
  await liveColourModel(page, 60);
  await page.getByRole('button', { name: 'Scenario', exact: true }).click();
  await page.getByRole('checkbox', { name: /^Seal it/ }).check();
  await page.evaluate(() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); });
  await page.getByRole('button', { name: 'Copy sealed link' }).click();
  const link = await page.getByRole('textbox', { name: 'The link' }).inputValue();
  await page.keyboard.press('Escape');
  await page.goto(link);
  await expect(page.getByText('schedule sealed')).toBeVisible();
  await api.call('line.step', 30);

  const second = await context.newPage();
  await openApp(second, './#/line');
  await expect(second.getByText(/^Scenario \d+, truth sealed by the instructor$/)).toBeVisible();
  await expect(second.getByRole('button', { name: 'Reveal, for the instructor' })).toBeDisabled();
  await second.close();

  await page.goto('./#/line?preset=lamp-ages&seed=3');
  await expect(page.getByText(/Starting it ends the sealed line, and puts the log of 30 fruits aside/)).toBeVisible();
  await page.getByRole('button', { name: 'Start it' }).click();
  await expect(page.getByText('The lamp ages, seed 3')).toBeVisible();
});

test('a damaged sealed link says so and changes nothing', async ({ page }) => {
  await openApp(page, './#/line?sealed=AQA.AAA.BBB');
  await expect(page.getByText('A part of the link could not be read.')).toBeVisible();
  await expect(page.getByText(/truth sealed/)).toHaveCount(0);
});
