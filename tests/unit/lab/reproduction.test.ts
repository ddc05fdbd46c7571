import { beforeAll, describe, expect, it } from 'vitest';
import { rowWidth } from '../../../src/domain/data/features/blocks.ts';
import { normaliseRecipe } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { CnnRecipe } from '../../../src/domain/learning/recipes/cnn.ts';
import type { MlpRecipe } from '../../../src/domain/learning/recipes/mlp.ts';
import type { NetworkArtifact, Signature } from '../../../src/domain/registry/version.ts';
import { ReplayFold } from '../../../src/domain/replay/fold.ts';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import type { Revision } from '../../../src/domain/world/drift/scenario.ts';
import { RowBuffer } from '../../../src/domain/log/rows.ts';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import { confidenceAt, featureAt } from '../../../src/domain/log/rows.ts';
import { UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { createLabHandlers } from '../../../workers/lab/handlers.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import type { Transferring } from '../../../workers/protocol/message.ts';
import type { LabAnswer, LabModel, LabTask } from '../../../workers/protocol/lab.ts';
import type { PredictionBatch } from '../../../workers/protocol/stream.ts';
import { dueEvents, photograph } from '../../../workers/orchard/batch.ts';
import { predictRows } from '../../../workers/serving/predictors.ts';
import { EventQueue } from '../../../workers/serving/queue.ts';
import type { Compute } from '../../../workers/tensor/compute.ts';
import { headNetwork, saveNetwork } from '../../../workers/tensor/network.ts';
import { Predictor } from '../../../workers/tensor/predictor.ts';
import { cnnNetwork } from '../../../workers/trainer/recipes/cnn.ts';
import { mlpNetwork } from '../../../workers/trainer/recipes/mlp.ts';
import { computeOn, embedderOn } from '../trainer/surroundings.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import { noCodec } from '../pictures-rig.ts';

const shelf = new PhotoShelf(noCodec);

const LABELS = ['unripe', 'ripe'];
/** A line that is edited on its way, with a camera that freezes and pixels that die. */
const FAULTS = parseScenario({ seed: 5, length: 5000, drifts: [{ kind: 'fault', pattern: 'sudden', onset: 20, to: { faults: { frozen: 0.6, dead: 0.05, labelNoise: 0.2 } } }] });
const REVISIONS: readonly Revision[] = [{ from: 0, scenario: FAULTS }, { from: 70, scenario: { ...presetOf('lamp-ages')!.scenario(9), beltSpeed: 4 } }];
/** What the queue happens to hold is predicted together: anything from one picture on. */
const BATCHES = [1, 3, 16, 2, 7, 16, 5, 1, 13];
const EVENTS = 140;

function head(inputs: number) {
  const wave = (length: number, step: number) => Float64Array.from({ length }, (_, i) => Math.fround(2 * Math.sin(1 + i * step)));
  return headNetwork({ inputs, classes: 2, kernel: wave(inputs * 2, 0.7), bias: wave(2, 2) });
}

const features = (blocks: Signature['blocks'], inputSize: Signature['inputSize'], normalise: boolean): Signature => ({ input: 'features', inputSize, blocks, normalise, labels: LABELS });

const RECIPES: Record<string, { signature: Signature; artifact(): Promise<NetworkArtifact> }> = {
  colour: { signature: features(['readable'], 48, false), artifact: () => head(READABLE_FEATURES.length) },
  'colour of levelled pictures': { signature: { ...features(['readable'], 48, false), levelling: 'exposure-and-colour' }, artifact: () => head(READABLE_FEATURES.length) },
  linear: { signature: features(['embedding', 'colour'], 48, true), artifact: () => head(rowWidth(['embedding', 'colour'])) },
  mlp: { signature: features(['embedding'], 48, true), artifact: () => saveNetwork(mlpNetwork(normaliseRecipe({ kind: 'mlp', hiddenUnits: 23 }) as MlpRecipe, rowWidth(['embedding']), 2)) },
  cnn: { signature: { input: 'pixels', inputSize: 48, blocks: [], normalise: false, labels: LABELS }, artifact: () => saveNetwork(cnnNetwork(normaliseRecipe({ kind: 'cnn' }) as CnnRecipe, 2)) },
};

/** The line predicts by a version, in batches as they come, and keeps what it says in the log. */
async function served(compute: Compute, { version, signature, artifact }: LabModel, count: number): Promise<{ batches: PredictionBatch[]; log: RowBuffer }> {
  const champion = new Predictor(version, signature, artifact, compute, embedderOn(compute));
  const queue = new EventQueue();
  queue.begin(1);
  for (let from = 0; from < count; from += 35) queue.add(photograph(dueEvents(REVISIONS, from, Math.min(35, count - from)), signature.inputSize, 1, shelf));
  const log = new RowBuffer(0, LABELS, READABLE_FEATURES.map(({ name }) => name), false);
  const batches: PredictionBatch[] = [];
  for (let turn = 0; queue.rows > 0; turn += 1) {
    const batch = await predictRows({ champion, trial: null }, queue.take(BATCHES[turn % BATCHES.length]!), 1, (_, __, predict) => predict());
    log.append(batch, 0);
    batches.push(batch);
  }
  champion.dispose();
  return { batches, log };
}

function labOn(compute: Compute) {
  const handlers = createLabHandlers({ compute, embedder: embedderOn(compute), shelf, pause, nowMs: () => performance.now() });
  return async (task: Partial<LabTask> & Pick<LabTask, 'models' | 'indices'>, { signal = new AbortController().signal, progress = (_: { done: number }): void => {} } = {}): Promise<LabAnswer> => {
    const answer = await handlers.replay({ compute: { backend: compute.backend, remembered: null, baseUrl: 'http://localhost/' }, revisions: structuredClone(REVISIONS), known: 0, ...task }, { signal, progress });
    return (answer as Transferring<LabAnswer>).output;
  };
}

const upTo = (count: number): Uint32Array<ArrayBuffer> => Uint32Array.from({ length: count }, (_, i) => i);

async function modelOf(recipe: string, version = 3): Promise<LabModel> {
  const { signature, artifact } = RECIPES[recipe]!;
  return { identity: recipe, version, signature, artifact: await artifact() };
}

describe.each([
  ['wasm', ['colour', 'colour of levelled pictures', 'linear', 'mlp', 'cnn'], EVENTS], ['cpu', ['colour', 'mlp', 'cnn'], 14],
] as const)('replaying on %s', (backend, recipes, count) => {
  let compute: Compute;
  beforeAll(async () => { compute = await computeOn(backend); }, 60_000);

  it.each(recipes)('%s says of every event what it said on the line, to the last bit, and the log agrees', async (recipe) => {
    const model = await modelOf(recipe);
    const { batches, log } = await served(compute, model, count);
    const lab = labOn(compute);
    const ask = () => lab({ models: [model], indices: upTo(count), known: count });
    const { columns, scores: [scores] } = await ask();
    const said = batches.flatMap((batch) => [...batch.scores]);
    expect([...scores!]).toEqual(said);
    expect(new Set(said).size).toBeGreaterThan(10);
    expect([...columns.reportedTruth]).toEqual(batches.flatMap((batch) => [...batch.columns.reportedTruth]));
    expect([...columns.species]).toEqual(batches.flatMap((batch) => [...batch.columns.species]));
    expect([...columns.cultivar]).toEqual(batches.flatMap((batch) => [...batch.columns.cultivar]));

    const rows = log.rows();
    const fold = new ReplayFold({ from: 0, to: count, planned: count, recorded: count, baseline: '3', values: null, fromLog: [] }, [{ key: '3', version: 3, labels: LABELS, learnt: null }]);
    fold.add({ columns, scores: [scores!], logged: { version: rows.columns.version, predicted: rows.columns.predicted, labels: LABELS, right: new Uint8Array(count), confidence: Float32Array.from({ length: count }, (_, row) => confidenceAt(rows, row)) } });
    expect(fold.result().reproduced).toEqual({ 3: { same: count, of: count } });

    if (recipe === 'colour') {
      // From the log's own half floats the labels come out the same, the digits do not.
      const readable = Float32Array.from({ length: count * READABLE_FEATURES.length }, (_, i) => featureAt(rows, Math.floor(i / READABLE_FEATURES.length), i % READABLE_FEATURES.length));
      const { scores: [rounded] } = await lab({ models: [model], indices: upTo(count), logged: { readable, size: new Uint16Array(count).fill(48) } });
      expect(rounded).not.toEqual(scores);
      rounded!.forEach((score, i) => expect(Math.abs(score - scores![i]!)).toBeLessThan(0.01));
      for (const size of [96, 0]) expect((await lab({ models: [model], indices: upTo(count), logged: { readable, size: new Uint16Array(count).fill(size) } })).scores[0]).toEqual(scores);
    }

    // What is measured is kept: the second time it is the same.
    expect((await ask()).scores[0]).toEqual(scores);
  }, 120_000);
});

describe('the lab', () => {
  let compute: Compute;
  beforeAll(async () => { compute = await computeOn('wasm'); });

  it('shows each version the photograph at its own size, and measures once for those of one size', async () => {
    const small = await modelOf('colour', 1);
    const large: LabModel = { ...small, identity: 'large', version: 2, signature: { ...small.signature, inputSize: 96 } };
    const twin: LabModel = { ...small, identity: 'twin', version: 3 };
    const { scores } = await labOn(compute)({ models: [small, large, twin], indices: upTo(12) });
    expect(scores[0]).toEqual(scores[2]);
    expect(scores[0]).not.toEqual(scores[1]);
    expect(scores[1]).toEqual((await labOn(compute)({ models: [large], indices: upTo(12) })).scores[0]);
  });

  it('embeds a frozen frame once, and nothing that it has embedded before', async () => {
    const embedder = embedderOn(compute);
    let embedded = 0;
    const counting = Object.assign(Object.create(embedder) as typeof embedder, { embed: (pictures: never[], side: number) => { embedded += pictures.length; return embedder.embed(pictures, side); }, sha256: () => embedder.sha256(), locate: () => {} });
    const { replay } = createLabHandlers({ compute, embedder: counting, shelf, pause, nowMs: () => performance.now() });
    const model = await modelOf('linear');
    const ask = (models: LabModel[]) => replay({ compute: { backend: 'wasm', remembered: null, baseUrl: 'http://localhost/' }, revisions: structuredClone(REVISIONS), known: 0, models, indices: upTo(70) }, { signal: new AbortController().signal, progress: () => {} });
    const { output: { columns } } = await ask([model]) as Transferring<LabAnswer>;
    // One more warms the version up.
    expect(embedded).toBe(1 + new Set(columns.pictureIndex).size);
    expect(new Set(columns.pictureIndex).size).toBeLessThan(70);
    embedded = 0;
    await ask([model, { ...await modelOf('mlp'), identity: 'other' }]);
    expect(embedded).toBe(1);
  }, 60_000);

  it('tells of no truth that has not been reported', async () => {
    const { columns } = await labOn(compute)({ models: [await modelOf('colour')], indices: upTo(9), known: 4 });
    expect([...columns.reportedTruth].map((truth) => truth === UNKNOWN_TRUTH)).toEqual([false, false, false, false, true, true, true, true, true]);
  });

  it('tells how far it is, and stops at the next batch when it is asked to', async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const asked = labOn(compute)({ models: [await modelOf('cnn')], indices: upTo(EVENTS) }, { signal: stop.signal, progress: ({ done }) => { told.push(done); if (told.length === 2) stop.abort(); } });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(told).toEqual([32, 64]);
  });

  it('times versions one after the other, each anew, and stops between two', async () => {
    let nowMs = 0;
    const { pace } = createLabHandlers({ compute, embedder: embedderOn(compute), shelf, pause, nowMs: () => (nowMs += 4) });
    const models = [await modelOf('colour', 1), { ...await modelOf('colour', 2), identity: 'other' }];
    const task = { compute: { backend: compute.backend, remembered: null, baseUrl: 'http://localhost/' }, models };
    const stop = new AbortController();
    const told: number[] = [];
    expect(await pace(task, { signal: stop.signal, progress: ({ done }) => { told.push(done); } })).toEqual([4, 4]);
    expect(told).toEqual([1, 2]);
    await expect(pace(task, { signal: stop.signal, progress: () => { stop.abort(); } })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses a network that does not fit its signature', async () => {
    const model = await modelOf('colour');
    await expect(labOn(compute)({ models: [{ ...model, signature: { ...model.signature, blocks: ['colour'] } }], indices: upTo(3) })).rejects.toMatchObject({ code: 'model-incompatible' });
  });
});
