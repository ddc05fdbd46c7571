import { orchard } from '../../e2e/harness/orchard.ts';
import type { Row } from '../row.ts';
import { accuracyOnFresh, addFruit, FOUR_CLASSES } from './fruit.ts';

const SIZE = 128;
/** A fifth is held out by the app: 500 are left to train on. */
const ADDED_PER_CLASS = 156;
const TRAINED_PER_CLASS = 125;
const TEST_FROM = 5000;
/** A thousand in all: the standard error of an accuracy of 0.9 is then 0.01. */
const TEST_PER_CLASS = 250;

export const headRow: Row = {
  id: 'train-head',
  what: 'Training a linear head on 500 embeddings, 4 classes',
  unit: 'ms',
  budget: { atMost: 150 },
  baseline: { what: "Teachable Machine's recipe on the same embeddings, WASM", ratio: 'baseline ÷ value', budget: { atLeast: 20 } },
  async run(context) {
    const page = await context.app();
    const app = orchard(page);
    await app.call('useBackend', 'wasm');
    await addFruit(page, FOUR_CLASSES, 0, ADDED_PER_CLASS, SIZE);
    const recipe = { kind: 'linear', inputSize: SIZE, features: ['embedding'] };
    const cold = await app.call<{ ms: number }>('train', recipe);
    const { ms, version, backend } = await app.call<{ ms: number; version: number; backend: string }>('train', { ...recipe, seed: 2 });
    await app.call('models.deploy', version);
    const accuracy = await accuracyOnFresh(page, FOUR_CLASSES, TEST_FROM, TEST_PER_CLASS, SIZE);
    await page.close();
    const bare = await context.bare();
    const recipeOf = await bare.evaluate((options) => window.bench.recipeOnFruit(options), {
      scenarios: FOUR_CLASSES.map(({ scenario }) => scenario), from: 0, perClass: TRAINED_PER_CLASS, testFrom: TEST_FROM, testPerClass: TEST_PER_CLASS, size: SIZE,
    });
    return {
      value: ms,
      baseline: recipeOf.ms,
      details: { 'first training, ms': cold.ms, backend, 'accuracy on fresh fruit': accuracy, "accuracy of Teachable Machine's recipe": recipeOf.accuracy },
    };
  },
};
