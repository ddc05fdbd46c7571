import { createHash } from 'node:crypto';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import type { DataSetVersion, Sample } from '../../src/domain/data/dataset/dataset.ts';
import type { ModelVersion, NetworkArtifact } from '../../src/domain/registry/version.ts';
import type { QualityMetrics } from '../../src/domain/learning/evaluation/quality-metrics.ts';
import type { Run } from '../../src/domain/learning/run.ts';
import type { LineChange } from '../../src/domain/log/line-change.ts';
import { defaultScenario } from '../../src/domain/world/drift/default-scenario.ts';
import { arranged, photoSetText, type PhotoSet } from '../../src/domain/data/dataset/photo-set.ts';
import type { Scenario } from '../../src/domain/world/drift/scenario.ts';
import type { Storage } from '../../src/storage/index.ts';
import { readProject, replaceProject, type ImportOptions } from '../../src/storage/project.ts';
import { sha256 } from '../../src/storage/sha256.ts';

const metrics: QualityMetrics = { accuracy: 0.9, balancedAccuracy: 0.9, macroF1: 0.9, logLoss: 0.3, ece: 0.05, perClass: [], confusion: [[9, 1], [1, 9]] };

/** A picture of these bytes with its sample: the id is the content's hash. */
export async function sampleEntry(text: string, label = 'ripe', change: Partial<Sample> = {}) {
  const bytes = new TextEncoder().encode(text);
  const sample: Sample = {
    id: await sha256(bytes), label, source: 'file', addedMs: 1_700_000_000_000, note: `${text}.png`, lookHash: '0123456789abcdef', readable: [0.1, 0.2], ...change,
  };
  return { sample, stored: new Blob([bytes], { type: 'image/png' }), thumbnail: new Blob([`small ${text}`], { type: 'image/webp' }) };
}

export function dataSetVersion(contentHash: string): Omit<DataSetVersion, 'number'> {
  return { contentHash, labels: ['ripe', 'unripe'], samples: [{ id: 'a', label: 'ripe', split: 'train' }], splitSeed: 1, createdMs: 5 };
}

export function run(change: Partial<Run> = {}): Omit<Run, 'id'> {
  return {
    recipe: { kind: 'colour', seed: 1, inputSize: 48, l2: 0.01 }, dataSetVersion: 1, backend: 'cpu', outcome: 'done', startedMs: 1, trainMs: 2, embedMs: 3, metrics,
    curves: { trainLoss: [], trainAccuracy: [], validationLoss: [], validationAccuracy: [] }, heldOut: [], appVersion: '0.1.0', ...change,
  };
}

/** As `artifactChecksum` has it, at once. */
function checksumOf({ topology, weightSpecs, weightData }: NetworkArtifact): string {
  return createHash('sha256').update(JSON.stringify({ topology, weightSpecs })).update(new Uint8Array(weightData)).digest('hex');
}

export function model(name = 'colours'): Omit<ModelVersion, 'number'> {
  return {
    name, notes: '', recipe: { kind: 'colour', seed: 1, inputSize: 48, l2: 0.01 }, metrics, createdMs: 7, sizeBytes: 16, checksum: checksumOf(artifact()),
    signature: { inputSize: 48, input: 'features', blocks: ['readable'], normalise: false, labels: ['ripe', 'unripe'] },
    lineage: { runId: 1, dataSetVersion: 1, dataSetHash: 'h', backend: 'cpu', appVersion: '0.1.0', parent: null },
    reference: { mean: [0], std: [1], accuracy: 0.9, predictedShare: [0.5, 0.5] },
  };
}

export function artifact(): NetworkArtifact {
  const inputs = READABLE_FEATURES.length;
  return {
    topology: { class_name: 'Sequential', config: { name: 'head', layers: [{ class_name: 'Dense', config: { name: 'logits', units: 2, use_bias: true, activation: 'linear', batch_input_shape: [null, inputs] } }, { class_name: 'Activation', config: { name: 'scores', activation: 'softmax' } }] } },
    weightSpecs: [{ name: 'logits/kernel', shape: [inputs, 2], dtype: 'float32' }, { name: 'logits/bias', shape: [2], dtype: 'float32' }],
    weightData: Float32Array.from({ length: inputs * 2 + 2 }, (_, i) => i / 8).buffer,
  };
}

/** A set of photographs of these bytes under these labels, and the photographs by their ids. */
export async function photoSet(name: string, texts: readonly (readonly [text: string, label: string | null])[], addedMs = 9): Promise<{ set: PhotoSet; photographs: Map<string, Blob> }> {
  const photos = await Promise.all(texts.map(async ([text, label]) => ({ id: await sha256(new TextEncoder().encode(text)), label, blob: new Blob([text], { type: 'image/png' }) })));
  const content = arranged(photos);
  return { set: { id: await sha256(new TextEncoder().encode(photoSetText(content))), name, addedMs, ...content }, photographs: new Map(photos.map(({ id, blob }) => [id, blob])) };
}

export function scenario(change: Partial<Scenario> = {}): Scenario {
  return { ...defaultScenario, ...change };
}

/** What becomes of a line's record when nothing but rows matters. */
export function change(act: LineChange['act']): LineChange {
  return { act, atMs: 1000, revisions: [], live: null, events: [] };
}

/** Reads a project's file and replaces what is stored by it. */
export async function importProject(storage: Storage, file: Blob, options: ImportOptions = {}): Promise<void> {
  await replaceProject(storage, await readProject(file, options));
}
