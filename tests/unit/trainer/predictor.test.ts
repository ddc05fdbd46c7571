import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowWidth } from '../../../src/domain/data/features/blocks.ts';
import { normaliseRecipe } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { MlpRecipe } from '../../../src/domain/learning/recipes/mlp.ts';
import type { LinearHead } from '../../../src/domain/learning/solvers/head.ts';
import type { NetworkArtifact, Signature } from '../../../src/domain/registry/version.ts';
import { headNetwork, linearHeadOf, saveNetwork } from '../../../workers/tensor/network.ts';
import { Predictor } from '../../../workers/tensor/predictor.ts';
import { mlpNetwork } from '../../../workers/trainer/recipes/mlp.ts';
import { computeOn, embedderOn, fruit } from './surroundings.ts';

const SIGNATURE: Signature = { input: 'features', inputSize: 48, blocks: ['readable', 'colour'], normalise: true, labels: ['ripe', 'unripe', 'rotten'] };
const INPUTS = rowWidth(SIGNATURE.blocks);
const PICTURES = Array.from({ length: 40 }, (_, i) => fruit(48, [[225, 60, 40], [110, 175, 50]][i % 2] as [number, number, number], i));
/** Of float32 beside float64 over some 500 terms: the backends themselves differ by as much. */
const TOLERANCE = 1e-5;

function head(): LinearHead {
  const wave = (length: number, step: number) => Float64Array.from({ length }, (_, i) => Math.fround(6 * Math.sin(1 + i * step)));
  return { inputs: INPUTS, classes: 3, kernel: wave(INPUTS * 3, 0.7), bias: wave(3, 2) };
}

interface Sequential { config: { layers: { class_name: string; config: Record<string, unknown> }[] } }

/** The same network with a layer that does nothing when it predicts, so that it goes the long way. */
function theLongWay({ topology, ...network }: NetworkArtifact): NetworkArtifact {
  const copy = structuredClone(topology) as Sequential;
  copy.config.layers.splice(1, 0, { class_name: 'Dropout', config: { name: 'nothing', trainable: true, rate: 0.5 } });
  return { ...network, topology: copy };
}

describe('a linear head in a network', () => {
  beforeAll(() => computeOn('cpu'));

  it('is found as it was saved, and in the wrapping of Keras', async () => {
    const network = await headNetwork(head());
    expect(linearHeadOf(network)).toEqual(head());
    expect(linearHeadOf({ ...network, topology: { model_config: network.topology } })).toEqual(head());
  });

  it('is not seen where a network does anything else', async () => {
    const network = await headNetwork(head());
    const changed = (change: (layers: Sequential['config']['layers']) => void): NetworkArtifact => {
      const copy = structuredClone(network.topology) as Sequential;
      change(copy.config.layers);
      return { ...network, topology: copy };
    };
    for (const other of [
      theLongWay(network), changed(([dense]) => { dense!.config['activation'] = 'relu'; }), changed((layers) => { layers[1]!.config['activation'] = 'sigmoid'; }),
      changed((layers) => { layers.length = 1; }), changed((layers) => { (layers as unknown[])[0] = null; }), { ...network, topology: {} }, { ...network, weightData: network.weightData.slice(4) },
      await saveNetwork(mlpNetwork(normaliseRecipe({ kind: 'mlp', hiddenUnits: 5 }) as MlpRecipe, INPUTS, 3)),
    ]) expect(linearHeadOf(other)).toBeNull();
  });
});

describe.each(['wasm', 'cpu'] as const)('judging with a linear head on %s', (backend) => {
  it('asks nothing of the backend, and says what the network says', async () => {
    const compute = await computeOn(backend);
    const network = await headNetwork(head());
    const of = (artifact: NetworkArtifact) => new Predictor(1, SIGNATURE, artifact, compute, embedderOn(compute));
    const [short, long] = [of(network), of(theLongWay(network))];
    const before = tf.memory().numTensors;
    const told = await short.predict(PICTURES);
    expect(tf.memory().numTensors).toBe(before);
    const asked = await long.predict(PICTURES);
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    expect(told.scores).toHaveLength(3 * PICTURES.length);
    told.scores.forEach((score, i) => expect(Math.abs(score - asked.scores[i]!)).toBeLessThan(TOLERANCE));
    expect(new Set(told.scores).size).toBeGreaterThan(PICTURES.length);
    long.dispose();
    short.dispose();
  });
});
