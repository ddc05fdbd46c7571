import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** A line on which the camera has begun to die: alerts of several rules, and one that mutes many. */
async function storm(page: Page, screen = 'line', until = 7000): Promise<Awaited<ReturnType<typeof openApp>>> {
  const api = await openApp(page, `./#/${screen}`);
  await liveColourModel(page);
  await api.call('line.load', 'camera-dies');
  await api.call('line.play', { speed: 'max', until });
  await api.call('line.reached', until);
  return api;
}
const loudOf = async (api: Awaited<ReturnType<typeof openApp>>): Promise<number> => (
  (await api.call<{ state: string; muted: boolean }[]>('alerts.list')).filter(({ state, muted }) => state === 'firing' && !muted).length);
const firingIncidents = async (api: Awaited<ReturnType<typeof openApp>>): Promise<number> => (
  (await api.call<{ state: string }[]>('alerts.incidents')).filter(({ state }) => state === 'firing').length);
const show = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();

test('a storm is one notice, its alert can be acknowledged, and another one silenced for a while', async ({ page }) => {
  const api = await storm(page);
  const notice = page.getByRole('link', { name: 'Why?' });
  await expect(notice).toHaveCount(1);
  expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.id === 'main')).toBe(true);
  const unattended = await loudOf(api);
  expect(unattended).toBeGreaterThan(2);
  const firing = await firingIncidents(api);
  expect(firing).toBeLessThan(unattended);
  await expect(page.getByRole('link', { name: new RegExp(`^Alerts: ${firing} incidents? firing`) })).toHaveText(String(firing));

  await notice.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible();
  await expect(notice).toHaveCount(0);
  const incidents = page.getByRole('list', { name: 'Incidents' });
  const muted = incidents.getByRole('button', { name: /^Show \d+ muted alerts too$/ });
  const parts = page.getByRole('list', { name: 'Alerts of this incident, in order of firing' });
  const told = await parts.getByRole('button').count();
  await muted.click();
  expect(await parts.getByRole('button').count()).toBeGreaterThan(told + 5);
  await parts.getByRole('button', { name: /feature_drifted/ }).first().click();
  const detail = page.getByRole('complementary', { name: 'The chosen alert' });
  await expect(detail.getByText('muted while many_features_drifted fires')).toBeVisible();

  await parts.getByRole('button', { name: /many_features_drifted/ }).click();
  await detail.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(detail.getByText(/^acknowledged at fruit/)).toBeVisible();
  expect(await loudOf(api)).toBe(unattended - 1);

  await parts.getByRole('button', { name: /accuracy_low/ }).click();
  await expect(detail.getByRole('heading', { name: /^Accuracy is more than ten points below its test/ })).toBeFocused();
  await expect(detail.locator('pre')).toContainText('orchard_accuracy{window="500"} <');
  await detail.getByRole('button', { name: 'Silence…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Silence alerts' });
  await expect(dialog.getByText('1 alert of this moment meets them.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(dialog.getByText('Say why, for whoever wonders about the quiet.')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Of' }).selectOption({ label: 'until fruit' });
  await dialog.getByRole('spinbutton', { name: 'Until fruit' }).fill('100');
  await dialog.getByRole('spinbutton', { name: 'Until fruit' }).blur();
  await expect(dialog.getByText('The line is past that already. Choose a later end.')).toBeVisible();
  await dialog.getByRole('spinbutton', { name: 'Until fruit' }).fill('9000');
  await dialog.getByRole('textbox', { name: 'Why' }).fill('The camera <b>is known</b> to die');
  await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
  await expect(detail.getByText(/^silenced until fruit 9.000: The camera <b>is known<\/b> to die$/)).toBeVisible();
  expect(await loudOf(api)).toBe(unattended - 2);

  await show(page, 'Silences');
  await expect(page.getByRole('list', { name: 'Silences in force' })).toContainText('alertname="accuracy_low"');
  await page.getByRole('button', { name: /^End the silence/ }).click();
  await expect(page.getByRole('list', { name: 'Silences that are over' })).toContainText('is known');
  expect(await loudOf(api)).toBe(unattended - 1);

  await show(page, 'History');
  await page.getByRole('combobox', { name: 'Of which rule' }).selectOption('accuracy_low');
  const moments = page.getByRole('list', { name: 'What happened, newest first' });
  await expect(moments.getByText('firing', { exact: true })).toHaveCount(1);
  await moments.getByRole('button', { name: /^Charts about fruit/ }).first().click();
  await expect(page).toHaveURL(/#\/monitor/);
});

test('a broken rule file is refused with its line, and a rule of one’s own fires', async ({ page }) => {
  const api = await storm(page, 'alerts', 3000);
  const before = await api.call<string>('alerts.file');
  await show(page, 'Rules');
  await page.getByRole('button', { name: 'Edit as YAML' }).click();
  const editor = page.getByRole('textbox', { name: 'Rule file' });
  await expect(editor).toHaveValue(before);
  await editor.fill('groups:\n  - name: mine\n    rules:\n      - alert: queue_seen\n        expr: orchard_queue_length >= nosuch(0)\n');
  const apply = page.getByRole('button', { name: 'Apply' });
  const problem = page.getByRole('button', { name: /line 5, column 15: .*there is no function nosuch/ });
  await expect(problem).toBeVisible();
  await expect(apply).toBeDisabled();
  await problem.click();
  await expect(editor).toBeFocused();
  expect(await editor.evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split('\n').length)).toBe(5);
  expect(await api.call<string>('alerts.file')).toBe(before);

  await page.locator('input[type=file][aria-label="Open a rule file"]').setInputFiles({ name: 'cat.yml', mimeType: 'application/yaml', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]) });
  await expect(page.getByRole('alert')).toContainText('cat.yml was not opened. It is not a text file.');
  const own = 'groups:\n  - name: mine\n    rules:\n      - alert: fruit_seen\n        expr: orchard_accuracy > 0\n        labels: { severity: "<i>odd</i>" }\n        annotations: { summary: "<img src=x> seen" }\n      - alert: twins\n        expr: orchard_accuracy + on () orchard_monitor_state\n      - alert: nobody\n        expr: nothing_of_the_kind > 1\n';
  await page.locator('input[type=file][aria-label="Open a rule file"]').setInputFiles({ name: 'rules.yml', mimeType: 'application/yaml', buffer: Buffer.from(own) });
  await expect(editor).toHaveValue(own);
  await expect(apply).toBeEnabled();
  await apply.click();
  await expect(editor).toHaveCount(0);
  await api.call('line.play', { speed: 'max', until: 3200 });
  await api.call('line.reached', 3200);
  const rules = page.getByRole('region', { name: 'Rules' });
  await expect(rules.getByRole('row', { name: /fruit_seen/ })).toContainText('firing');
  await expect(rules.getByRole('row', { name: /twins/ })).toContainText('error');
  await expect(rules.getByRole('row', { name: /nobody/ })).toContainText('None of the series that it asks for has a sample yet');

  await show(page, 'Now');
  await expect(page.getByRole('list', { name: 'Incidents' }).getByRole('button', { name: /<img src=x> seen/ })).toContainText('<i>odd</i>');
  await show(page, 'Rules');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download rules.yml' }).click()]);
  expect(file.suggestedFilename()).toBe('rules.yml');
  expect(readFileSync(await file.path(), 'utf8')).toBe(own);
  await page.getByRole('button', { name: 'Back to the defaults' }).click();
  await expect(rules.getByRole('row', { name: /accuracy_low/ })).toBeVisible();
  expect(await api.call<string>('alerts.file')).toBe(before);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rules.getByRole('row', { name: /fruit_seen/ })).toBeVisible();
});

test('metrics can be read, taken along and asked in PromQL, and the browser’s refusal to notify is said', async ({ page }) => {
  await storm(page, 'alerts', 2000);
  await page.getByRole('switch', { name: 'The browser notifies' }).click();
  await expect(page.getByText(/^The browser refuses\. Allow notifications/)).toBeVisible();
  await expect(page.getByRole('switch', { name: 'The browser notifies' })).not.toBeChecked();

  await show(page, 'Metrics');
  await expect(page.getByRole('region', { name: 'Metrics as text' })).toContainText('# TYPE orchard_predictions_total counter');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'metrics.txt' }).click()]);
  expect(file.suggestedFilename()).toBe('metrics.txt');
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/^orchard_accuracy\{.*\} 0\.\d+$/m);

  await page.getByRole('button', { name: 'orchard_accuracy', exact: true }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer).toContainText('orchard_accuracy{version="1", window="500"}');
  await expect(page.getByRole('img', { name: /^orchard_accuracy: 1 line from fruit/ })).toBeVisible();
  const box = page.getByRole('textbox', { name: 'Ask in PromQL' });
  await box.fill('rate(orchard_accuracy)');
  await box.press('Enter');
  await expect(page.getByText(/^This cannot be answered: .*range/)).toBeVisible();
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await expect(answer).toHaveCount(0);
  await box.fill('1 + 1');
  await box.press('Enter');
  await expect(answer).toContainText('2');
  await expect(box).not.toHaveAttribute('aria-invalid', 'true');
});

test('a quiet line says who watches it', async ({ page }) => {
  const api = await openApp(page, './#/alerts');
  await expect(page.getByText(/so nothing can be wrong/)).toBeVisible();
  await liveColourModel(page, 80);
  await api.call('line.load', 'nothing-happens');
  await api.call('line.play', { speed: 'max', until: 1000 });
  await api.call('line.reached', 1000);
  await expect(page.getByText(/^\d+ monitors and \d+ rules watch the line; nothing fires\.$/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'No alerts' })).toHaveAttribute('href', '#/alerts');
});

test('an aged lamp is one incident: seen it stays red, and its page leads to the remedies', async ({ page }) => {
  test.setTimeout(120_000);
  const api = await openApp(page, './#/alerts');
  await liveColourModel(page, 240);
  await api.call('line.load', 'lamp-ages', { seed: 7 });
  await api.call('line.play', { speed: 'max', until: 9000 });
  await api.call('line.reached', 9000);
  const [incident, ...others] = await api.call<{ title: string; parts: unknown[]; diagnosis: unknown }[]>('alerts.incidents');
  expect(others).toEqual([]);
  expect(incident!.parts.length).toBeGreaterThanOrEqual(5);
  await expect(page.getByRole('link', { name: 'Alerts: 1 incident firing' })).toHaveText('1');

  const detail = page.getByRole('complementary', { name: 'The chosen alert' });
  await expect(detail.getByRole('heading', { level: 2, name: /^Pictures became/ })).toBeVisible();
  await expect(page.getByText(/^The line stands, and with it the clock of its rules/)).toBeVisible();
  await detail.getByRole('button', { name: 'Acknowledge all of it' }).click();
  await expect(page.getByRole('list', { name: 'Incidents' })).toContainText('acknowledged');
  await expect(page.getByRole('link', { name: 'Alerts: 1 incident firing, 1 of them quiet' })).toHaveText('1');

  const ways = detail.getByRole('group', { name: 'What to do about it' });
  await expect(ways.getByRole('button', { name: 'Look for a remedy' })).toBeVisible();
  expect((await api.call<{ diagnosis: unknown }[]>('alerts.incidents'))[0]!.diagnosis).toMatchObject({ kind: 'covariate' });
  await page.getByRole('navigation', { name: 'Rooms of Monitor' }).getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('heading', { name: / wrong; it was / })).toBeVisible();
  await page.goto('./#/alerts');
  await page.getByRole('list', { name: 'Incidents' }).getByRole('button').filter({ hasText: 'Pictures became darker' }).first().click();
  await ways.getByRole('button', { name: 'Look for a remedy' }).click();
  await expect(page).toHaveURL(/#\/improve/);
  await expect(page.getByRole('group', { name: 'Eight remedies' })).toContainText('likely to help');
});
