import * as v from 'valibot';
import type { ReplayOptions, ReplayRequest } from '../state/replay.svelte.ts';
import { look } from './action.ts';
import { followed, keyed, natural, real } from './arguments.ts';

/** What makes the line better, and says so before anything is changed. */
export const improve = {
  replay: look({
    does: 'Replay a recorded stretch of the line with other versions',
    takes: [keyed({
      versions: v.array(natural), from: natural, to: natural, events: v.optional(natural), seed: v.optional(natural), baseline: v.optional(natural), values: v.optional(v.nullable(v.array(v.array(real)))), exact: v.optional(v.boolean()),
    }), followed],
    obstacle: ({ registry, line }) => (registry.models.length === 0 ? 'model-unknown' : line.now === 0 ? 'index-out-of-range' : null),
    run: ({ replay }, request: ReplayRequest, options?: ReplayOptions) => replay.run(request, options),
  }),
};
