import { zipSync, strToU8 } from 'fflate';
import { add, mul, range, reshape, sin } from '@tensorflow/tfjs-core';
import { input, layers, model, sequential, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { saveNetwork } from '../../../workers/tensor/network.ts';

/** A network built as Teachable Machine builds its own: a MobileNet of which the top is cut off, pooled, and a head of two dense layers without a last bias; small, and with weights that are made up. */
export function teachableNetwork(labels: number, side: number): LayersModel {
  const pixels = input({ shape: [side, side, 3] });
  const through = (layer: layers.Layer, value: SymbolicTensor | SymbolicTensor[]) => layer.apply(value) as SymbolicTensor;
  const padded = through(layers.zeroPadding2d({ padding: [[0, 1], [0, 1]] as unknown as [number, number] }), pixels);
  const first = through(layers.reLU({ maxValue: 6 }), through(layers.batchNormalization({}), through(layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'valid', useBias: false }), padded)));
  const deep = through(layers.batchNormalization({}), through(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }), first));
  const trunk = model({ inputs: pixels, outputs: through(layers.add(), [first, deep]) });
  const pooled = sequential({ layers: [trunk as unknown as layers.Layer, layers.globalAveragePooling2d({})] });
  const head = sequential({ layers: [layers.dense({ inputShape: [4], units: 5, activation: 'relu' }), layers.dense({ units: labels, useBias: false, activation: 'softmax' })] });
  const whole = sequential({ layers: [pooled as unknown as layers.Layer, head as unknown as layers.Layer] });
  whole.setWeights(whole.weights.map(({ name, shape }, i) => {
    const size = shape.reduce<number>((product, side) => product * side!, 1);
    const waves = mul(sin(mul(range(0, size), 2.3 + i)), 0.4);
    return reshape(name.endsWith('moving_variance') ? add(waves, 1) : waves, shape as number[]);
  }));
  return whole;
}

/** What of an export is not as Teachable Machine writes it. */
export interface Bent {
  metadata?: Record<string, unknown>;
  model?: (json: { modelTopology: object; weightsManifest: object[] }) => void;
  weights?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  without?: string;
  folder?: string;
}

/** An export for TensorFlow.js as Teachable Machine writes it. */
export async function teachableExport(network: LayersModel, labels: readonly string[], side: number, { metadata = {}, model: bend = () => {}, weights = (bytes) => bytes, without, folder = '' }: Bent = {}): Promise<Blob> {
  const { topology, weightSpecs, weightData } = await saveNetwork(network);
  const json = { modelTopology: topology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] };
  bend(json);
  const files: Record<string, Uint8Array> = {
    'model.json': strToU8(JSON.stringify(json)), 'weights.bin': weights(new Uint8Array(weightData)),
    'metadata.json': strToU8(JSON.stringify({ tfjsVersion: '1.3.1', tmVersion: '2.4.10', packageVersion: '0.8.4', packageName: '@teachablemachine/image', timeStamp: '2026-01-01T00:00:00.000Z', userMetadata: {}, modelName: 'my-fruit', labels, imageSize: side, ...metadata })),
  };
  return new Blob([zipSync(Object.fromEntries(Object.entries(files).flatMap(([name, bytes]) => (name === without ? [] : [[folder + name, bytes]]))))]);
}

