import { randomAt } from '../../../src/domain/common/random/random.ts';
import { RowBuffer, type LogRows } from '../../../src/domain/log/rows.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';
import { cultivarOf } from '../../../src/domain/world/orchard/catalogue.ts';
import { SPECIES } from '../../../src/domain/world/orchard/world.ts';
import { eventAt } from '../../../src/domain/world/stream/event-at.ts';
import { RIPENESS_LABELS } from '../../../src/domain/world/stream/event.ts';

/** Chance numbers of the judge, on a lane that nothing of the world draws from. */
const LANE = 60_000;
const SHARPNESS = 14;

/** Rows of a line under a judge who goes by the look of a fruit, never changes and is a little unsure: no more than any model of pictures can know. */
export function judgedByLook(scenario: Scenario, from: number, to: number, labels: readonly string[] = RIPENESS_LABELS): LogRows[] {
  const pieces: LogRows[] = [];
  for (let first = from; first < to; first += 4000) {
    const count = Math.min(4000, to - first);
    const events = Array.from({ length: count }, (_, row) => eventAt(scenario, first + row));
    const ripe = events.map(({ index, fruit }) => {
      const seen = fruit.look + 0.07 * randomAt(scenario.seed, index, LANE).normal() - cultivarOf(fruit.species, fruit.cultivar).ripeThreshold;
      return 1 / (1 + Math.exp(-SHARPNESS * seen));
    });
    const truth = Uint8Array.from(events, (event) => RIPENESS_LABELS.indexOf(event.truth));
    const buffer = new RowBuffer(first, labels, []);
    buffer.append({
      count, deployment: 1, version: new Uint32Array(count).fill(1), labels,
      columns: {
        index: Uint32Array.from(events, ({ index }) => index), timeMs: new Float64Array(count), intervalMs: new Float32Array(count), species: Uint8Array.from(events, ({ fruit }) => SPECIES.indexOf(fruit.species)),
        cultivar: new Uint8Array(count), ripeness: Float32Array.from(events, ({ fruit }) => fruit.ripeness), truth, reportedTruth: truth, drift: new Float32Array(count),
      },
      predicted: Uint8Array.from(ripe, (share) => (share >= 0.5 ? 0 : 1)), scores: Float32Array.from(ripe.flatMap((share) => [share, 1 - share])),
      features: new Float32Array(0), latencyMs: new Float32Array(count), modelMs: new Float32Array(count), queue: new Uint16Array(count),
    }, 0);
    pieces.push(buffer.rows());
  }
  return pieces;
}
