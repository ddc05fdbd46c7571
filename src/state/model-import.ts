import { OrchardError } from '../domain/common/errors.ts';
import { normaliseRecipe } from '../domain/learning/recipes/catalogue.ts';
import { artifactBytes, type ModelVersion } from '../domain/registry/version.ts';
import type { ForeignModel } from '../storage/teachable-machine.ts';
import { artifactChecksum } from '../storage/checksum.ts';
import type { Concerns } from './concerns.ts';
import { trainingSamples } from './training-samples.ts';

/** Pictures that what was trained elsewhere is judged by, evenly of each label: at least and at most. */
const LEAST_PICTURES = 10;
const MOST_PICTURES = 400;

/**
 * Registers a version from a file: one that Orchard wrote, or an image model of Teachable Machine, which is judged on the data set's pictures of its labels first. Nothing changes when the file is
 * not whole, or holds what could not be deployed here. Throws what reading it throws, and `model-unjudged` where there are too few such pictures.
 */
export async function importModel(app: Concerns, file: Blob): Promise<ModelVersion> {
  const { isTeachableMachine, readTeachableMachine } = await import('../storage/teachable-machine.ts');
  if (await isTeachableMachine(file)) return adopt(app, await readTeachableMachine(file));
  const { readModelFile } = await import('../storage/model-file.ts');
  const { version, artifact } = await readModelFile(file);
  await app.registry.tryOut(version, artifact);
  const { number, ...rest } = version;
  return app.registry.receive({ ...rest, createdMs: app.services.nowMs(), lineage: { ...rest.lineage, runId: null, parent: null, importedFrom: `v${number} of a file` } }, artifact);
}

async function adopt({ registry, services, data, compute }: Concerns, { name, maker, signature, artifact }: ForeignModel): Promise<ModelVersion> {
  const { labels, inputSize } = signature;
  const byLabel = labels.map((label) => data.samples.filter((sample) => sample.label === label));
  const each = Math.ceil(MOST_PICTURES / labels.length);
  const chosen = byLabel.flatMap((samples) => samples.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, each));
  if (chosen.length < LEAST_PICTURES) throw new OrchardError('model-unjudged', '', { about: `it says ${labels.slice(0, 5).join(', ')}` });
  await compute.ensure();
  // What it has learnt from lies elsewhere: all are to be judged by, and tell what its pictures look like.
  const samples = await trainingSamples(services.storage, { inputSize, blocks: ['readable'], pixels: true, views: false, augmentation: undefined }, labels, chosen.map(({ id, label }) => ({ id, label, split: 'test' })));
  const { backend, metrics, reference } = await services.trainer.call('adopt', { signature, artifact, samples }, { isRepeatable: true });
  await registry.tryOut({ number: 0, signature, reference }, artifact);
  return registry.receive({
    name, notes: '', recipe: normaliseRecipe({ kind: 'mlp', inputSize }), signature, metrics, reference,
    lineage: { runId: null, dataSetVersion: null, dataSetHash: null, backend, appVersion: services.appVersion, parent: null, importedFrom: maker, maker },
    createdMs: services.nowMs(), sizeBytes: artifactBytes(artifact), checksum: await artifactChecksum(artifact),
  }, artifact);
}
