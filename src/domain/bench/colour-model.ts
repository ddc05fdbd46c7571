import type { Scenario } from '../world/drift/scenario.ts';
import { READABLE_FEATURES, READABLE_SIZE, readableFeatures } from '../data/features/readable.ts';
import type { LinearHead } from '../learning/solvers/head.ts';
import { fitLogistic } from '../learning/solvers/logistic.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { eventAt } from '../world/stream/event-at.ts';
import { pictureOf } from '../world/stream/stream.ts';

/** Pictures that the model of an experiment learns from. */
const TRAINING_PICTURES = 240;
/** Set apart from the seeds of any line, so that no line judges the very fruit that its model was trained on. */
const TRAINING_SEED = 90_210;

/**
 * The colour recipe's model (readable features, logistic regression with l2 = 1), trained on the first `count` fruits of the
 * scenario's world as it is before any drift, with the labels that would be reported. Costs about 0.4 ms a picture.
 */
export function trainColourModel(scenario: Scenario, count = TRAINING_PICTURES, seed = TRAINING_SEED): LinearHead {
  const quiet = { ...scenario, seed, drifts: [] };
  const width = READABLE_FEATURES.length;
  const x = new Float32Array(count * width);
  const classOf = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const event = eventAt(quiet, i);
    x.set(readableFeatures(pictureOf(quiet, event, READABLE_SIZE)), i * width);
    classOf[i] = RIPENESS_LABELS.indexOf(event.reportedTruth);
  }
  return fitLogistic({ x, d: width, classOf, classes: RIPENESS_LABELS.length }, Int32Array.from({ length: count }, (_, i) => i), 1);
}
