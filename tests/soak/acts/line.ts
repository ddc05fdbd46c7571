import { PRESET_IDS } from '../../../src/domain/world/drift/preset-ids.ts';
import type { LineStatus } from '../../../src/actions/answers.ts';
import { Refused } from '../../e2e/harness/orchard.ts';
import { loaded, sent, undone } from '../ledger.ts';
import { call, changing, oneOf, type Act, type Stage } from './act.ts';

type Dropped = LineStatus & { dropped: number };

const indexOf = async (stage: Stage): Promise<number> => (await call<LineStatus>(stage, 'line.status')).index;

/** What is done with the line. */
export const LINE_ACTS: readonly Act[] = [
  { name: 'play', weight: 8, run: (stage, draw) => call(stage, 'line.play', { speed: oneOf(draw, [20, 100, 300, 'max']) }) },
  {
    name: 'run-to', weight: 8,
    async run(stage, draw) {
      const until = await indexOf(stage) + 50 + draw.int(2500);
      await call(stage, 'line.play', { speed: 'max', until });
      await call(stage, 'line.reached', until);
    },
  },
  { name: 'pause', weight: 6, run: (stage) => call(stage, 'line.pause') },
  { name: 'step', weight: 5, run: (stage, draw) => call(stage, 'line.step', 1 + draw.int(60)) },
  {
    name: 'seek', weight: 4,
    async run(stage, draw) {
      const index = Math.max(0, await indexOf(stage) - 300 + draw.int(400));
      await changing<Dropped>(stage, 'line.seek', [index], (answer) => sent(index, answer?.dropped));
    },
  },
  {
    name: 'branch', weight: 3,
    async run(stage, draw) {
      const index = draw.int(1 + await indexOf(stage));
      await changing<Dropped>(stage, 'line.seek', [index], (answer) => sent(index, answer?.dropped));
    },
  },
  {
    name: 'undo', weight: 4,
    async run(stage) {
      const { canUndo } = stage.ledger;
      await changing(stage, 'line.undo', [], () => undone).catch((error: unknown) => {
        if (canUndo && error instanceof Refused && error.code === 'nothing-to-undo') stage.report('what was put aside cannot be brought back');
        throw error;
      });
    },
  },
  {
    name: 'story', weight: 2,
    run: (stage, draw) => changing<{ dropped: number }>(stage, 'line.load', [oneOf(draw, PRESET_IDS), { seed: draw.int(1000) }], (answer) => loaded(answer?.dropped)),
  },
  {
    name: 'own-story', weight: 1,
    run: (stage, draw) => changing<{ dropped: number }>(
      stage, 'line.load', [{ schema: 1, name: 'of the soak', seed: draw.int(1000), length: 20_000, labelDelay: draw.int(400), beltSpeed: 1 + draw.int(40) }], (answer) => loaded(answer?.dropped),
    ),
  },
  { name: 'belt-speed', weight: 3, run: (stage, draw) => call(stage, 'line.setBeltSpeed', 1 + draw.int(100)) },
  { name: 'look', weight: 2, run: async (stage, draw) => call(stage, 'line.look', draw.bool(0.3) ? null : draw.int(1 + await indexOf(stage))) },
];
