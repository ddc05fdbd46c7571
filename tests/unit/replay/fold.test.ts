import { describe, expect, it } from 'vitest';
import { LearntFruit } from '../../../src/domain/delivery/comparison/learnt.ts';
import { ReplayFold, type ReplayPlan, type ReplayedRows, type ReplaySubject } from '../../../src/domain/replay/fold.ts';
import { MOST_PARTED } from '../../../src/domain/replay/result.ts';
import { checkedStretch, MOST_EVENTS, samplePositions, USUAL_EVENTS } from '../../../src/domain/replay/request.ts';
import type { StretchColumns } from '../../../src/domain/replay/stretch.ts';
import { UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { NO_SUPPLIER } from '../../../src/domain/world/suppliers/suppliers.ts';

const RIPE = 0;
const UNRIPE = 1;

/** Apples and tomatoes in turn, of the truths given; null is not known. */
function columnsOf(truths: readonly (number | null)[], from = 0): StretchColumns {
  const index = Uint32Array.from(truths, (_, i) => from + i);
  return {
    index, pictureIndex: index.slice(), seed: new Float64Array(truths.length).fill(7), species: Uint8Array.from(index, (i) => (i % 2 === 0 ? 0 : 2)), cultivar: new Uint8Array(truths.length),
    supplier: Uint8Array.from(index, (i) => (i < 4 ? 1 : NO_SUPPLIER)),    reportedTruth: Uint8Array.from(truths, (truth) => truth ?? UNKNOWN_TRUTH),
  };
}

/** Scores of a version that is sure of `said` by `confidence`. */
const scoresOf = (said: readonly number[], confidence = 0.75) => Float32Array.from(said.flatMap((label) => (label === 0 ? [confidence, 1 - confidence] : [1 - confidence, confidence])));
const subject = (key: string, change: Partial<ReplaySubject> = {}): ReplaySubject => ({ key, version: Number(key), labels: ['ripe', 'unripe'], learnt: null, ...change });
const plan = (change: Partial<ReplayPlan> = {}): ReplayPlan => ({ from: 0, to: 8, planned: 8, recorded: 8, baseline: '1', values: null, fromLog: [], ...change });

const TRUTHS = [RIPE, UNRIPE, RIPE, UNRIPE, RIPE, UNRIPE, null, null];
const BASELINE = [0, 1, 0, 0, 1, 0, 0, 0];
const RIVAL = [0, 0, 0, 1, 0, 1, 1, 1];

function folded(subjects: readonly ReplaySubject[], rows: ReplayedRows, change: Partial<ReplayPlan> = {}) {
  const fold = new ReplayFold(plan(change), subjects);
  fold.add(rows);
  return fold.result();
}

describe('two versions on a recorded stretch', () => {
  const rows: ReplayedRows = { columns: columnsOf(TRUTHS), scores: [scoresOf(BASELINE), scoresOf(RIVAL, 0.9)] };
  const result = folded([subject('1'), subject('2')], rows);

  it('count only fruit whose truth has been reported', () => {
    expect(result).toMatchObject({ judged: 6, waiting: 2, sample: { done: 8, planned: 8, recorded: 8 } });
    expect(result.accuracy['1']).toMatchObject({ right: 3, of: 6, share: 0.5 });
    expect(result.accuracy['2']).toMatchObject({ right: 5, of: 6 });
    expect(result.accuracy['2']!.interval.lower).toBeLessThan(5 / 6);
    expect(result.accuracy['2']!.interval.upper).toBeGreaterThan(5 / 6);
  });

  it('leave out fruit whose truth never becomes known, and say how many', () => {
    const reported = Uint8Array.of(1, 0, 1, 1, 1, 1, 0, 1);
    const logged = { version: new Uint32Array(8), predicted: new Uint8Array(8), confidence: new Float32Array(8), right: new Uint8Array(8), reported, labels: ['ripe', 'unripe'] };
    expect(folded([subject('1'), subject('2')], { ...rows, logged })).toMatchObject({ judged: 5, waiting: 2, neverKnown: 1, accuracy: { 1: { right: 2, of: 5 }, 2: { right: 5, of: 5 } } });
    expect(result.neverKnown).toBe(0);
  });

  it('are counted in pairs, with the fruits on which they part', () => {
    expect(result.paired['2']!.counts).toEqual({ bothRight: 2, onlyChampion: 1, onlyChallenger: 3, bothWrong: 0 });
    expect(result.paired['2']!.difference).toBeCloseTo(2 / 6);
    // Four discordant pairs, at most one of a kind: 2 (1 + 4) / 16.
    expect(result.paired['2']!.p).toBeCloseTo(0.625);
    expect(result.mended['2']!.map(({ index }) => index)).toEqual([5, 4, 3]);
    expect(result.mended['2']![0]).toEqual({ index: 5, truth: 'unripe', baseline: { said: 'ripe', confidence: 0.75 }, version: { said: 'unripe', confidence: Math.fround(0.9) } });
    expect(result.broken['2']!.map(({ index }) => index)).toEqual([1]);
    expect(Object.keys(result.paired)).toEqual(['2']);
  });

  it('are looked at by kind, cultivar, and by what the baseline said', () => {
    const slice = (by: string, name: string) => result.slices.find((each) => each.by === by && each.name === name)!;
    expect(slice('species', 'apple')).toMatchObject({ of: 3, accuracy: { 1: { right: 2 }, 2: { right: 3 } } });
    expect(slice('species', 'tomato')).toMatchObject({ of: 3, accuracy: { 1: { right: 1 }, 2: { right: 2 } } });
    expect(slice('predicted', 'ripe')).toMatchObject({ of: 4, accuracy: { 1: { right: 2 }, 2: { right: 4 } } });
    expect(slice('predicted', 'ripe').difference['2']!.difference).toBe(0.5);
    for (const by of ['species', 'cultivar', 'predicted']) expect(result.slices.filter((each) => each.by === by).reduce((sum, { of }) => sum + of, 0)).toBe(6);
  });

  it('are told over events, in bins that begin where the stretch does', () => {
    expect(result.index).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(result.accuracy['1']!.bins.map((bin) => bin?.right ?? null)).toEqual([1, 1, 1, 0, 0, 0, null, null]);
  });

  it('come out the same whatever the order of the pieces', () => {
    const fold = new ReplayFold(plan(), [subject('1'), subject('2')]);
    const piece = (from: number, to: number): ReplayedRows => ({ columns: columnsOf(TRUTHS.slice(from, to), from), scores: [scoresOf(BASELINE.slice(from, to)), scoresOf(RIVAL.slice(from, to), 0.9)] });
    for (const [from, to] of [[5, 8], [0, 3], [3, 5]] as const) fold.add(piece(from, to));
    expect(fold.result()).toEqual(result);
  });

  it('have no value before there are prices; then the verdict of the greatest expected value counts', () => {
    expect(result.value).toEqual({ 1: null, 2: null });
    // An unripe fruit that is sold as ripe costs 10: below 10/11 sure nobody says ripe.
    const { value, paired } = folded([subject('1'), subject('2')], rows, { values: [[1, 0], [-10, 0]] });
    expect(value['1']).toMatchObject({ of: 6, total: 0 });
    expect(value['2']).toMatchObject({ of: 6, total: 0 });
    const sure = folded([subject('1'), subject('2')], { ...rows, scores: [scoresOf(BASELINE), scoresOf(RIVAL, 0.99)] }, { values: [[1, 0], [-10, 0]] });
    expect(sure.value['2']).toMatchObject({ total: 3 - 10 });
    expect(sure.value['2']!.perFruit.mean).toBeCloseTo(-7 / 6);
    expect(sure.paired['2']!.value!.mean).toBeCloseTo(-7 / 6);
    expect(sure.value['2']!.bins.map(({ total }) => total)).toEqual([1, -10, 1, 0, 1, 0, 0, 0]);
    expect(paired['2']!.value).toMatchObject({ mean: 0, interval: { lower: 0, upper: 0 } });
  });
});

describe('fruit that a version has learnt from', () => {
  it('counts for none, and is told by version', () => {
    const learnt = new LearntFruit();
    for (const index of [0, 3]) learnt.add({ seed: 7, index });
    learnt.add({ seed: 8, index: 1 });
    const result = folded([subject('1'), subject('2', { learnt })], { columns: columnsOf(TRUTHS), scores: [scoresOf(BASELINE), scoresOf(RIVAL)] });
    expect(result).toMatchObject({ judged: 4, learnt: { 1: 0, 2: 2 } });
    expect(result.paired['2']!.counts).toEqual({ bothRight: 1, onlyChampion: 1, onlyChallenger: 2, bothWrong: 0 });
  });

  it('is told by its photograph: what a frozen camera showed again was learnt too', () => {
    const learnt = new LearntFruit();
    learnt.add({ seed: 7, index: 2 });
    const columns = columnsOf(TRUTHS);
    columns.pictureIndex[4] = 2;
    expect(folded([subject('1', { learnt })], { columns, scores: [scoresOf(BASELINE)] }).learnt).toEqual({ 1: 2 });
  });
});

describe('versions of other labels', () => {
  it('are right by what they tell apart, and are not held against another truth', () => {
    const species = Float32Array.from(TRUTHS.flatMap((_, i) => (i % 2 === 0 ? [0.9, 0.1] : [0.2, 0.8])));
    const result = folded(
      [subject('1'), subject('2', { labels: ['Apple', 'tomato'] }), subject('3', { labels: ['sweet', 'sour'] }), subject('4', { labels: ['unripe', 'RIPE', 'rotten'] })],
      { columns: columnsOf(TRUTHS), scores: [scoresOf(BASELINE), species, scoresOf(BASELINE), Float32Array.from(TRUTHS.flatMap(() => [0.1, 0.6, 0.3]))] }, { values: [[1, 0], [0, 1]] },
    );
    expect(result.incomparable).toEqual({ 2: 'other-truth', 3: 'no-truth' });
    expect(result.accuracy['2']).toMatchObject({ right: 6, of: 6 });
    expect(result.accuracy['3']).toBeNull();
    expect(result.accuracy['4']).toMatchObject({ right: 3, of: 6 });
    expect(result.paired).toMatchObject({ 2: null, 3: null, 4: { counts: { bothRight: 2, onlyChampion: 1, onlyChallenger: 1, bothWrong: 2 } } });
    expect(result.mended['2']).toEqual([]);
    expect(Object.keys(result.slices[0]!.accuracy)).toEqual(['1', '2', '4']);
    expect(result.value).toMatchObject({ 1: { of: 6 }, 2: null, 3: null, 4: null });
  });
});

describe('the log beside what is replayed', () => {
  it('agrees only where the label and the stored confidence are the same, and is counted only where that version decided', () => {
    const stored = Math.fround(Math.round(0.75 * 65_535) / 65_535);
    const result = folded([subject('1'), subject('2'), subject('candidate', { version: null })], {
      columns: columnsOf(TRUTHS), scores: [scoresOf(BASELINE), scoresOf(RIVAL), scoresOf(RIVAL)],
      logged: {
        labels: ['unripe', 'ripe'], version: Uint32Array.of(1, 1, 1, 1, 1, 2, 2, 9), predicted: Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0),
        confidence: Float32Array.from([0, 0, 1, 0, 0, 0, 0, 0], (steps) => stored + steps / 65_535), right: Uint8Array.of(1, 1, 1, 0, 0, 1, 255, 255),
      },
    });
    // Event 2 is one step surer in the log, event 3 said another label.
    expect(result.reproduced).toEqual({ 1: { same: 3, of: 5 }, 2: { same: 2, of: 2 } });
    expect(result.logged).toMatchObject({ right: 4, of: 6 });
  });
});

describe('a long stretch', () => {
  it('lists no more parted fruit than anybody looks at, the newest', () => {
    const n = 600;
    const result = folded([subject('1'), subject('2')], { columns: columnsOf(new Array<number>(n).fill(RIPE)), scores: [scoresOf(new Array<number>(n).fill(1)), scoresOf(new Array<number>(n).fill(0))] }, { to: n });
    expect(result.mended['2']).toHaveLength(MOST_PARTED);
    expect(result.mended['2']![0]!.index).toBe(n - 1);
    expect(result.paired['2']!.counts.onlyChallenger).toBe(n);
    expect(result.index).toHaveLength(40);
  });

  it('is sampled evenly, one of each stratum, the same for the same seed', () => {
    expect([...samplePositions(5, 5, 1)]).toEqual([0, 1, 2, 3, 4]);
    const sample = samplePositions(10_007, 400, 3);
    expect(samplePositions(10_007, 400, 3)).toEqual(sample);
    expect(samplePositions(10_007, 400, 4)).not.toEqual(sample);
    sample.forEach((position, i) => {
      expect(position).toBeGreaterThanOrEqual(Math.floor((i * 10_007) / 400));
      expect(position).toBeLessThan(Math.floor(((i + 1) * 10_007) / 400));
    });
  });

  it('is refused where it is none, or too much', () => {
    expect(checkedStretch({ from: 3, to: 9 }, 1)).toEqual({ from: 3, to: 9, events: USUAL_EVENTS, seed: 1, values: null, exact: true });
    for (const bad of [{ from: 3, to: 3 }, { from: -1, to: 3 }, { from: 0, to: 2, events: 0 }, { from: 0, to: 2, events: MOST_EVENTS + 1 }, { from: 0, to: 2, values: [[1, 2]] }, { from: 0, to: 2, seed: 0.5 }]) {
      expect(() => checkedStretch(bad, 1), JSON.stringify(bad)).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error);
    }
    for (const versions of [0, 13]) expect(() => checkedStretch({ from: 0, to: 2 }, versions)).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error);
  });
});
