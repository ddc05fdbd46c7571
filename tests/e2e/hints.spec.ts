import type { Page } from '@playwright/test';
import { PRESETS } from '../../src/domain/world/drift/presets.ts';
import { wilsonInterval } from '../../src/domain/experiment/proportions.ts';
import { openApp, type LineStatus } from './harness/app.ts';
import { expect, orchard, test } from './harness/test.ts';

/** How `why` names each kind of drift. */
const POINTS_TO = { covariate: /points to .*covariate/i, prior: /points to a prior drift/i, concept: /points to a concept drift/i, fault: /points to .*fault/i } as const;

const hint = (page: Page) => page.locator('.next');

/** The hint's words, once there is one. */
async function words(page: Page): Promise<string> {
  await expect(hint(page)).toBeVisible();
  return (await hint(page).locator('.text').textContent()) ?? '';
}

/** Waits for a hint and follows it. */
async function follow(page: Page, expected: string | RegExp): Promise<void> {
  const step = hint(page).getByRole('button', { name: expected });
  await expect(step).toBeVisible({ timeout: 60_000 });
  await step.click();
}

/** Holds at every step: rows only come, and the headline is never calm while accuracy lies below the held-out interval. */
class Holds {
  #rows = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async check(): Promise<void> {
    const api = orchard(this.#page);
    const rows = await api.call<number>('log.count');
    expect(rows, 'no act has dropped a row').toBeGreaterThanOrEqual(this.#rows);
    this.#rows = rows;
    if (!this.#page.url().includes('#/monitor')) return;
    const headline = this.#page.locator('#headline');
    if ((await headline.count()) === 0 || !(await this.#isBelowTest())) return;
    await expect(headline).not.toContainText('Nothing beyond its limit');
  }

  async #isBelowTest(): Promise<boolean> {
    const api = orchard(this.#page);
    const { value } = await api.call<{ value: number[] }>('monitor.series', 'accuracy', {});
    const live = (await api.call<{ metrics: { accuracy: number; perClass: { support: number }[] } }[]>('models.list')).at(-1)!;
    const trials = live.metrics.perClass.reduce((sum, { support }) => sum + support, 0);
    const test = wilsonInterval({ trials, successes: Math.round(live.metrics.accuracy * trials) })!;
    const newest = value.at(-1);
    return newest !== undefined && wilsonInterval({ trials: 500, successes: Math.round(newest * 500) })!.upper < test.lower;
  }
}

/**
 * Runs flat out, so many fruits at a time, until an alert asks to be looked at, and stands there: further on another incident may begin, which would be asked about next.
 * The hint is read once the page has heard of the newest fruit: an alert of the error rate may be over again by then, and its hint would go from under the pointer.
 */
async function untilAlert(page: Page, holds: Holds): Promise<void> {
  const api = orchard(page);
  await expect(async () => {
    const until = (await api.call<LineStatus>('line.status')).index + 500;
    await api.call('line.play', { speed: 'max', until });
    await api.call('line.reached', until);
    await api.call('line.pause');
    await api.call('alerts.list');
    await holds.check();
    expect(await words(page)).toMatch(/^See why: /);
  }).toPass({ timeout: 120_000, intervals: [100] });
}

/** How right what was live was over a stretch of the line, of the truths that are known. */
async function rightIn(page: Page, from: number, to: number): Promise<number> {
  const { right } = await orchard(page).call<{ right: number[] }>('log.query', { columns: ['right'], from, limit: to - from });
  const known = Object.values(right).filter((each) => each !== 255);
  return known.reduce((sum, each) => sum + each, 0) / known.length;
}

/**
 * From a why to a version that proved better, by the hints alone, and what came of the alert. Each hint is followed once, at the most eight of them: they never go round in circles.
 * Answers the event from which that version predicts.
 */
async function cured(page: Page, holds: Holds): Promise<number> {
  const api = orchard(page);
  const banner = page.getByRole('banner');
  const followed: string[] = [];
  await expect(async () => {
    await holds.check();
    const step = followed.at(-1)?.startsWith('Deploy') ? '' : await words(page);
    const button = hint(page).getByRole('button');
    if (step !== '' && !followed.includes(step) && (await button.count()) > 0) {
      await button.click();
      followed.push(step);
    }
    await expect(banner).toContainText(/live v[2-9]/, { timeout: 500 });
  }).toPass({ timeout: 180_000, intervals: [100] });
  expect(followed.length, followed.join(' → ')).toBeLessThanOrEqual(8);
  expect(followed[0]).toBe('Look for a remedy');
  expect(followed.at(-1)).toMatch(/^Deploy v\d+ now$/);
  await expect.poll(() => words(page), 'the old alert is answered').not.toMatch(/^See why/);
  await holds.check();
  return (await api.call<LineStatus>('line.status')).index;
}

test('from the first visit to the remedies of an aged lamp, by the page’s own hints', async ({ page }) => {
  test.setTimeout(300_000);
  const api = await openApp(page);
  const holds = new Holds(page);
  await page.getByRole('button', { name: 'Start the line' }).click();
  await expect(page.getByRole('banner')).toContainText('live v1', { timeout: 90_000 });

  // Asked for at once, a story begins behind the reference.
  await expect(hint(page)).toContainText(/Let the lamp age/);
  await follow(page, 'Let the lamp age');
  await expect(page.getByText(/begins at fruit \d/).first()).toBeVisible();
  const begins = Number(/begins at fruit ([\d\s]+)/.exec((await page.getByText(/begins at fruit \d/).first().textContent()) ?? '')![1]!.replaceAll(/\s/gu, ''));
  expect(begins).toBeGreaterThanOrEqual(1500);
  await holds.check();

  await follow(page, 'Watch it on the monitor');
  await expect(page).toHaveURL(/#\/monitor/);
  await follow(page, /^Watch (30 times )?faster$/);
  await expect.poll(async () => (await api.call<LineStatus & { lapse: number }>('line.status')).lapse).toBe(30);
  await untilAlert(page, holds);
  expect((await api.call<LineStatus>('line.status')).index, 'nothing is said to have changed before it did').toBeGreaterThan(begins);
  await api.call('line.play', { speed: 'max' });

  // Why: the kind is the story's, and the hint follows from what was found.
  await follow(page, /^See why: /);
  await expect(page).toHaveURL(/#\/alerts/);
  await expect(page.getByText(POINTS_TO.covariate).first()).toBeVisible({ timeout: 30_000 });
  await holds.check();

  // Until accuracy has fallen the hint lets the belt run on; what else fires meanwhile is asked about as well.
  await expect(async () => {
    if (/^See why/u.test(await words(page))) await hint(page).getByRole('button').click();
    await expect(hint(page)).toContainText('Look for a remedy', { timeout: 500 });
  }).toPass({ timeout: 150_000, intervals: [100] });
  await follow(page, 'Look for a remedy');
  await expect(page).toHaveURL(/#\/improve$/);
  await expect(page.getByRole('group', { name: 'Eight remedies' }).getByRole('radio')).toHaveCount(8, { timeout: 60_000 });
  await holds.check();
});

// In the echo the truths that would name its kind never come.
for (const { id, name, scenario } of PRESETS.filter((preset) => preset.kind !== null && preset.id !== 'lamp-ages' && preset.id !== 'the-echo')) {
  // Winter is two drifts at once, and naming either is right.
  const kinds = [...new Set(scenario(7).drifts.map(({ kind }) => kind))];
  test(`the hints lead through “${name}” to its alert, whose why names the kind of the story`, async ({ page }) => {
    test.setTimeout(240_000);
    const api = await openApp(page, `./#/line?preset=${id}&seed=7`);
    await api.call('data.pick', { count: 240, seed: 1 });
    const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
    await api.call('models.deploy', version);
    const holds = new Holds(page);
    await follow(page, 'Let the belt run');
    await expect.poll(async () => (await api.call<LineStatus>('line.status')).running).toBe(true);
    await follow(page, 'Watch it on the monitor');
    await follow(page, /^Watch (30 times )?faster$/);
    await untilAlert(page, holds);
    await follow(page, /^See why: /);
    await expect(kinds.map((kind) => page.getByText(POINTS_TO[kind])).reduce((either, other) => either.or(other)).first()).toBeVisible({ timeout: 30_000 });
    await holds.check();
    expect(await words(page), 'the next hint follows from what was found').not.toMatch(/^See why/);
    if (id !== 'greener-bananas') return;
    // Another taste is the hardest to cure: what was learnt before says the opposite of what is right now.
    const usual = await rightIn(page, 500, 3900);
    const from = await cured(page, holds);
    await api.call('line.play', { speed: 'max', until: from + 1000 });
    await api.call('line.reached', from + 1000);
    // Two points, and one for the chance of 900 fruits.
    expect(await rightIn(page, from + 50, from + 950), 'restored').toBeGreaterThan(usual - 0.03);
    await expect.poll(async () => (await api.call<{ state: string }[]>('alerts.incidents')).at(-1)!.state, 'and it is over').toBe('resolved');
  });
}

test('a run whose network went with the page that trained it says so, and the hint does not register it', async ({ page }) => {
  const api = await openApp(page, './#/train');
  await api.call('data.pick', { count: 60, seed: 1 });
  await page.getByRole('radio', { name: /^Colour features/ }).check({ force: true });
  await page.getByRole('switch', { name: 'Register when done' }).uncheck({ force: true });
  await page.getByRole('button', { name: /^Train on/ }).click();
  await expect(page.getByRole('button', { name: 'Register as v1' })).toBeVisible({ timeout: 60_000 });
  expect(await words(page)).toBe('Register run 1 as v1');
  await page.reload();
  await expect(page.getByText('Not registered, and its network is not kept')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Register as v1' })).toHaveCount(0);
  await expect.poll(() => words(page)).toBe('Train the first model');
});
