import { DEFAULT_POLICY } from '../policy/default-policy.ts';
import { parsePolicy, type Policy } from '../policy/policy.ts';
import { PRESET_IDS } from '../world/drift/preset-ids.ts';
import { parseLabPlan, type LabPlan } from './plan.ts';

/** Policies to choose from. */
export const READY_POLICIES: readonly Policy[] = [
  DEFAULT_POLICY,
  ...[
    { name: 'By the calendar', trigger: { every: 2000 } },
    { name: 'By the labels', trigger: { labels: 1000 } },
    { name: 'Errors alert', trigger: { alert: 'errors_drifted' } },
    { name: 'Accuracy', trigger: { accuracy: { below: 0.9, truths: 100 } } },
    { name: 'Pool, then retrain', trigger: { accuracy: { below: 0.9, truths: 100 } }, pool: 3 },
    { name: 'Estimated accuracy', trigger: { estimated: { below: 0.92 } } },
    { name: 'Drifted inputs', trigger: { drifted: { share: 0.3 } } },
    { name: 'CARA-T', trigger: { cara: 'T', tau: 40 } },
    { name: 'CARA-CT', trigger: { cara: 'CT', tau: 60 } },
  ].map(parsePolicy),
];

/** A plan to start from. */
interface ReadyPlan {
  readonly id: string;
  /** One line: what it answers. */
  readonly question: string;
  readonly plan: LabPlan;
}

const named = (...names: string[]): Policy[] => READY_POLICIES.filter(({ name }) => names.includes(name));
const ready = (id: string, question: string, plan: object): ReadyPlan => ({ id, question, plan: parseLabPlan(plan) });

/** The plans that the screen offers, in their order; the first is there when it opens. */
export const READY_LAB_PLANS: readonly ReadyPlan[] = [
  ready('lamp', 'The light fades for months. When is a new model worth its price?', {
    name: 'The lamp ages', policies: named(DEFAULT_POLICY.name, 'By the calendar', 'Errors alert', 'Accuracy', 'CARA-T', 'CARA-CT'), scenarios: ['lamp-ages'],
  }),
  ready('stories', 'One story after the other: which policy is cheapest on which, and why?', { name: 'Which policy for which story', policies: READY_POLICIES, scenarios: [...PRESET_IDS] }),
  ready('pool', 'What comes back was known before. Does a pool of kept versions spare the training?', {
    name: 'Winter, with and without a pool', policies: named(DEFAULT_POLICY.name, 'Accuracy', 'Pool, then retrain'), scenarios: ['winter-returns'], events: 14_000,
  }),
  ready('quiet', 'Nothing happens, ten times. Which policy leaves well alone?', { name: 'A quiet line', policies: READY_POLICIES, scenarios: ['nothing-happens'], seeds: { from: 1, count: 10 } }),
];
