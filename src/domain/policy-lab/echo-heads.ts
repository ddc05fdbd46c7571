import { within } from '../common/within.ts';
import { begunHeads, HEAD_KEYS, type HeadSettings } from '../learning/online/heads.ts';
import { prequentialSteps } from '../learning/online/prequential.ts';
import { rightIn, type HeadCourse, type RightOf } from '../learning/online/recorded.ts';
import type { Scenario } from '../world/drift/scenario.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { reportedAs, UNKNOWN_TRUTH } from '../world/stream/truth.ts';
import { FEATURES } from './lab-line.ts';
import type { DrawnLabLines } from './task.ts';

/** A story whose truths may come of shipped fruit alone, drawn from the orchard. */
export interface EchoTask {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly events: number;
  readonly settings: HeadSettings;
  readonly bins: number;
}

/** One of those that decide what is shipped, and so what they hear of. */
export interface EchoCourse extends HeadCourse {
  /** As the truths that came tell it; the rest is of all fruit. */
  readonly told: RightOf & { readonly bins: readonly RightOf[] };
}

/** What came of the story. */
export interface EchoHeads { /** First event of each bin. */ readonly index: readonly number[]; readonly courses: readonly EchoCourse[] }

const CLASSES = RIPENESS_LABELS.length;
const DRAWN = 0.7;

/**
 * Lets the story's first model, frozen, and both heads each run the whole line by themselves: what one calls ripe is shipped, and of fruit that is not it hears nothing, unless it is explored. Held
 * against all truths, which only the orchard knows, and against those that came. Yields the share that is done.
 */
export function* echoHeads({ scenario, seed, events, settings, bins }: EchoTask, lines: DrawnLabLines): Generator<number, EchoHeads> {
  const { line: { first, fruit, labelDelay }, models } = yield* within(lines.get({ scenario, seed, events }), 0, DRAWN);
  const width = Math.max(1, Math.ceil(events / bins));
  const binOf = (row: number): number => Math.floor(row / width);
  const isKnown = (row: number, predicted: number): boolean => reportedAs(fruit.reported[row]!, predicted === 0) !== UNKNOWN_TRUTH;
  const course = (key: HeadCourse['key'], predicted: Uint8Array, learnt: number): EchoCourse => {
    const among = (counts?: (row: number) => boolean) => rightIn(predicted, fruit.classOf, binOf, Math.ceil(events / width), counts);
    return { key, learnt, ...among(), told: among((row) => isKnown(row, predicted[row]!)) };
  };
  const scores = models.scores(models.first().model, Array.from({ length: events }, (_, row) => row));
  const courses = [course('live', Uint8Array.from({ length: events }, (_, row) => (scores[CLASSES * row]! >= scores[CLASSES * row + 1]! ? 0 : 1)), 0)];
  const heads = yield* within(begunHeads({ x: first.x, inputs: FEATURES, classOf: first.classOf }, CLASSES, settings), DRAWN, 0.8);
  for (const [i, key] of HEAD_KEYS.entries()) {
    const { predicted, learnt } = yield* within(prequentialSteps(heads[key], { x: fruit.x, inputs: FEATURES, classOf: fruit.classOf }, { labelDelay, binEvents: events, isKnown }), 0.8 + 0.1 * i, 0.9 + 0.1 * i);
    courses.push(course(key, predicted, learnt));
  }
  return { index: Array.from({ length: Math.ceil(events / width) }, (_, bin) => bin * width), courses };
}
