import * as v from 'valibot';
import { weightOf, type RolloutState } from '../domain/rollout/rollout-state.ts';
import { ROLLOUT_MODES, type RolloutMode } from '../domain/rollout/strategy.ts';
import { readEvidence } from '../domain/rollout/trial-evidence.ts';
import { percent, readMetrics, readSteps, writtenMetrics, writtenSteps, type WrittenMetric, type WrittenStep } from '../domain/rollout/written-rollout.ts';
import type { Concerns } from '../state/concerns.ts';
import { LESSON_MODES, type LessonPlan } from '../domain/experiment/lesson.ts';
import type { LessonOptions } from '../state/aa-lesson.svelte.ts';
import { act, compute, look } from './action.ts';
import type { RolloutAnswer } from './answers.ts';
import { count, followed, keyed, natural, real, text } from './arguments.ts';

interface StartInput { version: number; mode: RolloutMode; weight?: number; lots?: boolean; steps?: WrittenStep[]; analysis?: WrittenMetric[] }

const startInput = keyed({ version: natural, mode: v.picklist(ROLLOUT_MODES), weight: v.optional(percent), lots: v.optional(v.boolean()), steps: v.optional(writtenSteps), analysis: v.optional(writtenMetrics) });

const mustRun = ({ rollouts }: Concerns) => (rollouts.isRunning ? null : 'rollout-none' as const);

/** Versions on their way to the line. */
export const rollout = {
  start: act({
    does: 'Begin to roll out a version: all at once, in the shadow, by growing shares, or by a share until it is decided', takes: [startInput], undone: { by: 'rollout.abort' },
    obstacle: ({ registry, rollouts }) => (registry.live === null ? 'nothing-deployed' : rollouts.isRunning ? 'rollout-running' : null),
    run: async ({ rollouts }, { steps, analysis, ...wish }: StartInput) => rollouts.start({ ...wish, steps: steps && readSteps(steps), metrics: analysis && readMetrics(analysis) }),
  }),
  status: look({
    does: 'Tell how the rollout stands that goes on, or was the last',
    run: async ({ rollouts }): Promise<RolloutAnswer | null> => {
      await rollouts.refresh();
      return rollouts.shown && answerOf(rollouts.shown);
    },
  }),
  promote: act({
    does: 'Go on to the next share of a rollout, or make its version the champion', takes: [v.optional(keyed({ full: v.optional(v.boolean()) }))], undone: { by: 'models.rollBack' }, obstacle: mustRun,
    run: ({ rollouts }, options: { full?: boolean } = {}) => rollouts.promote(options.full),
  }),
  abort: act({ does: 'Stop a rollout: the champion serves on alone', undone: { by: 'rollout.retry' }, obstacle: mustRun, run: ({ rollouts }) => rollouts.abort() }),
  pause: act({ does: 'Hold a rollout at its share', undone: { by: 'rollout.resume' }, obstacle: mustRun, run: ({ rollouts }) => rollouts.pause() }),
  resume: act({ does: 'Let a rollout go on', undone: { by: 'rollout.pause' }, obstacle: mustRun, run: ({ rollouts }) => rollouts.resume() }),
  retry: act({
    does: 'Begin the last rollout again', undone: { by: 'rollout.abort' }, obstacle: ({ rollouts }) => (rollouts.isRunning ? 'rollout-running' : rollouts.shown ? null : 'rollout-none'),
    run: ({ rollouts }) => rollouts.retry(),
  }),
  yaml: look({ does: 'Write the strategy of a rollout as Argo Rollouts does', run: ({ rollouts }) => rollouts.yaml() }),
  fromYaml: act({ does: 'Take over a strategy that is written as for Argo Rollouts', takes: [text], code: 'strategy-invalid', undone: { by: 'rollout.fromYaml' }, run: ({ rollouts }, yaml: string) => rollouts.fromYaml(yaml) }),
  lesson: compute({
    does: 'Run A/A rollouts that are looked at after every fruit, and count the false alarms of the ordinary and of the anytime-valid test',
    takes: [v.optional(keyed({ mode: v.optional(v.picklist(LESSON_MODES)), rollouts: v.optional(count(1000)), fruits: v.optional(count(10_000)), accuracy: v.optional(v.pipe(real, v.gtValue(0), v.ltValue(1))), seed: v.optional(natural) })), followed],
    run: ({ aaLesson }, plan?: Partial<LessonPlan>, options?: LessonOptions) => aaLesson.run(plan, options),
  }),
};

function answerOf(state: RolloutState): RolloutAnswer {
  const { strategy, phase, cause, champion, challenger, step, since, fromIndex, counts, evidence, analyses, decided, lastIndex } = state;
  const { difference, ordinary, sequence, logE, alwaysValidP } = readEvidence(evidence);
  return {
    phase, cause, mode: strategy.mode, champion, challenger, weight: Math.round(100 * weightOf(state)), step, steps: strategy.steps.length, from: fromIndex, since, asOf: lastIndex, counts,
    statistics: {
      truths: evidence.truths, difference, interval: ordinary?.interval ?? null, p: ordinary?.p ?? null, sequence, eValue: Math.exp(Math.min(700, logE)), alwaysValidP, found: evidence.found,
    },
    analyses: analyses.map((run) => {
      const metric = strategy.templates.find(({ name }) => name === run.template)!.metrics[run.metric]!;
      return { name: metric.name, query: metric.query, step: run.step, phase: run.phase, ...run.counters, measurements: run.measurements };
    }),
    decided,
  };
}
