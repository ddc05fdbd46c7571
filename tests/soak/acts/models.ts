import { call, oneOf, type Act, type Stage } from './act.ts';

interface Model { number: number }
interface Summary { total: number }

/** More pictures and versions than a class makes are made fewer, so that memory can be compared. */
const MOST_PICTURES = 400;

const versions = async (stage: Stage): Promise<number[]> => (await call<Model[]>(stage, 'models.list')).map(({ number }) => number);

async function train(stage: Stage, recipe: unknown): Promise<void> {
  const { total } = await call<Summary>(stage, 'data.summary');
  if (total < 40) await call(stage, 'data.pick', { count: 80, seed: 1 });
  await call(stage, 'train', recipe);
}

/** A live version, so that there is a line to run. */
export async function prepare(stage: Stage): Promise<void> {
  if ((await versions(stage)).length === 0) await train(stage, { kind: 'colour' });
  await call(stage, 'models.deploy', (await versions(stage)).at(-1));
}

/** What is done with pictures and versions. */
export const MODEL_ACTS: readonly Act[] = [
  {
    name: 'pick', weight: 2,
    async run(stage, draw) {
      const { total } = await call<Summary>(stage, 'data.summary');
      if (total > MOST_PICTURES) await call(stage, 'data.reset', ['ripe', 'unripe']);
      await call(stage, 'data.pick', { count: 10 + draw.int(60), seed: draw.int(10_000) });
    },
  },
  { name: 'collect', weight: 2, run: (stage, draw) => call(stage, 'data.collect', 5 + draw.int(60)) },
  { name: 'train', weight: 3, run: (stage, draw) => train(stage, { kind: 'colour', seed: draw.int(100), l2: 1 + draw.int(9) }) },
  { name: 'train-network', weight: 0.4, run: (stage, draw) => train(stage, { kind: 'mlp', features: ['colour'], epochs: 5, seed: draw.int(100) }) },
  { name: 'deploy', weight: 3, run: async (stage) => call(stage, 'models.deploy', (await versions(stage)).at(-1)) },
  {
    name: 'roll-back', weight: 2,
    async run(stage, draw) {
      const all = await versions(stage);
      if (all.length > 0) await call(stage, 'models.deploy', oneOf(draw, all));
    },
  },
  {
    name: 'compare', weight: 1,
    async run(stage, draw) {
      const all = await versions(stage);
      if (all.length > 1) await call(stage, 'models.compare', oneOf(draw, all), oneOf(draw, all));
    },
  },
  {
    name: 'model-file', weight: 1,
    async run(stage, draw) {
      const all = await versions(stage);
      if (all.length === 0) return;
      const { bytes } = await call<{ bytes: Buffer }>(stage, 'models.export', oneOf(draw, all));
      await call(stage, 'models.import', { $blob: bytes.toString('base64'), type: 'application/zip' });
    },
  },
];
