import type { Page } from '@playwright/test';
import { orchard } from '../../e2e/harness/orchard.ts';
import type { Row } from '../row.ts';
import { prepareLine } from './line.ts';

/** Lets fruit past the camera and answers when all of it is stored. */
async function runTo(page: Page, until: number): Promise<void> {
  const app = orchard(page);
  await app.call('line.play', { speed: 'max', until });
  await app.call('line.reached', until);
  await app.call('line.pause');
}

/** Real time of a replay, ms, as a caller on the page sees it. */
function replayTime(page: Page, request: object): Promise<{ ms: number; done: number; same: number; of: number }> {
  return page.evaluate(async (given) => {
    const since = performance.now();
    const { sample, reproduced, baseline } = await window.orchard.improve.replay(given as never);
    return { ms: performance.now() - since, done: sample.done, ...reproduced[baseline]! };
  }, request);
}

const LOGGED = 10_000;

export const replayFeaturesRow: Row = {
  id: 'replay-features',
  what: `Replay of ${LOGGED.toLocaleString('en')} logged events by another head on logged features`,
  unit: 's',
  budget: { atMost: 0.5 },
  async run(context) {
    const page = await context.app();
    const app = orchard(page);
    await prepareLine(page, { kind: 'colour', inputSize: 48 });
    await runTo(page, LOGGED);
    const { version } = await app.call<{ version: number }>('train', { kind: 'colour', inputSize: 48, l2: 10 });
    const all = { versions: [version], baseline: version, from: 0, to: LOGGED, events: LOGGED };
    // Starts the workers.
    await replayTime(page, { ...all, events: 128, exact: false });
    const { ms } = await replayTime(page, { ...all, exact: false });
    const drawn = await replayTime(page, { ...all, versions: [1], baseline: 1 });
    const kept = await replayTime(page, all);
    const beside = await replayTime(page, { ...all, versions: [1, version] });
    return {
      value: ms / 1000,
      details: {
        'exact, drawn and measured for the first time, s': drawn.ms / 1000, 'exact, measured before, s': kept.ms / 1000, 'exact, two versions, s': beside.ms / 1000, 'exact, as logged': drawn.same, of: drawn.of,
      },
    };
  },
};

const SIZE = 96;
const EMBEDDED = 1024;

export const replayEmbeddingsRow: Row = {
  id: 'replay-embeddings',
  what: `Replay of logged events on embeddings at ${SIZE}², an event, drawing included`,
  unit: 'ms',
  baseline: { what: `bare execute of the trunk at ${SIZE}², batches of 16`, ratio: 'value ÷ baseline', budget: { atMost: 1.1 } },
  async run(context) {
    const page = await context.app();
    await prepareLine(page, { kind: 'linear', inputSize: SIZE, features: ['embedding'] });
    await runTo(page, EMBEDDED + 128);
    const workers = await page.evaluate(() => Math.max(1, Math.min(8, navigator.hardwareConcurrency - 1)));
    // The first events load and warm up what the others find there.
    await replayTime(page, { versions: [1], from: EMBEDDED, to: EMBEDDED + 128 });
    const { ms, same, of } = await replayTime(page, { versions: [1], from: 0, to: EMBEDDED });
    const again = await replayTime(page, { versions: [1], from: 0, to: EMBEDDED });
    await page.close();
    const bare = await context.bare();
    const { mean, best } = await bare.evaluate((options) => window.bench.trunkTime(options), { size: SIZE, batch: 16, rounds: EMBEDDED / 16 });
    return { value: (ms * workers) / EMBEDDED, baseline: mean, details: { workers, 'best bare batch, ms': best, 'again, embeddings known, ms': again.ms / EMBEDDED, 'as logged': same, of } };
  },
};
