import { describe, expect, test } from 'vitest';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import type { ModelVersion } from '../../../src/domain/registry/version.ts';
import { moveSentence, moveText } from '../../../src/domain/data/features/move-text.ts';
import { featureFormat, featureTitle } from '../../../src/ui/screens/monitor/feature-text.ts';
import { DEFAULT_LANES, laneGroups, laneKinds, parseChoice, tickPercent } from '../../../src/ui/screens/monitor/lanes.ts';
import { doneMarks, markNear } from '../../../src/ui/screens/monitor/marks.ts';
import { movements, stillText } from '../../../src/ui/screens/monitor/moved.ts';
import type { GroupStanding } from '../../../src/ui/screens/monitor/overview.ts';
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
    expect(laneKinds(version(['\u05d1\u05e9\u05dc', 'unripe'], [0.58, 0.42]), true).find(({ id }) => id === 'share')?.name).toBe('Predicted \u2068\u05d1\u05e9\u05dc\u2069');
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
    const [predictions, inputs] = laneGroups(kinds, { series: {}, live, firstTruth: null });
    expect(predictions?.lanes[0]).toMatchObject({ reference: 0.95 });
    expect(plain(predictions?.lanes[0]?.note)).toBe('ref. 95.0 %');
    expect(inputs?.lanes[0]).toMatchObject({ name: 'Mean brightness', reference: 0.5, note: 'ref. 0.50' });
    expect(laneGroups(kinds, { series: {}, live, firstTruth: 'first truth in 32 fruits' })[0]?.lanes[0]?.note).toBe('first truth in 32 fruits');
  });

  test('a group without lanes is left out', () => {
    expect(laneGroups(laneKinds(live, true).filter(({ group }) => group === 'time'), { series: {}, live, firstTruth: null }).map(({ title }) => title)).toEqual(['Time']);
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

describe('what moved most', () => {
  const stats = (value: number, std = 0.1) => ({ stats: { n: 500, value, std, low: value, high: value }, from: 0, to: 500 });
  const usual = (value: number, std = 0.1) => ({ value, std, n: 1000, from: 'reference' as const });
  const standing = (now: Record<string, number>) => ({
    nowOf: (signal: string) => (now[signal] === undefined ? null : stats(now[signal])), usualOf: () => usual(0.5), shiftOf: (signal: string) => (now[signal] === undefined ? null : (now[signal] - 0.5) / 0.1),
  });
  const inputs = (state: 'ok' | 'drift') => ({ id: 'inputs', monitors: [{ state, status: { spec: { name: 'Brightness', signal: 'feature.brightness', judge: { kind: 'test', test: 'psi' } }, latest: { statistic: 0.31 } } }] }) as unknown as GroupStanding;

  test('is ranked by standard deviations alone, with the stability index where a monitor says it', () => {
    const moves = movements(standing({ 'feature.contrast': 0.55, 'feature.brightness': 0.37 }), inputs('drift'));
    expect(moves.map(({ name, by, psi }) => [name, Number(by.toFixed(3)), psi])).toEqual([['brightness', -1.3, 0.31], ['contrast', 0.5, null]]);
  });

  test('is told in the direction in which it went: less light is darker', () => {
    expect([moveText('brightness', -1.3), moveText('brightness', 1), moveText('hue-brown', 1), moveText('edges', -1)]).toEqual(['darker', 'brighter', 'more brown', 'fewer edges']);
    expect([moveSentence('brightness', -1), moveSentence('hue-brown', 1), moveSentence('edges', -1), moveSentence('warmth', null)]).toEqual(['Pictures are darker', 'There is more brown', 'There are fewer edges', 'Warmth is not what it was']);
    for (const { name } of READABLE_FEATURES) expect(moveText(name, -1)).not.toBe(moveText(name, 1));
  });

  test('nothing calm is said while a monitor of the inputs is beyond its limit', () => {
    const still = movements(standing({ 'feature.brightness': 0.51 }), undefined);
    expect(stillText(still, inputs('ok'))).toBe('No mean moved by half a standard deviation.');
    expect(stillText(still, inputs('drift'))).toContain('how values spread: brightness');
    expect(stillText(movements(standing({ 'feature.brightness': 0.3 }), undefined), inputs('drift'))).toBe('');
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
