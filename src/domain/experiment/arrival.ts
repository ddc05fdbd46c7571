import type { Proportion } from './interval.ts';

/** Whose fruit it was. */
export type Arm = 'champion' | 'challenger';

/** A truth that became known: who had judged the fruit, and whether rightly. */
export interface Arrival {
  readonly arm: Arm;
  readonly right: boolean;
}

/** What has arrived of each arm. */
export interface Arms {
  readonly champion: Proportion;
  readonly challenger: Proportion;
}

const NOTHING: Proportion = { trials: 0, successes: 0 };

export const NO_ARRIVALS: Arms = { champion: NOTHING, challenger: NOTHING };

/** The arms after one more truth. */
export function addArrival({ champion, challenger }: Arms, { arm, right }: Arrival): Arms {
  return arm === 'champion' ? { champion: grown(champion, right), challenger } : { champion, challenger: grown(challenger, right) };
}

const grown = ({ trials, successes }: Proportion, right: boolean): Proportion => ({ trials: trials + 1, successes: successes + (right ? 1 : 0) });
