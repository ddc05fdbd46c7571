import { scenarioAt } from '../../world/drift/revisions.ts';
import type { Revision } from '../../world/drift/scenario.ts';
import type { KnownTruths } from '../../world/stream/truth.ts';
import { isPhoto, lineEventAt, type LineEvent } from '../../world/stream/line-event.ts';
import type { LearntFruit } from './learnt.ts';

export { learntFruit } from './learnt.ts';

/** Fruits that a comparison wants at least, where there are as many. */
export const FEWEST_FRUITS = 120;
/** Fruits that a comparison takes at most: predictions of one moment, in a few seconds. */
export const MOST_FRUITS = 480;
/** Fruits that are looked at at most: where all are of photographs that were learnt from, none further back is another. */
const MOST_LOOKED_AT = 20_000;

/** A fruit whose truth has been reported: whether it is ripe, and its species; of a photograph, what it counts as. */
export interface KnownFruit {
  index: number;
  truths: KnownTruths;
}

/**
 * The newest fruits before `known` that nobody has learnt from, oldest first: all since the newest that somebody has, yet at least
 * `FEWEST_FRUITS` and at most `MOST_FRUITS`. A picture that a frozen camera repeats counts once. Truths are as they were reported. `isKnown`: of a line whose truths do not all come, whether that of a
 * fruit did.
 */
export function newestFruits(revisions: readonly Revision[], known: number, learnt: LearntFruit, first = 0, isKnown: (index: number) => boolean = () => true): KnownFruit[] {
  const found: KnownFruit[] = [];
  const seen = new Set<number>();
  let met = false;
  for (let index = known - 1; index >= Math.max(first, known - MOST_LOOKED_AT) && found.length < (met ? FEWEST_FRUITS : MOST_FRUITS); index--) {
    const scenario = scenarioAt(revisions, index);
    const event = lineEventAt(scenario, index);
    const { pictureIndex } = event;
    const truths = truthsOf(event);
    if (learnt.has({ seed: scenario.seed, index: pictureIndex })) met = true;
    else if (truths && !seen.has(pictureIndex) && isKnown(index)) found.push({ index, truths });
    seen.add(pictureIndex);
  }
  return found.reverse();
}

/** Null for a photograph without a label. */
function truthsOf(event: LineEvent): KnownTruths | null {
  if (!isPhoto(event)) return { ripeness: event.reportedTruth, species: event.fruit.species };
  return event.reportedTruth === null ? null : { photographs: event.reportedTruth };
}
