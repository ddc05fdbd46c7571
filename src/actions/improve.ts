import * as v from 'valibot';
import { LEVELLINGS } from '../domain/data/features/levelling.ts';
import { MOST_EVENTS } from '../domain/replay/request.ts';
import type { ReplayResult } from '../domain/replay/result.ts';
import { FRUIT_CHOICES } from '../domain/remedy/fruit-choice.ts';
import { REMEDIES, type RemedyId } from '../domain/remedy/remedies.ts';
import type { RemedyOptions } from '../state/remedies.svelte.ts';
import type { OnlineOptions } from '../state/online-heads.svelte.ts';
import type { BesideOptions } from '../state/side-by-side.svelte.ts';
import type { ReplayOptions, ReplayRequest } from '../state/replay.svelte.ts';
import { act, look } from './action.ts';
import type { ReplayAnswer } from './answers.ts';
import { anything, callback, count, followed, keyed, natural, real, signal, signalled, text } from './arguments.ts';
import { heatAnswer } from './heat-answer.ts';

/** A replay as a script is answered it: its baseline is a version's number, as in what is asked. */
const replayAnswer = ({ baseline, ...result }: ReplayResult): ReplayAnswer => ({ ...result, baseline: Number(baseline) });

/** What makes the line better, and says so before anything is changed. */
export const improve = {
  remedies: look({
    does: 'Say what is to be expected of each of the eight remedies',
    run: async ({ remedies }) => (await remedies.look()).map(({ id, group, prospect, reason }) => ({ id, group, applies: prospect, why: reason, tried: remedies.trialOf(id) })),
  }),
  choose: act({
    does: 'Choose which of the open incidents is answered', takes: [v.nullable(text)], undone: { by: 'improve.choose' },
    run: async ({ alerts }, incident: string | null) => {
      await alerts.refresh();
      alerts.choose(incident);
    },
  }),
  try: act({
    does: 'Try a remedy: train and register a version, and replay it beside the live one',
    takes: [v.picklist(REMEDIES), v.optional(keyed({
      choice: v.optional(v.picklist(FRUIT_CHOICES)), count: v.optional(count(5000)), balanced: v.optional(v.boolean()), alone: v.optional(v.boolean()), recipe: v.optional(anything), levelling: v.optional(v.picklist(LEVELLINGS)), configurations: v.optional(count(48)), confidence: v.optional(v.pipe(real, v.minValue(0.5), v.maxValue(1))),
    })), signalled],
    undone: { by: 'models.remove' }, obstacle: ({ registry, remedies, training, replay }) => (registry.live ? (remedies.status || training.status || replay.running ? 'remedy-busy' : null) : 'nothing-deployed'),
    run: async ({ remedies }, remedy: RemedyId, options: RemedyOptions = {}, { signal }: { signal?: AbortSignal } = {}) => {
      const { version, replay } = await remedies.try(remedy, options, signal ? { signal } : {});
      return { version, replay: replayAnswer(replay) };
    },
  }),
  recipes: look({
    does: 'Hold versions of unlike recipes side by side: accuracy, time of one prediction, size, and what they look at',
    takes: [v.optional(keyed({ versions: v.optional(v.pipe(v.array(natural), v.minLength(1))), fruit: v.optional(natural), signal: v.optional(signal), onProgress: v.optional(callback) }))],
    obstacle: ({ registry, line }) => (!registry.live ? 'nothing-deployed' : line.now === 0 ? 'index-out-of-range' : null),
    run: async ({ sideBySide, registry }, options: BesideOptions = {}) => {
      const { rows, ...found } = await sideBySide.run(options);
      return { ...found, rows: rows.map(({ looksAt, ...row }) => ({ ...row, looksAt: looksAt && heatAnswer(registry.get(row.version).signature.labels, looksAt) })) };
    },
  }),
  online: look({
    does: 'Let heads that learn with every truth run over a recorded stretch, and over a story in which that is a trap',
    takes: [v.optional(keyed({
      from: v.optional(natural), to: v.optional(natural), events: v.optional(count(MOST_EVENTS)), forgetting: v.optional(v.pipe(real, v.minValue(0.9), v.maxValue(1))), rate: v.optional(v.pipe(real, v.minValue(1e-4), v.maxValue(1))),
      exploration: v.optional(v.pipe(real, v.minValue(0), v.maxValue(1))), signal: v.optional(signal), onProgress: v.optional(callback),
    }))],
    obstacle: ({ registry, line }) => (!registry.live ? 'nothing-deployed' : line.now === 0 ? 'index-out-of-range' : null),
    run: ({ onlineHeads }, options?: OnlineOptions) => onlineHeads.run(options),
  }),
  replay: look({
    does: 'Replay a recorded stretch of the line with other versions',
    takes: [keyed({
      versions: v.array(natural), from: natural, to: natural, events: v.optional(natural), seed: v.optional(natural), baseline: v.optional(natural), values: v.optional(v.nullable(v.array(v.array(real)))), exact: v.optional(v.boolean()),
    }), followed],
    obstacle: ({ registry, line }) => (registry.models.length === 0 ? 'model-unknown' : line.now === 0 ? 'index-out-of-range' : null),
    run: async ({ replay }, request: ReplayRequest, options?: ReplayOptions) => replayAnswer(await replay.run(request, options)),
  }),
};
