import { describe, expect, test } from 'vitest';
import { READABLE_FEATURES } from '../../../src/domain/features/readable.ts';
import type { ModelVersion } from '../../../src/domain/registry/version.ts';
import { featureFormat, featureTitle } from '../../../src/ui/screens/monitor/feature-words.ts';
import { DEFAULT_LANES, laneGroups, laneKinds, parseChoice, tickPercent } from '../../../src/ui/screens/monitor/lanes.ts';
import { doneMarks, markNear } from '../../../src/ui/screens/monitor/marks.ts';
import { accuracyWords, movedSentence, movements, wilson } from '../../../src/ui/screens/monitor/moved.ts';
import { pairsOf } from '../../../src/ui/screens/monitor/pairs.ts';

const NBSP = '\u00a0';
const plain = (text: string | undefined): string => (text ?? '').replaceAll(NBSP, ' ');

function version(labels: string[], predictedShare: number[]): ModelVersion {
  const mean = READABLE_FEATURES.map(() => 0.5);
  const std = READABLE_FEATURES.map(({ name }) => (name === 'edges' ? 0 : 0.1));
  return { number: 7, signature: { labels }, reference: { mean, std, accuracy: 0.95, predictedShare } } as unknown as ModelVersion;
}

describe('lanes', () => {
  const live = version(['ripe', 'unripe'], [0.58, 0.42]);

  test('of two labels one share says it all, of many each has a line', () => {
    expect(laneKinds(live, true).find(({ id }) => id === 'share')).toMatchObject({ name: 'Predicted ripe', series: ['share.ripe'] });
    const many = laneKinds(version(['a', 'b', 'c', 'd', 'e', 'f'], [0.1, 0.3, 0.2, 0.05, 0.15, 0.2]), true).find(({ id }) => id === 'share');
    expect(many?.series).toEqual(['share.b', 'share.c', 'share.f', 'share.e', 'share.a']);
  });

  test('without a truth no lane asks for one', () => {
    const ids = laneKinds(live, false).map(({ id }) => id);
    expect(ids).not.toContain('accuracy');
    expect(ids).not.toContain('scores');
    expect(ids).toContain('confidence');
  });

  test('carry the reference of the live version, and say when the first truth comes', () => {
    const kinds = laneKinds(live, true).filter(({ id }) => ['accuracy', 'feature.brightness'].includes(id));
    const [predictions, inputs] = laneGroups(kinds, { series: {}, live, firstTruthIn: null });
    expect(predictions?.lanes[0]).toMatchObject({ reference: 0.95 });
    expect(plain(predictions?.lanes[0]?.note)).toBe('ref. 95.0 %');
    expect(inputs?.lanes[0]).toMatchObject({ name: 'Mean brightness', reference: 0.5, note: 'ref. 0.50' });
    expect(laneGroups(kinds, { series: {}, live, firstTruthIn: 32 })[0]?.lanes[0]?.note).toBe('first truth in 32');
  });

  test('a group without lanes is left out', () => {
    expect(laneGroups(laneKinds(live, true).filter(({ group }) => group === 'time'), { series: {}, live, firstTruthIn: null }).map(({ title }) => title)).toEqual(['Time']);
  });

  test('what was remembered is taken as far as it makes sense', () => {
    expect(parseChoice(null)).toEqual(DEFAULT_LANES);
    expect(parseChoice({ lanes: 'all' })).toEqual(DEFAULT_LANES);
    expect(parseChoice({ lanes: ['accuracy', 'accuracy', 'feature.hue-brown', 'feature.<b>', 7] })).toEqual(['accuracy', 'feature.hue-brown']);
    expect(parseChoice({ lanes: [] })).toEqual([]);
  });

  test('numbers have the digits that mean something', () => {
    const hue = READABLE_FEATURES.findIndex(({ name }) => name === 'hue');
    expect([featureFormat(0, 0.1)(0.62), featureFormat(0, 0.01)(0.0624), featureFormat(hue)(47.3)]).toEqual(['0.62', '0.062', '47°']);
    expect([tickPercent(0.95), tickPercent(0.975)].map(plain)).toEqual(['95 %', '97.5 %']);
    expect([featureTitle('Brightness'), featureTitle('Redness of the centre (red − green)')]).toEqual(['Mean brightness', 'Redness of the centre']);
  });
});

describe('what moved', () => {
  const { reference } = version(['ripe'], [1]);
  const now = { 'feature.brightness': 0.3, 'feature.contrast': 0.55, 'feature.edges': 0.9 };

  test('ranks by standard deviations and leaves out what does not vary', () => {
    expect(movements(now, reference).map(({ name, by }) => [name, Number(by.toFixed(6))])).toEqual([['brightness', -2], ['contrast', 0.5]]);
  });

  test("Wilson's interval as in Newcombe's examples", () => {
    const [low, high] = wilson(81 / 263, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
    expect(wilson(0.5, 0)).toEqual([0, 1]);
  });

  test('few truths are called few, and no accuracy is made of them', () => {
    expect(accuracyWords(0.8, 0.95, 40)).toMatchObject({ few: true });
    expect(accuracyWords(0.8, 0.95, 500)).toMatchObject({ few: false, below: true });
    expect(accuracyWords(0.945, 0.95, 500).below).toBe(false);
    expect(movedSentence(movements(now, reference), { now: 0.2, reference: 0.95, truths: 10 })).toBe('Brightness fell most, by 2.0 standard deviations of the training pictures.');
  });

  test('says it in words', () => {
    expect(movedSentence([], null)).toBe('');
    expect(movedSentence(movements({ 'feature.brightness': 0.51 }, reference), { now: 0.94, reference: 0.95, truths: 500 })).toBe('The pictures look like those that it was trained on. Accuracy is about as expected.');
    expect(movedSentence(movements(now, reference), { now: 0.85, reference: 0.95, truths: 500 })).toContain('Accuracy is 10.0 points below the reference.');
  });
});

describe('like with like', () => {
  const fruit = (species: string, cultivar: string, ripeness: number) => ({ species, cultivar, ripeness });

  test('pairs a species with itself, its cultivar first, then the nearest ripeness', () => {
    const pairs = pairsOf([fruit('apple', 'fuji', 0.9), fruit('apple', 'gala', 0.5), fruit('banana', 'cavendish', 0.2)], [fruit('apple', 'fuji', 0.6), fruit('banana', 'cavendish', 0.9)], 3);
    expect(pairs.map(({ reference, now }) => [reference.cultivar, reference.ripeness, now.species])).toEqual([['fuji', 0.9, 'apple'], ['cavendish', 0.2, 'banana']]);
  });

  test('fills up from one species without using a fruit twice', () => {
    const row = [0.1, 0.4, 0.8].map((ripeness) => fruit('apple', 'fuji', ripeness));
    const pairs = pairsOf(row, row.map((each) => ({ ...each })), 5);
    expect(pairs.length).toBe(3);
    expect(new Set(pairs.map(({ now }) => now)).size).toBe(3);
    expect(pairsOf(row, [fruit('lemon', 'eureka', 0.5)], 3)).toEqual([]);
  });
});

describe('marks of what was done', () => {
  const event = (id: number, index: number, type: string) => ({ id, index, type, atMs: 0, data: { path: 'light.exposure', value: -1, preset: 'lamp-ages', name: 'x' } });
  const events = [event(1, 100, 'hand'), event(2, 104, 'hand'), event(3, 400, 'story'), event(4, 500, 'deploy'), event(5, 5000, 'hand')];

  test('near ones are one mark, deployments and what lies outside have none', () => {
    expect(doneMarks(events, [0, 1000], 10, true).map(({ sort, index, words }) => [sort, index, words.length])).toEqual([['hand', 100, 2], ['story', 400, 1]]);
  });

  test('what tells the true drift waits until that is shown', () => {
    expect(doneMarks(events, [0, 1000], 10, false).map(({ sort }) => sort)).toEqual(['hand']);
  });

  test('the nearest within reach', () => {
    const marks = doneMarks(events, [0, 1000], 10, true);
    expect(markNear(marks, 380, 30)?.index).toBe(400);
    expect(markNear(marks, 250, 30)).toBeNull();
  });
});
