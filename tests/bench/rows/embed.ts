import { orchard } from '../../e2e/harness/orchard.ts';
import type { Row } from '../row.ts';

const PICTURES = 128;
const SIZE = 96;
const ROUNDS = 4;

export const embedRow: Row = {
  id: 'embed',
  what: `Embedding a stored picture in the app at ${SIZE}², decoding included`,
  unit: 'ms',
  baseline: { what: `bare execute of the trunk at ${SIZE}², batches of 16`, ratio: 'value ÷ baseline', budget: { atMost: 1.15 } },
  async run(context) {
    const page = await context.app();
    const app = orchard(page);
    await app.call('useBackend', 'wasm');
    const since = performance.now();
    await app.call('data.pick', { count: PICTURES, seed: 5 });
    const arrival = (performance.now() - since) / PICTURES;
    // Pictures were embedded at the default size as they came; another size has to be computed.
    const { embedMs } = await app.call<{ embedMs: number }>('train', { kind: 'linear', inputSize: SIZE, features: ['embedding'] });
    await page.close();
    const bare = await context.bare();
    const { mean, best } = await bare.evaluate((options) => window.bench.trunkTime(options), { size: SIZE, batch: 16, rounds: (ROUNDS * PICTURES) / 16 });
    return { value: embedMs / PICTURES, baseline: mean, details: { 'best bare batch, ms': best, 'arrival: draw, hash, embed and store, ms': arrival } };
  },
};
