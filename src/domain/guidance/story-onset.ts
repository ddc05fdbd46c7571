import { REFERENCE_ROWS, type ReferenceState } from '../monitoring/monitors/reference-state.ts';
import { shiftDrifts } from '../world/drift/expected-world.ts';
import { LIMITS } from '../world/drift/schema.ts';
import type { Drift, Scenario } from '../world/drift/scenario.ts';

/** A story told to a running line begins this far ahead at least, in events. */
export const STORY_LEAD = 200;
/** Events behind the reference that are compared with it for the first time. */
const FIRST_WINDOW = 500;
/** Widths before its onset at which the weight of a gradual drift passes a hundredth: ln(99)/4 − 1/2. */
const REACH = 0.65;

/** First event behind the reference: behind the one that begins at `now` where there is none. */
export function referenceEnd(now: number, reference: ReferenceState): number {
  switch (reference.kind) {
    case 'none': return now + REFERENCE_ROWS;
    case 'collecting': return reference.from + reference.needed;
    default: return reference.to;
  }
}

/**
 * The event at which a story's first drift sets in that is told at `now`: a little ahead, behind the reference and the first window that is
 * compared with it. A gradual drift is at work well before its onset, and so begins later, when less than one event in a hundred of the reference is its.
 */
export function storyOnset(now: number, reference: ReferenceState, drifts: readonly Drift[] = []): number {
  const end = referenceEnd(now, reference);
  const first = Math.min(...drifts.map(({ onset }) => onset));
  const reaches = drifts.map(({ pattern, width, onset }) => end + (pattern === 'gradual' ? REACH * width : 0) - (onset - first));
  return Math.ceil(Math.max(now + STORY_LEAD, end + FIRST_WINDOW, ...reaches));
}

/** What a story waits for that is told at `now`: nothing but a little lead, or the first window that is compared with the reference, which ends at `referenceEnd`. */
export function storyWait(now: number, reference: ReferenceState): { readonly onset: number; readonly for: 'lead' | 'first-window'; readonly referenceEnd: number } {
  const onset = storyOnset(now, reference);
  return { onset, for: onset === now + STORY_LEAD ? 'lead' : 'first-window', referenceEnd: referenceEnd(now, reference) };
}

/**
 * A scenario that goes on as it is until a story's first drift sets in at `onset`. What has begun by `now` goes on, what was planned for later
 * gives way. The line becomes long enough for the whole story. Which truths come is the line's own, unless the story is about it.
 */
export function withStory(scenario: Scenario, story: Scenario, now: number, onset: number): Scenario {
  const first = Math.min(...story.drifts.map((drift) => drift.onset), story.length);
  const begun = (drift: Drift) => drift.onset <= now;
  return {
    ...story, labelDelay: scenario.labelDelay, beltSpeed: scenario.beltSpeed, length: Math.max(scenario.length, now + story.length), world: scenario.world,
    ...(story.truths === 'all' ? { truths: scenario.truths, exploration: scenario.exploration } : {}),
    drifts: [...scenario.drifts.filter(begun).slice(-(LIMITS.drifts - story.drifts.length)), ...(story.drifts.length > 0 ? shiftDrifts(story.drifts, onset - first) : [])],
  };
}
