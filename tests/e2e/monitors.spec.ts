import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
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
const overview = (page: Page) => page.getByRole('region', { name: 'What is bad now' });

test.describe('monitors', () => {
  test.setTimeout(150_000);

  test('too few fruits are called too few, and a story that drifts is told with its numbers and its sample', async ({ page }) => {
    await story(page, 400);
    await expect(overview(page)).toContainText('Too few fruits yet');
    await expect(overview(page).getByRole('button', { name: /^Inputs too few/ })).toBeVisible();
    await orchard(page).call('line.play', { speed: 'max', until: 8000 });
    await orchard(page).call('line.reached', 8000);
    const inputs = overview(page).getByRole('button', { name: /^Inputs drift/ });
    await expect(inputs).toBeVisible();
    await expect(overview(page)).toContainText(/n 500, reference 1.000/);

    await inputs.click();
    const list = page.getByRole('region', { name: 'Inputs: what watches it', exact: true });
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
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });

  test('a threshold is edited, survives a reload, and the defaults come back', async ({ page }) => {
    await story(page, 2500);
    await overview(page).getByRole('button', { name: /monitors…$/ }).click();
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
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await form.getByRole('button', { name: 'Save the monitor' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
    expect((await monitor(page, 'psi-contrast')).spec.judge.drift).toBe(0.4);

    await page.reload();
    await orchard(page).ready();
    expect((await monitor(page, 'psi-contrast')).spec.judge.drift).toBe(0.4);
    await overview(page).getByRole('button', { name: /monitors…$/ }).click();
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
