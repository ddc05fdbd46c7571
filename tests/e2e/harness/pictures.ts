import type { Page } from '@playwright/test';

/** Adds frames of one subject, twelve at most, a pixel or two apart. */
export async function addBurst(page: Page, label: string, seed: number, count: number): Promise<void> {
  await page.evaluate(async ({ label: into, seed: from, count: frames }) => {
    let state = from;
    const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
    const scene = new OffscreenCanvas(160, 160);
    const paint = scene.getContext('2d')!;
    for (let i = 0; i < 60; i += 1) {
      paint.fillStyle = `hsl(${Math.floor(random() * 360)} 60% ${20 + Math.floor(random() * 60)}%)`;
      paint.fillRect(random() * 160, random() * 160, 50, 50);
    }
    const files: Blob[] = [];
    for (let i = 0; i < frames; i += 1) {
      const frame = new OffscreenCanvas(128, 128);
      const context = frame.getContext('2d')!;
      context.drawImage(scene, -10 - (i % 4), -10 - Math.floor(i / 4));
      files.push(await frame.convertToBlob());
    }
    await window.orchard.data.add(into, files);
  }, { label, seed, count });
}

/**
 * Empties the data set and fills it with kinds whose colours pass into each other: kind `i` of the colour circle is taken for its
 * neighbours now and then. They are given in the order of `names`, each with its place on the circle.
 */
export async function addHues(page: Page, names: readonly (readonly [name: string, place: number])[], each: number): Promise<void> {
  await page.evaluate(async ({ kinds, count }) => {
    let state = 7;
    const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
    await window.orchard.data.reset(kinds.map(([name]) => name));
    for (const [name, place] of kinds) {
      const files: Blob[] = [];
      for (let i = 0; i < count; i += 1) {
        const canvas = new OffscreenCanvas(96, 96);
        const context = canvas.getContext('2d')!;
        const hue = (300 / kinds.length) * (place + 1.5 * (random() - 0.5));
        for (let k = 0; k < 40; k += 1) {
          context.fillStyle = `hsl(${hue} ${50 + 30 * random()}% ${25 + 45 * random()}%)`;
          context.fillRect(random() * 110 - 14, random() * 110 - 14, 40, 40);
        }
        files.push(await canvas.convertToBlob());
      }
      await window.orchard.data.add(name, files);
    }
  }, { kinds: names, count: each });
}
