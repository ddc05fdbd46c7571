import * as v from 'valibot';
import { OrchardError } from '../common/errors.ts';
import { FRUIT_INTERVAL_MS } from '../world/stream/time.ts';
import { readCondition } from './condition-text.ts';
import { readGoDuration } from './duration.ts';
import type { RolloutMetric, RolloutStep } from './strategy.ts';

const MOST_STEPS = 100;
const MOST_METRICS = 50;
const text = v.string();
const limit = v.optional(v.pipe(v.number(), v.safeInteger()));

/** A share as it is written, percent. */
export const percent = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100));

/** A step as a script or a policy writes it: an analysis of a step takes YAML. A pause without anything waits for a hand, or for the evidence. */
export const writtenSteps = v.pipe(v.array(v.union([
  v.strictObject({ setWeight: percent }), v.strictObject({ pause: v.strictObject({ duration: v.optional(text), fruits: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) }) }),
])), v.maxLength(MOST_STEPS));
export type WrittenStep = v.InferOutput<typeof writtenSteps>[number];

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
