import { call, oneOf, type Act, type Stage } from './act.ts';

interface Finding { id: string }
interface Desk { toPut: number }

const indexOf = async (stage: Stage): Promise<number> => (await call<{ index: number }>(stage, 'line.status')).index;

const versionsOf = async (stage: Stage): Promise<number[]> => (await call<{ number: number }[]>(stage, 'models.list')).map(({ number }) => number);

const STRATEGIES = [
  { mode: 'shadow', steps: [{ pause: { duration: '24h' } }] },
  { mode: 'canary', steps: [{ setWeight: 20 }, { pause: { duration: '12h' } }, { setWeight: 60 }, { pause: { duration: '12h' } }] },
  { mode: 'canary', steps: [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }] },
  { mode: 'ab', weight: 50 },
  { mode: 'replace' },
];
const TRIGGERS = ['never', { every: 500 }, { labels: 300 }, { alert: 'errors_drifted' }, { accuracy: { below: 0.97, truths: 100 } }, { cara: 'T', tau: 10 }];
const REMEDIES = ['cleaning', 'features', 'new-data', 'augmentation', 'human-feedback', 'model-feedback'];
const HANDS = ['promote', 'abort', 'pause', 'resume', 'retry'];

/** What is done about a model that has become worse, by hand and by a policy. */
export const IMPROVE_ACTS: readonly Act[] = [
  {
    name: 'roll-out', weight: 4,
    async run(stage, draw) {
      const all = await versionsOf(stage);
      if (all.length > 0) await call(stage, 'rollout.start', { version: oneOf(draw, all), ...oneOf(draw, STRATEGIES) });
    },
  },
  { name: 'rollout-by-hand', weight: 3, run: (stage, draw) => call(stage, `rollout.${oneOf(draw, HANDS)}`) },
  { name: 'level', weight: 3, run: (stage, draw) => call(stage, 'loop.setLevel', draw.int(2)) },
  {
    name: 'policy', weight: 2,
    run: (stage, draw) => call(stage, 'loop.setPolicy', { trigger: oneOf(draw, TRIGGERS), coolDown: 300, data: { newest: 60 + draw.int(120) }, pool: draw.int(3), turnaround: draw.int(300) }),
  },
  { name: 'remedy', weight: 1, run: (stage, draw) => call(stage, 'improve.try', oneOf(draw, REMEDIES), { count: 60 }) },
  {
    name: 'replay', weight: 1.5,
    async run(stage, draw) {
      const [all, to] = [await versionsOf(stage), await indexOf(stage)];
      if (all.length === 0 || to === 0) return;
      await call(stage, 'improve.replay', { versions: [oneOf(draw, all)], from: draw.int(to), to, events: 200, exact: draw.bool(0.5) });
    },
  },
  {
    name: 'review', weight: 2,
    async run(stage, draw) {
      const found = await call<Finding[]>(stage, 'review.queue', {});
      if (found.length > 0) await call(stage, 'review.decide', oneOf(draw, found).id, oneOf(draw, ['keep', 'drop']));
    },
  },
  { name: 'take-review-back', weight: 1, run: (stage, draw) => call(stage, draw.bool(0.5) ? 'review.undo' : 'review.takeBack') },
  {
    name: 'desk', weight: 2,
    async run(stage, draw) {
      await call(stage, 'review.inspect', 1 + draw.int(12));
      if ((await call<Desk>(stage, 'review.desk')).toPut > 0 && draw.bool(0.5)) await call(stage, 'review.putIntoData');
    },
  },
  { name: 'note', weight: 1, run: (stage, draw) => call(stage, 'journal.note', `of the soak, ${draw.int(1000)}`) },
];
