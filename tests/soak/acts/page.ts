import type { Locator, Page } from '@playwright/test';
import { within } from '../surface.ts';
import { oneOf, type Act, type Stage } from './act.ts';

const SCREENS = [
  'welcome', 'data', 'data/review', 'train', 'train/search', 'models', 'line', 'orchard', 'monitor', 'alerts', 'log', 'bench', 'terms', 'improve', 'improve/rollout', 'improve/policies', 'improve/journal',
];
/** What a hand waits for on the page, ms. */
const PATIENCE_MS = 60_000;
/** The log keeps no fewer rows than these. */
const LEAST_KEPT = 10_000;

async function goTo({ tabs: { leader }, note }: Stage, screen: string): Promise<Page> {
  note(`to ${screen}`);
  await within('a change of screen', leader.evaluate((to) => { location.hash = `#/${to}`; }, screen));
  return leader;
}

/** Presses what stands there, if it can be pressed. */
async function press(stage: Stage, what: string, button: Locator): Promise<void> {
  if (!await within('looking for a button', button.isEnabled({ timeout: 5000 }).catch(() => false))) return;
  stage.note(`press ${what}`);
  await within(`pressing ${what}`, button.click({ timeout: PATIENCE_MS }));
}

/** What is done by hand on the page. */
export const PAGE_ACTS: readonly Act[] = [
  {
    name: 'doors', weight: 4,
    async run(stage, draw) {
      const links = stage.tabs.leader.getByRole('navigation').getByRole('link');
      const count = await within('counting links', links.count());
      if (count > 0) await press(stage, 'a link of the navigation', links.nth(draw.int(count)));
    },
  },
  { name: 'screen', weight: 4, run: (stage, draw) => goTo(stage, oneOf(draw, SCREENS)) },
  {
    name: 'transport', weight: 3,
    async run(stage) {
      await goTo(stage, 'line');
      await press(stage, 'play or pause', stage.tabs.leader.getByRole('group', { name: 'Run the line' }).getByRole('button').first());
    },
  },
  {
    name: 'slide', weight: 2,
    async run(stage, draw) {
      const page = await goTo(stage, 'orchard');
      const sliders = page.locator('input[type=range]');
      const count = await within('counting sliders', sliders.count());
      if (count === 0) return;
      const at = draw.int(count);
      stage.note(`slider ${at} of ${count}`);
      await within('moving a slider', sliders.nth(at).press(draw.bool(0.5) ? 'ArrowRight' : 'ArrowLeft', { timeout: PATIENCE_MS }));
    },
  },
  {
    name: 'retention', weight: 1,
    async run(stage) {
      const page = await goTo(stage, 'log');
      await press(stage, 'what is kept', page.getByRole('button', { name: /the newest .* are kept/ }));
      const box = page.getByLabel('Keep the newest').first();
      if (!await within('looking for a box', box.isVisible())) return;
      stage.retention = LEAST_KEPT;
      await within('typing', box.fill(String(LEAST_KEPT), { timeout: PATIENCE_MS }));
      await within('leaving a box', box.press('Enter', { timeout: PATIENCE_MS }));
      const remove = page.getByRole('button', { name: 'Remove them' });
      if (await within('looking for a button', remove.isVisible())) await press(stage, 'remove them', remove);
    },
  },
];
