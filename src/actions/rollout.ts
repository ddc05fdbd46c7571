import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import { readCondition } from '../domain/rollout/condition-text.ts';
import { readGoDuration } from '../domain/rollout/duration.ts';
import { weightOf, type RolloutState } from '../domain/rollout/rollout-state.ts';
import { ROLLOUT_MODES, type RolloutMetric, type RolloutMode, type RolloutStep } from '../domain/rollout/strategy.ts';
import { readEvidence } from '../domain/rollout/trial-evidence.ts';
import { FRUIT_INTERVAL_MS } from '../domain/world/stream/time.ts';
import type { Concerns } from '../state/concerns.ts';
import { act, look } from './action.ts';
import type { RolloutAnswer } from './answers.ts';
import { keyed, natural, text } from './arguments.ts';

/** A step as a script writes it: an analysis of a step takes YAML. A pause without anything waits for a hand, or for the evidence. */
type StepInput = { setWeight: number } | { pause: { duration?: string; fruits?: number } };
/** A metric of the background as a script writes it. */
interface MetricInput { name: string; query: string; success?: string; failure?: string; interval?: string; initialDelay?: string; count?: number; failureLimit?: number; inconclusiveLimit?: number; consecutiveErrorLimit?: number; consecutiveSuccessLimit?: number }
interface StartInput { version: number; mode: RolloutMode; weight?: number; steps?: StepInput[]; analysis?: MetricInput[] }

const percent = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100));
const limit = v.optional(v.pipe(v.number(), v.safeInteger()));
const stepInput = v.union([keyed({ setWeight: percent }), keyed({ pause: keyed({ duration: v.optional(text), fruits: v.optional(natural) }) })]);
const metricInput = keyed({
  name: text, query: text, success: v.optional(text), failure: v.optional(text), interval: v.optional(text), initialDelay: v.optional(text),
  count: limit, failureLimit: limit, inconclusiveLimit: limit, consecutiveErrorLimit: limit, consecutiveSuccessLimit: limit,
});
const startInput = keyed({ version: natural, mode: v.picklist(ROLLOUT_MODES), weight: v.optional(percent), steps: v.optional(v.array(stepInput)), analysis: v.optional(v.array(metricInput)) });

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
};

function readSteps(steps: readonly StepInput[]): RolloutStep[] {
  return steps.map((step): RolloutStep => {
    if ('setWeight' in step) return { kind: 'setWeight', weight: step.setWeight };
    const { duration, fruits } = step.pause;
    if (duration !== undefined && fruits !== undefined) throw new OrchardError('argument-invalid', 'a pause has a duration or a number of fruits');
    return { kind: 'pause', seconds: duration !== undefined ? readGoDuration(duration) : fruits !== undefined ? (fruits * FRUIT_INTERVAL_MS) / 1000 : null };
  });
}

function readMetrics(metrics: readonly MetricInput[]): RolloutMetric[] {
  return metrics.map(({ name, query, success, failure, interval, initialDelay, ...limits }) => ({
    name, query, success: success === undefined ? null : readCondition(success), failure: failure === undefined ? null : readCondition(failure),
    intervalSeconds: interval === undefined ? null : readGoDuration(interval), initialDelaySeconds: initialDelay === undefined ? 0 : readGoDuration(initialDelay),
    count: limits.count ?? null, failureLimit: limits.failureLimit ?? null, inconclusiveLimit: limits.inconclusiveLimit ?? null,
    consecutiveErrorLimit: limits.consecutiveErrorLimit ?? null, consecutiveSuccessLimit: limits.consecutiveSuccessLimit ?? null,
  }));
}

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
