import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import type { ModelVersion, NetworkArtifact } from '../domain/registry/version.ts';
import { isolated, plainName } from '../domain/common/isolated.ts';
import { parseOfFile } from './bounded.ts';
import { artifactChecksum } from './checksum.ts';
import { modelJsonSchema, openModelZip } from './model-zip.ts';
import { ZipWriter } from './project/zip-writer.ts';
import { artifactSchema, modelVersionSchema } from './schemas.ts';
import { requireSound } from './sound-version.ts';

/*
 * A model is a zip:
 *   model.json     what tfjs' `loadLayersModel` reads: topology and weights manifest
 *   weights.bin    the weights
 *   orchard.json   signature, metrics, lineage and a checksum over the other two
 *   README.md      how to load it with plain tfjs
 */
const MODEL_SCHEMA = 1;

const headSchema = v.object({ format: v.literal('orchard-model'), schema: v.pipe(v.number(), v.safeInteger()) });

/** A version as one file that Orchard and plain tfjs can load. */
export async function writeModelFile(version: ModelVersion, artifact: NetworkArtifact): Promise<Blob> {
  const { topology, weightSpecs, weightData } = artifact;
  const model = {
    format: 'layers-model', generatedBy: `Orchard ${version.lineage.appVersion}`, convertedBy: null,
    modelTopology: topology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  };
  const zip = new ZipWriter();
  zip.add('model.json', encode(model), { deflate: true });
  zip.add('weights.bin', new Uint8Array(weightData));
  zip.add('orchard.json', encode({ format: 'orchard-model', schema: MODEL_SCHEMA, checksum: await artifactChecksum(artifact), version }), { deflate: true });
  zip.add('README.md', new TextEncoder().encode(readme(version)), { deflate: true });
  return zip.finish();
}

/**
 * Reads a model file. Throws `file-schema` (not one of ours), `file-too-large` (more of something than is taken), `file-version` (a later app's), `file-checksum` (damaged or edited), and
 * what reading the zip throws.
 */
export async function readModelFile(file: Blob): Promise<{ version: ModelVersion; artifact: NetworkArtifact }> {
  const { bytesOf, jsonOf } = await openModelZip(file);
  const own = await jsonOf('orchard.json');
  const head = parseOfFile(headSchema, own, 'orchard.json');
  if (head.schema > MODEL_SCHEMA) throw new OrchardError('file-version', `model schema ${head.schema}`);
  const { checksum, version } = parseOfFile(v.object({ checksum: v.string(), version: modelVersionSchema }), own, 'orchard.json');
  const { modelTopology, weightsManifest } = parseOfFile(modelJsonSchema, await jsonOf('model.json'), 'model.json');
  const weights = await bytesOf('weights.bin');
  const artifact = parseOfFile(artifactSchema, { topology: modelTopology, weightSpecs: weightsManifest.flatMap(({ weights: specs }) => specs), weightData: weights.slice().buffer }, 'weights.bin');
  if (version.checksum !== checksum) throw new OrchardError('file-checksum', 'two checksums');
  await requireSound(version, artifact);
  return { version: { ...version, name: plainName(version.name) }, artifact };
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

const BLOCK_NOTES = {
  readable: 'the readable features of the picture, in the order of `READABLE_FEATURES` in `src/domain/data/features/readable.ts`',
  colour: '512 numbers: the square root of the 8×8×8 colour histogram of the picture',
  embedding: '816 numbers: the backbone’s output averaged over space; `public/models/backbone/MODEL.md` tells how to make it',
} as const;

function readme({ number, name, signature, metrics }: ModelVersion): string {
  const { input, inputSize, blocks, normalise, labels } = signature;
  const takes = input === 'pixels'
    ? `\`[n, ${inputSize}, ${inputSize}, 3]\`: square pictures of ${inputSize} pixels a side, RGB, 0..1.`
    : `\`[n, d]\`: one row a picture, made of these blocks in this order, computed at ${inputSize}×${inputSize} pixels${normalise ? ', each scaled to unit length (L2)' : ''}:\n${blocks.map((block) => `- ${block}: ${BLOCK_NOTES[block]}`).join('\n')}`;
  return `# Orchard model v${number}: ${isolated(name)}

Accuracy ${(metrics.accuracy * 100).toFixed(1)} % on held-out pictures.

    import * as tf from '@tensorflow/tfjs';
    const model = await tf.loadLayersModel('model.json');
    const scores = model.predict(input); // [n, ${labels.length}], probabilities

The model takes ${takes}

It gives probabilities of, in order: ${labels.map((label) => isolated(JSON.stringify(label))).join(', ')}.

\`orchard.json\` holds signature, metrics, lineage and a SHA-256 over topology and weights; Orchard checks it on import.
`;
}
