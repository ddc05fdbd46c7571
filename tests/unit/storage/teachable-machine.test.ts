import '@tensorflow/tfjs-backend-cpu';
import { tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mulberry } from '../state/seeded.ts';
import { isTeachableMachine, readTeachableMachine } from '../../../src/storage/teachable-machine.ts';
import { loadNetwork } from '../../../workers/tensor/network.ts';
import { teachableExport, teachableNetwork, type Bent } from './teachable-model.ts';

const SIDE = 48;
const LABELS = ['ripe', 'unripe', 'ناضج'];
let network: LayersModel;
beforeAll(() => { network = teachableNetwork(LABELS.length, SIDE); });
const exported = (bent: Bent = {}) => teachableExport(network, LABELS, SIDE, bent);

describe('a model of Teachable Machine', () => {
  it('says of a picture what it said there: it took bytes as byte / 127 - 1', async () => {
    const file = await exported();
    expect(await isTeachableMachine(file)).toBe(true);
    const { name, signature, artifact } = await readTeachableMachine(file);
    expect({ name, signature }).toEqual({ name: 'my-fruit', signature: { input: 'pixels', inputSize: SIDE, blocks: [], normalise: false, labels: LABELS } });
    const chance = mulberry(3);
    const bytes = Float32Array.from({ length: 2 * SIDE * SIDE * 3 }, () => Math.floor(chance() * 256));
    const there = network.predict(tensor4d(bytes.map((byte) => byte / 127 - 1), [2, SIDE, SIDE, 3])) as Tensor;
    const here = (await loadNetwork(artifact)).predict(tensor4d(bytes.map((byte) => byte / 255), [2, SIDE, SIDE, 3])) as Tensor;
    const [expected, scores] = [await there.data(), await here.data()];
    scores.forEach((score, i) => expect(score).toBeCloseTo(expected[i]!, 5));
    expect(new Set(scores).size).toBeGreaterThan(3);
  });

  it('opens where its files lie in a folder of the zip', async () => {
    expect((await readTeachableMachine(await exported({ folder: 'my-fruit/' }))).signature.labels).toEqual(LABELS);
  });

  type Layers = { class_name: string; config: { layers: Layers } & Record<string, unknown> }[];
  const layersOf = (json: { modelTopology: object }) => (json.modelTopology as { config: { layers: Layers } }).config.layers;
  it.each<[string, string, Bent]>([
    ['other labels than answers', 'model-incompatible', { metadata: { labels: ['ripe', 'unripe'] } }],
    ['two labels that look alike', 'label-duplicate', { metadata: { labels: ['ripe', 'Ripe', 'unripe'] } }],
    ['no labels', 'file-schema', { metadata: { labels: null } }],
    ['a single label', 'file-schema', { metadata: { labels: ['ripe'] } }],
    ['a label without a sign', 'label-empty', { metadata: { labels: ['ripe', ' ', 'unripe'] } }],
    ['grey pictures', 'model-incompatible', { metadata: { grayscale: true } }],
    ['a size that is not shown', 'model-incompatible', { metadata: { imageSize: 100 } }],
    ['a size that is not its own', 'model-incompatible', { metadata: { imageSize: 96 } }],
    ['poses', 'model-incompatible', { metadata: { packageName: '@teachablemachine/pose' } }],
    ['weights that are cut', 'file-schema', { weights: (bytes) => bytes.slice(0, -8) }],
    ['a weight that is no number', 'model-incompatible', { weights: (bytes) => { new Float32Array(bytes.buffer)[2] = Infinity; return bytes; } }],
    ['no weights', 'file-schema', { without: 'weights.bin' }],
    ['no model', 'file-schema', { without: 'model.json' }],
    ['a layer of another kind', 'model-incompatible', { model: (json) => { layersOf(json)[0]!.config.layers[1]!.class_name = 'Lambda'; } }],
    ['padding without end', 'model-incompatible', { model: (json) => { layersOf(json)[0]!.config.layers[0]!.config.layers[1]!.config['padding'] = [[0, 1e9], [0, 1e9]]; } }],
    ['networks within networks too deep', 'model-incompatible', { model: (json) => { for (let i = 0; i < 9; i += 1) json.modelTopology = { class_name: 'Sequential', config: { name: 's', layers: [json.modelTopology] } }; } }],
    ['a layer that takes what is not there', 'model-incompatible', { model: (json) => { (layersOf(json)[0]!.config.layers[0]!.config.layers[1] as unknown as { inbound_nodes: unknown }).inbound_nodes = [[['nobody', 0, 0, {}]]]; } }],
    ['networks within networks without end', 'file-schema', { model: (json) => { for (let i = 0; i < 200; i += 1) json.modelTopology = { class_name: 'Sequential', config: { name: 's', layers: [json.modelTopology] } }; } }],
  ])('is refused with %s', async (_, code, bent) => {
    await expect(exported(bent).then(readTeachableMachine)).rejects.toMatchObject({ code });
  });
});
