import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import { plainName } from '../domain/common/isolated.ts';
import { LABEL_COUNT, withLabel } from '../domain/data/dataset/label.ts';
import { INPUT_SIZES, type InputSize } from '../domain/data/features/blocks.ts';
import { requireFit } from '../domain/registry/network-fit.ts';
import type { NetworkArtifact, Signature } from '../domain/registry/version.ts';
import { listOf, parseOfFile, textOf } from './bounded.ts';
import { modelJsonSchema, openModelZip } from './model-zip.ts';
import { artifactSchema } from './schemas.ts';

/** A network that was trained elsewhere, ready to predict. */
export interface ForeignModel {
  name: string;
  /** By what it was made. */
  maker: string;
  signature: Signature;
  artifact: NetworkArtifact;
}

const metadataSchema = v.looseObject({
  labels: v.pipe(listOf(textOf(1000), LABEL_COUNT), v.minLength(2, 'at least two labels')),
  imageSize: v.optional(v.number(), 224), grayscale: v.optional(v.boolean(), false), modelName: v.optional(textOf(1000), ''), packageName: v.optional(textOf(1000), ''),
});

/** Whether a file is a zip with a model as Teachable Machine exports it for TensorFlow.js. Throws what reading the zip throws. */
export async function isTeachableMachine(file: Blob): Promise<boolean> {
  const zip = await openModelZip(file);
  return zip.has('metadata.json') && !zip.has('orchard.json');
}

/**
 * Reads an image model that Teachable Machine exported for TensorFlow.js (`model.json`, `metadata.json`, `weights.bin`). It takes colours in -1..1, byte / 127 - 1; ours take 0..1, so a layer that
 * scales is set before its first. Throws OrchardError `file-schema` (other or damaged files), `file-too-large`, `model-incompatible` (sound, poses, grey pictures, another size, other labels
 * than answers), and what reading the zip and `withLabel` throw.
 */
export async function readTeachableMachine(file: Blob): Promise<ForeignModel> {
  const { bytesOf, jsonOf } = await openModelZip(file);
  const { labels: given, imageSize, grayscale, modelName, packageName } = parseOfFile(metadataSchema, await jsonOf('metadata.json'), 'metadata.json');
  if (/pose|audio|speech/iu.test(packageName)) throw unfit('it is a model of poses or sound, and Orchard takes models of pictures');
  if (grayscale) throw unfit('it looks at grey pictures, as exported for small devices; export the model for TensorFlow.js');
  const inputSize = INPUT_SIZES.find((size) => size === imageSize);
  if (inputSize === undefined) throw unfit(`it takes pictures of ${imageSize} pixels, and Orchard shows ${INPUT_SIZES.join(', ')}`);
  const labels = given.reduce<string[]>(withLabel, []);
  const { modelTopology, weightsManifest } = parseOfFile(modelJsonSchema, await jsonOf('model.json'), 'model.json');
  const pieces = await Promise.all(weightsManifest.flatMap(({ paths }) => paths).map((path) => bytesOf(path)));
  const artifact = parseOfFile(artifactSchema, {
    topology: scaled(modelTopology, inputSize), weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData: await new Blob(pieces).arrayBuffer(),
  }, 'weights.bin');
  const signature: Signature = { input: 'pixels', inputSize, blocks: [], normalise: false, labels };
  requireFit(signature, artifact);
  return { name: plainName(modelName) || 'Teachable Machine', maker: 'Teachable Machine', signature, artifact };
}

function scaled(topology: { model_config?: unknown }, inputSize: InputSize): object {
  const network = topology.model_config ?? topology;
  const rescaling = { class_name: 'Rescaling', config: { name: 'colours', trainable: false, dtype: 'float32', batch_input_shape: [null, inputSize, inputSize, 3], scale: 255 / 127, offset: -1 } };
  return { class_name: 'Sequential', config: { name: 'teachable_machine', layers: [rescaling, network] } };
}

function unfit(detail: string): OrchardError {
  return new OrchardError('model-incompatible', detail, { about: detail });
}
