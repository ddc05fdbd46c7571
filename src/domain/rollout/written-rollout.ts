import * as v from 'valibot';
import { OrchardError } from '../common/errors.ts';
import { byKey } from '../common/refusal.ts';
import { FRUIT_INTERVAL_MS } from '../world/stream/time.ts';
import { readCondition } from './condition-text.ts';
import { readGoDuration } from './duration.ts';
import type { RolloutMetric, RolloutStep } from './strategy.ts';

const MOST_STEPS = 100;
const MOST_METRICS = 50;
const text = v.string();
const limit = v.optional(v.pipe(v.number('a whole number'), v.safeInteger()));
const FRUITS = 'a whole number of fruits, 0 or more';
const PERCENT = 'a whole number from 0 to 100';

/** A share as it is written, percent. */
export const percent = v.pipe(v.number(PERCENT), v.safeInteger(PERCENT), v.minValue(0, PERCENT), v.maxValue(100, PERCENT));

/** A step as a script or a policy writes it: an analysis of a step takes YAML. A pause without anything waits for a hand, or for the evidence. */
export const writtenSteps = v.pipe(v.array(byKey<WrittenStep>({
  setWeight: v.strictObject({ setWeight: percent }),
  pause: v.strictObject({ pause: v.strictObject({ duration: v.optional(text), fruits: v.optional(v.pipe(v.number(FRUITS), v.safeInteger(FRUITS), v.minValue(0, FRUITS))) }) }),
}, 'a step: setWeight or pause')), v.maxLength(MOST_STEPS, `at most ${MOST_STEPS} steps`));
export type WrittenStep = { setWeight: number } | { pause: { duration?: string | undefined; fruits?: number | undefined } };

/** A metric of the background as a script or a policy writes it. */
export const writtenMetrics = v.pipe(v.array(v.strictObject({
  name: text, query: text, success: v.optional(text), failure: v.optional(text), interval: v.optional(text), initialDelay: v.optional(text),
  count: limit, failureLimit: limit, inconclusiveLimit: limit, consecutiveErrorLimit: limit, consecutiveSuccessLimit: limit,
})), v.maxLength(MOST_METRICS));
export type WrittenMetric = v.InferOutput<typeof writtenMetrics>[number];

/** Throws `argument-invalid` for a pause of both a duration and fruits, and for a duration that is none. */
export function readSteps(steps: readonly WrittenStep[]): RolloutStep[] {
  return steps.map((step): RolloutStep => {
    if ('setWeight' in step) return { kind: 'setWeight', weight: step.setWeight };
    const { duration, fruits } = step.pause;
    if (duration !== undefined && fruits !== undefined) throw new OrchardError('argument-invalid', 'a pause has a duration or a number of fruits');
    return { kind: 'pause', seconds: duration !== undefined ? readGoDuration(duration) : fruits !== undefined ? (fruits * FRUIT_INTERVAL_MS) / 1000 : null };
  });
}

/** Throws `argument-invalid` for a condition or a duration that is none. */
export function readMetrics(metrics: readonly WrittenMetric[]): RolloutMetric[] {
  return metrics.map(({ name, query, success, failure, interval, initialDelay, ...limits }) => ({
    name, query, success: success === undefined ? null : readCondition(success), failure: failure === undefined ? null : readCondition(failure),
    intervalSeconds: interval === undefined ? null : readGoDuration(interval), initialDelaySeconds: initialDelay === undefined ? 0 : readGoDuration(initialDelay),
    count: limits.count ?? null, failureLimit: limits.failureLimit ?? null, inconclusiveLimit: limits.inconclusiveLimit ?? null,
    consecutiveErrorLimit: limits.consecutiveErrorLimit ?? null, consecutiveSuccessLimit: limits.consecutiveSuccessLimit ?? null,
  }));
}
