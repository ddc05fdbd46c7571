import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import type { Concerns } from '../state/concerns.ts';
import { act, look } from './action.ts';
import { anything, keyed, natural } from './arguments.ts';

interface Stretch { from?: number; to?: number }

const stretch = v.optional(keyed({ from: v.optional(natural), to: v.optional(natural) }));

/** A stretch of the line, all of it unless it is said. */
function stretchOf({ line }: Concerns, { from = 0, to = Math.max(line.now, from + 1) }: Stretch = {}): Required<Stretch> {
  if (to <= from) throw new OrchardError('argument-invalid', `a stretch from ${from} to ${to} is empty`);
  return { from, to };
}

/** The loop that goes round by itself: which policy runs the line, and what it did. */
export const loop = {
  level: look({ does: 'Say how much of the loop goes round by itself: 0 nothing, 1 the policy retrains', run: ({ loop: goes }) => Promise.resolve(goes.level) }),
  setLevel: act({
    does: 'Set how much of the loop goes round by itself', takes: [v.picklist([0, 1, 2])], undone: { by: 'loop.setLevel' },
    run: async ({ loop: goes }, level: 0 | 1 | 2) => {
      if (level === 2) throw new OrchardError('level-locked');
      await goes.setLevel(level);
    },
  }),
  policy: look({ does: 'Tell the policy that the line runs under, or would at level 1', run: ({ loop: goes }) => Promise.resolve(structuredClone(goes.policy)) }),
  setPolicy: act({ does: 'Exchange the policy of the line', takes: [anything], code: 'policy-invalid', undone: { by: 'loop.setPolicy' }, run: ({ loop: goes }, policy: unknown) => goes.setPolicy(policy) }),
  runUnder: act({ does: 'Run the line under a policy, at level 1', takes: [anything], code: 'policy-invalid', undone: 'offered', run: ({ loop: goes }, policy: unknown) => goes.runUnder(policy) }),
  decisions: look({
    does: 'List what the policy of the line decided', takes: [stretch],
    run: async (on, given?: Stretch) => {
      const { from, to } = stretchOf(on, given);
      return on.loop.decisions.filter(({ at }) => at >= from && at < to).map(({ answer, ...renewal }) => structuredClone({ ...renewal, how: answer?.how ?? null, version: answer?.version ?? null, learnt: answer?.learnt ?? null, gates: answer?.gates ?? [], code: answer?.code ?? null, trial: on.loop.trialOf(renewal) }));
    },
  }),
  keys: look({ does: 'Tell the four keys of delivery of the line', takes: [stretch], run: (on, given?: Stretch) => on.loop.keys(stretchOf(on, given)) }),
  incidents: look({ does: 'List the incidents of the line', run: ({ loop: goes }) => goes.incidents() }),
};
