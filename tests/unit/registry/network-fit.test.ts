import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { CnnRecipe } from '../../../src/domain/learning/recipes/cnn.ts';
import type { MlpRecipe } from '../../../src/domain/learning/recipes/mlp.ts';
import { requireFit } from '../../../src/domain/registry/network-fit.ts';
import type { NetworkArtifact, Signature } from '../../../src/domain/registry/version.ts';
import { headNetwork, saveNetwork } from '../../../workers/tensor/network.ts';
import { cnnNetwork } from '../../../workers/trainer/recipes/cnn.ts';
import { mlpNetwork } from '../../../workers/trainer/recipes/mlp.ts';
import { artifact, model } from '../../contract/fixtures.ts';

const LABELS = ['ripe', 'unripe', 'rotten'];
const ofFeatures: Signature = { input: 'features', inputSize: 48, blocks: ['colour'], normalise: true, labels: LABELS };
const ofPixels: Signature = { ...ofFeatures, input: 'pixels', blocks: [] };

async function trained(): Promise<[Signature, NetworkArtifact][]> {
  const cnn = (input: Partial<RecipeInput>) => cnnNetwork(normaliseRecipe({ kind: 'cnn', inputSize: 48, ...input } as RecipeInput) as CnnRecipe, 3);
  return [
    [ofFeatures, await headNetwork({ inputs: 512, classes: 3, kernel: new Float64Array(1536), bias: new Float64Array(3) })],
    [ofFeatures, await saveNetwork(mlpNetwork(normaliseRecipe({ kind: 'mlp', hiddenUnits: 5 }) as MlpRecipe, 512, 3))],
    [ofPixels, await saveNetwork(cnn({}))],
    [ofPixels, await saveNetwork(cnn({ denseUnits: 0, layers: [{ filters: 3, kernel: 5, pool: false }, { filters: 4, kernel: 3, pool: true }] }))],
  ];
}

describe('a network of a file', () => {
  it('fits when Orchard trained it, of whatever recipe', async () => {
    for (const [signature, network] of await trained()) expect(() => requireFit(signature, network)).not.toThrow();
    expect(() => requireFit(model().signature, artifact())).not.toThrow();
  });

  it('does not fit a signature of other labels or another input', async () => {
    const [[, head], , [, cnn]] = await trained() as [[Signature, NetworkArtifact], [Signature, NetworkArtifact], [Signature, NetworkArtifact]];
    for (const [signature, network] of [
      [{ ...ofFeatures, labels: ['a', 'b'] }, head], [{ ...ofFeatures, blocks: ['embedding'] }, head], [ofPixels, head], [ofFeatures, cnn], [{ ...ofPixels, inputSize: 96 }, cnn],
    ] as [Signature, NetworkArtifact][]) {
      expect(() => requireFit(signature, network)).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
    }
  });

  type Layers = { class_name: string; config: Record<string, unknown> }[];
  it.each<[string, (layers: Layers, network: NetworkArtifact) => void]>([
    ['a layer of 2^31 units', (layers) => { layers[0]!.config['units'] = 2 ** 31; }],
    ['a layer of another kind', (layers) => { layers[0]!.class_name = 'LSTM'; }],
    ['a layer that is none', (layers) => { (layers as unknown[])[0] = null; }],
    ['a layer of no settings', (layers) => { (layers[0] as { config: unknown }).config = null; }],
    ['a layer too few', (layers) => { layers.shift(); }],
    ['weights of other shapes', (_, { weightSpecs }) => { weightSpecs[0]!.shape = [3, 512]; }],
    ['weights of no layer', (_, { weightSpecs }) => { weightSpecs.push({ name: 'more', shape: [0], dtype: 'float32' }); }],
    ['weights that are whole numbers', (_, { weightSpecs }) => { weightSpecs[0]!.dtype = 'int32'; }],
    ['a weight that is no number', (_, { weightData }) => { new Float32Array(weightData)[7] = NaN; }],
  ])('does not fit with %s', async (_, change) => {
    const network = structuredClone((await trained())[0]![1]);
    change((network.topology as { config: { layers: Layers } }).config.layers, network);
    expect(() => requireFit(ofFeatures, network)).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
  });

  it('does not fit when it is no network at all', () => {
    for (const topology of [{}, { config: null }, { config: { layers: 3 } }, { model_config: { config: [] } }]) {
      expect(() => requireFit(ofFeatures, { topology, weightSpecs: [], weightData: new ArrayBuffer(0) })).toThrow(expect.objectContaining({ code: 'model-incompatible' }));
    }
  });
});
