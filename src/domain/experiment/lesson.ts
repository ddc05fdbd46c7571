import { within } from '../common/within.ts';
import { peekSteps, type Peeked, type PeekingPlan } from './peeking.ts';

/** How the challenger gets fruit in the lesson: a small share, half, or all of it without counting. */
export const LESSON_MODES = ['canary', 'ab', 'shadow'] as const;
export type LessonMode = (typeof LESSON_MODES)[number];

export interface LessonPlan {
  readonly mode: LessonMode;
  readonly rollouts: number;
  /** Fruits of each, every one of which gets its truth. */
  readonly fruits: number;
  /** How often both versions are right: they are the same, so whatever is found is false. */
  readonly accuracy: number;
  readonly seed: number;
}

export const USUAL_LESSON: LessonPlan = { mode: 'ab', rollouts: 100, fruits: 2000, accuracy: 0.9, seed: 1 };
const WEIGHTS: Readonly<Record<LessonMode, number>> = { canary: 0.1, ab: 0.5, shadow: 0.5 };
/** The test that is made to be looked at once, and the one that may be looked at always. */
const TESTS: Readonly<Record<LessonMode, readonly [once: Peeked, always: Peeked]>> = { canary: ['pooled', 'blocks'], ab: ['pooled', 'blocks'], shadow: ['mcnemar', 'discordant'] };

/** For each rollout the fruit, 0-based, at which a test raised a false alarm; null where it raised none. */
export interface FalseAlarms { readonly test: Peeked; readonly at: readonly (number | null)[]; readonly count: number }

export interface Lesson {
  readonly plan: LessonPlan;
  /** The ordinary test looked at after every fruit. */
  readonly peeked: FalseAlarms;
  /** The same on the same fruit, looked at once, at the end. */
  readonly once: FalseAlarms;
  /** The anytime-valid test, looked at after every fruit. */
  readonly always: FalseAlarms;
}

/** Runs A/A rollouts and counts the false alarms of both tests. The same plan gives the same lesson. Yields the share that is done. Throws `argument-invalid` for a plan out of range. */
export function* aaLesson(plan: LessonPlan): Generator<number, Lesson> {
  const { mode, rollouts, fruits, accuracy, seed } = plan;
  const [once, always] = TESTS[mode];
  const whole: PeekingPlan = { rollouts, fruits, weight: WEIGHTS[mode], champion: accuracy, challenger: accuracy, seed, tests: [once, always] };
  const every = yield* within(peekSteps(whole), 0, 0.7);
  const atEnd = yield* within(peekSteps({ ...whole, every: fruits, tests: [once] }), 0.7, 1);
  const alarms = (test: Peeked, at: readonly (number | null)[]): FalseAlarms => ({ test, at, count: at.filter((fruit) => fruit !== null).length });
  return { plan, peeked: alarms(once, every[once]), once: alarms(once, atEnd[once]), always: alarms(always, every[always]) };
}
