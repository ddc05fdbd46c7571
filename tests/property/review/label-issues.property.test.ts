import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomAt } from '../../../src/domain/common/random/random.ts';
import { reviewLabels, type GivenLabels } from '../../../src/domain/review/label-issues.ts';

const weights = (labels: number) => fc.array(fc.integer({ min: 0, max: 16 }), { minLength: labels, maxLength: labels }).filter((row) => row.some((weight) => weight > 0));
const set = fc.integer({ min: 2, max: 5 }).chain((labels) => fc.array(fc.record({ given: fc.nat(labels - 1), row: weights(labels) }), { maxLength: 40 }).map((rows): GivenLabels => ({
  labels,
  given: rows.map(({ given }) => given),
  probabilities: rows.flatMap(({ row }) => row.map((weight) => weight / row.reduce((sum, each) => sum + each, 0))),
})));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Five labels, of which each row's is likely; a share of the labels is wrong. */
function noisy(rows: number, labels: number, wrong: number, seed: number): GivenLabels & { flipped: Set<number> } {
  const random = randomAt(seed, 0, 0);
  const flipped = new Set<number>();
  const given: number[] = [];
  const probabilities: number[] = [];
  for (let i = 0; i < rows; i += 1) {
    const truth = random.int(labels);
    const row = Array.from({ length: labels }, (_, label) => (label === truth ? 4 : 0.2) + random.next());
    const total = sum(row);
    probabilities.push(...row.map((weight) => weight / total));
    const isWrong = random.bool(wrong);
    if (isWrong) flipped.add(i);
    given.push(isWrong ? (truth + 1 + random.int(labels - 1)) % labels : truth);
  }
  return { labels, given, probabilities, flipped };
}

describe('suspected labels', () => {
  test('are rows that confidently count for another label, once each, most doubtful first', () => {
    fc.assert(fc.property(set, (rows) => {
      const { confident, issues, thresholds } = reviewLabels(rows);
      const wanted = Array.from(confident, (label, row) => ({ label, row })).filter(({ label, row }) => label >= 0 && label !== rows.given[row]).map(({ row }) => row);
      expect(issues.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual(wanted);
      issues.forEach((issue, i) => {
        const own = Array.from(rows.probabilities).slice(issue.row * rows.labels, (issue.row + 1) * rows.labels);
        expect(issue.selfConfidence).toBe(own[issue.given]);
        expect(issue.margin).toBe(issue.selfConfidence - Math.max(...own.filter((_, label) => label !== issue.given)));
        expect(own[issue.suggested]!).toBeGreaterThanOrEqual(thresholds[issue.suggested]! - 1e-12);
        const before = issues[i - 1];
        if (before) expect(before.selfConfidence < issue.selfConfidence || (before.selfConfidence === issue.selfConfidence && before.row < issue.row)).toBe(true);
      });
    }));
  });

  test('of several labels that are reached the likeliest is suggested, and the lowest of equals', () => {
    fc.assert(fc.property(set, (rows) => {
      const { confident, thresholds } = reviewLabels(rows);
      confident.forEach((label, row) => {
        const own = Array.from(rows.probabilities).slice(row * rows.labels, (row + 1) * rows.labels);
        const reached = own.map((probability, at) => (thresholds[at] !== null && probability >= thresholds[at]! - 1e-12 ? probability : -1));
        expect(label).toBe(Math.max(...reached) < 0 ? -1 : reached.indexOf(Math.max(...reached)));
      });
    }));
  });

  test('the joint counts every confident row, and its calibrated form gives each label its share', () => {
    fc.assert(fc.property(set, (rows) => {
      const { joint, calibrated, confident, thresholds } = reviewLabels(rows);
      expect(sum(joint.flat())).toBe(confident.filter((label) => label >= 0).length);
      calibrated.forEach((row, label) => {
        const share = rows.given.length === 0 ? 0 : Array.from(rows.given).filter((given) => given === label).length / rows.given.length;
        expect(sum(row)).toBeCloseTo(share, 12);
        expect(thresholds[label] === null).toBe(share === 0);
      });
    }));
  });

  test('rows in another order are the same rows', () => {
    fc.assert(fc.property(set, (rows) => {
      const last = rows.given.length - 1;
      const turned: GivenLabels = {
        labels: rows.labels, given: Array.from(rows.given).toReversed(),
        probabilities: Array.from(rows.given).flatMap((_, i) => Array.from(rows.probabilities).slice((last - i) * rows.labels, (last - i + 1) * rows.labels)),
      };
      expect(Array.from(reviewLabels(turned).confident).toReversed()).toEqual(Array.from(reviewLabels(rows).confident));
    }));
  });

  test('most labels that were flipped are found, and few that were not', () => {
    const { flipped, ...rows } = noisy(3000, 5, 0.1, 3);
    const found = reviewLabels(rows).issues.map(({ row }) => row);
    const right = found.filter((row) => flipped.has(row)).length;
    expect(right / found.length).toBeGreaterThan(0.95);
    expect(right / flipped.size).toBeGreaterThan(0.4);
  });

  test('a model that says the same of every row is confident of every row', () => {
    for (const p of [0.1, 0.3, 0.7]) {
      const rows = Array.from({ length: 37 }, () => [p, 1 - p]);
      expect(Array.from(reviewLabels({ labels: 2, given: rows.map((_, i) => i % 2), probabilities: rows.flat() }).confident).every((label) => label === (p > 0.5 ? 0 : 1))).toBe(true);
    }
  });

  test('nothing to review has no issues', () => {
    expect(reviewLabels({ labels: 2, given: [], probabilities: [] })).toMatchObject({ thresholds: [null, null], joint: [[0, 0], [0, 0]], calibrated: [[0, 0], [0, 0]], issues: [] });
  });

  test.each([
    ['one label', 1, [0], [1]], ['no label', 0, [], []], ['NaN labels', NaN, [0], [1]], ['half a row', 2, [0, 1], [0.5, 0.5, 0.5]], ['an unknown label', 2, [2], [0.5, 0.5]], ['a label below', 2, [-1], [0.5, 0.5]],
    ['half a label', 2, [0.5], [0.5, 0.5]], ['NaN', 2, [0], [NaN, 0.5]], ['Infinity', 2, [0], [Infinity, 0.5]], ['a negative probability', 2, [0], [-0.5, 0.5]], ['more than 1', 2, [0], [1.5, 0.5]], ['all zeros', 2, [0], [0, 0]],
  ])('%s is refused', (_what, labels, given, probabilities) => {
    expect(() => reviewLabels({ labels, given, probabilities })).toThrow(/argument-invalid/);
  });
});
