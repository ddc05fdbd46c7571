import type { Page } from '@playwright/test';
import { SPECIES } from '../../../src/domain/world/orchard/world.ts';
import type { Species } from '../../../src/domain/world/orchard/world.ts';

/** Weights that leave one species on the line; those left out of a scenario would keep their default. */
const only = (species: Species): Record<string, number> => Object.fromEntries(SPECIES.map((other) => [other, other === species ? 1 : 0]));

/** Four classes that are told apart, but not without mistakes: two kinds of fruit, each rather ripe or rather unripe. */
export const FOUR_CLASSES = (['apple', 'tomato'] as const).flatMap((species) =>
  [0.3, 0.7].map((mean, i) => ({
    label: `${species} ${i === 0 ? 'green' : 'ripe'}`,
    scenario: { schema: 1, name: species, seed: 11 + i, length: 100_000, world: { species: only(species), ripeness: { mean, spread: 0.14 } } },
  })));

/** Puts events `from` … of each class into the app's data set as PNG files. */
export async function addFruit(page: Page, classes: readonly { label: string; scenario: object }[], from: number, perClass: number, size: number): Promise<void> {
  await page.evaluate(async ({ classes, from, perClass, size }) => {
    await window.orchard.data.reset(classes.map(({ label }) => label));
    for (const { label, scenario } of classes) {
      const files: Blob[] = [];
      for (let index = from; index < from + perClass; index += 1) {
        const image = await window.orchard.render({ scenario, index, size });
        const canvas = new OffscreenCanvas(size, size);
        canvas.getContext('2d')!.putImageData(image, 0, 0);
        files.push(await canvas.convertToBlob({ type: 'image/png' }));
      }
      const { rejected } = await window.orchard.data.add(label, files);
      if (rejected.length > 0) throw new Error(`rejected: ${rejected[0]!.code}`);
    }
  }, { classes: [...classes], from, perClass, size });
}

/** Share of fresh fruit that the deployed model names rightly. */
export async function accuracyOnFresh(page: Page, classes: readonly { label: string; scenario: object }[], from: number, perClass: number, size: number): Promise<number> {
  return page.evaluate(async ({ classes, from, perClass, size }) => {
    let right = 0;
    for (const { label, scenario } of classes) {
      for (let index = from; index < from + perClass; index += 1) {
        const canvas = new OffscreenCanvas(size, size);
        canvas.getContext('2d')!.putImageData(await window.orchard.render({ scenario, index, size }), 0, 0);
        const answer = await window.orchard.classify(await canvas.convertToBlob({ type: 'image/png' }));
        if (answer.label === label) right += 1;
      }
    }
    return right / (classes.length * perClass);
  }, { classes: [...classes], from, perClass, size });
}
