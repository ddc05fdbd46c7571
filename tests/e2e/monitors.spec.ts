import type { Page } from '@playwright/test';
import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

interface Status { spec: { id: string; judge: { drift?: number } }; latest: { state: string; sampleSize: number } | null }

/** A line on which the light goes, watched up to an event. */
async function story(page: Page, until: number): Promise<void> {
  await openApp(page);
  await liveColourModel(page, 160);
  const api = orchard(page);
  await api.call('line.load', 'lamp-ages', { seed: 7 });
  await api.call('line.play', { speed: 'max', until });
  await api.call('line.reached', until);
  await page.goto('./#/monitor');
}

const monitor = async (page: Page, id: string): Promise<Status> => (await orchard(page).call<Status[]>('monitor.status')).find(({ spec }) => spec.id === id)!;
const headline = (page: Page) => page.getByRole('heading', { level: 2 }).first();
const question = (page: Page, words: string) => page.getByRole('heading', { level: 3, name: words });

/** A line on which nothing happens, up to an event. */
async function quiet(page: Page, until: number): Promise<void> {
  await openApp(page);
  await liveColourModel(page, 160);
  const api = orchard(page);
  await api.call('line.load', 'nothing-happens', { seed: 7 });
  await api.call('line.play', { speed: 'max', until });
  await api.call('line.reached', until);
  await page.goto('./#/monitor');
}

test.describe('the first view', () => {
  test.setTimeout(150_000);

  test('a young line says that nothing can be said, shows every fruit of its reference, and calls nothing green that waits for it', async ({ page }) => {
    await quiet(page, 400);
    await expect(headline(page)).toHaveText('Whether anything changes cannot be said yet: there is no reference.');
    await expect(page.getByRole('img', { name: /^The reference: 350 fruits judged with their truth, .* 600 to come$/ })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2, name: 'What stands in until then' })).toBeVisible();
    await expect(page.locator('#question-inputs + p')).toContainText('Cannot say yet');
    expect((await axe(page).analyze()).violations).toEqual([]);
  });

  test('a drift is told in a sentence, with its size, and by one incident whose parts lead to their why', async ({ page }) => {
    await story(page, 8000);
    await expect(headline(page)).toContainText(/The pictures became darker\.$/);
    await expect(page.locator('#question-inputs + p')).toContainText('No, it is darker');
    const incident = page.getByRole('region', { name: /^Pictures became darker/ });
    await expect(incident).toContainText('One incident, firing');
    await expect(incident).toContainText('it is counted and told once');
    await expect(page.getByRole('region', { name: 'What moved most' }).getByRole('row').nth(1)).toContainText(/^\s*Darker by \d/);
    await expect(page.getByText(/\de[−-]\d/)).toHaveCount(0);
    await incident.getByRole('button', { name: /^Pictures are darker/ }).first().click();
    await expect(page).toHaveURL(/#\/alerts/);
    await expect(page.getByRole('complementary').getByText('feature.brightness').first()).toBeVisible();
  });

  test('doors, marks and questions go by keyboard, and nothing that is focused moves the page away', async ({ page }) => {
    await quiet(page, 1800);
    await expect(headline(page)).toContainText('Nothing');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await expect(page.getByRole('heading', { level: 1, name: 'Monitor, log' })).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(headline(page)).toContainText('Nothing');

    await page.getByRole('toolbar', { name: 'Every monitor' }).getByRole('button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: /^(How does it stand\?|Why a)/ })).toBeFocused();

    const charts = page.getByRole('group', { name: /^Charts from fruit/ });
    const before = await page.evaluate(() => scrollY);
    await charts.focus();
    expect(await page.evaluate(() => scrollY)).toBe(before);
    await page.keyboard.press('ArrowLeft');
    await expect(charts.getByRole('status')).toContainText(/^fruit .*: Accuracy/);

    await page.getByRole('button', { name: /^Is it looking at the same world\? \d+ more$/ }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'Is it looking at the same world?' })).toBeFocused();
    await page.getByRole('group', { name: /^Charts from fruit/ }).getByRole('button', { name: 'Pin to the first view' }).first().click();
    await page.keyboard.press('Escape');
    await expect(question(page, 'Is it looking at the same world?')).toBeVisible();
  });
});

test.describe('monitors', () => {
  test.setTimeout(150_000);

  test('a monitor that drifts is told with its numbers and its sample', async ({ page }) => {
    await story(page, 8000);
    await page.getByRole('button', { name: /^All \d+$/ }).click();
    const list = page.getByRole('region', { name: 'All monitors', exact: true });
    await expect(list.getByRole('heading', { name: 'All monitors' })).toBeFocused();
    await list.getByRole('button', { name: 'Brightness', exact: false }).first().click();
    const detail = page.getByRole('region', { name: 'Why a drift?' });
    await expect(detail.getByRole('heading', { name: 'Why a drift?' })).toBeFocused();
    await expect(detail).toContainText('PSI = Σ (q − p) · ln(q / p)');
    await expect(detail).toContainText(/500 values against 1000/);
    await expect(detail.getByRole('img', { name: /distribution now against the reference/ })).toBeVisible();

    const lanes = page.getByRole('group', { name: /^Charts from fruit/ });
    await detail.getByRole('button', { name: 'Show on the charts' }).click();
    await expect(lanes.getByRole('img', { name: /^Brightness.*threshold: newest 0\.25/ })).toBeAttached();
    await expect(page.getByRole('button', { name: /^fruit .*feature_drifted \(feature\.brightness\) firing/ }).first()).toBeVisible();
    expect((await axe(page).analyze()).violations).toEqual([]);
  });

  test('all features together are watched by a test that is chosen as any other, and found to move', async ({ page }) => {
    await story(page, 2500);
    await page.getByRole('button', { name: /^All \d+$/ }).click();
    const list = page.getByRole('region', { name: 'All monitors', exact: true });
    await list.getByRole('button', { name: 'Add a monitor' }).click();
    const form = page.getByRole('form', { name: 'A new monitor' });
    await form.getByLabel('Signal').selectOption({ label: 'Predictions: Errors' });
    await form.getByRole('radio', { name: 'detector' }).check({ force: true });
    const detectors = await form.getByRole('combobox', { name: 'Detector' }).getByRole('option').allTextContents();
    expect(detectors).toContain('ADWIN');
    expect(detectors).not.toContain('Always');
    expect(detectors).not.toContain('Never');

    await form.getByLabel('Signal').selectOption({ label: 'Inputs: All features together' });
    await expect(form.getByRole('combobox', { name: 'Test' }).getByRole('option')).toHaveText(['MMD (kernel two-sample)', 'Domain classifier']);
    await form.getByRole('combobox', { name: 'Test' }).selectOption('domain-classifier');
    await expect(form).toContainText('AUC of telling now from before');
    await form.getByLabel('Id', { exact: true }).fill('together');
    expect((await axe(page).analyze()).violations).toEqual([]);
    await form.getByRole('button', { name: 'Add the monitor' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();

    await orchard(page).call('line.play', { speed: 'max', until: 8000 });
    await orchard(page).call('line.reached', 8000);
    await expect.poll(async () => (await monitor(page, 'together')).latest).toMatchObject({ state: 'drift', sampleSize: 500 });
    await expect(page.getByRole('region', { name: 'Why a drift?' })).toContainText(/AUC = [\d.]+; .*200 of 500 values against 200 of 1000/);
    await expect(page.getByRole('region', { name: 'Why a drift?' })).toContainText('standard deviations from the middle of the reference');
  });

  test('a threshold is edited, survives a reload, and the defaults come back', async ({ page }) => {
    await story(page, 2500);
    await page.getByRole('button', { name: /^All \d+$/ }).click();
    const list = page.getByRole('region', { name: 'All monitors', exact: true });
    await list.getByRole('button', { name: 'Contrast' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const form = page.getByRole('form', { name: 'Edit the monitor' });
    await form.getByLabel('Drift above').fill('0.05');
    await form.getByLabel('Drift above').press('Tab');
    await expect(form.getByRole('alert')).toHaveText('The warning must come before the drift.');
    await expect(form.getByRole('button', { name: 'Save the monitor' })).toBeDisabled();
    await form.getByLabel('Drift above').fill('0.4');
    await form.getByLabel('Drift above').press('Tab');
    expect((await axe(page).analyze()).violations).toEqual([]);
    await form.getByRole('button', { name: 'Save the monitor' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
    expect((await monitor(page, 'psi-contrast')).spec.judge.drift).toBe(0.4);

    await page.reload();
    await orchard(page).ready();
    expect((await monitor(page, 'psi-contrast')).spec.judge.drift).toBe(0.4);
    await page.getByRole('button', { name: /^All \d+$/ }).click();
    await expect(list.getByText('your own')).toBeVisible();
    await list.getByRole('button', { name: 'Back to the defaults' }).click();
    await expect(list.getByText('the defaults of this deployment')).toBeVisible();
    expect((await monitor(page, 'psi-contrast')).spec.judge.drift).toBe(0.25);

    await list.getByRole('button', { name: 'Queue', exact: false }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect(list.getByRole('button', { name: 'Queue', exact: false })).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(list.getByRole('button', { name: 'Queue', exact: false })).toBeVisible();
  });
});
