import { describe, expect, test, vi } from 'vitest';
import type { DataSetVersion, Sample } from '../../../src/domain/data/dataset/dataset.ts';
import { READABLE_FEATURES, readableIndex } from '../../../src/domain/data/features/readable.ts';
import type { Run } from '../../../src/domain/learning/run.ts';
import { Hold } from '../../../src/ui/screens/data/hold.ts';
import { Snapshots } from '../../../src/ui/screens/data/snapshots.ts';
import { balanceOf, changesText, dataCaption, leftoverLines, refusals, sortSamples, splitCounts } from '../../../src/ui/screens/data/summary.ts';
import { blurredOf, duplicatesOf, tagsOf, worthALook } from '../../../src/ui/screens/data/worth.ts';
import { ThumbLoader } from '../../../src/ui/screens/shared/thumb-loader.ts';

const SHARPNESS = readableIndex('sharpness');

function sample(i: number, part: Partial<Sample> & { sharpness?: number } = {}): Sample {
  const readable = READABLE_FEATURES.map((_, k) => ((i * 37 + k * 11) % 100) / 100);
  readable[SHARPNESS] = part.sharpness ?? 0.2;
  return { id: `id${i}`, label: i % 2 === 0 ? 'ripe' : 'unripe', source: 'orchard', addedMs: i, note: '', lookHash: (i * 2654435761).toString(16).padStart(16, '0').slice(0, 16), readable, ...part };
}

describe('worth a look', () => {
  const samples = Array.from({ length: 20 }, (_, i) => sample(i));

  test('finds the same picture twice, and lets two pictures of one hash but other numbers be', () => {
    const twin = { ...samples[3]!, id: 'twin' };
    const other = sample(99, { lookHash: samples[4]!.lookHash });
    expect(duplicatesOf([...samples, twin, other])).toEqual([['id3', 'twin']]);
  });

  test('calls blurred what is far below the usual, once there is a usual', () => {
    expect(blurredOf(samples.slice(0, 5)).below).toBeNull();
    const { ids, below } = blurredOf([...samples, sample(30, { sharpness: 0.02 })]);
    expect(ids).toEqual(['id30']);
    expect(below).toBeCloseTo(0.08);
  });

  test('doubts a label that a held-out model is sure against, unless it was corrected since', () => {
    const version = { number: 1, labels: ['ripe', 'unripe'] } as unknown as DataSetVersion;
    const heldOut = [
      { sampleId: 'id0', truth: 0, predicted: 1, scores: [0.03, 0.97] },
      { sampleId: 'id2', truth: 0, predicted: 1, scores: [0.3, 0.7] },
      { sampleId: 'id1', truth: 0, predicted: 1, scores: [0.01, 0.99] },
      { sampleId: 'gone', truth: 0, predicted: 1, scores: [0.01, 0.99] },
    ];
    const look = worthALook(samples, { heldOut } as unknown as Run, version);
    expect(look.doubted).toEqual([{ id: 'id0', says: 'unripe', score: 0.97 }]);
    expect(tagsOf(look).get('id0')).toEqual({ text: 'label?', tone: 'alert' });
  });
});

describe('summary', () => {
  const samples = [sample(0, { species: 'apple' }), sample(1, { species: 'apple' }), sample(2, { species: 'apple' }), sample(3, { species: 'mango' })];

  test('sorts', () => {
    expect(sortSamples(samples, 'newest', new Map()).map(({ id }) => id)).toEqual(['id3', 'id2', 'id1', 'id0']);
    expect(sortSamples(samples, 'look', new Map([['id1', 1]]))[0]!.id).toBe('id1');
    expect(sortSamples(samples, 'species', new Map()).at(-1)!.id).toBe('id3');
  });

  test('says what changed', () => {
    expect(changesText({ added: ['a', 'b'], removed: [], relabelled: ['c'], labelsChanged: false }, true)).toBe('2 added, 1 relabelled, split reshuffled');
    expect(dataCaption(2, 0, new Set())).toBe('nothing collected yet');
    expect(dataCaption(2, 4, new Set(['orchard']))).toBe('fruit of the orchard, 2 classes, 4 pictures');
  });

  test('counts the split, or says why there is none', () => {
    const many = Array.from({ length: 40 }, (_, i) => sample(i));
    const made = splitCounts(many, ['ripe', 'unripe'], 1);
    expect('counts' in made && made.counts.train + made.counts.validation + made.counts.test).toBe(40);
    expect('leaks' in made && made.leaks).toEqual([]);
    expect(splitCounts(many, ['ripe'], 1)).toEqual({ code: 'data-one-class' });
  });

  test('balances species, and stays silent when they are not known', () => {
    expect(balanceOf(samples, ['ripe', 'unripe']).map(({ counts, scarce }) => ({ counts, scarce }))).toEqual([{ counts: [2, 1], scarce: false }, { counts: [0, 1], scarce: true }]);
    expect(balanceOf(samples.map((each) => ({ ...each, species: undefined })) as Sample[], ['ripe', 'unripe'])).toEqual([]);
  });

  test('gathers refused files by reason', () => {
    const rejections = [{ name: 'a', code: 'picture-empty' as const }, { name: 'b', code: 'picture-too-large' as const }, { name: 'c', code: 'picture-empty' as const }];
    expect(refusals(rejections)).toEqual([{ code: 'picture-empty', names: ['a', 'c'] }, { code: 'picture-too-large', names: ['b'] }]);
    const pdf = { name: 'a', code: 'picture-not-an-image' as const, about: 'a PDF document' };
    expect(refusals([pdf, pdf])).toEqual([{ code: pdf.code, about: pdf.about, names: ['a', 'a'] }]);
    expect(refusals([pdf, { ...pdf, about: 'a text' }]).map(({ about }) => about)).toEqual(['a PDF document', 'a text']);
    const cut = { name: 'a', code: 'picture-undecodable' as const, about: 'byte 2' };
    expect(refusals([cut, { ...cut, about: 'byte 3' }])).toEqual([{ code: 'picture-undecodable', names: ['a', 'a'] }]);
  });

  test('says what an addition left as it was', () => {
    expect(leftoverLines({ already: 0, elsewhere: [], skipped: 0 })).toEqual([]);
    expect(leftoverLines({ already: 3, elsewhere: [{ from: 'unripe', to: 'ripe' }, { from: 'unripe', to: 'ripe' }], skipped: 1 })).toEqual([
      '3 pictures were there already.', '2 pictures are there already under “unripe”, and were not put under “ripe” as well.', 'One file was no picture and passed over.',
    ]);
  });
});

test('thumbnails that many ask for come in one read', async () => {
  const asked: string[][] = [];
  const loader = new ThumbLoader({ thumbnails: async (ids) => { asked.push([...ids]); return new Map(ids.map((id) => [id, `blob:${id}`])); } });
  expect(await Promise.all([loader.get('a'), loader.get('b'), loader.get('a')])).toEqual(['blob:a', 'blob:b', 'blob:a']);
  expect(asked).toEqual([['a', 'b']]);
});

test('a held button photographs at once and then steadily, until it is let go', () => {
  vi.useFakeTimers();
  const work = vi.fn();
  const hold = new Hold(work, 125);
  hold.press();
  hold.press();
  vi.advanceTimersByTime(1000);
  expect(work).toHaveBeenCalledTimes(9);
  hold.release();
  vi.advanceTimersByTime(1000);
  expect(work).toHaveBeenCalledTimes(9);
  expect(hold.held).toBe(false);
  vi.useRealTimers();
});

test('photographs that come while others are taken in go along together, under the label they were taken with', async () => {
  const batches: string[][] = [];
  const takeIn = async (photographs: readonly { label: string }[]) => { batches.push(photographs.map(({ label }) => label)); await Promise.resolve(); return { added: photographs.length }; };
  const added: number[] = [];
  const snapshots = new Snapshots(takeIn, () => {}, (count) => added.push(count));
  const picture = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  for (const label of ['ripe', 'ripe', 'unripe']) snapshots.take(picture, label, 0);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(batches).toEqual([['ripe'], ['ripe', 'unripe']]);
  expect(added).toEqual([1, 2]);
});
