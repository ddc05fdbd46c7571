import * as v from 'valibot';
import { plainName } from '../common/isolated.ts';
import { codeOf, detailOf, OrchardError } from '../common/errors.ts';
import { byKey, refusalText } from '../common/refusal.ts';
import { normaliseRecipe, type Recipe, type RecipeInput } from '../learning/recipes/catalogue.ts';
import { percent as wholePercent, readMetrics, readSteps, writtenMetrics, writtenSteps, type WrittenMetric, type WrittenStep } from '../rollout/written-rollout.ts';
import type { RetrainingRule } from './retraining.ts';

/** What makes a policy act. Fruits and labels are counted since its last decision; truths are those of the version in force. */
export type Trigger =
  | 'never'
  /** So many fruits. */
  | { readonly every: number }
  /** So many truths. */
  | { readonly labels: number }
  /** An alert of this name fires. */
  | { readonly alert: string }
  /** The share of right predictions among so many newest truths is below this. */
  | { readonly accuracy: { readonly below: number; readonly truths: number } }
  /** The accuracy that confidence lets expect is below this. */
  | { readonly estimated: { readonly below: number } }
  /** So large a share of the readable features has drifted. */
  | { readonly drifted: { readonly share: number } }
  /** Cost-aware (Mahadevan and Mathioudakis 2023): what a batch of truths lost (`T`), or what was lost since the last decision (`CT`), is above `tau`. */
  | { readonly cara: 'T' | 'CT'; readonly tau: number }
  | { readonly any: readonly Trigger[] };

/** Which fruits a retraining learns from, among those whose truth is known. */
export type TrainingData =
  | 'all'
  /** Those since the change that the newest truths tell of, no fewer than `LEAST_ROWS`. */
  | 'since-cut'
  | { readonly newest: number; readonly reserve?: number | undefined }
  /** Each stays with probability ½^(age ÷ half-life). */
  | { readonly decay: { readonly halfLife: number } };

/** What a candidate must pass. Null: not asked. */
export interface Gates {
  /** Not worse than the champion, beyond chance, on fruits of which neither has learnt. */
  readonly notWorse: boolean;
  /** No kind of fruit may lose more than this share of its accuracy, where at least `LEAST_SLICE` of it are held back. */
  readonly worstSlice: number | null;
  /** Greatest expected calibration error. */
  readonly calibration: number | null;
}

/** How what passes the gates gets to the line, as `rollout.start` takes it. In a query, `{{args.champion}}` and `{{args.challenger}}` are the versions' numbers. */
export interface PolicyRollout {
  readonly mode: 'shadow' | 'canary' | 'ab';
  readonly weight?: number | undefined;
  readonly steps?: readonly WrittenStep[] | undefined;
  readonly analysis?: readonly WrittenMetric[] | undefined;
}

/** When to retrain, on what, what, through which gates, and how long it takes. */
export interface Policy {
  readonly name: string;
  readonly trigger: Trigger;
  /** Fruits after a decision in which nothing triggers another. */
  readonly coolDown: number;
  readonly data: TrainingData;
  /** What is trained; null: the recipe of the live version. */
  readonly recipe: Recipe | null;
  readonly gates: Gates;
  /** Null: what passes the gates takes over at once. */
  readonly rollout: PolicyRollout | null;
  /** Versions kept with which a training is spared when the world comes back; 0: none. */
  readonly pool: number;
  /** Fruits from a decision to its effect. */
  readonly turnaround: number;
}

export const GATES = ['notWorse', 'worstSlice', 'calibration'] as const satisfies readonly (keyof Gates)[];

/** Least pictures that a retraining learns from. */
export const LEAST_ROWS = 60;
/** Least held-back fruits of a kind for a gate to judge it. */
export const LEAST_SLICE = 12;
/** Most alternatives of a trigger. */
const MOST_ANY = 8;

export const POLICY_LIMITS = { nameLength: 60, every: [50, 1_000_000], labels: [20, 1_000_000], truths: [20, 2000], coolDown: [0, 1_000_000], newest: [LEAST_ROWS, 5000], halfLife: [50, 1_000_000], pool: [0, 8], turnaround: [50, 100_000] } as const;

/** What is left out of a policy. */
export const POLICY_DEFAULTS = {
  coolDown: 500, data: { newest: 240 }, recipe: null, gates: { notWorse: true, worstSlice: null, calibration: null }, rollout: null, pool: 0, turnaround: 100,
} as const;

const whole = ([low, high]: readonly [number, number], words = `a whole number from ${low} to ${high}`) => v.pipe(v.number(words), v.check((n) => Number.isInteger(n) && n >= low && n <= high, words));
const [SHARE, COST, ALERT] = ['a number between 0 and 1', 'a number from 0 on', 'the name of an alert'] as const;
const share = v.pipe(v.number(SHARE), v.check((n) => n > 0 && n < 1, SHARE));
const cost = v.pipe(v.number(COST), v.check((n) => Number.isFinite(n) && n >= 0, COST));
const ALERT_NAME = v.pipe(v.string(ALERT), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, ALERT), v.maxLength(120));

const SINGLE = {
  every: v.strictObject({ every: whole(POLICY_LIMITS.every) }),
  labels: v.strictObject({ labels: whole(POLICY_LIMITS.labels) }),
  alert: v.strictObject({ alert: ALERT_NAME }),
  accuracy: v.strictObject({ accuracy: v.strictObject({ below: share, truths: whole(POLICY_LIMITS.truths) }) }),
  estimated: v.strictObject({ estimated: v.strictObject({ below: share }) }),
  drifted: v.strictObject({ drifted: v.strictObject({ share }) }),
  cara: v.strictObject({ cara: v.picklist(['T', 'CT']), tau: cost }),
} as const;
const single = byKey<Trigger>(SINGLE, 'never, every, labels, alert, accuracy, estimated, drifted or cara, as documented', ['never']);

const triggerSchema = byKey<Trigger>(
  { ...SINGLE, any: v.strictObject({ any: v.pipe(v.array(single), v.minLength(1, 'at least one trigger'), v.maxLength(MOST_ANY, `at most ${MOST_ANY} triggers`)) }) },
  'never, every, labels, alert, accuracy, estimated, drifted, cara or any, as documented', ['never'],
);

const dataSchema = byKey<TrainingData>({
  newest: v.strictObject({ newest: whole(POLICY_LIMITS.newest), reserve: v.optional(whole([0, POLICY_LIMITS.newest[1]])) }),
  decay: v.strictObject({ decay: v.strictObject({ halfLife: whole(POLICY_LIMITS.halfLife) }) }),
}, 'all, since-cut, newest with or without a reserve, or decay', ['all', 'since-cut']);

/** A recipe that is just what was written: where a number would be brought into its range, or a key belongs to none or to another kind, it is refused. */
const recipeSchema = v.pipe(v.looseObject({ kind: v.string() }, 'a recipe: its kind, and what of it is not as usual'), v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
  try {
    const recipe = normaliseRecipe(value as RecipeInput);
    const written = Object.entries(recipe) as [string, unknown][];
    const odd = Object.entries(value).find(([key, given]) => typeof given !== 'object' && !written.some(([name, kept]) => name === key && kept === given));
    if (!odd) return recipe;
    addIssue({ message: `the recipe ${recipe.kind} has no ${odd[0]} ${String(odd[1])}` });
  } catch (error) {
    addIssue({ message: codeOf(error) === 'recipe-invalid' ? detailOf(error) : 'a recipe: its kind, and what of it is not as usual' });
  }
  return NEVER;
}));

const rolloutSchema = v.pipe(
  v.strictObject({ mode: v.picklist(['shadow', 'canary', 'ab']), weight: v.optional(wholePercent), steps: v.optional(writtenSteps), analysis: v.optional(writtenMetrics) }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      readSteps(dataset.value.steps ?? []);
      readMetrics(dataset.value.analysis ?? []);
    } catch (error) {
      addIssue({ message: detailOf(error) });
    }
  }),
);

const policySchema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(POLICY_LIMITS.nameLength), v.transform(plainName)), ''),
  trigger: triggerSchema,
  coolDown: v.optional(whole(POLICY_LIMITS.coolDown), POLICY_DEFAULTS.coolDown),
  data: v.optional(dataSchema, POLICY_DEFAULTS.data),
  recipe: v.optional(v.nullable(recipeSchema), null),
  gates: v.optional(v.strictObject({
    notWorse: v.optional(v.boolean(), true),
    worstSlice: v.optional(v.nullable(share), null),
    calibration: v.optional(v.nullable(share), null),
  }), POLICY_DEFAULTS.gates),
  rollout: v.optional(v.nullable(rolloutSchema), null),
  pool: v.optional(whole(POLICY_LIMITS.pool), POLICY_DEFAULTS.pool),
  turnaround: v.optional(whole(POLICY_LIMITS.turnaround), POLICY_DEFAULTS.turnaround),
});

/** Parses a policy of any origin; what is left out has its default, and a policy without a name gets one that says its trigger. Throws `policy-invalid` and names the place. */
export function parsePolicy(input: unknown): Policy {
  const parsed = v.safeParse(policySchema, input, { abortEarly: true });
  if (!parsed.success) {
    const about = refusalText(parsed.issues[0], 'policy');
    throw new OrchardError('policy-invalid', about, { about });
  }
  const policy = parsed.output as Policy;
  return policy.name === '' ? { ...policy, name: triggerText(policy.trigger) } : policy;
}

/** Parses a trigger of any origin. Throws `policy-invalid`. */
export function parseTrigger(input: unknown): Trigger {
  const parsed = v.safeParse(triggerSchema, input);
  if (!parsed.success) throw new OrchardError('policy-invalid', 'trigger');
  return parsed.output as Trigger;
}

/** A trigger in a few words. */
export function triggerText(trigger: Trigger): string {
  if (trigger === 'never') return 'never';
  if ('every' in trigger) return `every ${trigger.every} fruits`;
  if ('labels' in trigger) return `every ${trigger.labels} truths`;
  if ('alert' in trigger) return `alert ${trigger.alert}`;
  if ('accuracy' in trigger) return `accuracy below ${percent(trigger.accuracy.below)} of ${trigger.accuracy.truths}`;
  if ('estimated' in trigger) return `estimated accuracy below ${percent(trigger.estimated.below)}`;
  if ('drifted' in trigger) return `${percent(trigger.drifted.share)} of the features drifted`;
  if ('cara' in trigger) return trigger.cara === 'T' ? `a batch loses ${trigger.tau}` : `losses add up to ${trigger.tau}`;
  return trigger.any.map(triggerText).join(' or ');
}

const percent = (value: number): string => `${Number((value * 100).toPrecision(3))} %`;

/** The single triggers that one is made of. */
export function alternatives(trigger: Trigger): readonly Exclude<Trigger, { any: unknown }>[] {
  return typeof trigger === 'object' && 'any' in trigger ? trigger.any.flatMap(alternatives) : [trigger];
}

/** The rule of the cost-aware literature that a trigger stands for; null for the others. */
export function caraRule(trigger: Trigger): RetrainingRule | null {
  return typeof trigger === 'object' && 'cara' in trigger ? { kind: trigger.cara === 'T' ? 'cara-t' : 'cara-ct', tau: trigger.tau } : null;
}
