import { shareChange } from '../statistics/change-point.ts';
import { alternatives, caraRule, type Policy, type Trigger } from './policy.ts';
import type { GateResult } from './gates.ts';
import { isRetrainingDue } from './retraining.ts';

/** Events between two moments at which a policy decides: moments are multiples of it, at any speed. */
export const STEP_EVENTS = 50;
/** Newest truths of the version in force that are remembered. */
const MOST_TRUTHS = 2000;
/** Standard errors from which truths tell of a change: chance alone goes as far in about one of a hundred sequences of 200 to 2,000 truths. */
const CUT_FROM = 3.6;

/** What a policy's prices are, and how many truths a batch of the cost-aware triggers has. */
export interface PolicySettings {
  /** Cost of one wrong prediction. */
  readonly errorCost: number;
  readonly batch: number;
}

/** What is heard of the line at the end of a step. */
export interface Step {
  readonly kind: 'step';
  /** Events predicted so far, a multiple of `STEP_EVENTS`. */
  readonly index: number;
  /** Truths that arrived in the step, in the order of their events. */
  readonly truths: readonly { readonly event: number; readonly right: boolean }[];
  /** Names of the alerts that fire. */
  readonly firing: readonly string[];
  /** Accuracy as confidence lets expect it; null while it cannot be told. */
  readonly estimated: number | null;
  /** Share of the readable features that have drifted; null while it cannot be told. */
  readonly drifted: number | null;
  /** A version is under trial, so that nothing triggers. */
  readonly isTrying?: boolean;
}

/** What came of a renewal. */
export interface RenewalAnswer {
  /** `kept`: the champion stays; `tried`: so it does until a rollout of the version, which begins, has ended. */
  readonly how: 'trained' | 'swapped' | 'tried' | 'kept';
  /** The version that takes over, or is tried; null where the champion stays. */
  readonly version: number | null;
  /** Pictures that were learnt from. */
  readonly learnt: number;
  readonly gates: readonly GateResult[];
  /** Why it failed where it did: an error's code. */
  readonly code: string | null;
}

/** What a policy hears: the line goes on, something that it asked for is done, or somebody else has deployed at `index`; `replaced`: another version. */
export type Observation = Step | { readonly kind: 'answered'; readonly id: number; readonly answer: RenewalAnswer } | { readonly kind: 'deployed'; readonly index: number; readonly replaced: boolean };

/** What a policy asks for: a better version, out of the pool or trained on what is known at `at`, live from `effectiveAt` on. */
export interface Renewal {
  readonly id: number;
  readonly at: number;
  readonly effectiveAt: number;
  readonly cause: Trigger;
  /** Event from which the truths are told by another accuracy; null where they tell of no change. */
  readonly cut: number | null;
}

/** A renewal with what came of it. */
export interface Decision extends Renewal {
  readonly answer: RenewalAnswer | null;
}

/** All that a policy remembers: plain JSON. */
export interface ControllerState {
  readonly decided: number;
  /** Where counting began: the last decision, or its effect where that came later. */
  readonly countedFrom: number;
  /** No trigger before this event. */
  readonly restsUntil: number;
  /** First event that the version in force decides. */
  readonly championFrom: number;
  readonly labels: number;
  /** Newest truths of the version in force: events, and 1 for a right prediction. */
  readonly truths: { readonly events: readonly number[]; readonly right: readonly number[] };
  readonly batch: { readonly count: number; readonly wrong: number };
  readonly newestBatchCost: number | null;
  readonly accumulatedCost: number;
  readonly pending: Decision | null;
}

export const INITIAL_CONTROLLER: ControllerState = {
  decided: 0, countedFrom: 0, restsUntil: 0, championFrom: 0, labels: 0, truths: { events: [], right: [] }, batch: { count: 0, wrong: 0 }, newestBatchCost: null, accumulatedCost: 0, pending: null,
};

interface Moved {
  readonly state: ControllerState;
  /** What is asked for; at most one at a time. */
  readonly renewal: Renewal | null;
  /** What has taken effect. */
  readonly settled: Decision | null;
}

/**
 * One step of a policy: a pure function, the same in the lab and on the line. A renewal that was asked for at event d takes effect at d + turnaround; whoever carries it out
 * lets no event from there on be predicted before the answer is heard. While one is pending nothing triggers another. What somebody else deploys meanwhile stays: the renewal that is pending is dropped.
 */
export function advance(policy: Policy, settings: PolicySettings, state: ControllerState, heard: Observation): Moved {
  if (heard.kind === 'answered') {
    if (state.pending?.id !== heard.id || state.pending.answer) return { state, renewal: null, settled: null };
    return { state: { ...state, pending: { ...state.pending, answer: heard.answer } }, renewal: null, settled: null };
  }
  if (heard.kind === 'deployed') return { state: { ...state, pending: null, ...(heard.replaced ? anotherFrom(heard.index) : {}) }, renewal: null, settled: null };
  const { state: settledState, settled } = settle(state, heard.index);
  const counted = count(settledState, settings, heard);
  const fired = counted.pending || heard.isTrying === true || heard.index < counted.restsUntil ? null : alternatives(policy.trigger).find((each) => isDue(each, counted, heard)) ?? null;
  if (!fired) return { state: { ...counted, newestBatchCost: null }, renewal: null, settled };
  const renewal: Renewal = { id: counted.decided + 1, at: heard.index, effectiveAt: heard.index + policy.turnaround, cause: fired, cut: cutOf(counted.truths) };
  return {
    state: {
      ...counted, decided: renewal.id, countedFrom: heard.index, restsUntil: heard.index + Math.max(policy.coolDown, policy.turnaround), labels: 0, newestBatchCost: null, accumulatedCost: 0,
      pending: { ...renewal, answer: null },
    },
    renewal, settled,
  };
}

/** The event from which the newest truths tell of another accuracy; null where they tell of none. */
function cutOf({ events, right }: ControllerState['truths']): number | null {
  const change = shareChange(Float32Array.from(right));
  return change && Math.abs(change.score) >= CUT_FROM ? events[change.at]! : null;
}

/** A pending renewal whose moment has come and whose answer is known takes effect. */
function settle(state: ControllerState, index: number): { state: ControllerState; settled: Decision | null } {
  const { pending } = state;
  if (!pending?.answer || index < pending.effectiveAt) return { state, settled: null };
  const tookOver = pending.answer.version !== null && pending.answer.how !== 'tried';
  return {
    settled: pending,
    state: {
      ...state, pending: null,
      ...(tookOver ? anotherFrom(pending.effectiveAt) : {}),
    },
  };
}

/** What is known of the version in force when another takes over: nothing. */
function anotherFrom(index: number): Pick<ControllerState, 'championFrom' | 'countedFrom' | 'truths' | 'batch' | 'accumulatedCost'> {
  return { championFrom: index, countedFrom: index, truths: { events: [], right: [] }, batch: { count: 0, wrong: 0 }, accumulatedCost: 0 };
}

/** Counts the truths of a step. Those of a version that has been replaced count as labels only. */
function count(state: ControllerState, { errorCost, batch: size }: PolicySettings, { truths }: Step): ControllerState {
  const own = truths.filter(({ event }) => event >= state.championFrom);
  let { batch, newestBatchCost, accumulatedCost } = state;
  for (const { right } of own) {
    batch = { count: batch.count + 1, wrong: batch.wrong + (right ? 0 : 1) };
    if (batch.count < size) continue;
    newestBatchCost = batch.wrong * errorCost;
    accumulatedCost += newestBatchCost;
    batch = { count: 0, wrong: 0 };
  }
  return {
    ...state, batch, newestBatchCost, accumulatedCost, labels: state.labels + truths.length,
    truths: { events: [...state.truths.events, ...own.map(({ event }) => event)].slice(-MOST_TRUTHS), right: [...state.truths.right, ...own.map(({ right }) => Number(right))].slice(-MOST_TRUTHS) },
  };
}

function isDue(trigger: ReturnType<typeof alternatives>[number], state: ControllerState, { index, firing, estimated, drifted }: Step): boolean {
  if (trigger === 'never') return false;
  if ('every' in trigger) return index - state.countedFrom >= trigger.every;
  if ('labels' in trigger) return state.labels >= trigger.labels;
  if ('alert' in trigger) return firing.includes(trigger.alert);
  if ('accuracy' in trigger) {
    const newest = state.truths.right.slice(-trigger.accuracy.truths);
    return newest.length === trigger.accuracy.truths && newest.reduce((sum, right) => sum + right, 0) / newest.length < trigger.accuracy.below;
  }
  if ('estimated' in trigger) return estimated !== null && estimated < trigger.estimated.below;
  if ('drifted' in trigger) return drifted !== null && drifted >= trigger.drifted.share;
  return state.newestBatchCost !== null && isRetrainingDue(caraRule(trigger)!, { batch: 0, cost: state.newestBatchCost, accumulated: state.accumulatedCost });
}
