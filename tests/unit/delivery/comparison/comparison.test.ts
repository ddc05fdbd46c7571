import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapDifference } from '../../../../src/domain/experiment/bootstrap.ts';
import { morePictures, decideOnRival } from '../../../../src/domain/delivery/comparison/decision.ts';
import { newestFruits, FEWEST_FRUITS, MOST_FRUITS } from '../../../../src/domain/delivery/comparison/newest-fruits.ts';
import { commonTestPictures, predictionOf } from '../../../../src/domain/delivery/comparison/test-pictures.ts';
import { fruitOf, learntFruit, LearntFruit } from '../../../../src/domain/delivery/comparison/learnt.ts';
import { comparePair, type ScoredPrediction } from '../../../../src/domain/delivery/comparison/pair.ts';
import type { DataSetVersion, Sample } from '../../../../src/domain/data/dataset/dataset.ts';
import { defaultScenario } from '../../../../src/domain/world/drift/default-scenario.ts';
import { mergeWorld } from '../../../../src/domain/world/orchard/world-default.ts';
import { pairedInterval, type PairedCounts } from '../../../../src/domain/experiment/paired.ts';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { photographAt } from '../../../../src/domain/world/stream/photograph-at.ts';

const counts = (bothRight: number, onlyChampion: number, onlyChallenger: number, bothWrong: number): PairedCounts => ({ bothRight, onlyChampion, onlyChallenger, bothWrong });
const anyCounts = fc.record({ bothRight: fc.nat(400), onlyChampion: fc.nat(60), onlyChallenger: fc.nat(60), bothWrong: fc.nat(60) });
const frozen = (samples: DataSetVersion['samples']): DataSetVersion => ({ number: 1, contentHash: '', labels: [], samples, splitSeed: 1, createdMs: 0 });
const sample = (id: string, note: string, rest: Partial<Sample> = {}): Sample => ({ id, label: 'ripe', source: 'line', addedMs: 0, note, lookHash: '', readable: [], ...rest });

describe('what versions have learnt from', () => {
  it('is told by the fruit that a frozen sample names, whatever the note says', () => {
    const learnt = learntFruit([frozen([{ id: 'a', label: 'ripe', split: 'test', fruit: { seed: 7, index: 12 } }])], []);
    expect([learnt.has({ seed: 7, index: 12 }), learnt.has({ seed: 8, index: 12 }), learnt.has({ seed: 7, index: 13 })]).toEqual([true, false, false]);
  });

  it('is read from the note of a sample of an earlier format, for every line', () => {
    const learnt = learntFruit([frozen([{ id: 'a', label: 'ripe', split: 'train' }])], [sample('a', 'fruit 40, apple'), sample('b', 'fruit 41, apple')]);
    expect([learnt.has({ seed: 7, index: 40 }), learnt.has({ seed: 9, index: 40 }), learnt.has({ seed: 7, index: 41 })]).toEqual([true, true, false]);
  });

  it('is a photograph wherever it is shown again, on the line that it was learnt from', () => {
    const set = 'a'.repeat(64);
    const scenario = parseScenario({ seed: 7, source: { kind: 'photos', set, outlines: [{ id: set, name: 'mine', count: 60, labels: [{ name: 'ripe', count: 60 }] }] } });
    const revisions = [{ from: 0, scenario }];
    const shown = (index: number) => photographAt(revisions, index)!;
    const learnt = learntFruit([frozen([{ id: 'a', label: 'ripe', split: 'train', fruit: { seed: 7, index: 12 } }])], [], revisions);
    const again = Array.from({ length: 240 }, (_, index) => index).filter((index) => shown(index) === shown(12));
    expect(again.length).toBe(4);
    for (let index = 0; index < 240; index += 1) expect(learnt.has({ seed: 7, index }), `fruit ${index}`).toBe(again.includes(index));
    expect(learnt.has({ seed: 8, index: again[1]! })).toBe(false);
    expect(newestFruits(revisions, 240, learnt).map(({ index }) => index).some((index) => again.includes(index))).toBe(false);
  });

  it('does not take the file name of a photograph for a fruit', () => {
    expect(fruitOf(sample('a', 'fruit 12.jpg', { source: 'file' }))).toBeNull();
  });
});

describe('the newest fruits with truth', () => {
  const revisions = [{ from: 0, scenario: defaultScenario }];
  const learntFrom = (from: number, to: number): LearntFruit => {
    const learnt = new LearntFruit();
    for (let index = from; index < to; index++) learnt.add({ seed: defaultScenario.seed, index });
    return learnt;
  };

  it('leave out those whose truth never becomes known', () => {
    const found = newestFruits(revisions, 1000, new LearntFruit(), 0, (index) => index % 2 === 0).map(({ index }) => index);
    expect(found).toHaveLength(MOST_FRUITS);
    expect(found.every((index) => index % 2 === 0)).toBe(true);
    expect(found.at(-1)).toBe(998);
  });

  it('reach back to the first fruit of all', () => {
    expect(newestFruits(revisions, 3, new LearntFruit()).map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('leave out every fruit that someone has learnt from, and reach further back for as many', () => {
    const fruits = newestFruits(revisions, 1000, learntFrom(880, 1000));
    expect(fruits).toHaveLength(FEWEST_FRUITS);
    expect([fruits[0]!.index, fruits.at(-1)!.index]).toEqual([760, 879]);
  });

  it('are all that came since the newest that was learnt from, up to the most', () => {
    expect(newestFruits(revisions, 1000, learntFrom(500, 700))).toHaveLength(300);
    expect(newestFruits(revisions, 5000, learntFrom(500, 700))).toHaveLength(MOST_FRUITS);
  });

  it('carry the truth as it was reported', () => {
    const noisy = [{ from: 0, scenario: { ...defaultScenario, world: mergeWorld(defaultScenario.world, { faults: { labelNoise: 0.5 } }) } }];
    const fruits = newestFruits(noisy, 200, new LearntFruit());
    expect(fruits.every(({ index, truths }) => truths.ripeness === eventAt(noisy[0]!.scenario, index).reportedTruth)).toBe(true);
    expect(fruits.some(({ index, truths }) => truths.ripeness !== eventAt(noisy[0]!.scenario, index).truth)).toBe(true);
    expect(fruits.every(({ index, truths }) => truths.species === eventAt(noisy[0]!.scenario, index).fruit.species)).toBe(true);
  });

  it('count a picture that a frozen camera repeats once', () => {
    const dead = [{ from: 0, scenario: { ...defaultScenario, world: mergeWorld(defaultScenario.world, { faults: { frozen: 1 } }) } }];
    expect(newestFruits(dead, 256, new LearntFruit())).toHaveLength(4);
  });

  it('never name a learnt fruit nor one to come', () => {
    fc.assert(fc.property(fc.array(fc.nat(400), { maxLength: 200 }), fc.nat(400), (learntIndices, known) => {
      const learnt = new LearntFruit();
      for (const index of learntIndices) learnt.add({ seed: defaultScenario.seed, index });
      const fruits = newestFruits(revisions, known, learnt);
      expect(fruits.every(({ index }) => index < known && !learntIndices.includes(index))).toBe(true);
    }), { numRuns: 30 });
  });
});

describe('the old test pictures', () => {
  const labels = ['ripe', 'unripe'];
  const held = (sampleId: string, truth: number, score: number) => ({ sampleId, truth, predicted: score > 0.5 ? 0 : 1, scores: [score, 1 - score] });

  it('are those that every version was tested on, in any order of the labels', () => {
    const found = commonTestPictures([
      { labels, heldOut: [held('a', 0, 0.9), held('b', 1, 0.7), held('c', 0, 0.8)] },
      { labels: ['unripe', 'ripe'], heldOut: [held('b', 0, 0.6), held('a', 1, 0.2), held('d', 0, 0.3)] },
    ]);
    expect(found.map(({ id, truth, predictions }) => [id, truth, ...predictions.map(({ said }) => said)])).toEqual([['a', 'ripe', 'ripe', 'ripe'], ['b', 'unripe', 'ripe', 'unripe']]);
  });

  it('leave out a picture that has changed its label', () => {
    expect(commonTestPictures([{ labels, heldOut: [held('a', 0, 0.9)] }, { labels, heldOut: [held('a', 1, 0.9)] }])).toEqual([]);
  });

  it('are read from where their probabilities begin', () => {
    expect(predictionOf(['ripe', 'unripe'], [0.5, 0.5, 0.2, 0.8, 0.9, 0.1], ' Ripe', 2)).toEqual({ said: 'unripe', right: false, confidence: 0.8, ofTruth: 0.2 });
  });

  it('count a label that a version does not know as wrong, with no probability', () => {
    expect(predictionOf(['ripe', 'unripe'], [0.9, 0.1], 'rotten')).toEqual({ said: 'ripe', right: false, confidence: 0.9, ofTruth: 0 });
  });
});

describe('two versions on the same pictures', () => {
  const prediction = (right: boolean, confidence: number): ScoredPrediction => ({ said: '', right, confidence, ofTruth: right ? confidence : 1 - confidence });
  const truths = ['ripe', 'ripe', 'unripe', 'unripe', 'unripe'];
  const a = [prediction(true, 0.9), prediction(false, 0.6), prediction(false, 0.8), prediction(true, 0.7), prediction(false, 0.9)];
  const b = [prediction(true, 0.9), prediction(true, 0.8), prediction(true, 0.9), prediction(true, 0.7), prediction(false, 0.6)];

  it('are compared in pairs, by label, and by how sure they were', () => {
    const found = comparePair(truths, a, b)!;
    expect(found.counts).toEqual(counts(2, 0, 2, 1));
    expect(found.accuracy).toMatchObject({ champion: 0.4, challenger: 0.8 });
    expect(found.p).toBe(0.5);
    expect(found.recalls.map(({ label, of, difference }) => [label, of, difference])).toEqual([['ripe', 2, 0.5], ['unripe', 3, 1 / 3]]);
    expect(found.logLoss.difference).toBeLessThan(0);
    expect(found.logLoss.interval.lower).toBeLessThanOrEqual(found.logLoss.difference);
  });

  it('cannot be compared on no pictures', () => {
    expect(comparePair([], [], [])).toBeNull();
  });

  it('have an interval around no difference when they say the same', () => {
    expect(comparePair(truths, a, a)!.logLoss).toMatchObject({ difference: 0, interval: { lower: 0, upper: 0 } });
  });

  it('have the same bootstrap interval each time, near that of the normal law', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
    const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    const { lower, upper } = bootstrapDifference(100, mean);
    expect(bootstrapDifference(100, mean)).toEqual({ lower, upper });
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - 50) ** 2, 0) / 100 / 100);
    expect(Math.abs((upper - lower) / (2 * 1.96 * deviation) - 1)).toBeLessThan(0.08);
  });
});

describe('what the pictures say of a rival', () => {
  it('is never better while no difference lies in the interval, nor worse', () => {
    fc.assert(fc.property(anyCounts, fc.option(anyCounts), (newest, old) => {
      const { finding } = decideOnRival({ newest, old });
      const { lower, upper } = pairedInterval(newest);
      expect(finding === 'better').toBe(lower > 0 && newest.onlyChallenger > newest.onlyChampion);
      expect(finding === 'worse').toBe(upper < 0);
    }));
  });

  it('is the opposite when the two change places', () => {
    fc.assert(fc.property(anyCounts, (newest) => {
      const swapped = { ...newest, onlyChampion: newest.onlyChallenger, onlyChallenger: newest.onlyChampion };
      const opposite = { better: 'worse', worse: 'better', 'too-few': 'too-few', 'no-difference': 'no-difference' } as const;
      expect(decideOnRival({ newest: swapped, old: null }).finding).toBe(opposite[decideOnRival({ newest, old: null }).finding]);
    }));
  });

  it('is decided by the newest fruits, whatever the old pictures say', () => {
    const old = counts(40, 8, 0, 0);
    expect(decideOnRival({ newest: counts(104, 2, 14, 0), old })).toEqual({ finding: 'better', ground: 'newest', more: null, old: 'worse' });
    expect(decideOnRival({ newest: counts(0, 0, 0, 0), old: counts(40, 0, 8, 0) }).finding).toBe('too-few');
  });

  it('is decided by the old pictures where the line has no truth for the two', () => {
    expect(decideOnRival({ newest: null, old: counts(30, 0, 12, 6) })).toMatchObject({ finding: 'better', ground: 'old' });
    expect(decideOnRival({ newest: null, old: null })).toEqual({ finding: 'too-few', ground: null, more: null, old: null });
  });

  it('names how many more truths would tell: with as many, they do', () => {
    fc.assert(fc.property(fc.nat(80), fc.nat(80), fc.integer({ min: 20, max: 300 }), (won, lost, same) => {
      const seen = counts(same, lost, won, 0);
      const { finding, more } = decideOnRival({ newest: seen, old: null });
      if (finding !== 'too-few' || won === lost) return;
      const n = same + won + lost;
      const tells = (grown: number): boolean => {
        const { lower, upper } = pairedInterval(counts((same * grown) / n, (lost * grown) / n, (won * grown) / n, 0));
        return lower > 0 || upper < 0;
      };
      expect([tells(n + more!), tells(n + more! - 10)]).toEqual([true, false]);
    }));
  });

  it('does not promise that pictures without end would tell', () => {
    expect(morePictures(counts(400, 30, 31, 19))).toBeNull();
    expect(decideOnRival({ newest: counts(400, 30, 31, 19), old: null }).finding).toBe('no-difference');
  });
});
