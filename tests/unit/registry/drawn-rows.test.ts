import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import { READABLE_FEATURES, readableFeatures } from '../../../src/domain/data/features/readable.ts';
import { referencePicture, shownAt } from '../../../src/domain/data/features/resample.ts';
import { decodeSegment } from '../../../src/domain/log/segment.ts';
import { unpackBytes } from '../../../src/domain/common/base64.ts';
import { OUTCOME, outcomesOf } from '../../../src/domain/monitoring/monitors/extract.ts';
import type { World } from '../../../src/domain/world/orchard/world.ts';
import { drawnRows } from '../../../src/domain/registry/drawn-rows.ts';
import type { ModelVersion } from '../../../src/domain/registry/version.ts';
import { columnStatistics } from '../../../src/domain/learning/solvers/logistic.ts';
import { eventAt } from '../../../src/domain/world/stream/event-at.ts';
import { pictureOf } from '../../../src/domain/world/stream/stream.ts';

const NAMES = READABLE_FEATURES.map(({ name }) => name);
const SIDE = 48;

/** Readable features of fruit of a world, row-major, as a model of 48 pixels sees pictures that were drawn at some size. */
function measured(world: World, count: number, { seed = 1, size = SIDE } = {}): Float32Array {
  const scenario = { ...defaultScenario, world, seed, drifts: [] };
  const features = new Float32Array(count * NAMES.length);
  for (let i = 0; i < count; i += 1) readableFeatures(referencePicture(shownAt(pictureOf(scenario, eventAt(scenario, i), size), SIDE)), features.subarray(i * NAMES.length, (i + 1) * NAMES.length));
  return features;
}

const { world } = defaultScenario;
const TRAINED = 120;
const reference = (() => {
  const { mean, std } = columnStatistics(measured(world, TRAINED, { seed: 99, size: 128 }), NAMES.length, Int32Array.from({ length: TRAINED }, (_, i) => i));
  return { mean: [...mean], std: [...std], features: NAMES, accuracy: 1, predictedShare: [0.5, 0.5] } satisfies ModelVersion['reference'];
})();
const fruit = (features: Float32Array) => {
  const count = features.length / NAMES.length;
  const predicted = Array.from({ length: count }, (_, i) => i % 2);
  return { labels: ['ripe', 'unripe'], predicted, scores: Float32Array.from(predicted.flatMap((label) => (label === 0 ? [0.9, 0.1] : [0.2, 0.8]))), featureNames: NAMES, features };
};

describe('fruit that stands in for a reference', () => {
  const drawn = measured(world, 300);

  it('is rows that the version judged, with their truths left open, where it is like what was learnt from', () => {
    const rows = decodeSegment(unpackBytes(drawnRows(fruit(drawn), reference, TRAINED)!).buffer);
    expect([rows.count, rows.features]).toEqual([300, NAMES]);
    expect(Array.from(rows.columns.predicted.subarray(0, 4))).toEqual([0, 1, 0, 1]);
    expect(outcomesOf(rows).every((outcome) => outcome === OUTCOME.unknown)).toBe(true);
  });

  it('is none where the pictures that were learnt from are of another world, or nothing is known of them', () => {
    const dim = measured({ ...world, light: { ...world.light, exposure: -0.5 } }, 300);
    expect(drawnRows(fruit(dim), reference, TRAINED) === null).toBe(true);
    expect(drawnRows(fruit(drawn), reference, 0)).toBeNull();
  });
});
