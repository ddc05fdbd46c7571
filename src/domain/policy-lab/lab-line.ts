import { READABLE_FEATURES, READABLE_SIZE, readableFeatures } from '../data/features/readable.ts';
import type { Scenario } from '../world/drift/scenario.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { eventAt } from '../world/stream/event-at.ts';
import { needsShipping } from '../world/stream/shipping.ts';
import { pictureOf } from '../world/stream/stream.ts';
import { ifShipped } from '../world/stream/truth.ts';

/** Pictures that the first model of a line learns from, of the world before any drift. */
export const FIRST_PICTURES = 240;
/** Set apart from the seeds of any line, so that no line judges the very fruit that its first model learnt from. */
const FIRST_SEED = 90_210;
/** Pictures drawn between two looks at the clock. */
const CHUNK = 32;

/** Features of each picture. */
export const FEATURES = READABLE_FEATURES.length;

/** Pictures that were measured: rows of `FEATURES` numbers, the label of each as production hears it, and its kind of fruit. */
export interface MeasuredPictures {
  readonly count: number;
  readonly x: Float32Array;
  readonly classOf: Uint8Array;
  readonly species: Uint8Array;
  /** `classOf`, as `ifShipped` of it where the label becomes known only if the fruit is shipped. */
  readonly reported: Uint8Array;
}

/** A line that was drawn and measured once, for all policies that are judged on it. */
export interface LabLine {
  readonly events: number;
  readonly labelDelay: number;
  readonly seed: number;
  /** What the first model learns from. */
  readonly first: MeasuredPictures;
  /** What passes the camera. */
  readonly fruit: MeasuredPictures;
}

/**
 * Draws and measures the first `events` fruits of a scenario under a seed, and the pictures that its first model learns from. Yields the share that is done, 0..1, so that long work can be
 * watched and stopped. About 0.4 ms a picture.
 */
export function* drawLine(scenario: Scenario, seed: number, events: number): Generator<number, LabLine> {
  const whole = events + FIRST_PICTURES;
  const first = yield* measure({ ...scenario, seed: FIRST_SEED, drifts: [] }, FIRST_PICTURES, (done) => done / whole);
  const fruit = yield* measure({ ...scenario, seed, length: Math.max(scenario.length, events) }, events, (done) => (FIRST_PICTURES + done) / whole);
  return { events, labelDelay: scenario.labelDelay, seed, first, fruit };
}

function* measure(scenario: Scenario, count: number, share: (done: number) => number): Generator<number, MeasuredPictures> {
  const [x, classOf, species, reported] = [new Float32Array(count * FEATURES), new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  const kinds = new Map<string, number>();
  for (let i = 0; i < count; i += 1) {
    const event = eventAt(scenario, i);
    readableFeatures(pictureOf(scenario, event, READABLE_SIZE), x.subarray(i * FEATURES, (i + 1) * FEATURES));
    classOf[i] = RIPENESS_LABELS.indexOf(event.reportedTruth);
    reported[i] = needsShipping(scenario, i) ? ifShipped(classOf[i]!) : classOf[i]!;
    const kind = kinds.get(event.fruit.species) ?? kinds.size;
    kinds.set(event.fruit.species, kind);
    species[i] = kind;
    if ((i + 1) % CHUNK === 0) yield share(i + 1);
  }
  return { count, x, classOf, species, reported };
}
