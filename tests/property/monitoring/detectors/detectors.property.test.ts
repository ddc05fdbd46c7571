import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDetector, DETECTORS, restoreDetector } from '../../../../src/domain/monitoring/detectors/catalogue.ts';
import type { InputKind } from '../../../../src/domain/monitoring/detectors/detector.ts';

const VALUES: Readonly<Record<InputKind, fc.Arbitrary<number>>> = {
  bit: fc.integer({ min: 0, max: 1 }),
  unit: fc.double({ min: 0, max: 1, noNaN: true }),
  real: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
};

/** Long streams with a change, made from a short description. */
const stream = (input: InputKind) =>
  fc.tuple(fc.array(VALUES[input], { minLength: 1, maxLength: 12 }), fc.array(VALUES[input], { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 40 }))
    .map(([before, after, times]) => [...Array.from({ length: times }, () => before).flat(), ...Array.from({ length: times }, () => after).flat()]);

/** Small settings, so that every part of a detector is reached by a short stream. */
const EAGER: Readonly<Record<string, Record<string, number>>> = {
  ADWIN: { clock: 4, delta: 0.2 }, ADWIN_keep: { clock: 4, delta: 0.2 }, DDM: { warm_start: 5 }, EDDM: { warm_start: 5 },
  FHDDM: { sliding_window_size: 10, short_window_size: 4, confidence_level: 0.1 }, PageHinkley: { min_instances: 5, threshold: 1 },
  KSWIN: { window_size: 12, stat_size: 5, alpha: 0.05 }, CUSUM: { warm_start: 10, h: 3 }, always: { period: 7 },
};

describe.each(DETECTORS.map(({ name, input }) => [name, input] as const))('%s', (name, input) => {
  test('a detector restored from JSON at any point continues identically', () => {
    fc.assert(fc.property(stream(input), fc.nat(), (xs, cut) => {
      const at = cut % (xs.length + 1);
      const original = createDetector(name, EAGER[name] ?? {});
      for (const x of xs.slice(0, at)) original.update(x);
      const restored = restoreDetector(JSON.parse(JSON.stringify(original.snapshot())));
      expect([restored.drift, restored.warning]).toEqual([original.drift, original.warning]);
      for (const x of xs.slice(at)) {
        original.update(x);
        restored.update(x);
        expect([restored.drift, restored.warning]).toEqual([original.drift, original.warning]);
      }
      expect(restored.snapshot()).toEqual(original.snapshot());
      expect(restored.reading()).toEqual(original.reading());
    }), { numRuns: 40 });
  });

  test('a constant stream is no drift', () => {
    if (name === 'always') return;
    fc.assert(fc.property(VALUES[input], (x) => {
      const detector = createDetector(name);
      for (let i = 0; i < 400; i += 1) {
        detector.update(x);
        expect(detector.drift).toBe(false);
      }
    }), { numRuns: 10 });
  });
});
