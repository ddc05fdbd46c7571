import { orchard } from '../../e2e/harness/orchard.ts';
import type { Row } from '../row.ts';

export const firstVisitRow: Row = {
  id: 'first-visit',
  what: 'From an empty profile to a live model judging fruit on the line',
  unit: 's',
  budget: { atMost: 15 },
  async run(context) {
    const { page, url } = await context.blank();
    const since = performance.now();
    await page.goto(url);
    const button = page.getByRole('button', { name: /start the line/i });
    await button.click();
    const pressed = performance.now();
    // What is scripted against comes after the first paint.
    await page.waitForFunction(() => 'orchard' in window);
    // Live means that a registered model has judged fruit, and that the log knows it.
    await page.evaluate(async () => {
      while ((await window.orchard.models.list()).length === 0 || (await window.orchard.log.count()) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    const now = performance.now();
    const { throughput } = await orchard(page).call<{ throughput: number }>('line.status');
    return { value: (now - since) / 1000, details: { 'from the button, s': (now - pressed) / 1000, 'fruits a second': throughput } };
  },
};
