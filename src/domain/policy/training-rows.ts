import { randomAt } from '../common/random/random.ts';
import { LEAST_ROWS, type TrainingData } from './policy.ts';

/** Most fruits of the line that one retraining learns from. */
export const MOST_ROWS = 5000;
/** Of the fruits that a retraining takes, every fourth, the newest first, is held back for the gates. */
const HELD_BACK_EVERY = 4;
const DECAY_LANE = 0;

/** What a retraining learns from, and is judged by. */
export interface TrainingRows {
  /** Events, rising: what the candidate that is judged learns from. The one that is registered learns from those held back as well. */
  readonly learnt: Int32Array;
  /** Events, rising: what champion and candidate are compared on. */
  readonly heldBack: Int32Array;
  /** Pictures of the first data set that are taken along. */
  readonly reserve: number;
}

/**
 * The fruits that a policy learns from: of the events 0 to `knownTo` − 1, whose truths are known. `cut`: the event from which the world is another, where
 * truths tell. `seed` draws what a decay keeps, event by event. Fewer than `LEAST_ROWS` are filled up by the newest, where there are any. `isKnown`: of a line whose truths do not all come, whether
 * that of an event did.
 */
export function trainingRows(data: TrainingData, knownTo: number, { cut, seed, isKnown }: { cut: number | null; seed: number; isKnown?: (event: number) => boolean }): TrainingRows {
  const every = Array.from({ length: Math.max(0, knownTo) }, (_, event) => event);
  const known = isKnown ? every.filter(isKnown) : every;
  const taken = taking(data, known, knownTo, cut, seed);
  const fewest = Math.min(known.length, LEAST_ROWS);
  const events = taken.length < fewest ? known.slice(known.length - fewest) : taken;
  const [learnt, heldBack]: [number[], number[]] = [[], []];
  events.forEach((event, i) => { ((events.length - 1 - i) % HELD_BACK_EVERY === 0 ? heldBack : learnt).push(event); });
  return { learnt: Int32Array.from(learnt), heldBack: Int32Array.from(heldBack), reserve: typeof data === 'object' && 'newest' in data ? data.reserve ?? 0 : 0 };
}

function taking(data: TrainingData, known: number[], knownTo: number, cut: number | null, seed: number): number[] {
  if (data === 'all') return spread(known, MOST_ROWS);
  if (data === 'since-cut') {
    const from = Math.max(0, cut ?? knownTo - 4 * LEAST_ROWS);
    return spread(known.filter((event) => event >= from), MOST_ROWS);
  }
  if ('newest' in data) return known.slice(Math.max(0, known.length - data.newest));
  const { halfLife } = data.decay;
  return spread(known.filter((event) => randomAt(seed, event, DECAY_LANE).next() < 0.5 ** ((knownTo - 1 - event) / halfLife)), MOST_ROWS);
}

/** At most so many of a list, evenly spread over it, its last among them. */
function spread(events: number[], most: number): number[] {
  if (events.length <= most) return events;
  return Array.from({ length: most }, (_, i) => events[Math.floor(((i + 1) * events.length) / most) - 1]!);
}
