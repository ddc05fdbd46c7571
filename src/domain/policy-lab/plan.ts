import * as v from 'valibot';
import { detailOf as errorDetail, OrchardError } from '../common/errors.ts';
import { refusalText } from '../common/refusal.ts';
import { plainName } from '../common/isolated.ts';
import { alternatives, parsePolicy, type Policy } from '../policy/policy.ts';
import { presetOf } from '../world/drift/presets.ts';
import { SCENARIO_DEFAULTS, type Scenario } from '../world/drift/scenario.ts';
import { drawnScenario, minimalScenario, parseScenario } from '../world/drift/schema.ts';
import type { LabCosts } from './run-policy.ts';
import type { LabTask } from './task.ts';
import { LAB_ALERTS } from './watch-need.ts';

/** Which policies are tried on which stories, how often and at what prices: everything that a result depends on. */
export interface LabPlan {
  readonly schema: 1;
  readonly name: string;
  /** No two of one name. */
  readonly policies: readonly Policy[];
  /** Stories, no two of one name; seed and length are the plan's. */
  readonly scenarios: readonly Scenario[];
  readonly seeds: { readonly from: number; readonly count: number };
  /** Fruits of each run. */
  readonly events: number;
  /** Fruits of a batch: after each the baselines may retrain, and cost-aware triggers look at what it lost. */
  readonly batch: number;
  readonly costs: LabCosts;
}

export const LAB_LIMITS = {
  policies: 64, scenarios: 16, seeds: 100, events: [500, 100_000], batch: [20, 10_000], price: 1_000_000,
  /** Of one line: the baselines try each against each before it. */
  batches: 500,
  /** Fruits of all stories and seeds that are drawn: about a quarter of an hour on one core. */
  pictures: 2_000_000,
  /** Fruits of all stories and seeds, as often as there are policies. */
  predictions: 20_000_000,
} as const;

export const LAB_DEFAULTS = { name: 'Untitled', seeds: { from: 7, count: 3 }, events: 10_000, batch: 200, costs: { error: 1.9, label: 0.05, training: 8, deployment: 12 } } as const;

const whole = (low: number, high: number) => v.pipe(v.number(`a whole number from ${low} to ${high}`), v.check((n) => Number.isInteger(n) && n >= low && n <= high, `a whole number from ${low} to ${high}`));
const price = v.pipe(v.number(), v.check((n) => n >= 0 && n <= LAB_LIMITS.price, `a number from 0 to ${LAB_LIMITS.price}`));
const listOf = (most: number) => v.pipe(v.array(v.unknown()), v.minLength(1, 'at least one'), v.maxLength(most, `at most ${most}`));

const planSchema = v.strictObject({
  schema: v.optional(v.literal(1), 1),
  name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(120, 'at most 120 letters'), v.transform(plainName)), LAB_DEFAULTS.name),
  policies: listOf(LAB_LIMITS.policies),
  scenarios: listOf(LAB_LIMITS.scenarios),
  seeds: v.optional(v.strictObject({ from: whole(0, 2 ** 32 - 1 - LAB_LIMITS.seeds), count: whole(1, LAB_LIMITS.seeds) }), LAB_DEFAULTS.seeds),
  events: v.optional(whole(...LAB_LIMITS.events), LAB_DEFAULTS.events),
  batch: v.optional(whole(...LAB_LIMITS.batch), LAB_DEFAULTS.batch),
  costs: v.optional(v.strictObject({
    error: v.optional(price, LAB_DEFAULTS.costs.error), label: v.optional(price, LAB_DEFAULTS.costs.label),
    training: v.optional(price, LAB_DEFAULTS.costs.training), deployment: v.optional(price, LAB_DEFAULTS.costs.deployment),
  }), LAB_DEFAULTS.costs),
});

/**
 * Parses a plan of any origin; a result of the lab counts as its plan. A story is a preset's id, `{ preset }` or a scenario. Nothing of the plan is clamped: what is wrong throws `policy-plan-invalid` and names the
 * place, and a plan too large for a browser throws `policy-plan-too-large` and says what to make smaller.
 */
export function parseLabPlan(input: unknown): LabPlan {
  const value = typeof input === 'object' && input !== null && 'kind' in input && 'plan' in input ? input.plan : input;
  const parsed = v.safeParse(planSchema, value, { abortEarly: true });
  if (!parsed.success) {
    throw invalid(refusalText(parsed.issues[0], 'plan'));
  }
  const { policies, scenarios, ...rest } = parsed.output;
  const plan: LabPlan = { ...rest, policies: policies.map((policy, i) => at(`policies.${i}`, () => policyOf(policy))), scenarios: scenarios.map((scenario, i) => at(`scenarios.${i}`, () => scenarioOf(scenario))) };
  requireDistinct('policies', plan.policies);
  requireDistinct('scenarios', plan.scenarios);
  const large = tooLarge(plan);
  if (large) throw new OrchardError('policy-plan-too-large', large, { about: large });
  return plan;
}

function policyOf(input: unknown): Policy {
  const policy = parsePolicy(input);
  if (policy.recipe) throw new OrchardError('policy-invalid', 'recipe: the lab trains its colour recipe alone; leave it out, and give it to the line');
  if (policy.rollout) throw new OrchardError('policy-invalid', 'rollout: in the lab what passes the gates takes over at once; leave it out, and give it to the line');
  for (const each of alternatives(policy.trigger)) {
    if (each !== 'never' && 'alert' in each && !LAB_ALERTS.includes(each.alert)) throw new OrchardError('policy-invalid', `trigger.alert: the lab has no rule ${each.alert}; there are ${LAB_ALERTS.join(', ')}`);
  }
  return policy;
}

function scenarioOf(input: unknown): Scenario {
  const id = typeof input === 'string' ? input : presetIn(input);
  const scenario = id === null ? drawnScenario(parseScenario(input)) : presetOf(id)?.scenario(SCENARIO_DEFAULTS.seed);
  if (!scenario) throw new OrchardError('scenario-invalid', `there is no preset ${id}`);
  return labScenario(scenario);
}

/** The id where an object names a preset and nothing else. */
function presetIn(input: unknown): string | null {
  const entries = typeof input === 'object' && input !== null ? Object.entries(input) : [];
  return entries.length === 1 && entries[0]![0] === 'preset' && typeof entries[0]![1] === 'string' ? entries[0]![1] : null;
}

/** A scenario as a story of the lab; its seed and length are set aside. */
export function labScenario(scenario: Scenario): Scenario {
  return { ...scenario, seed: SCENARIO_DEFAULTS.seed, length: SCENARIO_DEFAULTS.length };
}

function at<T>(place: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw invalid(`${place}: ${errorDetail(error)}`);
  }
}

function requireDistinct(place: string, named: readonly { readonly name: string }[]): void {
  named.forEach(({ name }, i) => {
    if (named.findIndex((other) => other.name === name) < i) throw invalid(`${place}.${i}.name: there is another “${name}”`);
  });
}

/** What a plan costs, and where that is too much, what of it and what to make smaller; null where it can be run. */
function tooLarge(plan: LabPlan): string | null {
  const { batches, pictures, predictions } = labCost(plan);
  if (batches > LAB_LIMITS.batches) return `${batches} batches of a line are more than ${LAB_LIMITS.batches}; take larger batches or fewer fruits`;
  if (pictures > LAB_LIMITS.pictures) return `${pictures} pictures are more than ${LAB_LIMITS.pictures}; take fewer stories, seeds or fruits`;
  return predictions > LAB_LIMITS.predictions ? `${predictions} predictions are more than ${LAB_LIMITS.predictions}; take fewer policies, stories, seeds or fruits` : null;
}

/** What a plan costs; `batches` are those of one line, `runs` counts policies × stories × seeds. */
export function labCost({ policies, scenarios, seeds, events, batch }: LabPlan): { readonly batches: number; readonly runs: number; readonly pictures: number; readonly predictions: number } {
  const [lines, batches] = [scenarios.length * seeds.count, Math.ceil(events / batch)];
  return { batches, runs: policies.length * lines, pictures: lines * events, predictions: policies.length * lines * events };
}

/** What workers are given, a task for each story and seed: the first seed of every story comes first, so that every story soon has something to show. */
export function labTasks({ policies, scenarios, seeds, events, batch, costs }: LabPlan): (LabTask & { readonly scenarioIndex: number })[] {
  return Array.from({ length: seeds.count }, (_, i) => scenarios.map((scenario, scenarioIndex) => ({ policies, scenario, scenarioIndex, seed: seeds.from + i, events, batch, costs }))).flat();
}

/** A plan as plain JSON that parses back to it. Stories are written out, so that a preset that changes one day does not change the plan. */
export function labPlanJson(plan: LabPlan): Record<string, unknown> {
  return { ...plan, scenarios: plan.scenarios.map(minimalScenario) };
}

function invalid(detail: string): OrchardError {
  return new OrchardError('policy-plan-invalid', detail, { about: detail });
}
