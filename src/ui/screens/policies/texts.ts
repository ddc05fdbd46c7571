import type { PolicyTrial } from '../../../domain/delivery/policy-trial.ts';
import type { StoryFinding } from '../../../domain/policy-lab/findings.ts';
import type { LabPlan } from '../../../domain/policy-lab/plan.ts';
import type { Baseline, Spread } from '../../../domain/policy-lab/result.ts';
import type { RenewalAnswer } from '../../../domain/policy/controller.ts';
import type { GateResult } from '../../../domain/policy/gates.ts';
import { recipeText } from '../../../domain/learning/recipes/catalogue.ts';
import { recipeName } from '../../../domain/learning/recipes/names.ts';
import type { Level } from '../../../domain/policy/policy-record.ts';
import { triggerText, type Policy, type PolicyRollout } from '../../../domain/policy/policy.ts';
import { count, number, percent, percentNumber, signed } from '../../format.ts';
import { nameText } from '../../names.ts';

export const BASELINE_NAMES: Readonly<Record<Baseline, { name: string; note: string }>> = {
  optimum: { name: 'Optimum', note: 'known only afterwards' }, never: { name: 'Never', note: 'the first model stays' }, always: { name: 'Always', note: 'after each batch' },
};

/** An amount of money, without a unit of its own: prices are in whatever unit they were given. */
export const money = (amount: number): string => number(amount, Math.abs(amount) < 100 && !Number.isInteger(Math.round(amount * 10) / 10) ? 1 : 0);

/** `+142`, `0`, `−3`. */
export const extra = (amount: number): string => (Math.round(amount) > 0 ? `+${number(amount)}` : number(amount));

/** `94.7 ± 0.2`. */
export const accuracyText = ({ mean, halfRange }: Spread): string => `${percentNumber(mean)} ± ${percentNumber(halfRange)}`;

/** What a policy learns from. */
export function dataText({ data }: Policy): string {
  if (data === 'all') return 'all that is known';
  if (data === 'since-cut') return 'since the change that the truths tell of';
  if ('decay' in data) return `half as many every ${number(data.decay.halfLife)} fruits back`;
  return `newest ${number(data.newest)} with truth${data.reserve ? `, and ${number(data.reserve)} of the first` : ''}`;
}

/** What a candidate must pass. */
export function gatesText({ gates }: Policy): string {
  const asked = [
    ...(gates.notWorse ? ['not worse (paired)'] : []), ...(gates.worstSlice === null ? [] : [`no species by ${percent(gates.worstSlice)}`]),
    ...(gates.calibration === null ? [] : [`calibration error up to ${percent(gates.calibration)}`]),
  ];
  return asked.length > 0 ? asked.join(', ') : 'none';
}

const ROLLOUT_WORDS: Readonly<Record<PolicyRollout['mode'], string>> = { shadow: 'in the shadow until it is decided', canary: 'by growing shares', ab: 'by a share until it is decided' };

/** The rows of a policy's card. */
export function policyFacts(policy: Policy): readonly { label: string; term?: 'trigger' | 'cool-down' | 'turnaround' | 'pool'; text: string }[] {
  return [
    { label: 'Trigger', term: 'trigger', text: triggerText(policy.trigger) },
    { label: 'Cool-down', term: 'cool-down', text: policy.coolDown === 0 ? 'none' : count(policy.coolDown, 'fruit') },
    { label: 'Data', text: dataText(policy) },
    { label: 'Recipe', text: policy.recipe ? `${recipeName(policy.recipe.kind)}, ${recipeText(policy.recipe)}` : 'that of the live version' },
    { label: 'Gates', text: gatesText(policy) },
    { label: 'Rollout', text: policy.rollout ? ROLLOUT_WORDS[policy.rollout.mode] : 'at once' },
    { label: 'Pool', term: 'pool', text: policy.pool === 0 ? 'none' : `up to ${count(policy.pool, 'version')} kept` },
    { label: 'Turnaround', term: 'turnaround', text: count(policy.turnaround, 'fruit') },
  ];
}

/** Where it says less than its own words, what it is named by. */
export const triggerNote = (policy: Policy): string => (policy.name === triggerText(policy.trigger) ? dataText(policy) : triggerText(policy.trigger));

/** `once`, `2.7 times`. */
const times = (mean: number): string => (mean === 1 ? 'once' : `${number(mean, Number.isInteger(mean) ? 0 : 1)} times`);

/** Which policy is cheapest on a story, and why, in one or two sentences. */
export function findingText({ scenario, best, ties, next, bestParts, nextParts, saves, isCheaperEachTime, optimum, never, always }: StoryFinding): string {
  const name = nameText(best.policy!);
  const also = ties.length === 0 ? '' : `, as do ${ties.length === 1 ? nameText(ties[0]!) : `${ties.length} others`}`;
  const first = `${nameText(scenario)}: ${name} costs least, ${money(best.cost.mean)}${also}; at best it could have been ${money(optimum.cost.mean)}, never retraining costs ${money(never.cost.mean)} and always ${money(always.cost.mean)}.`;
  // Where a kept version came back, that is most of the reason.
  const returned = best.swaps.mean > 0 ? ` A version that was kept came back ${times(best.swaps.mean)} a run, and ${best.retrains.mean > 0 ? `it trained ${times(best.retrains.mean)}` : 'nothing was trained'}.` : '';
  if (!next || !nextParts) return first + returned;
  const why = saves === 'mistakes'
    ? `Against ${nameText(next.policy!)} it loses less to mistakes, ${money(bestParts.mistakes)} instead of ${money(nextParts.mistakes)}`
    : `Against ${nameText(next.policy!)} it pays less for renewals, ${money(bestParts.renewals)} instead of ${money(nextParts.renewals)}`;
  return `${first}${returned} ${why}${best.seeds === 1 ? ', under one seed' : isCheaperEachTime ? `, and is cheaper under each of ${best.seeds} seeds` : `; but not under each of ${best.seeds} seeds, so it may be chance`}.`;
}

/** What is run, before it is. */
export function costText({ runs, pictures }: { runs: number; pictures: number }, workers: number): string {
  return `${count(runs, 'run')}, ${count(pictures, 'picture')} to draw, with ${workers === 1 ? 'one worker' : `${workers} workers`}`;
}

/** What a plan's renewal costs. */
export function renewalText({ costs }: LabPlan): string {
  return `A retraining on 240 fruits costs ${money(240 * costs.label + costs.training + costs.deployment)}.`;
}

/** What the levels are called. */
export const LEVEL_NAMES: Readonly<Record<Level, string>> = { 0: '0 by hand', 1: '1 continuous training' };

/** What the level means for the line. */
export function levelText(level: Level, { name }: Policy): string {
  return level === 0 ? 'Nothing happens without a hand; at 1 a policy retrains.' : `The line runs under ${nameText(name)}.`;
}

/** Why a policy left the live version, where an error's code says it. */
const KEPT_BECAUSE: Readonly<Record<string, string>> = {
  cancelled: 'level or policy was changed before it was there', 'worker-died': 'the training died twice', superseded: 'a hand deployed meanwhile', 'rollout-running': 'a version was under trial', 'data-one-class': 'the truths were all alike', 'data-too-few': 'too few truths were known',
  'no-truth': 'no truth comes for its labels', 'training-diverged': 'the training came to nothing', 'storage-full': 'the storage is full', 'out-of-memory': 'the memory did not suffice',
};

const TRIAL_WORDS: Readonly<Record<PolicyTrial['outcome'], string>> = { running: 'under trial', promoted: 'promoted', ended: 'the trial was ended' };

/** What came of a renewal; `back`: what there is to say of a version that came back, `trial`: how one that is tried stands. */
export function answerText(answer: RenewalAnswer | null, back: string | null = null, trial: PolicyTrial | null = null): string {
  if (!answer) return 'being made';
  if (answer.how === 'swapped') return back ?? `v${answer.version} came back`;
  const made = `v${answer.version}, of ${count(answer.learnt, 'picture')}`;
  if (answer.how === 'tried') return `${made}: ${TRIAL_WORDS[trial?.outcome ?? 'running']}${trial?.at === null || trial === null ? '' : ` at fruit ${number(trial.at)}`}`;
  if (answer.how === 'trained') return made;
  return `kept: ${answer.code === null ? 'a gate was not passed' : KEPT_BECAUSE[answer.code] ?? answer.code}`;
}

const GATE_WORDS: Readonly<Record<GateResult['gate'], string>> = { notWorse: 'against the champion', worstSlice: 'worst species', calibration: 'calibration error' };

/** How a candidate stood at the gates, each with its fruits. */
export function gatesStanding(answer: RenewalAnswer | null): string {
  return (answer?.gates ?? []).map(({ gate, passed, value, count: n }) => `${GATE_WORDS[gate]} ${gate === 'notWorse' ? `${signed(100 * value)} points` : percent(value)}, ${count(n, 'fruit')}: ${passed ? 'passed' : 'not passed'}`).join('; ');
}
