import '@tensorflow/tfjs-backend-cpu';
import { teachableExport, teachableNetwork } from '../unit/storage/teachable-model.ts';
import { liveColourModel, openApp } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

test('a model of Teachable Machine is taken in, judged, deployed, and predicts on the line', async ({ page }) => {
  const api = await openApp(page);
  await liveColourModel(page, 80);
  const exported = await teachableExport(teachableNetwork(2, 96), ['ripe', 'unripe'], 96);
  await page.goto('./#/models');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a model' }).click();
  await (await chooser).setFiles({ name: 'tm-my-image-model.zip', mimeType: 'application/zip', buffer: Buffer.from(await exported.arrayBuffer()) });
  const version = page.getByRole('region', { name: 'v2' });
  await expect(version).toContainText('that of Teachable Machine');
  await expect(version).toContainText('they flatter it');
  await api.call('models.deploy', 2);
  await api.call('line.play', { speed: 'max', until: 60 });
  await api.call('line.reached', 60);
  const { version: deciders } = await api.call<{ version: Record<string, number> }>('log.query', { columns: ['version'], limit: 5 });
  expect(new Set(Object.values(deciders))).toEqual(new Set([2]));
});
