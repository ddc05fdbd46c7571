import type { Arm } from '../experiment/arrival.ts';
import { beginRuns, dueMeasures, measured, metricOf } from './analysis-runs.ts';
import { LAG_EVENTS, type RolloutAct } from './rollout-record.ts';
import { isOver, weightOf, type AnalysisRun, type EvidenceMark, type Measure, type RolloutAction, type RolloutCause, type RolloutStart, type RolloutState } from './rollout-state.ts';
import { addTruth, beginEvidence, changeShare, readEvidence, type Arrived } from './trial-evidence.ts';

/** Marks that are kept for drawing; with more, every second goes. */
const MOST_MARKS = 400;

/** What a rollout sees, in the order of events. */
export type RolloutObservation =
  /** A predicted fruit and the truths that arrived with it. `by`: who decided it. `isSample`: metrics were sampled behind it. */
  | { readonly kind: 'event'; readonly index: number; readonly atSeconds: number; readonly by: Arm; readonly isShadowed: boolean; readonly isSample: boolean; readonly arrived: readonly Arrived[] }
  /** A deployment is in force from this event on. */
  | { readonly kind: 'deployed'; readonly index: number; readonly act: RolloutAct }
  /** Another version, or none under trial, is in force from this event on. */
  | { readonly kind: 'replaced'; readonly index: number }
  /** A query was asked at the newest sample; null: it failed or found nothing. */
  | { readonly kind: 'measured'; readonly id: string; readonly value: number | null };

interface Stepped { readonly state: RolloutState; readonly measures: readonly Measure[] }

/** A rollout before its first event. */
export function beginRollout(start: RolloutStart): RolloutState {
  const { id, champion, challenger, strategy, fromIndex, weight } = start;
  // The share of a first step is that of the deployment that begins it.
  const step = strategy.steps[0]?.kind === 'setWeight' ? 1 : 0;
  return {
    id, champion, challenger, strategy, fromIndex, weight, phase: 'progressing', cause: null, failedMetric: null, since: fromIndex, step, stepAt: null, heldByHand: false,
    weights: [{ from: fromIndex, weight }], decided: [], actions: 0, lastIndex: fromIndex - 1, lastSeconds: 0, counts: { champion: 0, challenger: 0 }, evidence: beginEvidence(fromIndex, weight),
    analyses: [], marks: [],
  };
}

/**
 * The rollout after one more observation, and what is to be measured at this moment. A pure function: the same observations bring the same decisions. What was
 * decided at an event stands in `decided` with the event from which it counts, `LAG_EVENTS` later, until a deployment brings it about.
 */
export function stepRollout(state: RolloutState, observation: RolloutObservation): Stepped {
  switch (observation.kind) {
    case 'event': return onEvent(state, observation);
    case 'deployed': return { state: onDeployed(state, observation.index, observation.act), measures: [] };
    case 'replaced': return { state: isOver(state) ? { ...state, decided: [] } : ended(state, 'aborted', 'replaced', observation.index), measures: [] };
    case 'measured': return { state: onMeasured({ ...state, analyses: measured(state, observation.id, observation.value) }), measures: [] };
  }
}

function onEvent(before: RolloutState, { index, atSeconds, by, isShadowed, isSample, arrived }: RolloutObservation & { kind: 'event' }): Stepped {
  const counts = { champion: before.counts.champion + (by === 'champion' ? 1 : 0), challenger: before.counts.challenger + (by === 'challenger' || isShadowed ? 1 : 0) };
  let state: RolloutState = {
    ...before, counts, lastIndex: index, lastSeconds: atSeconds, stepAt: before.stepAt ?? atSeconds,
    analyses: before.lastSeconds === 0 && before.analyses.length === 0 ? beginRuns(before.strategy, before.strategy.background, null, atSeconds) : before.analyses,
    evidence: arrived.reduce((evidence, each) => addTruth(evidence, each, index), before.evidence),
  };
  if (isSample) state = { ...state, marks: thinned([...state.marks, markOf(state)]) };
  if (isOver(state)) return { state, measures: [] };
  const direction = state.evidence.found?.direction;
  if (direction === 'loss') return { state: decide(ended(state, 'degraded', 'loss', index), 'abort'), measures: [] };
  if (direction === 'gain' && state.strategy.promote === 'gain' && !state.heldByHand) return { state: promoted(state, 'gain'), measures: [] };
  state = advanced(state);
  return { state, measures: isSample && !isOver(state) ? dueMeasures(state) : [] };
}

function onDeployed(state: RolloutState, index: number, act: RolloutAct): RolloutState {
  switch (act.act) {
    case 'pause': return isOver(state) ? state : { ...state, heldByHand: true, phase: 'paused', cause: 'hand', since: index };
    case 'resume': return isOver(state) ? state : advanced(passed({ ...state, heldByHand: false, phase: 'progressing', cause: null, since: index }));
    case 'setWeight': {
      // A hand that skips to a share is on its way past whatever waited before it.
      const skipped = act.step === undefined ? state : { ...state, ...entered(act.step + 1), heldByHand: false, phase: 'progressing' as const, cause: null, since: index };
      return weighed(settled(skipped, act.id), index, act.weight);
    }
    case 'promote': return weighed(isOver(state) ? settled(state, act.id) : ended(state, 'healthy', 'hand', index), index, 1);
    case 'abort': return weighed(isOver(state) ? settled(state, act.id) : ended(state, act.cause ? 'degraded' : 'aborted', act.cause ?? 'hand', index), index, 0);
  }
}

/** A share is in force. */
function weighed(state: RolloutState, from: number, weight: number): RolloutState {
  return { ...state, weights: [...state.weights, { from, weight }], evidence: isOver(state) ? state.evidence : changeShare(state.evidence, from, weight) };
}

/** What was decided is in effect; by hand, whatever was decided and is not yet is void. */
function settled(state: RolloutState, id: string | null): RolloutState {
  return { ...state, stepAt: isOver(state) ? state.stepAt : null, decided: id === null ? [] : state.decided.filter((action) => action.id !== id) };
}

function onMeasured(state: RolloutState): RolloutState {
  if (isOver(state)) return state;
  const counts = (run: AnalysisRun): boolean => run.step === null || run.step === state.step;
  const failed = state.analyses.find((run) => counts(run) && (run.phase === 'Failed' || run.phase === 'Error'));
  if (failed) return decide({ ...ended(state, 'degraded', 'analysis', state.lastIndex), failedMetric: metricOf(state.strategy, failed).name }, 'abort');
  // A background that ended without an answer has stopped a rollout once, and does not do so again after somebody went on.
  const inconclusive = state.analyses.find((run) => counts(run) && run.phase === 'Inconclusive' && run.measurements.at(-1)?.index === state.lastIndex);
  if (inconclusive && state.phase === 'progressing') {
    return { ...state, phase: 'paused', cause: 'inconclusive', failedMetric: metricOf(state.strategy, inconclusive).name, heldByHand: true, since: state.lastIndex };
  }
  return advanced(state);
}

/** Goes on to the next step where the present one is done, as often as it can. */
function advanced(state: RolloutState): RolloutState {
  if (isOver(state) || state.heldByHand || state.decided.length > 0 || state.stepAt === null) return state;
  const step = state.strategy.steps[state.step];
  if (!step) return state.strategy.promote === 'end' ? promoted(state, 'steps') : state;
  switch (step.kind) {
    case 'setWeight': {
      const weight = step.weight / 100;
      const next = { ...state, ...entered(state.step + 1) };
      // A share of all of it is what promotion brings, when nothing comes after.
      if (step.weight === 100 && state.step === state.strategy.steps.length - 1 && state.strategy.promote === 'end') return promoted(next, 'steps');
      return weight === weightOf(state) ? advanced({ ...next, stepAt: state.lastSeconds }) : decide(next, 'setWeight', weight);
    }
    case 'pause':
      if (step.seconds !== null) return state.lastSeconds - state.stepAt >= step.seconds ? advanced({ ...state, ...entered(state.step + 1), stepAt: state.lastSeconds }) : state;
      // What the evidence will end is no pause.
      return state.phase === 'progressing' && state.strategy.promote === 'end' ? { ...state, phase: 'paused', cause: 'pause', since: state.lastIndex } : state;
    case 'analysis': {
      const runs = state.analyses.filter((run) => run.step === state.step);
      if (runs.length === 0) return { ...state, analyses: [...state.analyses, ...beginRuns(state.strategy, step.templates, state.step, state.lastSeconds)] };
      return runs.some(({ phase }) => phase === 'Running') ? state : advanced({ ...state, ...entered(state.step + 1), stepAt: state.lastSeconds });
    }
  }
}

/** Behind a pause that only a hand ends. */
function passed(state: RolloutState): RolloutState {
  const step = state.strategy.steps[state.step];
  const isPause = step?.kind === 'pause' && step.seconds === null && state.strategy.promote === 'end';
  return isPause ? { ...state, ...entered(state.step + 1), stepAt: state.lastSeconds } : state;
}

/** A step begins with the next event, or when what it waits for is in effect. */
const entered = (step: number): Pick<RolloutState, 'step' | 'stepAt'> => ({ step, stepAt: null });

function promoted(state: RolloutState, cause: RolloutCause): RolloutState {
  return decide(ended(state, 'healthy', cause, state.lastIndex), 'promote');
}

function ended(state: RolloutState, phase: 'healthy' | 'degraded' | 'aborted', cause: RolloutCause, index: number): RolloutState {
  return { ...state, phase, cause, since: index, decided: [], heldByHand: false };
}

/** Decides at the newest event what counts `LAG_EVENTS` later. */
function decide(state: RolloutState, kind: RolloutAction['kind'], weight = 0): RolloutState {
  const what = { id: `${state.id}/${state.actions + 1}`, from: state.lastIndex + LAG_EVENTS };
  const action: RolloutAction = kind === 'setWeight' ? { ...what, kind, weight } : { ...what, kind };
  return { ...state, actions: state.actions + 1, decided: [...state.decided, action] };
}

function markOf(state: RolloutState): EvidenceMark {
  const { difference, ordinary, sequence, logE } = readEvidence(state.evidence);
  return { index: state.lastIndex, difference, ordinary: ordinary && [ordinary.interval.lower, ordinary.interval.upper], sequence: sequence && [sequence.lower, sequence.upper], logE };
}

const thinned = (marks: readonly EvidenceMark[]): readonly EvidenceMark[] => (marks.length <= MOST_MARKS ? marks : marks.filter((_, i) => (marks.length - 1 - i) % 2 === 0));
