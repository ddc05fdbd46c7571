import type { Scenario } from '../../src/domain/world/drift/scenario.ts';
import { READABLE_FEATURES, readableFeatures } from '../../src/domain/data/features/readable.ts';
import { linearScores, type LinearHead } from '../../src/domain/learning/solvers/head.ts';
import { softmaxRows } from '../../src/domain/learning/calibration/temperature.ts';
import { RowBuffer, type LogRows } from '../../src/domain/log/rows.ts';
import { CULTIVAR_IDS } from '../../src/domain/world/orchard/catalogue.ts';
import { SPECIES } from '../../src/domain/world/orchard/world.ts';
import { RIPENESS_LABELS } from '../../src/domain/world/stream/event.ts';
import { eventAt } from '../../src/domain/world/stream/event-at.ts';
import { needsShipping } from '../../src/domain/world/stream/shipping.ts';
import { pictureOf } from '../../src/domain/world/stream/stream.ts';
import { ifShipped } from '../../src/domain/world/stream/truth.ts';

export const FEATURES = READABLE_FEATURES.map(({ name }) => name);
export const LABELS: readonly string[] = RIPENESS_LABELS;

const WIDTH = FEATURES.length;
const SIZE = 48;
/** Milliseconds from shutter to prediction: a steady line. */
const LATENCY_MS = 5;

/** Events `from` to `from + count − 1` of a scenario, judged by a model, as the log keeps them. */
export function judgedRows(scenario: Scenario, head: LinearHead, from: number, count: number, version = 1): LogRows {
  const features = new Float32Array(count * WIDTH);
  const column = () => new Uint8Array(count);
  const columns = {
    index: new Uint32Array(count), timeMs: new Float64Array(count), intervalMs: new Float32Array(count).fill(1000 / scenario.beltSpeed), species: column(), cultivar: column(),
    ripeness: new Float32Array(count), truth: column(), reportedTruth: column(), drift: new Float32Array(count),
  };
  for (let row = 0; row < count; row += 1) {
    const event = eventAt(scenario, from + row);
    features.set(readableFeatures(pictureOf(scenario, event, SIZE)), row * WIDTH);
    columns.index[row] = from + row;
    columns.timeMs[row] = event.timeMs;
    columns.species[row] = SPECIES.indexOf(event.fruit.species);
    columns.cultivar[row] = CULTIVAR_IDS[event.fruit.species].indexOf(event.fruit.cultivar);
    columns.ripeness[row] = event.fruit.ripeness;
    columns.truth[row] = RIPENESS_LABELS.indexOf(event.truth);
    const reported = RIPENESS_LABELS.indexOf(event.reportedTruth);
    columns.reportedTruth[row] = needsShipping(scenario, from + row) ? ifShipped(reported) : reported;
    columns.drift[row] = Math.max(0, ...event.weights);
  }
  const scores = softmaxRows(linearScores(head, features, columns.index.map((_, row) => row)), LABELS.length);
  const predicted = column().map((_, row) => (scores[2 * row]! >= scores[2 * row + 1]! ? 0 : 1));
  const buffer = new RowBuffer(from, LABELS, FEATURES);
  buffer.append({
    count, deployment: 0, version: new Uint32Array(count).fill(version), labels: LABELS, columns, predicted, scores, features,
    latencyMs: new Float32Array(count).fill(LATENCY_MS), modelMs: new Float32Array(count), queue: new Uint16Array(count),
  }, 0);
  return buffer.rows();
}
