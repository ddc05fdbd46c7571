import { describe, expect, it } from 'vitest';
import type { ScoredPrediction } from '../../../src/domain/delivery/comparison/pair.ts';
import type { DataSetVersion } from '../../../src/domain/data/dataset/dataset.ts';
import type { Deployment } from '../../../src/domain/delivery/deployment.ts';
import type { ModelVersion } from '../../../src/domain/registry/version.ts';
import { dataText, onLineText } from '../../../src/ui/screens/models/describe.ts';
import { bothText, differingGroups } from '../../../src/ui/screens/models/differing.ts';
import { dataSetOf, learntOf } from '../../../src/ui/screens/models/learnt.ts';
import { lineageRows, rowPath } from '../../../src/ui/screens/models/lineage.ts';
import { conclusionOf, fruitText, mendedText, missingText, newestFruitsText, sentenceOf, stretchesOf } from '../../../src/ui/screens/models/texts.ts';
import { heldOutShare, recallText, shareText } from '../../../src/ui/shares.ts';

describe('the family tree of versions', () => {
  it('keeps the line of the live version on the trunk and branches beside it', () => {
    const rows = lineageRows([{ number: 1, parent: null }, { number: 2, parent: 1 }, { number: 3, parent: 2 }, { number: 4, parent: 2 }], 3);
    expect(rows.map(({ number, lane }) => [number, lane])).toEqual([[4, 1], [3, 0], [2, 0], [1, 0]]);
    expect(rows[1]!.through).toEqual([1]);
    expect([...rows[2]!.joins].sort()).toEqual([0, 1]);
    expect(rows[3]!.descends).toBe(false);
  });

  it('never runs two branches through one place', () => {
    const rows = lineageRows([{ number: 1, parent: null }, { number: 2, parent: 1 }, { number: 3, parent: 1 }, { number: 4, parent: 1 }], 4);
    const lanes = rows.map(({ lane }) => lane);
    expect(new Set([lanes[1], lanes[2]]).size).toBe(2);
  });

  it('leaves versions without a stored parent unconnected', () => {
    const rows = lineageRows([{ number: 2, parent: 1 }, { number: 5, parent: null }], 2);
    expect(rows.every(({ descends, joins }) => !descends && joins.length === 0)).toBe(true);
    expect(rows.map(({ lane }) => lane)).toEqual([1, 0]);
  });

  it('survives a parent that is younger than its child', () => {
    expect(lineageRows([{ number: 1, parent: 2 }, { number: 2, parent: 1 }], 2).map(({ descends }) => descends)).toEqual([true, false]);
  });

  it('draws a child that joins from the side as a curve into the dot', () => {
    expect(rowPath({ number: 1, lane: 0, through: [], joins: [1], descends: false }, 10, 20)).toBe('M30 0C30 34 10 16 10 50');
  });
});

const named = { champion: 2, challenger: 3 };

describe('what is said of two versions', () => {
  it('tells both grounds apart', () => {
    expect(sentenceOf(named, { finding: 'better', ground: 'newest', more: null, old: 'no-difference' })).toBe('v3 is better on the fruit of now; old pictures show no difference.');
    expect(sentenceOf(named, { finding: 'worse', ground: 'newest', more: null, old: 'better' })).toBe('v3 is worse on the fruit of now; on old pictures it is better.');
    expect(sentenceOf(named, { finding: 'too-few', ground: 'old', more: 40, old: 'too-few' })).toBe('The old test pictures do not tell v3 from v2 yet.');
    expect(sentenceOf(named, { finding: 'too-few', ground: null, more: null, old: null })).toContain('never shown the same pictures');
  });

  it('offers a version only with the size of what it is better by', () => {
    expect(conclusionOf(named, { finding: 'better', ground: 'newest', more: null, old: null }, 0.018, true).head).toBe('Better by at least 1.8 points, so v3 is offered');
    expect(conclusionOf(named, { finding: 'worse', ground: 'newest', more: null, old: null }, -0.02, true)).toEqual({ head: 'Keep v2', text: 'v3 is worse by at least 2.0 points on the same pictures.' });
    expect(conclusionOf(named, { finding: 'too-few', ground: 'newest', more: 90, old: null }, 0, true).head).toBe('About 90 more truths would tell');
    expect(conclusionOf(named, { finding: 'better', ground: 'newest', more: null, old: null }, 0.018, false).head).not.toContain('offered');
  });

  it('says when it is more than chance, and when not', () => {
    const counts = { bothRight: 104, onlyChampion: 2, onlyChallenger: 11, bothWrong: 3 };
    expect(mendedText({ counts, p: 0.0224 })).toBe('11 predictions mended against 2 broken, more than chance (p 0.022)');
    expect(mendedText({ counts: { ...counts, onlyChampion: 0, onlyChallenger: 2 }, p: 0.5 })).toContain('no more than chance');
  });

  it('names fruits by their ends, and says when some are left out', () => {
    expect(fruitText([5, 6, 7])).toBe('fruits 5 to 7');
    expect(fruitText([5, 7])).toBe('2 of the fruits 5 to 7');
    expect(stretchesOf([9, 3, 4, 5])).toEqual([[3, 6], [9, 10]]);
  });
});

describe('what each has learnt from', () => {
  const model = (number: number, dataSetVersion: number | null, rest: object = {}): ModelVersion => ({ number, lineage: { dataSetVersion, dataSetHash: 'h', parent: null, ...rest } }) as unknown as ModelVersion;
  const dataSet = (number: number, ids: string[], contentHash = `${number}`): DataSetVersion => ({
    number, contentHash, labels: [], splitSeed: 1, createdMs: 0,
    samples: ids.map((id) => ({ id, label: 'ripe', split: 'train', ...(id.startsWith('f') ? { fruit: { seed: 7, index: Number(id.slice(1)) } } : {}) })),
  });
  const data = [dataSet(1, ['a', 'b']), dataSet(2, ['a', 'b', 'f10', 'f11'])];

  it('is what joined since its parent, fruits by their numbers', () => {
    expect(learntOf([model(1, 1), model(2, 2), model(3, 2)], data, new Map(), (seed) => seed === 7)).toEqual([
      { version: 1, what: '2 pictures', from: '', shown: ['a', 'b'] },
      { version: 2, what: 'and 2 fruits', from: '10 to 11', shown: ['f10', 'f11'] },
      { version: 3, what: 'the same as v2', from: '4 pictures', shown: [] },
    ]);
  });

  it('of an imported version is known by the content of its data, or not at all', () => {
    expect(dataSetOf(model(4, 1, { importedFrom: 'v1 of a file', dataSetHash: '2' }), data)?.number).toBe(2);
    expect(learntOf([model(4, 1, { importedFrom: 'v1 of a file' })], data, new Map(), (seed) => seed === 7)[0]!.what).toContain('not stored');
  });
});

describe('where two versions differ', () => {
  const right: ScoredPrediction = { said: 'ripe', right: true, confidence: 0.9, ofTruth: 0.9 };
  const wrong: ScoredPrediction = { said: 'unripe', right: false, confidence: 0.6, ofTruth: 0.4 };

  it('is told by ground: what the second mends and what it breaks', () => {
    const groups = differingGroups(
      { pictures: [{ index: 1, truth: 'ripe' }, { index: 2, truth: 'ripe' }, { index: 3, truth: 'ripe' }], champion: [wrong, right, right], challenger: [right, right, wrong] },
      [{ id: 'a', truth: 'ripe', predictions: [right, wrong] }],
    );
    expect(groups.map(({ key, items }) => [key, items.map((item) => item.key)])).toEqual([['mended', ['fruit/1']], ['broken', ['fruit/3']], ['broken-old', ['a']]]);
    expect(bothText(groups[0]!.items[0]!, named)).toBe('it is ripe; v2 says unripe 0.60, v3 says ripe 0.90');
  });
});

describe('shares in words', () => {
  it('carry their pictures and interval, and a recall of few is a count', () => {
    const share = heldOutShare({ accuracy: 46 / 48, perClass: [{ label: 'ripe', precision: 1, recall: 1, f1: 1, support: 24 }, { label: 'unripe', precision: 1, recall: 1, f1: 1, support: 24 }] })!;
    expect(shareText(share)).toBe('46 of 48, 86 to 99\u00a0%');
    expect(recallText({ recall: 2 / 3, support: 3 })).toBe('2 of 3');
    expect(recallText({ recall: 0.75, support: 12 })).toBe('75.0');
  });
});

describe('what a version rests on', () => {
  it('is the pictures that it learnt from, not those that tested it', () => {
    const dataSet = { number: 3, samples: ['train', 'train', 'validation', 'test'].map((split, i) => ({ id: String(i), label: 'ripe', split })) } as unknown as DataSetVersion;
    expect(dataText({ lineage: { dataSetVersion: 3 } } as ModelVersion, [dataSet])).toBe('data v3, 2 of its 4 pictures');
  });

  it('is compared on fruit that nobody has learnt from', () => {
    expect(newestFruitsText(120, 2)).toBe('120 newest fruits that neither has learnt from');
    expect(newestFruitsText(1, 3)).toBe('1 newest fruit that none has learnt from');
  });

  it('say where on the line they stood, and when, in one form', () => {
    const at = (hour: number, minute: number) => new Date(2026, 3, 13, hour, minute).getTime();
    const known = (number: number, rest = {}) => ({ number, createdMs: at(14, 1), lineage: rest }) as unknown as ModelVersion;
    const deployments = [{ id: 1, version: 1, fromIndex: 0, atMs: at(14, 3) }, { id: 2, version: 2, fromIndex: 7060, atMs: at(14, 20) }] as unknown as Deployment[];
    const words = (version: ModelVersion, live: number) => onLineText(version, deployments, live, at(15, 0)).replaceAll(/\s/gu, ' ');
    expect(words(known(2), 2)).toBe('live since fruit 7 060, 14:20');
    expect(words(known(1), 2)).toBe('was live to fruit 7 059, 14:20');
    expect(onLineText(known(1), deployments.slice(0, 1), 1, at(15, 0))).toBe('live since fruit 0, 14:03');
    expect(words(known(3), 2)).toBe('registered 14:01');
    expect(words(known(3, { importedFrom: 'v3.zip' }), 2)).toBe('imported 14:01');
  });

  it('say why there is no other ground', () => {
    const words = (kinds: ('ripeness' | 'species' | 'none')[], rest: { newest?: boolean; begun?: boolean; broken?: boolean } = {}) => missingText({ kinds, newest: false, begun: true, broken: false, ...rest });
    expect(words(['species', 'species'], { newest: true })).toMatch(/no old test pictures/u);
    expect(words(['ripeness', 'species'])).toMatch(/^One tells ripe from unripe, the other one kind of fruit/u);
    expect(words(['none', 'none'])).toBe('The line has no truth for what these two tell apart.');
    expect(words(['none', 'ripeness'])).toBe('The line has no truth for what one of them tells apart.');
    expect(words(['species', 'species'], { begun: false })).toMatch(/has not run yet/u);
    expect(words(['ripeness', 'ripeness'])).toBe('No truth has come from the line yet.');
    expect(words(['ripeness', 'ripeness'], { broken: true })).toBeNull();
  });
});
