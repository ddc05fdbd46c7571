import { describe, expect, test } from 'vitest';
import { accuracyTurn, movedInputs } from '../../../../src/domain/explanation/drift-hint.ts';
import type { WindowComparison } from '../../../../src/domain/explanation/compare-windows.ts';
import { diagnosisOf } from '../../../../src/domain/alerting/incidents/diagnose.ts';
import { summaryOf } from '../../../../src/ui/screens/alerts/explanation/summary.ts';

type Explained = Parameters<typeof summaryOf>[0];
type Column = WindowComparison['columns'][number];
type Labels = WindowComparison['predicted'];

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const moments = (mean: number, std: number) => ({ count: 500, mean, std });
const column = (signal: string, before: number, after: number, std: number, ks: number, significant = true): Column => ({
  signal, tooFew: false, before: moments(before, std), after: moments(after, std), shift: (after - before) / std, ks, direction: after > before ? 1 : -1, p: 0.001, adjustedP: significant ? 0.01 : 0.4, significant,
});
const labels = (categories: string[], before: number[], after: number[], cramersV: number): Labels => ({
  tooFew: false, categories, before, after, chiSquare: 1, p: 0.01, cramersV, rough: false, adjustedP: 0.01, significant: cramersV >= 0.1,
});
const accuracy = (share: number, known: number) => ({ known, right: Math.round(share * known), accuracy: known === 0 ? null : share, lower: share - 0.02, upper: share + 0.02 });

interface Given { columns?: Column[]; turn?: [before: number, after: number, p: number]; truths?: number; estimate?: number; predicted?: Labels; species?: Labels; rows?: number; signal?: string; worst?: [right: number, count: number] }

function explained({ columns = [], turn = [0.94, 0.94, 0.8], truths = 500, estimate = 0, predicted, species, rows = 500, signal = 'error', worst }: Given = {}): Explained {
  const few = truths < 20;
  const estimated = (share: number) => ({ rows: 500, accuracy: share, band: null });
  const comparison: WindowComparison = {
    rows: { before: 1000, after: rows }, tooFew: rows < 20, columns, columnCount: 36, distribution: null, fruit: null, like: null,
    predicted: predicted ?? labels(['ripe', 'unripe'], [0.5, 0.5], [0.51, 0.49], 0.01), species: species ?? labels(['apple'], [1], [1], 0),
    quality: {
      realized: { before: accuracy(turn[0], 1000), after: accuracy(turn[1], truths), tooFew: few, difference: few ? null : turn[1] - turn[0], p: few ? null : turn[2] },
      estimated: { before: estimated(0.95), after: estimated(0.95 + estimate), tooFew: false, difference: estimate },
    },
  };
  const slice = worst && { attribute: 'cultivar', value: 'apple/granny-smith', count: worst[1], right: worst[0], accuracy: worst[0] / worst[1], lower: 0, upper: 1, rest: 0.98, adjustedP: 0.001 };
  return {
    measured: { monitor: { spec: { signal } } as unknown as Explained['measured']['monitor'], measurement: { referenceMean: 0, currentMean: 0.105 } as unknown as Explained['measured']['measurement'] },
    changed: { comparison, after: { from: 4000, to: 4000 + rows }, weakest: { known: 500, accuracy: turn[1], lower: 0, upper: 1, slices: slice ? [slice] : [] } },
  };
}

const darker = column('feature.brightness', 0.52, 0.31, 0.0875, 0.8);
const redder = column('feature.redness', 0.1, 0.14, 0.13, 0.17);

describe('what happened', () => {
  test('is told of the monitor’s own feature, in its numbers', () => {
    const { what } = summaryOf(explained({ signal: 'feature.brightness', columns: [redder, darker], turn: [0.94, 0.71, 1e-9] }));
    expect(plain(what)).toBe('Brightness fell from 0.52 to 0.31 (−2.4 standard deviations) in the 500 fruits up to 4 499; accuracy went from 94.0 % to 71.0 %.');
  });

  test('a feature that varies as before but otherwise is not said to rise or fall', () => {
    const spread = { ...column('feature.hue', 47, 47.1, 20, 0.4), signal: 'feature.hue' };
    expect(plain(summaryOf(explained({ signal: 'feature.hue', columns: [spread] })).what)).toContain('Hue of the centre is spread otherwise than before (its two curves lie up to 40 % apart), though its mean stayed near 47°');
  });

  test('errors come before inputs, faults and shares are named', () => {
    expect(plain(summaryOf(explained({ columns: [redder], turn: [0.98, 0.83, 1e-9] })).what)).toBe('Accuracy went from 98.0 % to 83.0 % in the 500 fruits up to 4 499. Of what is measured in the pictures, redness of the centre rose most, from 0.10 to 0.14 (+0.3 standard deviations).');
    expect(plain(summaryOf(explained({ signal: 'fault.dark' })).what)).toContain('10.5 % of the pictures in the 500 fruits up to 4 499 are faulty, none before: dark pictures.');
    expect(plain(summaryOf(explained({ signal: 'predicted', predicted: labels(['ripe', '<b>'], [0.56, 0.44], [0.84, 0.16], 0.27) })).what)).toContain('calls 84.0 % of the fruit in the 500 fruits up to 4 499 “ripe”, where it was 56.0 %; accuracy held');
  });

  test('without truths it says so', () => {
    expect(summaryOf(explained({ truths: 0 })).what).toContain('no truth has arrived');
    expect(summaryOf(explained({ truths: 7 })).what).toContain('Only 7 truths are known, too few');
    expect(accuracyTurn(explained({ truths: 7 }).changed.comparison)).toBe('unknown');
  });

  test('too few rows and a log that is gone say that, and hint at nothing', () => {
    expect(summaryOf(explained({ rows: 12 }))).toMatchObject({ kind: null, hint: expect.stringMatching(/^Too few to say/u) as unknown });
    expect(summaryOf(explained({ rows: 0 }))).toMatchObject({ kind: null, hint: '', what: expect.stringContaining('no longer holds') as unknown });
    expect(summaryOf({ ...explained(), changed: { ...explained().changed, comparison: null } }).hint).toBe('');
  });
});

describe('where', () => {
  test('most mistakes are only said to lie where most of them do', () => {
    expect(summaryOf(explained({ turn: [0.98, 0.86, 1e-9], worst: [43, 106] })).where).toMatch(/^Most mistakes lie in one place: Granny Smith, apple, right in 41\u00a0% of 106, against 98\u00a0% of all others\.$/u);
    expect(summaryOf(explained({ turn: [0.98, 0.55, 1e-9], worst: [7, 25] })).where).toMatch(/^It does worst here: Granny Smith/u);
    expect(summaryOf(explained({ worst: [43, 106] })).where).toBe('');
  });
});

describe('the hint', () => {
  const kindOf = (given: Given) => summaryOf(explained(given)).kind;
  test('only errors moved: concept; errors without a doubt of the model: concept too', () => {
    expect(kindOf({ turn: [0.98, 0.86, 1e-9] })).toBe('concept');
    expect(kindOf({ columns: [redder], turn: [0.98, 0.83, 1e-9], estimate: 0 })).toBe('concept');
  });

  test('inputs moved: covariate, surely when they are far off, also when the model doubts', () => {
    expect(kindOf({ columns: [darker], turn: [0.98, 0.83, 1e-9] })).toBe('covariate');
    expect(kindOf({ columns: [redder], turn: [0.98, 0.83, 1e-9], estimate: -0.12 })).toBe('covariate');
    expect(kindOf({ columns: [redder] })).toBe('covariate');
  });

  test('only shares moved: prior; faults and time for themselves; nothing: perhaps a false alarm', () => {
    expect(kindOf({ predicted: labels(['a', 'b'], [0.5, 0.5], [0.7, 0.3], 0.2) })).toBe('prior');
    expect(kindOf({ columns: [redder], species: labels(['apple', 'orange'], [0.8, 0.2], [0.2, 0.8], 0.5), turn: [0.98, 0.9, 1e-5] })).toBe('prior');
    expect(kindOf({ signal: 'fault.frozen', columns: [darker] })).toBe('fault');
    expect(summaryOf(explained({ signal: 'latency', columns: [darker] }))).toMatchObject({ kind: null, hint: expect.stringContaining('time') as unknown });
    expect(summaryOf(explained())).toMatchObject({ kind: null, hint: expect.stringContaining('false alarm') as unknown });
  });

  test('latency and small or unsure moves are not moves of the inputs', () => {
    expect(movedInputs(explained({ columns: [column('latency', 20, 40, 5, 0.9), column('feature.hue', 40, 41, 9, 0.06), column('feature.edges', 0.1, 0.2, 0.1, 0.3, false)] }).changed.comparison)).toEqual([]);
  });
});

describe('the diagnosis that is kept', () => {
  test('of predictions that come late is about time, whatever else moved', () => {
    expect(diagnosisOf('latency', explained({ columns: [darker] }).changed.comparison)).toEqual({ kind: 'slow', accuracy: 'held' });
    expect(diagnosisOf('queue', null)).toEqual({ kind: 'slow', accuracy: 'unknown' });
  });

  test('is the kind that the summary points to, and what became of accuracy', () => {
    for (const [given, accuracyIs] of [[{ columns: [darker], turn: [0.94, 0.71, 1e-9] }, 'fell'], [{ signal: 'fault.dark' }, 'held'], [{ columns: [darker], truths: 3 }, 'unknown']] as [Given, string][]) {
      const { measured, changed } = explained(given);
      expect(diagnosisOf(measured.monitor!.spec.signal, changed.comparison)).toEqual({ kind: summaryOf({ measured, changed }).kind, accuracy: accuracyIs });
    }
  });

  test('of too few fruits points nowhere', () => {
    expect(diagnosisOf('fault.frozen', explained({ rows: 12, truths: 3 }).changed.comparison)).toEqual({ kind: null, accuracy: 'unknown' });
    expect(diagnosisOf('', null)).toEqual({ kind: null, accuracy: 'unknown' });
  });
});

describe('what the line makes of it by now', () => {
  const moved = explained({ signal: 'feature.brightness', columns: [darker] });

  test('is told beside what it made of it when the alert fired, and never contradicts it', () => {
    expect(summaryOf(moved)).toMatchObject({ since: '', hint: expect.stringContaining('The model copes with it so far.') as unknown });
    const later = summaryOf(moved, { over: false, fallenTo: 0.82 });
    expect(plain(later.since)).toBe('Since then accuracy has fallen: of the newest truths 82.0 % are right.');
    expect(later.hint).toContain('The model coped with it then.');
    expect(later.hint).not.toContain('so far');
  });

  test('is not told twice where accuracy had fallen already, and not of an alert that is over', () => {
    const fell = explained({ signal: 'feature.brightness', columns: [darker], turn: [0.98, 0.83, 1e-9] });
    expect(summaryOf(fell, { over: false, fallenTo: 0.82 })).toMatchObject({ since: '', hint: expect.stringContaining('The model errs on it.') as unknown });
    expect(summaryOf(moved, { over: true, fallenTo: 0.82 })).toMatchObject({ since: '', hint: expect.stringContaining('The model coped with it then.') as unknown });
  });
});
