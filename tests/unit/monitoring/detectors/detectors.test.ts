import { describe, expect, test } from 'vitest';
import { createDetector, DETECTORS, detectorSpec, restoreDetector } from '../../../../src/domain/monitoring/detectors/catalogue.ts';
import { runDetector } from '../../../../src/domain/monitoring/detectors/run.ts';
import { randomAt } from '../../../../src/domain/common/random/random.ts';

const bits = (share: number, count: number, seed = 1) => Array.from({ length: count }, (_, i) => Number(randomAt(seed, i, 0).bool(share)));
const normals = (mean: number, count: number, seed = 1) => Array.from({ length: count }, (_, i) => mean + randomAt(seed, i, 1).normal());

describe('the catalogue', () => {
  test('every default lies in its own range and makes a detector', () => {
    for (const { name, params } of DETECTORS) {
      const detector = createDetector(name);
      expect(detector.name).toBe(name);
      expect(Object.keys(detector.params)).toEqual(params.map((param) => param.name));
    }
  });

  test('every detector takes numbers only: neither null, nor true, nor texts', () => {
    for (const { name } of DETECTORS) {
      for (const bad of [null, true, '1', undefined]) expect(() => runDetector(createDetector(name), [0, bad] as number[]), name).toThrow(/argument-invalid: a detector takes numbers, and value 1 is/u);
    }
  });

  test('refuses what is not in it', () => {
    expect(() => createDetector('Oracle')).toThrow(/argument-invalid.*no detector Oracle/);
    expect(() => createDetector('ADWIN', { delat: 0.1 })).toThrow(/no parameter delat/);
    expect(() => createDetector('ADWIN', { delta: 0 })).toThrow(/delta must be/);
    expect(() => createDetector('ADWIN', { clock: 1.5 })).toThrow(/whole number/);
    expect(() => createDetector('ADWIN', { delta: '0.1' })).toThrow(/delta must be/);
    expect(() => createDetector('ADWIN', { delta: NaN })).toThrow(/delta must be/);
    expect(() => createDetector('PageHinkley', { mode: 'sideways' })).toThrow(/one of up, down, both/);
    expect(() => createDetector('HDDM_A', { two_sided_test: 1 })).toThrow(/true or false/);
    expect(() => createDetector('KSWIN', { window_size: 50, stat_size: 30 })).toThrow(/at most half/);
    expect(() => createDetector('FHDDM', { sliding_window_size: 10, short_window_size: 20 })).toThrow(/must not exceed/);
  });
});

describe('values that a detector does not take', () => {
  test.each(DETECTORS.map(({ name, input }) => [name, input] as const))('%s (%s)', (name, input) => {
    const bad = [NaN, Infinity, -Infinity, ...(input === 'unit' ? [-0.1, 1.1] : []), ...(input === 'bit' ? [0.5, 2, -1] : [])];
    const detector = createDetector(name);
    for (let i = 0; i < 40; i += 1) detector.update(i % 2);
    const before = JSON.stringify(detector.snapshot());
    for (const x of bad) {
      expect(() => detector.update(x)).toThrow(/argument-invalid/);
      expect(JSON.stringify(detector.snapshot())).toBe(before);
    }
  });
});

describe('feed', () => {
  test.each(DETECTORS.map(({ name }) => name))('%s gives the drifts of one update after another', (name) => {
    const spec = detectorSpec(name);
    const flip = (xs: number[]) => (name === 'FHDDM' ? xs.map((x) => 1 - x) : xs);
    const xs = spec.input === 'real' ? [...normals(0, 1500), ...normals(3, 1500, 2)] : flip([...bits(0.1, 1500), ...bits(0.7, 1500, 2)]);
    const detector = createDetector(name);
    const fed: number[] = [];
    for (let i = 0; i < xs.length; ) {
      i = detector.feed(xs, i);
      if (detector.drift) fed.push(i - 1);
    }
    expect(fed).toEqual(runDetector(createDetector(name), xs).drifts);
    if (name !== 'never') expect(fed.length).toBeGreaterThan(0);
  });
});

describe('the reading', () => {
  test.each(DETECTORS.filter(({ name }) => !['always', 'never'].includes(name)).map(({ name }) => name))('%s: past its threshold exactly on a drift', (name) => {
    const spec = detectorSpec(name);
    const flip = (xs: number[]) => (name === 'FHDDM' ? xs.map((x) => 1 - x) : xs);
    const xs = spec.input === 'real' ? [...normals(0, 800), ...normals(3, 400, 2)] : flip([...bits(0.1, 800), ...bits(0.7, 400, 2)]);
    const detector = createDetector(name, name.startsWith('ADWIN') ? { clock: 1 } : {});
    let drifts = 0;
    for (const x of xs) {
      detector.update(x);
      const reading = detector.reading();
      if (detector.drift) {
        drifts += 1;
        expect(reading).not.toBeNull();
        const { statistic, threshold, fires, values } = reading!;
        if (name.startsWith('ADWIN')) expect(values['width'], 'of the window that was cut').toBe(values['n0']! + values['n1']!);
        if (fires === 'above') expect(statistic).toBeGreaterThanOrEqual(threshold * (1 - 1e-12));
        else expect(statistic).toBeLessThanOrEqual(threshold);
      }
      if (reading) for (const value of Object.values(reading.values)) expect(value).not.toBeNaN();
    }
    expect(drifts).toBeGreaterThan(0);
  });
});

describe('FHDDM', () => {
  test('with two windows it speaks of the one that is nearer its bound', () => {
    const detector = createDetector('FHDDM', { sliding_window_size: 20, short_window_size: 5 });
    const windowAfter = (xs: readonly number[]): number => {
      xs.forEach((x) => { detector.update(x); });
      return detector.reading()!.values['n']!;
    };
    // Two errors of five weigh more than two of twenty; when both have left the short window, only the long one has them.
    expect(windowAfter([...new Array<number>(20).fill(1), 0, 0])).toBe(5);
    expect(windowAfter([1, 1, 1, 1, 1])).toBe(20);
  });
});

describe('ADWIN', () => {
  test('keeping its window, it forgets the old part only', () => {
    const kept = createDetector('ADWIN_keep');
    runDetector(kept, [...bits(0.1, 2000), ...bits(0.8, 2000, 2)]);
    const { width, total } = kept.snapshot().state as { width: number; total: number };
    expect(width).toBeGreaterThan(1500);
    expect(width).toBeLessThan(2300);
    expect(total / width).toBeCloseTo(0.8, 1);
  });

  test('works with the fewest buckets', () => {
    expect(runDetector(createDetector('ADWIN', { max_buckets: 1 }), [...bits(0, 3000), ...bits(1, 3000)]).drifts.length).toBeGreaterThan(0);
  });
});

describe('CUSUM', () => {
  test('finds a shift either way, and only the way it watches', () => {
    for (const [mode, up, down] of [['both', true, true], ['up', true, false], ['down', false, true]] as const) {
      const fires = (mean: number) => runDetector(createDetector('CUSUM', { mode, warm_start: 500 }), [...normals(0, 600), ...normals(mean, 100, 2)]).drifts.some((i) => i >= 600);
      expect([fires(2), fires(-2)]).toEqual([up, down]);
    }
  });

  test('a constant warm-up makes any other value a drift, and no NaN', () => {
    const detector = createDetector('CUSUM', { warm_start: 10 });
    expect(runDetector(detector, new Array<number>(50).fill(3)).drifts).toEqual([]);
    detector.update(3.01);
    expect(detector.drift).toBe(true);
    expect(restoreDetector(JSON.parse(JSON.stringify(detector.snapshot()))).snapshot()).toEqual(detector.snapshot());
  });
});

describe('restoring', () => {
  const snapshot = () => createDetector('DDM').snapshot();
  test('refuses another version, another shape, another detector', () => {
    expect(() => restoreDetector({ ...snapshot(), version: 0 })).toThrow(/file-version/);
    expect(() => restoreDetector({ ...snapshot(), state: { n: 1 } })).toThrow(/file-schema/);
    expect(() => restoreDetector({ ...snapshot(), state: null })).toThrow(/file-schema/);
    expect(() => restoreDetector({ ...snapshot(), state: { ...(snapshot().state as object), extra: 1 } })).toThrow(/file-schema/);
    expect(() => restoreDetector({ ...snapshot(), state: { ...(snapshot().state as object), n: 'many' } })).toThrow(/file-schema/);
    expect(() => restoreDetector({ ...snapshot(), detector: 'Oracle' })).toThrow(/no detector/);
    expect(() => restoreDetector(null as never)).toThrow(/file-schema/);
  });
});
