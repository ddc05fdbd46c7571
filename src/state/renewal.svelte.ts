import { codeOf, OrchardError } from '../domain/common/errors.ts';
import type { DataSetVersion, Split } from '../domain/data/dataset/dataset.ts';
import { learntFruit } from '../domain/delivery/comparison/learnt.ts';
import { hasLearntFrom } from '../domain/registry/lineage.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import { expectedCalibrationError } from '../domain/learning/evaluation/calibration-error.ts';
import { argMax } from '../domain/learning/evaluation/classification.ts';
import type { HeldOutPrediction } from '../domain/learning/run.ts';
import type { Renewal, RenewalAnswer } from '../domain/policy/controller.ts';
import { judgeGates, type GateResult } from '../domain/policy/gates.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { bestOf, poolOf } from '../domain/policy/pool.ts';
import { trainingRows } from '../domain/policy/training-rows.ts';
import { isPhoto } from '../domain/world/stream/event.ts';
import { photographAt } from '../domain/world/stream/photograph-at.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import { Film } from './film.ts';
import { takeEvents } from './line-fruit.ts';
import type { Line } from './line.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Replay } from './replay.svelte.ts';
import { knownOf } from './known-truths.ts';
import type { Services } from './services.ts';
import type { Training } from './training.svelte.ts';

/** Newest fruits with truth on which kept versions are compared with the champion. */
const POOL_TRUTHS = 120;
/** Of the fruits that are learnt from, every sixth chooses the settings of recipes that choose any. */
const VALIDATION_EVERY = 6;

/** What a renewal works through. `replay` is the loop's own: what somebody looks at stays. */
export interface RenewalGround {
  readonly services: Services;
  readonly compute: Compute;
  readonly data: DataState;
  readonly registry: Registry;
  readonly training: Training;
  readonly line: Line;
  readonly pictures: Pictures;
  readonly replay: Replay;
}

/**
 * Does what a policy asked for: a kept version that comes back, else one that is trained on what was known at the renewal's event and passes the gates. Registers it, deploys nothing. Asked again under the same
 * `name` it finds the version that it registered before. What fails is answered as `kept` with its code; only deaths of workers that bring the line itself, and what calls the work off, are thrown.
 */
export async function renew(on: RenewalGround, policy: Policy, renewal: Renewal, name: string, signal: AbortSignal): Promise<RenewalAnswer> {
  const kept = (code: string | null, learnt = 0, gates: readonly GateResult[] = []): RenewalAnswer => ({ how: 'kept', version: null, learnt, gates, code });
  const { registry, line, training } = on;
  const { live } = registry;
  if (!live) return kept('nothing-deployed');
  if (registry.trial !== null) return kept('rollout-running');
  if (!line.truthComes(live.signature.labels)) return kept('no-truth');
  const knownTo = Math.max(0, line.knownAt(renewal.at));
  let learnt = 0;
  let isTraining = false;
  try {
    const back = await comesBack(on, policy, live, knownTo, signal);
    if (back !== null) return { how: 'swapped', version: back, learnt: 0, gates: [], code: null };
    const revisions = Film.revisionsOf(line.film);
    const isKnown = await knownOf(on.services, revisions, knownTo);
    const dataSet = await dataSetOf(on, live, trainingRows(policy.data, knownTo, { cut: renewal.cut, seed: revisions[0]!.scenario.seed + renewal.id, isKnown }), signal);
    learnt = dataSet.samples.length;
    isTraining = true;
    const made = registry.models.find(({ lineage }) => lineage.renewal === name && lineage.dataSetHash === dataSet.contentHash);
    const run = made && training.runs.find(({ id }) => id === made.lineage.runId);
    if (made && run) return { how: 'trained', version: made.number, learnt, gates: await judged(on, policy, live, dataSet, run.heldOut, made.signature.labels, signal), code: null };
    const trained = await training.train({ ...(policy.recipe ?? live.recipe) }, { dataSet, signal });
    const gates = await judged(on, policy, live, dataSet, trained.run.heldOut, trained.output.signature.labels, signal);
    if (gates.some(({ passed }) => !passed)) {
      training.forget(trained);
      return kept(null, learnt, gates);
    }
    const version = await training.register(trained, name);
    return { how: 'trained', version: version.number, learnt, gates, code: null };
  } catch (error) {
    // A trainer that dies was asked once more already; who brings the line is waited for.
    if (signal.aborted || (!isTraining && codeOf(error) === 'worker-died')) throw error;
    return kept(codeOf(error), learnt);
  }
}

/** The kept version that beats the live one on the newest truths; null where none does. */
async function comesBack({ registry, replay }: RenewalGround, policy: Policy, live: ModelVersion, knownTo: number, signal: AbortSignal): Promise<number | null> {
  const registered = new Map(registry.models.map((model) => [model.number, model]));
  const pool = poolOf(registry.deployments.map(({ version }) => version), policy.pool).filter((number) => registered.get(number)?.signature.labels.join('\n') === live.signature.labels.join('\n'));
  const from = Math.max(0, knownTo - POOL_TRUTHS);
  if (pool.length === 0 || from >= knownTo) return null;
  const { paired } = await replay.run({ versions: pool, baseline: live.number, from, to: knownTo }, { signal });
  return bestOf(pool.flatMap((version) => (paired[version] ? [{ version, counts: paired[version].counts }] : [])));
}

/** The fruits of a renewal as a version of the data set: they join it under the truths that were reported, those held back as its test. */
async function dataSetOf(on: RenewalGround, live: ModelVersion, { learnt: taken, heldBack, reserve }: ReturnType<typeof trainingRows>, signal: AbortSignal): Promise<DataSetVersion> {
  const { data, line, registry } = on;
  // What is held back is judged on: a photograph that is shown again is not learnt from there either.
  const revisions = Film.revisionsOf(line.film);
  const judgedOn = new Set(Array.from(heldBack, (event) => photographAt(revisions, event)));
  const learnt = taken.filter((event) => { const photograph = photographAt(revisions, event); return photograph === null || !judgedOn.has(photograph); });
  const held = (): Map<number, string> => new Map(data.samples.flatMap(({ id, fruit }) => (fruit && line.film.hasSeed(fruit.seed) ? [[fruit.index, id] as const] : [])));
  const before = held();
  const lacking = [...learnt, ...heldBack].filter((event) => !before.has(event)).sort((a, b) => a - b);
  await takeEvents(on, lacking, 'Taking fruit in for the policy', { signal });
  if (signal.aborted) throw new OrchardError('cancelled');
  const idOf = held();
  const { labels } = live.signature;
  const known = new Map(data.samples.map((sample) => [sample.id, sample]));
  const splits = new Map<string, Split>();
  // Who was trained first brings what is reserved of the old world.
  const first = registry.deployments.map(({ version }) => registry.models.find(({ number }) => number === version)).find((model) => model);
  const reserved = data.versions.find((version) => first && hasLearntFrom(first.lineage, version))?.samples.filter(({ onlyTest }) => !onlyTest).slice(0, reserve) ?? [];
  for (const { id } of reserved) splits.set(id, 'train');
  learnt.forEach((event, i) => splits.set(idOf.get(event) ?? '', i % VALIDATION_EVERY === VALIDATION_EVERY - 1 ? 'validation' : 'train'));
  for (const event of heldBack) splits.set(idOf.get(event) ?? '', 'test');
  const samples = [...splits].flatMap(([id, split]) => {
    const sample = known.get(id);
    return sample && labels.includes(sample.label) ? [{ id, label: sample.label, split, ...(sample.fruit ? { fruit: sample.fruit } : {}) }] : [];
  });
  return data.freezeAs(labels, samples, [], true);
}

/** How a candidate stands at each gate, on the fruit that it was tested on and the live version has not learnt from. */
async function judged(on: RenewalGround, policy: Policy, live: ModelVersion, dataSet: DataSetVersion, heldOut: readonly HeldOutPrediction[], labels: readonly string[], signal: AbortSignal): Promise<readonly GateResult[]> {
  const { data, line, pictures, services, compute } = on;
  const learnt = learntFruit(data.versions.filter((version) => hasLearntFrom(live.lineage, version)), data.samples, Film.revisionsOf(line.film));
  const fruits = new Map(dataSet.samples.flatMap(({ id, fruit }) => (fruit && !learnt.has(fruit) ? [[id, fruit.index] as const] : [])));
  const tested = heldOut.filter(({ sampleId }) => fruits.has(sampleId));
  const drawn = tested.length === 0 ? [] : await pictures.ofLine(line.film, tested.map(({ sampleId }) => fruits.get(sampleId)!), live.signature.inputSize);
  let said: string[] = [];
  if (tested.length > 0) {
    const artifact = await services.storage.models.artifact(live.number);
    if (!artifact) throw new OrchardError('storage-corrupt', `network of v${live.number}`);
    await compute.ensure();
    const signature = $state.snapshot(live.signature) as ModelVersion['signature'];
    const { scores } = await services.trainer.call('predict', { version: live.number, signature, artifact, pictures: drawn.map(({ picture }) => picture) }, { signal, isRepeatable: true });
    said = tested.map((_, row) => signature.labels[argMax(scores, row * signature.labels.length, signature.labels.length)]!);
  }
  const candidate = tested.map(({ truth, predicted }) => truth === predicted);
  return judgeGates(policy.gates, {
    champion: tested.map(({ truth }, i) => said[i] === labels[truth]), candidate, slices: kindsOf(drawn.map(({ event }) => (isPhoto(event) ? event.truth ?? '' : event.fruit.species))),
    calibrationError: tested.length === 0 ? 1 : expectedCalibrationError(tested.map(({ scores, predicted }) => scores[predicted] ?? 0), candidate),
  });
}

/** Each name as the position at which it first came. */
function kindsOf(names: readonly string[]): number[] {
  const kinds = [...new Set(names)];
  return names.map((name) => kinds.indexOf(name));
}
