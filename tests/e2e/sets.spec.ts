import type { Page } from '@playwright/test';
import { openApp, type TrainAnswer } from './harness/app.ts';
import { orchard, Refused } from './harness/orchard.ts';
import { expect, test } from './harness/test.ts';

const KINDS = [['green', 105], ['yellow', 50], ['red', 5]] as const;

/** Pictures of three labels that their colour tells apart, as files of a data set (`train`) and as photographs of a set. */
async function makePictures(page: Page): Promise<{ id: string; photographs: number; labels: Record<string, number> }> {
  return page.evaluate(async (kinds) => {
    let state = 11;
    const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32);
    const pictureOf = (hue: number): Promise<Blob> => {
      const canvas = new OffscreenCanvas(96, 96);
      const context = canvas.getContext('2d')!;
      for (let k = 0; k < 40; k += 1) {
        context.fillStyle = `hsl(${hue + 12 * (random() - 0.5)} ${50 + 30 * random()}% ${30 + 40 * random()}%)`;
        context.fillRect(random() * 110 - 14, random() * 110 - 14, 40, 40);
      }
      return canvas.convertToBlob();
    };
    await window.orchard.data.reset(kinds.map(([name]) => name));
    const photos: { label: string; blob: Blob }[] = [];
    for (const [name, hue] of kinds) {
      await window.orchard.data.add(name, await Promise.all(Array.from({ length: 30 }, () => pictureOf(hue))));
      for (let i = 0; i < 15; i += 1) photos.push({ label: name, blob: await pictureOf(hue) });
    }
    return window.orchard.sets.add('My fruit', photos) as never;
  }, KINDS);
}

test('photographs of one\'s own come down the line with their labels, darken, raise an alarm and stay the same when they are seen again', async ({ page }) => {
  test.setTimeout(120_000);
  const api = await openApp(page, './#/line');
  const set = await makePictures(page);
  expect(set).toMatchObject({ photographs: 45, labels: { green: 15, yellow: 15, red: 15 } });
  const { version } = await api.call<TrainAnswer>('train', { kind: 'colour' });
  await api.call('models.deploy', version);
  await api.call('line.load', {
    name: 'My line', seed: 5, length: 4000, labelDelay: 20, source: { kind: 'photos', set: set.id },
    drifts: [{ kind: 'covariate', pattern: 'incremental', onset: 900, width: 200, to: { light: { exposure: -3, warmth: 1 } } }],
  });
  await api.call('line.play', { speed: 'max', until: 2000 });
  await api.call('line.reached', 2000);
  const read = (from: number, to: number) => api.call<{ right: number[]; truth: number[]; labels: string[]; 'feature.brightness': number[] }>('log.query', { columns: ['right', 'truth', 'feature.brightness'], from, limit: to - from });
  const rightIn = async (from: number, to: number): Promise<number> => {
    const known = Object.values((await read(from, to)).right).filter((each) => each !== 255);
    return known.filter((each) => each === 1).length / known.length;
  };
  const [before, after] = [await rightIn(0, 900), await rightIn(1200, 1900)];
  expect(before).toBeGreaterThan(0.9);
  expect(after).toBeLessThan(before - 0.1);
  await expect.poll(async () => (await api.call<{ state: string }[]>('alerts.incidents')).length).toBeGreaterThan(0);
  expect((await api.call<{ state: string }[]>('alerts.list')).length + (await api.call<unknown[]>('alerts.history')).length).toBeGreaterThan(0);

  const first = await read(1000, 1050);
  await api.call('line.seek', 1000);
  await api.call('line.play', { speed: 'max', until: 1200 });
  await api.call('line.reached', 1200);
  expect((await read(1000, 1050))['feature.brightness']).toEqual(first['feature.brightness']);

  const { reproduced } = await api.call<{ reproduced: Record<string, { same: number; of: number }> }>('improve.replay', { versions: [version], from: 0, to: 600, exact: true });
  expect(reproduced[String(version)]).toEqual({ same: 600, of: 600 });

  await page.goto('./#/line');
  await expect(page.getByText('a photograph of yours').first()).toBeVisible();
  await expect(page.getByText('2 others')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('line-1440.png') });
  await page.getByRole('button', { name: 'Scenario', exact: true }).click();
  await expect(page.getByLabel('Production', { exact: true })).toHaveValue(/\d+/u);
  await page.screenshot({ path: test.info().outputPath('chooser.png') });
  await page.keyboard.press('Escape');
  await api.call('line.countAs', 'green', 'red');
  await expect(page.getByText('“green” counts as “red”').first()).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: test.info().outputPath('line-390.png') });
  await expect(api.call('sets.remove', set.id)).rejects.toThrow(/set-in-use/u);
});

test('a link that needs photographs which are not here says which', async ({ page }) => {
  const set = 'ab'.repeat(32);
  const scenario = encodeURIComponent(JSON.stringify({ source: { kind: 'photos', set, outlines: [{ id: set, name: 'Their fruit', count: 12, labels: [] }] } }));
  await page.goto(`./#/line?scenario=${scenario}`);
  await orchard(page).ready();
  await expect(page.getByText('This line runs on photographs that are not stored here').first()).toBeVisible();
  await expect(page.getByText(/“?Their fruit”?, 12 photographs, set abababababab/u).first()).toBeVisible();
  await expect(orchard(page).call('line.load', { source: { kind: 'photos', set } })).rejects.toBeInstanceOf(Refused);
});
