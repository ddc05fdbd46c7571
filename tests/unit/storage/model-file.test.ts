import { zipSync, strToU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ModelVersion, NetworkArtifact } from '../../../src/domain/registry/version.ts';
import { artifactChecksum } from '../../../src/storage/checksum.ts';
import { readModelFile, writeModelFile } from '../../../src/storage/model-file.ts';

const artifact: NetworkArtifact = {
  topology: { class_name: 'Sequential', config: { name: 'head', layers: [{ class_name: 'Dense', config: { name: 'dense', units: 2, batch_input_shape: [null, 512] } }] } },
  weightSpecs: [{ name: 'dense/kernel', shape: [512, 2], dtype: 'float32' }, { name: 'dense/bias', shape: [2], dtype: 'float32' }],
  weightData: new Float32Array(1026).fill(0.5).buffer,
};

async function version(): Promise<ModelVersion> {
  return {
    number: 3, name: 'linear <b>head</b>', notes: '', recipe: { kind: 'linear', seed: 1, inputSize: 128, features: ['colour'], ridge: 'auto' },
    signature: { inputSize: 128, input: 'features', blocks: ['colour'], normalise: true, labels: ['ripe', 'ناضج'] },
    metrics: { accuracy: 0.9, balancedAccuracy: 0.9, macroF1: 0.9, logLoss: 0.2, ece: 0.03, perClass: [], confusion: [[9, 1], [1, 9]] },
    lineage: { runId: 4, dataSetVersion: 2, dataSetHash: null, backend: 'wasm', appVersion: '0.1.0', parent: null },
    createdMs: 1, sizeBytes: 32, checksum: await artifactChecksum(artifact),
    reference: { mean: [0.5], std: [0.1], accuracy: 0.9, predictedShare: [0.5, 0.5] },
  };
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

describe('model files', () => {
  it('come back as they went out', async () => {
    const before = await version();
    const { version: after, artifact: network } = await readModelFile(await writeModelFile(before, artifact));
    expect(after).toEqual(before);
    expect(network).toEqual(artifact);
  });

  it('hold what tfjs reads', async () => {
    const files = unzipSync(await bytesOf(await writeModelFile(await version(), artifact)));
    const model = JSON.parse(new TextDecoder().decode(files['model.json'])) as { format: string; weightsManifest: { paths: string[] }[] };
    expect(model.format).toBe('layers-model');
    expect(model.weightsManifest[0]!.paths).toEqual(['weights.bin']);
    expect(files['weights.bin']!.length).toBe(4104);
    expect(new TextDecoder().decode(files['README.md'])).toContain('loadLayersModel');
  });

  it('are refused when cut short, edited, foreign or of a later app', async () => {
    const whole = await bytesOf(await writeModelFile(await version(), artifact));
    await expect(readModelFile(new Blob([whole.subarray(0, whole.length / 2)]))).rejects.toMatchObject({ code: 'file-truncated' });
    await expect(readModelFile(new Blob(['not a zip']))).rejects.toMatchObject({ code: 'file-schema' });

    const files = unzipSync(whole);
    const edited = { ...files, 'weights.bin': files['weights.bin']!.map((byte, i) => (i === 5 ? byte ^ 1 : byte)) };
    await expect(readModelFile(new Blob([zipSync(edited) as Uint8Array<ArrayBuffer>]))).rejects.toMatchObject({ code: 'file-checksum' });
    const shorter = { ...files, 'weights.bin': files['weights.bin']!.subarray(0, 16) };
    await expect(readModelFile(new Blob([zipSync(shorter) as Uint8Array<ArrayBuffer>]))).rejects.toMatchObject({ code: 'file-schema' });
    const later = { ...files, 'orchard.json': strToU8(JSON.stringify({ format: 'orchard-model', schema: 99 })) };
    await expect(readModelFile(new Blob([zipSync(later) as Uint8Array<ArrayBuffer>]))).rejects.toMatchObject({ code: 'file-version' });
    const foreign = zipSync({ 'index.html': strToU8('<p>hello</p>') });
    await expect(readModelFile(new Blob([foreign as Uint8Array<ArrayBuffer>]))).rejects.toMatchObject({ code: 'file-schema' });
  });
});
