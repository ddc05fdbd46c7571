import { liveColourModel, openApp, type LineStatus } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

interface FrameStatus { on: boolean; taken: number; kept: { index: number; because: string; bytes: number; label?: string | null }[] }

test('the camera becomes the line: frames are logged, a verdict is corrected with a key, and the correction arrives as a truth', async ({ page }) => {
  const api = await openApp(page, './#/line');
  await liveColourModel(page, 120);
  await page.getByRole('link', { name: 'Camera', exact: true }).click();
  await page.getByRole('button', { name: 'Make the camera the line' }).click();
  await expect(page.getByText('No picture leaves this computer. Verdicts are logged')).toBeVisible();
  await api.call('line.revise', { name: 'Through the camera', source: { kind: 'camera' }, beltSpeed: 15, labelDelay: 25 });

  await page.getByRole('button', { name: 'Start the camera' }).click();
  const now = async () => (await api.call<LineStatus>('line.status')).index;
  await expect.poll(now).toBeGreaterThan(12);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect.poll(async () => (await api.call<FrameStatus>('frames.status')).on).toBe(false);
  await expect(page.getByText('The camera is off')).toBeVisible();

  // The newest frame, once its tape has come to rest.
  const index = await now() - 1;
  const group = page.getByRole('group', { name: `What frame ${index} shows` });
  await expect(group).toBeVisible();
  const said = await page.evaluate(async (from) => ['ripe', 'unripe'][((await window.orchard.log.query({ columns: ['predicted'], from, limit: 1 }))['predicted'] as Uint8Array)[0]!]!, index);
  const truth = said === 'ripe' ? 'unripe' : 'ripe';
  const texts = await group.getByRole('button').allTextContents();
  const other = texts.findIndex((text) => text.replace(/^\s*\d\s*/u, '').trim() === truth);
  await page.keyboard.press(String(other + 1));
  await expect(page.getByText(`You say “${truth}”. It counts from frame ${index + 25} on.`)).toBeVisible();
  expect((await api.call<FrameStatus>('frames.status')).kept.find((frame) => frame.index === index)).toMatchObject({ because: 'judged', label: truth });

  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await expect.poll(now, { timeout: 30_000 }).toBeGreaterThan(index + 30);
  const row = () => page.evaluate(async (from) => {
    const { reportedTruth, known, right } = await window.orchard.log.query({ columns: ['reportedTruth', 'known', 'right'], from, limit: 1 });
    return { truth: ['ripe', 'unripe'][(reportedTruth as Uint8Array)[0]!], known: (known as Uint8Array)[0], right: (right as Uint8Array)[0] };
  }, index);
  await expect.poll(row).toEqual({ truth, known: 1, right: 0 });
  await expect(api.call('frames.judge', index, truth)).rejects.toMatchObject({ code: 'truth-late' });

  await page.getByRole('button', { name: 'Put 1 judged frame into the data' }).click();
  await expect.poll(async () => (await api.call<{ total: number }>('data.summary')).total).toBe(121);

  await page.goto('./#/monitor');
  await expect(page.getByText(/frames a second, \d+ dropped/u)).toBeVisible();
  await api.call('line.pause');
  await expect(page.getByText(/the camera is off, \d+ dropped/u)).toBeVisible();
});
