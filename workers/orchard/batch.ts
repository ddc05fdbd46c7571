import { CULTIVAR_IDS } from '../../src/domain/world/orchard/catalogue.ts';
import { SPECIES } from '../../src/domain/world/orchard/world.ts';
import { scenarioAt } from '../../src/domain/world/drift/revisions.ts';
import type { Revision } from '../../src/domain/world/drift/scenario.ts';
import { RIPENESS_LABELS } from '../../src/domain/world/stream/event.ts';
import { eventAt } from '../../src/domain/world/stream/event-at.ts';
import { pictureOf } from '../../src/domain/world/stream/stream.ts';
import { needsShipping } from '../../src/domain/world/stream/shipping.ts';
import { ifShipped } from '../../src/domain/world/stream/truth.ts';
import { emptyColumns, type EventBatch } from '../protocol/stream.ts';

/** Pixels that one batch may carry: small enough that a command never waits long, large enough that messages are few. */
const BATCH_PIXELS = 1 << 18;

/** Rows of a batch when the line runs flat out. `size`: side of the pictures in pixels. */
export function batchRows(size: number): number {
  return Math.max(4, Math.min(128, Math.floor(BATCH_PIXELS / (size * size))));
}

/** Photographs events `from` … `from + count − 1`. */
export function photograph(revisions: readonly Revision[], from: number, count: number, size: number, generation: number): EventBatch {
  const bytes = size * size * 4;
  const pixels = new Uint8ClampedArray(count * bytes);
  const columns = emptyColumns(count);
  for (let row = 0; row < count; row++) {
    const index = from + row;
    const scenario = scenarioAt(revisions, index);
    const event = eventAt(scenario, index);
    columns.intervalMs[row] = 1000 / scenario.beltSpeed;
    pictureOf(scenario, event, size, pixels.subarray(row * bytes, (row + 1) * bytes));
    const { species, cultivar, ripeness } = event.fruit;
    columns.index[row] = index;
    columns.timeMs[row] = event.timeMs;
    columns.species[row] = SPECIES.indexOf(species);
    columns.cultivar[row] = CULTIVAR_IDS[species].indexOf(cultivar);
    columns.ripeness[row] = ripeness;
    columns.truth[row] = RIPENESS_LABELS.indexOf(event.truth);
    const reported = RIPENESS_LABELS.indexOf(event.reportedTruth);
    columns.reportedTruth[row] = needsShipping(scenario, index) ? ifShipped(reported) : reported;
    columns.drift[row] = Math.max(0, ...event.weights);
  }
  return { type: 'events', generation, count, size, pixels, columns };
}
