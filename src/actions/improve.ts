import * as v from 'valibot';
import { LEVELLINGS } from '../domain/data/features/levelling.ts';
import { FRUIT_CHOICES } from '../domain/remedy/fruit-choice.ts';
import { REMEDIES, type RemedyId } from '../domain/remedy/remedies.ts';
import type { RemedyOptions } from '../state/remedies.svelte.ts';
import type { ReplayOptions, ReplayRequest } from '../state/replay.svelte.ts';
import { act, look } from './action.ts';
import { anything, count, followed, keyed, natural, real, signalled } from './arguments.ts';

/** What makes the line better, and says so before anything is changed. */
export const improve = {
  remedies: look({
    does: 'Say what is to be expected of each of the eight remedies',
    run: async ({ remedies }) => (await remedies.look()).map(({ id, group, prospect, reason }) => ({ id, group, applies: prospect, why: reason, tried: remedies.trialOf(id) })),
  }),
  try: act({
    does: 'Try a remedy: train and register a version, and replay it beside the live one',
    takes: [v.picklist(REMEDIES), v.optional(keyed({
      choice: v.optional(v.picklist(FRUIT_CHOICES)), count: v.optional(count(5000)), balanced: v.optional(v.boolean()), alone: v.optional(v.boolean()), recipe: v.optional(anything), levelling: v.optional(v.picklist(LEVELLINGS)), configurations: v.optional(count(48)), confidence: v.optional(v.pipe(real, v.minValue(0.5), v.maxValue(1))),
    })), signalled],
    undone: { by: 'models.remove' }, obstacle: ({ registry, remedies, training, replay }) => (registry.live ? (remedies.status || training.status || replay.running ? 'remedy-busy' : null) : 'nothing-deployed'),
    run: ({ remedies }, remedy: RemedyId, options: RemedyOptions = {}, { signal }: { signal?: AbortSignal } = {}) => remedies.try(remedy, options, signal ? { signal } : {}),
  }),
  replay: look({
    does: 'Replay a recorded stretch of the line with other versions',
    takes: [keyed({
      versions: v.array(natural), from: natural, to: natural, events: v.optional(natural), seed: v.optional(natural), baseline: v.optional(natural), values: v.optional(v.nullable(v.array(v.array(real)))), exact: v.optional(v.boolean()),
    }), followed],
    obstacle: ({ registry, line }) => (registry.models.length === 0 ? 'model-unknown' : line.now === 0 ? 'index-out-of-range' : null),
    run: ({ replay }, request: ReplayRequest, options?: ReplayOptions) => replay.run(request, options),
  }),
};
