import { weightOf, isOver, type RolloutState } from '../../../domain/rollout/rollout-state.ts';
import { fruitsIn } from './texts.ts';

/** A share of fruit from an event on. */
export interface Share { from: number; weight: number }

/** What is planned to come if nothing fails: shares with the events at which they would begin, after the newest one. */
export function plannedShares(state: RolloutState, now: number): Share[] {
  if (isOver(state)) return state.decided.map((action) => ({ from: action.from, weight: action.kind === 'setWeight' ? action.weight : action.kind === 'promote' ? 1 : 0 }));
  const planned: Share[] = [];
  let at = Math.max(now, state.lastIndex);
  let weight = weightOf(state);
  const { steps } = state.strategy;
  for (const action of state.decided) if (action.kind === 'setWeight') planned.push({ from: at = action.from, weight: weight = action.weight });
  for (let step = state.step; step < steps.length; step += 1) {
    const each = steps[step]!;
    if (each.kind === 'setWeight') {
      if (each.weight / 100 !== weight) planned.push({ from: at, weight: weight = each.weight / 100 });
    } else if (each.kind === 'pause') {
      if (each.seconds === null) return planned;
      const passed = step === state.step && state.stepAt !== null ? state.lastSeconds - state.stepAt : 0;
      at += fruitsIn(each.seconds - passed);
    }
  }
  return planned;
}
