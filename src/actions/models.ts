import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import { importanceSpread } from '../domain/learning/evaluation/permutation-importance.ts';
import { RECIPE_KINDS, type RecipeInput, type RecipeKind } from '../domain/learning/recipes/catalogue.ts';
import { splitObstacle } from '../domain/learning/split.ts';
import type { TrainProgress } from '../../workers/protocol/trainer.ts';
import type { Concerns } from '../state/concerns.ts';
import { importModel } from '../state/model-import.ts';
import { act, look } from './action.ts';
import type { TrainAnswer } from './answers.ts';
import { anything, blob, callback, followed, keyed, natural, signal, signalled, text } from './arguments.ts';
import { heatAnswer } from './heat-answer.ts';
import { trained } from './trained.ts';

type TrainOptions = { onProgress?: (progress: TrainProgress) => void; signal?: AbortSignal };

function mayTrain({ data, training, search }: Concerns) {
  return training.status || search.status ? 'argument-invalid' as const : splitObstacle(data.counts)?.code ?? null;
}

function mustBeFree({ search }: Concerns, recipe: RecipeInput): void {
  if (search.status) throw new OrchardError('argument-invalid', 'a search is under way');
  if (!(RECIPE_KINDS as readonly string[]).includes(recipe?.kind as RecipeKind)) throw new OrchardError('recipe-invalid', 'kind');
}

export const train = act({
  does: 'Freeze the data set, train, and register what comes out', takes: [anything, followed], undone: { by: 'models.remove' }, obstacle: mayTrain,
  run: async (on, recipe: RecipeInput, options: TrainOptions = {}): Promise<TrainAnswer> => {
    mustBeFree(on, recipe);
    const { trained: run, version } = await on.training.trainAndRegister(recipe, options);
    return { version: version.number, ...trained(on, run) };
  },
});

/** Trainings whose result is looked at before it becomes a version. */
export const runs = {
  train: act({
    does: 'Freeze the data set and train, without registering what comes out', takes: [anything, followed], undone: 'adds', obstacle: mayTrain,
    run: async (on, recipe: RecipeInput, options: TrainOptions = {}) => {
      mustBeFree(on, recipe);
      const run = await on.training.train(recipe, options);
      return { run: run.run.id, ...trained(on, run) };
    },
  }),
  register: act({
    does: 'Register the newest run as a version', undone: { by: 'models.remove' }, obstacle: ({ training }) => (training.pending ? null : 'argument-invalid'),
    run: async ({ training }) => {
      if (!training.pending) throw new OrchardError('argument-invalid', 'no run waits to be registered');
      return { version: (await training.register(training.pending)).number };
    },
  }),
  importance: look({
    does: 'Say how much a tested run rests on what it takes', takes: [natural],
    run: async ({ training }, id: number) => {
      const run = training.runs.find((each) => each.id === id);
      if (!run) throw new OrchardError('index-out-of-range', `run ${id}`);
      return (run.importance ?? []).map((each) => ({ ...structuredClone(each), ...importanceSpread(each) }));
    },
  }),
};

/** Model versions, and who is live. */
export const models = {
  list: look({ does: 'List the registered versions', run: async ({ registry }) => registry.models.map((model) => structuredClone(model)) }),
  deploy: act({
    does: 'Deploy a version to the line', takes: [natural], undone: 'offered', obstacle: ({ registry }) => (registry.models.length > 0 ? null : 'model-unknown'),
    run: ({ registry }, version: number) => registry.deploy(version),
  }),
  rollBack: act({
    does: 'Deploy the version that was live before', undone: 'offered', obstacle: ({ registry }) => (registry.previous === null ? 'model-unknown' : null),
    run: ({ registry }) => registry.rollBack(),
  }),
  compare: look({
    does: 'Hold a version against another on the same pictures', takes: [natural, natural, signalled],
    run: async ({ comparison }, champion: number, challenger: number, options: { signal?: AbortSignal } = {}) => {
      const found = await comparison.compare(champion, challenger, options);
      return { ...found, verdict: found.decision };
    },
  }),
  heat: look({
    does: 'Show what a version looks at in a picture or in a fruit of the line', takes: [natural, v.union([blob, natural]), v.optional(keyed({ label: v.optional(text), signal: v.optional(signal), onProgress: v.optional(callback) }))],
    run: async ({ heat }, version: number, picture: Blob | number, { label, ...options }: { label?: string; signal?: AbortSignal; onProgress?: (progress: { done: number; total: number }) => void } = {}) => {
      const network = await heat.networkOf(version);
      const { labels } = network.signature;
      if (label !== undefined && !labels.includes(label)) throw new OrchardError('label-unknown', label);
      const found = await heat.of(network, typeof picture === 'number' ? await heat.fruit(picture) : { blob: picture }, { ...options, ...(label === undefined ? {} : { label: labels.indexOf(label) }) });
      return heatAnswer(labels, found);
    },
  }),
  rename: act({ does: 'Name a version', takes: [natural, text], undone: { by: 'models.rename' }, run: ({ registry }, version: number, name: string) => registry.rename(version, name) }),
  setNotes: act({ does: 'Write notes on a version', takes: [natural, text], undone: { by: 'models.setNotes' }, run: ({ registry }, version: number, notes: string) => registry.setNotes(version, notes) }),
  setChallenger: act({
    does: 'Make a version the challenger, or none', takes: [v.nullable(natural)], undone: { by: 'models.setChallenger' },
    run: ({ registry }, version: number | null) => registry.setAlias('challenger', version),
  }),
  remove: act({ does: 'Delete a version that is not live', takes: [natural], undone: 'offered', run: ({ registry }, version: number) => registry.remove(version) }),
  export: look({ does: 'Write a version as a file', takes: [natural], run: ({ registry }, version: number) => registry.export(version) }),
  import: act({ does: 'Register a version from a file', takes: [blob], undone: { by: 'models.remove' }, run: (app, file: Blob) => importModel(app, file) }),
};

export const classify = look({
  does: 'Classify a picture by the live version', takes: [blob], obstacle: ({ registry }) => (registry.live ? null : 'nothing-deployed'),
  run: async ({ registry, services }, picture: Blob) => {
    const { live } = registry;
    if (!live) throw new OrchardError('nothing-deployed');
    await registry.serve();
    const { predicted, scores, version, modelMs } = await services.serving.call('classify', { source: picture });
    const { labels } = live.signature;
    return { label: labels[predicted]!, scores: Object.fromEntries(labels.map((label, i) => [label, scores[i]!])), version, ms: modelMs };
  },
});
