import * as v from 'valibot';
import { KEEP_LIMITS, type KeepRule } from '../domain/data/dataset/kept-frames.ts';
import type { Concerns } from '../state/concerns.ts';
import { act, look } from './action.ts';
import { keyed, natural, position, text } from './arguments.ts';

const share = v.pipe(position, v.maxValue(1));
const notOnCamera = ({ line }: Concerns) => (line.onCamera ? null : 'argument-invalid' as const);

async function told({ frames, line }: Concerns) {
  const { on, hidden, perSecond, taken, dropped, rule, kept } = frames;
  return {
    on, hidden, asked: line.beltSpeed, perSecond, taken, dropped, rule, knownTo: Math.max(0, line.knownTo),
    kept: kept.map(({ index, file, because, takenMs, label }) => ({ index, because, takenMs, bytes: file?.size ?? 0, ...(label === undefined ? {} : { label }) })),
  };
}

/** A line that runs on a camera: its frames, those that are kept, and what somebody says of them. */
export const frames = {
  status: look({ does: 'Say how frames of the camera come, and which are kept', run: told }),
  judge: act({
    does: 'Say what a frame of the camera shows: a truth that arrives when it is due', takes: [natural, v.nullable(text)], undone: { by: 'frames.judge' }, obstacle: notOnCamera,
    run: ({ frames }, index: number, label: string | null) => frames.judge(index, label),
  }),
  setRule: act({
    does: 'Set which frames of the camera are kept as pictures', undone: { by: 'frames.setRule' },
    takes: [keyed({ unsureBelow: v.optional(share), everyNth: v.optional(v.pipe(natural, v.maxValue(KEEP_LIMITS.everyNth))), mostMegabytes: v.optional(v.pipe(position, v.maxValue(KEEP_LIMITS.mostMegabytes))) })],
    run: async ({ frames }, change: Partial<KeepRule>) => {
      await frames.setRule(change);
      return frames.rule;
    },
  }),
  takeJudged: act({
    does: 'Take the judged frames that are kept into the data set', undone: { by: 'data.remove' },
    run: async ({ frames }) => {
      const { added, rejected } = await frames.takeJudged();
      return { added, rejected: rejected.map(({ index, code }) => ({ index, code })) };
    },
  }),
  remove: act({ does: 'Delete kept pictures of the camera for good: those of some events, or all', takes: [v.optional(v.array(natural))], undone: 'final', run: ({ frames }, indices?: readonly number[]) => frames.remove(indices) }),
};
