import { describe, expect, test } from 'vitest';
import { compareWindows } from '../../../src/domain/explanation/compare-windows.ts';
import { likeWithLike } from '../../../src/domain/explanation/like-with-like.ts';
import { columnMove, distributionOf, labelMove } from '../../../src/domain/explanation/moves.ts';
import { qualityChange } from '../../../src/domain/explanation/quality-change.ts';
import { contrastingFruit } from '../../../src/domain/explanation/contrasting-fruit.ts';
import { weakSpots } from '../../../src/domain/explanation/weak-spots.ts';
import { predictedAt, speciesAt } from '../../../src/domain/explanation/windows.ts';
import { sliceRows, toShare, type LogRows } from '../../../src/domain/log/rows.ts';
import { AccuracyEstimator } from '../../../src/domain/monitoring/estimate/accuracy-estimator.ts';
import { ksTest } from '../../../src/domain/statistics/ks.ts';
import { FEATURES, madeRows, uniform, type MadeRow } from '../monitoring/monitors/rows.ts';

interface GrownRow extends MadeRow { species?: number; cultivar?: number; ripeness?: number }

/** As `madeRows`, with fruit of a species, cultivar and ripeness. */
function grown(firstIndex: number, given: readonly GrownRow[], options?: Parameters<typeof madeRows>[2]): LogRows {
  const rows = madeRows(firstIndex, given, options);
  given.forEach(({ species = 0, cultivar = 0, ripeness = 0.5 }, i) => {
    rows.columns.species[i] = species;
    rows.columns.cultivar[i] = cultivar;
    rows.columns.ripeness[i] = toShare(ripeness);
  });
  return rows;
}

const fill = (count: number, row: (i: number) => GrownRow) => Array.from({ length: count }, (_, i) => row(i));
const { before, after } = (() => {
  const random = uniform(12);
  const make = (first: number, darker: number, mistakes: number) => grown(first, fill(400, (i) => {
    const predicted = random() < 0.5 ? 0 : 1;
    return {
      predicted, truth: random() < mistakes ? 1 - predicted : predicted, confidence: 0.5 + random() / 2, latencyMs: 5 + random(),
      species: i % 4, ripeness: random(), features: [0.6 - darker + random() * 0.2, 0.05 + random() * 0.01, 40 + 10 * random()],
    };
  }));
  return { before: make(0, 0, 0.05), after: make(400, 0.1, 0.25) };
})();

describe('what moved', () => {
  test('comes first, significant after adjustment; what did not is not', () => {
    const { columns, columnCount, predicted, species, tooFew, rows } = compareWindows([before], [after], { lastKnown: 799 });
    expect([tooFew, rows]).toEqual([false, { before: 400, after: 400 }]);
    expect(columnCount).toBe(FEATURES.length + 4);
    expect(columns[0]).toMatchObject({ signal: 'feature.brightness', significant: true, direction: -1, tooFew: false });
    expect(columns[0]!.shift).toBeCloseTo(-0.1 / (0.2 / Math.sqrt(12)), 0);
    expect(columns.slice(1).filter(({ significant }) => significant)).toEqual([]);
    expect([predicted.significant, species.significant]).toEqual([false, false]);
    for (const { p, adjustedP } of columns) expect(adjustedP).toBeGreaterThanOrEqual(p!);
  });

  test('the numbers are those of the tests, however the windows are cut', () => {
    const whole = compareWindows([before], [after], { lastKnown: 799 });
    const cut = compareWindows([sliceRows(before, 0, 7), sliceRows(before, 7, 400)], [sliceRows(after, 0, 399), sliceRows(after, 399, 400)], { lastKnown: 799 });
    expect(cut).toEqual(whole);
    expect(structuredClone(whole)).toEqual(whole);
    const { ks, p } = columnMove([before], [after], 'latency');
    expect({ ks, p }).toEqual({ ks: ksTest(before.columns.latencyMs, after.columns.latencyMs, 'asymptotic').statistic, p: ksTest(before.columns.latencyMs, after.columns.latencyMs, 'asymptotic').pValue });
  });

  test('is capped, and a chosen signal has its distributions', () => {
    const { columns, columnCount, distribution, fruit } = compareWindows([before], [after], { lastKnown: 799, mostColumns: 2, signal: 'feature.hue' });
    expect([columns.map(({ signal }) => signal).slice(0, 2).includes('feature.hue'), columns.at(-1)!.signal]).toEqual([false, 'feature.hue']);
    expect([columns.length, columnCount]).toEqual([3, 7]);
    expect(distribution!.signal).toBe('feature.hue');
    expect(fruit!.signal).toBe('feature.hue');
    for (const bars of [distribution!.before!, distribution!.after!]) {
      expect(bars).toHaveLength(distribution!.edges.length - 1);
      expect(bars.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  test('empty and tiny windows, unknown signals and numbers that are none are too few', () => {
    const none = { shift: null, ks: null, p: null, direction: 0, tooFew: true };
    const one = sliceRows(after, 0, 1);
    expect(columnMove([before], [], 'confidence')).toMatchObject({ ...none, after: { count: 0, mean: null, std: null } });
    expect(columnMove([before], [one], 'confidence')).toMatchObject({ ...none, after: { count: 1, std: 0 } });
    expect(columnMove([before], [after], 'feature.unheard-of')).toMatchObject({ ...none, before: { count: 0 } });
    const odd = madeRows(800, fill(30, (i) => ({ features: [i < 15 ? NaN : 0.5, i < 5 ? Infinity : 0.1] })));
    expect(columnMove([before], [odd], 'feature.brightness')).toMatchObject({ ...none, after: { count: 15, mean: 0.5 } });
    expect(columnMove([before], [odd], 'feature.sharpness')).toMatchObject({ tooFew: false, after: { count: 25 } });
    for (const window of [[], [one]]) {
      const compared = compareWindows([before], window, { lastKnown: 799 });
      expect(compared).toMatchObject({ tooFew: true, distribution: null, fruit: null, predicted: { p: null, adjustedP: null, significant: false } });
      expect(compared.quality.realized).toMatchObject({ tooFew: true, p: null, difference: null });
    }
    expect(compareWindows([], [], { lastKnown: -1 }).columns.every(({ tooFew }) => tooFew)).toBe(true);
    expect(distributionOf([], [], 'confidence')).toBeNull();
    expect(distributionOf([], [after], 'confidence')).toMatchObject({ before: null });
  });

  test('constants have not moved when they are equal, and have moved all the way when they are not', () => {
    const [dark, light] = [0.25, 0.75].map((value) => madeRows(0, fill(30, () => ({ features: [value] }))));
    expect(columnMove([dark!], [dark!], 'feature.brightness')).toMatchObject({ ks: 0, p: 1, shift: null, direction: 0, before: { mean: 0.25, std: 0 } });
    expect(columnMove([dark!], [light!], 'feature.brightness')).toMatchObject({ ks: 1, shift: null, direction: 1 });
    expect(distributionOf([dark!], [dark!], 'feature.brightness')).toMatchObject({ edges: [-0.25, 0.75], before: [1], after: [1] });
  });
});

describe('windows', () => {
  test('never overlap: what lies in the one after is no part of the one before', () => {
    const rows = grown(0, fill(400, (i) => ({ predicted: i % 2 })));
    const overlapping = compareWindows([sliceRows(rows, 0, 300)], [sliceRows(rows, 200, 400)], { lastKnown: 399 });
    expect(overlapping).toEqual(compareWindows([sliceRows(rows, 0, 200)], [sliceRows(rows, 200, 400)], { lastKnown: 399 }));
    expect(compareWindows([sliceRows(rows, 210, 300)], [sliceRows(rows, 200, 400)], { lastKnown: 399 })).toMatchObject({ rows: { before: 0 }, tooFew: true, like: null });
  });
});

describe('like with like', () => {
  const random = uniform(4);
  const fruit = (ripeness: number, look: number, truth: number, of: GrownRow = {}): GrownRow => ({ ripeness, truth, predicted: look > 0.5 ? 0 : 1, features: [look + 0.02 * random(), 0.5, 0.5], ...of });
  const grownLot = (first: number, make: (ripeness: number, i: number) => GrownRow) => [grown(first, fill(400, (i) => make((i % 100) / 100, i)))];
  const usual = grownLot(0, (ripeness) => fruit(ripeness, ripeness, ripeness > 0.5 ? 0 : 1));

  test('other fruit alone moves nothing; darker pictures of the same fruit do, whatever its truth', () => {
    const riper = likeWithLike(usual, grownLot(400, (ripeness) => fruit(0.5 + ripeness / 2, 0.5 + ripeness / 2, 0)), 799);
    expect(Math.abs(riper.moves[0]!.shift)).toBeLessThan(0.1);
    const darker = likeWithLike(usual, grownLot(400, (ripeness) => fruit(ripeness, ripeness - 0.3, ripeness > 0.5 ? 0 : 1)), 799);
    expect(darker.moves[0]).toMatchObject({ signal: 'feature.brightness' });
    for (const shift of [darker.moves[0]!.shift, ...darker.moves[0]!.byTruth]) expect(shift).toBeCloseTo(-1, 0);
    expect(darker.otherTruth).toBeLessThan(0.01);
  });

  test('fruit that deceives moves in one truth alone, and in its mistakes; another truth of the same fruit is told', () => {
    const waxed = likeWithLike(usual, grownLot(400, (ripeness, i) => fruit(ripeness, ripeness <= 0.5 && i % 3 === 0 ? 0.8 : ripeness, ripeness > 0.5 ? 0 : 1)), 799);
    const [ripe, unripe] = waxed.moves[0]!.byTruth;
    expect(Math.abs(ripe!)).toBeLessThan(0.1);
    expect(unripe).toBeGreaterThan(0.3);
    expect(waxed.ofMistakes!.shift).toBeGreaterThan(1);
    const taste = likeWithLike(usual, grownLot(400, (ripeness) => fruit(ripeness, ripeness, ripeness > 0.3 ? 0 : 1)), 799);
    expect(taste.otherTruth).toBeCloseTo(0.2, 1);
    expect(taste.otherTruthP).toBeLessThan(1e-9);
    expect(Math.abs(taste.ofMistakes!.shift)).toBeLessThan(0.1);
  });

  test('truths that have not arrived are not used, and fruit without its like makes no pair', () => {
    expect(likeWithLike(usual, usual, -1)).toMatchObject({ pairs: 400, otherTruth: 0, otherTruthP: 1, ofMistakes: null, moves: [{ byTruth: [] }] });
    expect(likeWithLike(usual, grownLot(400, (ripeness) => fruit(ripeness, ripeness, 0, { cultivar: 3 })), 799)).toMatchObject({ pairs: 0 });
  });
});

describe('labels', () => {
  test('are compared by name, also when a version numbers them otherwise', () => {
    const swapped = madeRows(800, fill(100, (i) => ({ predicted: i % 2 })), { labels: ['unripe', 'ripe'] });
    const straight = madeRows(900, fill(100, (i) => ({ predicted: 1 - (i % 2) })));
    expect(labelMove([straight], [swapped], predictedAt)).toMatchObject({ categories: ['ripe', 'unripe'], before: [0.5, 0.5], after: [0.5, 0.5], chiSquare: 0, p: 1, rough: false });
  });

  test('one category, few expected and no rows are told apart', () => {
    const apples = grown(0, fill(50, () => ({})));
    const bananas = grown(50, fill(50, (i) => ({ species: i === 0 ? 1 : 0 })));
    expect(labelMove([apples], [apples], speciesAt)).toMatchObject({ categories: ['apple'], p: 1, cramersV: 0, rough: false });
    expect(labelMove([apples], [bananas], speciesAt)).toMatchObject({ categories: ['apple', 'banana'], after: [0.98, 0.02], rough: true });
    expect(labelMove([apples], [], speciesAt)).toMatchObject({ tooFew: true, categories: ['apple'], before: [1], after: [0], p: null });
    expect(labelMove([], [apples], speciesAt)).toMatchObject({ before: [0], after: [1] });
    expect(labelMove([], [], speciesAt)).toMatchObject({ categories: [], tooFew: true });
  });
});

describe('telling fruit', () => {
  test('pairs like with like: typical before, far along the move after, none twice', () => {
    const pairs = contrastingFruit([before], [after], 'feature.brightness', -1);
    expect(pairs).toHaveLength(6);
    for (const { before: typical, after: moved, like } of pairs) {
      expect([like, typical.species, typical.cultivar]).toEqual(['cultivar', moved.species, moved.cultivar]);
      expect(moved.value).toBeLessThan(typical.value - 0.1);
      expect(Math.abs(typical.ripeness - moved.ripeness)).toBeLessThan(0.15);
      expect(typical.index < 400 && moved.index >= 400).toBe(true);
    }
    expect(new Set(pairs.flatMap((pair) => [pair.before.index, pair.after.index])).size).toBe(12);
    expect(contrastingFruit([before], [after], 'feature.brightness', -1)).toEqual(pairs);
  });

  test('a new cultivar stands beside its species, and freaks are left out', () => {
    const old = grown(0, fill(100, (i) => ({ species: 3, cultivar: i % 2, features: [0.5 + (i % 10) / 100] })));
    const now = grown(100, fill(100, (i) => ({ species: 3, cultivar: i < 60 ? 3 : i % 2, features: [i < 2 ? 0.99 : i < 60 ? 0.7 : 0.5] })));
    const pairs = contrastingFruit([old], [now], 'feature.brightness', 1);
    expect(pairs.map(({ after: { cultivar, value }, like }) => [cultivar, value.toFixed(1), like])).toEqual(new Array(6).fill(['keitt', '0.7', 'species']));
  });

  test('a species that was not there stands beside anything; nothing beside nothing', () => {
    const old = grown(0, fill(10, () => ({})));
    const now = grown(10, fill(3, () => ({ species: 1, features: [0.9] })));
    expect(contrastingFruit([old], [now], 'feature.brightness', 1).map(({ like }) => like)).toEqual(['nothing', 'nothing', 'nothing']);
    expect(contrastingFruit([], [now], 'feature.brightness', 1)).toEqual([]);
    expect(contrastingFruit([old], [], 'feature.brightness', 1)).toEqual([]);
  });

  test('of another mix is set against what was typical, since no fruit has changed', () => {
    const mix = (first: number, dark: number) => grown(first, fill(300, (i) => ({ species: i % 10 < dark ? 7 : 0, features: [(i % 10 < dark ? 0.2 : 0.8) + (i % 7) / 1000] })));
    const pairs = contrastingFruit([mix(0, 2)], [mix(300, 8)], 'feature.brightness', -1);
    expect(pairs.map(({ before: typical, after: moved, like }) => [typical.species, moved.species, like])).toEqual(new Array(6).fill(['apple', 'avocado', 'nothing']));
  });

  test('is shown for what a picture can show, and only where something moved', () => {
    expect(compareWindows([before], [after], { lastKnown: -1, signal: 'queue' }).fruit).toEqual({ signal: 'queue', pairs: [] });
    expect(compareWindows([sliceRows(before, 0, 200)], [sliceRows(before, 200, 400)], { lastKnown: -1 }).fruit).toBeNull();
    const slow = grown(400, fill(400, (i) => ({ latencyMs: 500, species: i % 4, features: [0.6 + (i % 20) / 100, 0.055, 45] })));
    const { columns, fruit, distribution } = compareWindows([before], [slow], { lastKnown: 799 });
    expect(columns.slice(-2).map(({ signal, ks }) => [signal, ks! > 0.9])).toEqual([['latency', true], ['queue', false]]);
    expect(fruit!.signal).not.toBe('latency');
    expect(distribution!.signal).not.toBe('latency');
  });

  test('goes the way of the mean where values have spread to both sides', () => {
    const at = (first: number, value: (i: number) => number) => grown(first, fill(200, (i) => ({ features: [value(i)] })));
    const spread = compareWindows([at(0, (i) => 0.9 + (i % 10) / 1000)], [at(200, (i) => (i % 10 < 8 ? 0.95 : 0.1))], { lastKnown: -1, signal: 'feature.brightness' });
    expect(spread.columns.find(({ signal }) => signal === 'feature.brightness')!.direction).toBe(1);
    expect(spread.fruit!.pairs.every((pair) => pair.after.value < 0.2)).toBe(true);
  });

  test('is measured against fruit as ripe, where fruit of one ripeness has come to look otherwise', () => {
    // Ripe fruit is red, and most is ripe. Then the unripe is waxed, and red as well.
    const fruit = (first: number, waxed: boolean) => grown(first, fill(300, (i) => {
      const ripe = i % 10 < 7;
      return { ripeness: ripe ? 0.8 : 0.2, features: [(ripe || waxed ? 0.8 : 0.3) + (i % 7) / 1000] };
    }));
    const pairs = contrastingFruit([fruit(0, false)], [fruit(300, true)], 'feature.brightness', 1);
    expect(pairs.map(({ before: was, after: is }) => [was.ripeness.toFixed(1), was.value.toFixed(1), is.ripeness.toFixed(1), is.value.toFixed(1)])).toEqual(new Array(6).fill(['0.2', '0.3', '0.2', '0.8']));
  });
});

describe('what became of quality', () => {
  test('counts only truths that have arrived', () => {
    const right = (rows: LogRows, to: number) => rows.columns.predicted.slice(0, to).filter((label, row) => label === rows.columns.reportedTruth[row]).length;
    const { realized, estimated } = qualityChange([before], [after], 599);
    expect(realized.before).toMatchObject({ known: 400, right: right(before, 400) });
    expect(realized.after).toMatchObject({ known: 200, right: right(after, 200) });
    expect(realized.difference).toBeLessThan(-0.1);
    expect(realized.p).toBeLessThan(0.001);
    expect(estimated).toBeNull();
    expect(qualityChange([before], [after], 418).realized).toMatchObject({ tooFew: true, difference: null, p: null, after: { known: 19 } });
    expect(qualityChange([before], [after], 399).realized.after).toMatchObject({ known: 0, accuracy: null, lower: 0, upper: 1 });
  });

  test('takes estimates row by row, with their band', () => {
    const estimator = new AccuracyEstimator(0);
    estimator.setVersionRows(1, [before]);
    const numbers = [...estimator.take(before), ...estimator.take(after)];
    const { estimated } = qualityChange([before], [after], -1, { at: (index) => (index % 2 ? NaN : numbers[index]!), band: (accuracy, rows) => estimator.band(accuracy, rows) });
    const even = numbers.slice(400).filter((_, i) => i % 2 === 0);
    expect(estimated!.after).toMatchObject({ rows: 200, band: estimator.band(estimated!.after.accuracy!, 200) });
    expect(estimated!.after.accuracy).toBeCloseTo(even.reduce((sum, value) => sum + value, 0) / 200, 12);
    expect(qualityChange([before], [after], -1, { at: () => NaN }).estimated).toMatchObject({ tooFew: true, difference: null, before: { rows: 0, accuracy: null, band: null } });
  });
});

describe('weak spots', () => {
  const rows = grown(0, fill(600, (i) => {
    const species = i % 3;
    const wrong = species === 2 ? i % 2 === 0 : i % 20 === 0;
    return { species, predicted: 0, truth: wrong ? 1 : 0 };
  }));

  test('are found among species, cultivars, labels and what the caller tells', () => {
    const { known, slices } = weakSpots([rows], 599, (index) => (index % 3 === 2 ? { place: 'wood' } : { place: 'belt' }));
    expect(known).toBe(600);
    expect(slices.map(({ attribute, value }) => `${attribute} ${value}`)).toEqual(['species tomato', expect.stringMatching(/^cultivar tomato\//), 'place wood']);
    expect(slices[0]).toMatchObject({ count: 200, right: 100, accuracy: 0.5 });
  });

  test('need truths', () => {
    expect(weakSpots([rows], -1)).toMatchObject({ known: 0, accuracy: null, slices: [] });
    expect(weakSpots([rows], 99).known).toBe(100);
    expect(weakSpots([rows], 599, (index) => (index < 300 ? { camera: 'old' } : {})).slices.some(({ attribute }) => attribute === 'camera')).toBe(false);
  });
});
