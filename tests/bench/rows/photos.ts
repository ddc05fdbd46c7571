import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orchard } from '../../e2e/harness/orchard.ts';
import { blob } from '../../e2e/harness/orchard.ts';
import { Skipped } from '../row.ts';
import type { Row } from '../row.ts';

/** Teachable Machine's own library on WASM, measured once on two cores; the library cannot be bundled here. */
const LIBRARY_SECONDS = 10.4;

export const photosRow: Row = {
  id: 'photos',
  what: '210 photographs from first byte to trained model, 128²',
  unit: 's',
  budget: { atMost: 2.6 },
  baseline: { what: "Teachable Machine's recipe: decode, trunk at 224², 50 epochs", ratio: 'baseline ÷ value', budget: { atLeast: 4 } },
  async run(context) {
    const folder = context.photos === null ? null : join(context.photos, 'grocery', 'train');
    if (folder === null || !existsSync(folder)) throw new Skipped('no photographs; pass --photos DIR');
    const labels = readdirSync(folder).sort();
    const groups = labels.map((label) => readdirSync(join(folder, label)).sort().map((file) => readFileSync(join(folder, label, file))));

    const page = await context.app();
    const app = orchard(page);
    await app.call('useBackend', 'wasm');
    await app.call('data.reset', labels);
    // Bytes cross into the page before the clock starts, as they would from a disk.
    await page.evaluate((sent) => {
      const files = sent.map((group) => group.map(({ $blob, type }) => new Blob([Uint8Array.from(atob($blob), (c) => c.charCodeAt(0))], { type })));
      (window as unknown as { photographs: Blob[][] }).photographs = files;
    }, groups.map((group) => group.map((bytes) => blob(bytes, 'image/jpeg'))));
    const { seconds, accuracy, trainMs } = await page.evaluate(async (names) => {
      const { photographs } = window as unknown as { photographs: Blob[][] };
      const since = performance.now();
      for (const [i, name] of names.entries()) await window.orchard.data.add(name, photographs[i]!);
      const { ms, metrics } = await window.orchard.train({ kind: 'linear', inputSize: 128 });
      return { seconds: (performance.now() - since) / 1000, accuracy: metrics.accuracy, trainMs: ms };
    }, labels);
    await page.close();

    const bare = await context.bare();
    const recipe = await bare.evaluate((encoded) => window.bench.recipeOnPhotos(encoded), groups.map((group) => group.map((bytes) => bytes.toString('base64'))));
    return {
      value: seconds,
      baseline: recipe.ms / 1000,
      details: {
        'photographs': groups.flat().length, 'accuracy held out': accuracy, 'head, ms': trainMs,
        'baseline embedding, s': recipe.embedMs / 1000, 'baseline training, s': recipe.trainMs / 1000,
        "Teachable Machine's library as once measured, ×": LIBRARY_SECONDS / seconds,
      },
    };
  },
};
