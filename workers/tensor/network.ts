import { io, tensor } from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { LinearHead } from '../../src/domain/learning/solvers/head.ts';
import type { NetworkArtifact } from '../../src/domain/registry/version.ts';

/** A network as it is kept. */
export async function saveNetwork(model: LayersModel): Promise<NetworkArtifact> {
  let saved: io.ModelArtifacts | null = null;
  await model.save(io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) });
  }));
  const { modelTopology, weightSpecs, weightData } = saved! as io.ModelArtifacts;
  return {
    topology: modelTopology as object,
    weightSpecs: weightSpecs!.map(({ name, shape, dtype }) => ({ name, shape, dtype: dtype as 'float32' | 'int32' | 'bool' })),
    weightData: io.CompositeArrayBuffer.join(weightData!),
  };
}

/** A kept network on the backend in use. Throws OrchardError `model-incompatible` when it is no network of tfjs. */
export async function loadNetwork(artifact: NetworkArtifact): Promise<LayersModel> {
  try {
    return await loadLayersModel(io.fromMemory({ modelTopology: artifact.topology, weightSpecs: artifact.weightSpecs, weightData: artifact.weightData }));
  } catch (error) {
    throw new OrchardError('model-incompatible', error instanceof Error ? error.message : '', { cause: error });
  }
}

/** A linear head as a network: one dense layer and a softmax. */
export async function headNetwork(head: LinearHead): Promise<NetworkArtifact> {
  const model = sequential({
    layers: [
      layers.dense({ name: 'logits', units: head.classes, inputShape: [head.inputs], kernelInitializer: 'zeros' }),
      layers.activation({ name: 'scores', activation: 'softmax' }),
    ],
  });
  const weights = [tensor(Float32Array.from(head.kernel), [head.inputs, head.classes]), tensor(Float32Array.from(head.bias), [head.classes])];
  try {
    model.setWeights(weights);
    return await saveNetwork(model);
  } finally {
    for (const weight of weights) weight.dispose();
    model.dispose();
  }
}

interface Layer { class_name?: unknown; config?: { activation?: unknown; use_bias?: unknown } | null }
interface Topology { config?: { layers?: unknown } | null; model_config?: { config?: { layers?: unknown } | null } | null }

/**
 * The linear head inside a network such as `headNetwork` makes, or null when the network is anything else. Plain arithmetic on it
 * costs less than handing small batches to a backend.
 */
export function linearHeadOf({ topology, weightSpecs, weightData }: NetworkArtifact): LinearHead | null {
  // What tfjs writes is the model itself; what it reads may be wrapped, as Keras does.
  const { config, model_config: outer } = topology as Topology;
  const layers = (outer?.config ?? config)?.layers;
  if (!Array.isArray(layers)) return null;
  const [dense, activation, ...more] = (layers as (Layer | null)[]).filter((layer) => layer?.class_name !== 'InputLayer');
  const plain = more.length === 0 && dense?.class_name === 'Dense' && dense.config?.activation === 'linear' && dense.config.use_bias !== false
    && activation?.class_name === 'Activation' && activation.config?.activation === 'softmax';
  const [kernel, bias, ...others] = weightSpecs;
  if (!plain || kernel?.shape.length !== 2 || bias?.shape.length !== 1 || others.length > 0) return null;
  const [inputs, classes] = kernel.shape as [number, number];
  const floats = [kernel, bias].every(({ dtype }) => dtype === 'float32') && bias.shape[0] === classes && weightData.byteLength === 4 * classes * (inputs + 1);
  if (!floats) return null;
  const values = new Float32Array(weightData);
  return { inputs, classes, kernel: Float64Array.from(values.subarray(0, inputs * classes)), bias: Float64Array.from(values.subarray(inputs * classes)) };
}
