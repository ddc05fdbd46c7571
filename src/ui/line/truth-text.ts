import { count, number } from '../format.ts';

/** When the first truth comes: in so many fruits while the belt runs, else at which fruit, since nothing passes. `brief` leaves the fruit to its number. */
export function firstTruthText(fruits: number, atIndex: number, playing: boolean, brief = false): string {
  if (brief) return `first truth ${playing ? 'in' : 'at'} ${number(playing ? fruits : atIndex)}`;
  return playing ? `first truth in ${count(fruits, 'fruit')}` : `first truth at fruit ${number(atIndex)}`;
}

/** When the truth of a fruit comes on a line of `length` fruits; what lies behind its end comes only if the line is made longer. */
export function truthComesText(index: number, labelDelay: number, length: number): string {
  const at = index + labelDelay;
  return at < length ? `its truth comes at fruit ${number(at)}` : `its truth would come at fruit ${number(at)}, behind the line’s end`;
}

/** How late truths come. While a longer delay has yet to bring its first, the newest truth stays where it is. */
export function delayText(labelDelay: number, lastKnown: number, lastIndex: number): string {
  if (labelDelay === 0) return 'each truth comes with its prediction';
  const next = lastKnown + 1 + labelDelay;
  return lastKnown >= 0 && next > lastIndex + 1
    ? `label delay ${number(labelDelay)}: the next truth comes at fruit ${number(next)}`
    : `label delay ${number(labelDelay)}: as many predictions wait as lie between camera and post`;
}
