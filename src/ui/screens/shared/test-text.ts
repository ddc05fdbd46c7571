import { captureSource, type Sample } from '../../../domain/data/dataset/dataset.ts';
import { count } from '../../format.ts';
import { nameText } from '../../names.ts';

/** Fewer test pictures of a label than this say little of it: one more or less right is a fifth of them, or more. */
export const LEAST_JUDGED = 5;
/** Labels that are named; of the others their number is. */
const MOST_NAMED = 3;

/** How far a test can be believed: null where the pictures are the orchard's, whose test is of the same world as the line. `kept`: test pictures that are kept for testing. */
export function testText(sources: Iterable<Sample['source']>, kept: number): string | null {
  if (kept > 0) return `${count(kept, 'picture is', 'pictures are')} only for testing: the whole test of ${kept === 1 ? 'its label' : 'their labels'}, and never learnt from.`;
  if (![...sources].some(captureSource)) return null;
  return 'The test is of the same photographs as what is learnt from, so it flatters: on another day, in other light, less is right. Photographs of another day in a folder called “test”, with a folder for each label in it, are kept for testing.';
}

/** Labels that have too few test pictures to be judged; null where none has. */
export function scarceText(labels: readonly string[]): string | null {
  if (labels.length === 0) return null;
  const named = labels.slice(0, MOST_NAMED).map((label) => `“${nameText(label)}”`);
  const rest = labels.length - named.length;
  const all = rest > 0 ? `${named.join(', ')} and ${count(rest, 'other label', 'other labels')}` : named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}` : named[0]!;
  return `${all} ${labels.length === 1 ? 'has' : 'have'} fewer than ${LEAST_JUDGED} test pictures: too few to judge ${labels.length === 1 ? 'it' : 'them'} one by one.`;
}
