import { axe } from './harness/axe.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';
import { presetOf } from '../../src/domain/world/drift/presets.ts';

interface Proportion { trials: number; successes: number }
interface Truths { known: Proportion; neverKnown: number; all: Proportion | null }

const WINDOW = 600;
const share = ({ trials, successes }: Proportion): number => successes / trials;

test('the echo: true accuracy falls, the measured one does not, retraining on what is known does not mend it, and exploration does', async ({ page }) => {
  test.setTimeout(120_000);
  const api = await openApp(page);
  const { world, drifts } = presetOf('the-echo')!.scenario(7);
  await api.call('line.load', { name: 'the echo, sooner', seed: 7, labelDelay: 20, truths: 'shipped', world, drifts: drifts.map((drift) => ({ ...drift, pattern: 'sudden', onset: 800 })) });
  await liveColourModel(page, 240);
  const truthsAt = async (index: number): Promise<{ known: number; all: number; neverKnown: number }> => {
    await api.call('line.play', { speed: 'max', until: index });
    await api.call('line.reached', index);
    const { known, all, neverKnown } = await api.call<Truths>('line.truths', { from: index - 20 - WINDOW, to: index - 20 });
    expect(known.trials + neverKnown).toBe(WINDOW);
    return { known: share(known), all: share(all!), neverKnown };
  };
  const retrain = async (): Promise<void> => {
    await api.call('data.collect', 600);
    const { version } = await api.call<{ version: number }>('train', { kind: 'colour' });
    await api.call('models.deploy', version);
  };

  const before = await truthsAt(800);
  expect(before.neverKnown).toBeGreaterThan(WINDOW / 5);
  const after = await truthsAt(1700);
  expect(Math.abs(after.known - before.known)).toBeLessThan(0.04);
  expect(before.all - after.all).toBeGreaterThan(0.08);

  await page.goto('./#/line');
  const section = page.getByRole('region', { name: 'Which truths come' }).or(page.locator('section', { hasText: 'Which truths come' })).first();
  await expect(section).toContainText('not shipped, no truth');
  await expect(section).toContainText('By all of them');
  const { violations } = await axe(page).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([]);

  await retrain();
  expect((await truthsAt(2400)).all).toBeLessThan(before.all - 0.08);

  await page.getByRole('button', { name: 'Ship 5 % all the same' }).click();
  await expect(page.getByRole('spinbutton', { name: 'Shipped all the same' })).toHaveValue('5');
  await api.call('line.setExploration', 0.1);
  await truthsAt(3900);
  await retrain();
  expect((await truthsAt(4600)).all).toBeGreaterThan(before.all - 0.05);

  await page.goto('./#/log');
  await expect(page.getByText('not shipped, no truth').first()).toBeVisible();
});
