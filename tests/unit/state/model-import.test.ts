import '@tensorflow/tfjs-backend-cpu';
import { afterEach, expect, it, vi } from 'vitest';
import { LineRig } from './line-rig.ts';
import { teachableExport, teachableNetwork } from '../storage/teachable-model.ts';

vi.stubGlobal('location', { hash: '' });
let rig: LineRig;
afterEach(() => rig.end());

const LABELS = ['Äpfel', 'ripe'];
const exported = () => teachableExport(teachableNetwork(2, 96), LABELS, 96);

it('a model of Teachable Machine becomes a version that is judged on our pictures of its labels, deployed and undone', async () => {
  rig = await new LineRig().open();
  const picture = (text: string) => new Blob([text], { type: 'image/png' });
  await rig.api.data.add('ripe', Array.from({ length: 12 }, (_, i) => picture(`ripe ${i}`)));
  await rig.api.data.add('pear', [picture('no label of its')]);
  const version = await rig.api.models.import(await exported()) as unknown as Record<string, unknown>;
  expect(version).toMatchObject({
    number: 2, name: 'my-fruit', recipe: { kind: 'mlp', inputSize: 96 }, metrics: { accuracy: 0.012 },
    signature: { input: 'pixels', inputSize: 96, labels: LABELS }, lineage: { maker: 'Teachable Machine', dataSetVersion: null, runId: null },
  });
  await rig.api.models.deploy(2);
  expect(rig.app.registry.live?.number).toBe(2);
  const file = await rig.api.models.export(2);
  expect(await rig.api.models.import(file)).toMatchObject({ number: 3, signature: { labels: LABELS }, lineage: { maker: 'Teachable Machine', importedFrom: 'v2 of a file' } });
}, 60_000);

it('is refused with fewer than ten pictures to judge it by, and leaves all as it was', async () => {
  rig = await new LineRig().open();
  await rig.api.data.add('ripe', Array.from({ length: 9 }, (_, i) => new Blob([`ripe ${i}`], { type: 'image/png' })));
  await expect(rig.api.models.import(await exported())).rejects.toMatchObject({ code: 'model-unjudged' });
  expect(await rig.api.models.list()).toHaveLength(1);
}, 60_000);
