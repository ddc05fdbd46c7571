import * as v from 'valibot';
import { COMPARISONS, type Comparison } from './condition.ts';

/** How a candidate gets traffic: all at once; all of it without counting; a share that grows in steps; a share until it is decided. */
export const ROLLOUT_MODES = ['replace', 'shadow', 'canary', 'ab'] as const;
export type RolloutMode = (typeof ROLLOUT_MODES)[number];

/** What makes the challenger the champion: the last step, or evidence that it is better. */
export const PROMOTIONS = ['end', 'gain'] as const;

/** What promotes in a mode when nothing is said of it: a canary comes to the end of its steps, a shadow or an A/B goes on until it is decided. */
export function promotionOf(mode: RolloutMode): (typeof PROMOTIONS)[number] {
  return mode === 'canary' || mode === 'replace' ? 'end' : 'gain';
}

const MOST_STEPS = 100;
const MOST_METRICS = 50;
const LONGEST_QUERY = 10_000;

const name = v.pipe(v.string(), v.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u, 'a name is of small letters, digits and -'));
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(3_153_600_000));
const limit = v.nullable(v.pipe(v.number(), v.safeInteger(), v.maxValue(1_000_000)));
const condition = v.nullable(v.object({ op: v.picklist(Object.keys(COMPARISONS) as Comparison[]), value: v.pipe(v.number(), v.finite()) }));

const metricSchema = v.object({
  name, query: v.pipe(v.string(), v.maxLength(LONGEST_QUERY)), success: condition, failure: condition,
  /** Simulated seconds from one measurement to the next; null measures once. */
  intervalSeconds: v.nullable(seconds),
  initialDelaySeconds: seconds,
  count: limit, failureLimit: limit, inconclusiveLimit: limit, consecutiveErrorLimit: limit, consecutiveSuccessLimit: limit,
});

const stepSchema = v.variant('kind', [
  /** `weight`: percent of the fruit that the challenger decides. */
  v.object({ kind: v.literal('setWeight'), weight: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100)) }),
  /** Null: until somebody goes on, or the evidence decides. */
  v.object({ kind: v.literal('pause'), seconds: v.nullable(seconds) }),
  v.object({ kind: v.literal('analysis'), templates: v.pipe(v.array(name), v.minLength(1), v.maxLength(MOST_METRICS)) }),
]);

/** The schema of a strategy, for what comes from outside. */
export const strategySchema = v.object({
  name, mode: v.picklist(ROLLOUT_MODES), promote: v.picklist(PROMOTIONS),
  /** The fruits of a lot go to one version together; each by itself when it is left out. */
  lots: v.optional(v.literal(true)),
  steps: v.pipe(v.array(stepSchema), v.maxLength(MOST_STEPS)),
  /** Templates that are measured from the first step to the last. */
  background: v.pipe(v.array(name), v.maxLength(MOST_METRICS)),
  templates: v.pipe(v.array(v.object({ name, metrics: v.pipe(v.array(metricSchema), v.minLength(1), v.maxLength(MOST_METRICS)) })), v.maxLength(MOST_METRICS)),
});

/** One metric of an analysis and what is asked for it. */
export type RolloutMetric = Readonly<v.InferOutput<typeof metricSchema>>;
export type RolloutStep = Readonly<v.InferOutput<typeof stepSchema>>;
/** How a rollout goes on, as an Argo Rollout with its AnalysisTemplates says it. Times are simulated. */
export type Strategy = Readonly<v.InferOutput<typeof strategySchema>>;

/** Metrics of a template; none when there is none of that name. */
export function metricsOf({ templates }: Strategy, template: string): readonly RolloutMetric[] {
  return templates.find((each) => each.name === template)?.metrics ?? [];
}
