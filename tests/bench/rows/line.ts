import type { Page } from '@playwright/test';
import { orchard } from '../../e2e/harness/orchard.ts';
import type { LineStatus } from '../../../src/actions/answers.ts';
import type { Row } from '../row.ts';

const QUIET_LINE = { schema: 1, name: 'Bench', seed: 3, length: 5_000_000, labelDelay: 50 };

/** Trains a recipe on the orchard's fruit, deploys it and loads a line without drift. */
export async function prepareLine(page: Page, recipe: object): Promise<void> {
  const app = orchard(page);
  await app.call('useBackend', 'wasm');
  await app.call('data.pick', { count: 240, seed: 1 });
  const { version } = await app.call<{ version: number }>('train', recipe);
  await app.call('models.deploy', version);
  await app.call('line.load', QUIET_LINE);
}

/** Fruits a second at full speed over `seconds`, after a second to get going. */
export async function fullSpeed(page: Page, seconds: number): Promise<{ rate: number; status: LineStatus; durable: number }> {
  return page.evaluate(async (span) => {
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const { line, log } = window.orchard;
    await line.play({ speed: 'max' });
    await wait(1500);
    const from = await line.status();
    const since = performance.now();
    await wait(span * 1000);
    const to = await line.status();
    const rate = ((to.index - from.index) / (performance.now() - since)) * 1000;
    await line.pause();
    return { rate, status: to, durable: await log.count() };
  }, seconds);
}

function details({ status, durable }: { status: LineStatus; durable: number }): Record<string, number> {
  const { p50, p95, p99 } = status.latency;
  return { 'latency p50, ms': p50, 'p95, ms': p95, 'p99, ms': p99, queue: status.queue, 'rows in the log': durable };
}

export const lineColourRow: Row = {
  id: 'line-colour',
  what: 'The line on the colour recipe, 48²: render, predict, judge, log',
  unit: 'fruits/s',
  budget: { atLeast: 2000 },
  async run(context) {
    const page = await context.app();
    await prepareLine(page, { kind: 'colour', inputSize: 48 });
    const measured = await fullSpeed(page, 8);
    return { value: measured.rate, details: details(measured) };
  },
};

export const lineLinearRow: Row = {
  id: 'line-linear',
  what: 'The line on the linear recipe, 128²',
  unit: 'fruits/s',
  baseline: { what: 'bare execute of the trunk at 128², batches of 16', ratio: 'value ÷ baseline', budget: { atLeast: 0.8 } },
  async run(context) {
    const page = await context.app();
    await prepareLine(page, { kind: 'linear', inputSize: 128 });
    const measured = await fullSpeed(page, 8);
    await page.close();
    const bare = await context.bare();
    const { mean } = await bare.evaluate((options) => window.bench.trunkTime(options), { size: 128, batch: 16, rounds: 24 });
    return { value: measured.rate, baseline: 1000 / mean, details: details(measured) };
  },
};
