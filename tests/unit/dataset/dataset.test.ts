import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentText, differenceFrom, isUnchanged } from '../../../src/domain/dataset/difference.ts';
import { cleanLabel, LABEL_LENGTH, withLabel } from '../../../src/domain/dataset/label.ts';
import type { DataSetVersion } from '../../../src/domain/dataset/dataset.ts';

const version: DataSetVersion = {
  number: 1, contentHash: '', labels: ['ripe', 'unripe'], splitSeed: 1, createdMs: 0,
  samples: [{ id: 'a', label: 'ripe', split: 'train' }, { id: 'b', label: 'unripe', split: 'test' }],
};

describe('labels', () => {
  it('keeps any script, emoji and markup, and folds what cannot be seen', () => {
    expect(cleanLabel('  very\n ripe ')).toBe('very ripe');
    expect(cleanLabel('<img onerror=alert(1)>')).toBe('<img onerror=alert(1)>');
    expect(cleanLabel('ناضج')).toBe('ناضج');
    expect(cleanLabel('🍌')).toBe('🍌');
    expect(cleanLabel('ri\u202Epe')).toBe('ri pe');
  });

  it('refuses the empty, the endless and the double', () => {
    expect(() => cleanLabel(' \t')).toThrow('label-empty');
    expect(() => cleanLabel('x'.repeat(10_000))).toThrow('label-too-long');
    expect(() => withLabel(['ripe'], ' ripe')).toThrow('label-duplicate');
  });

  it('answers a clean label unchanged', () => {
    fc.assert(fc.property(fc.string({ maxLength: LABEL_LENGTH }), (text) => {
      let clean: string;
      try {
        clean = cleanLabel(text);
      } catch {
        return;
      }
      expect(cleanLabel(clean)).toBe(clean);
    }));
  });
});

describe('what changed since a version', () => {
  it('tells arrivals, departures and other labels apart', () => {
    const difference = differenceFrom(version, ['ripe', 'unripe'], [{ id: 'a', label: 'unripe' }, { id: 'c', label: 'ripe' }]);
    expect(difference).toEqual({ added: ['c'], removed: ['b'], relabelled: ['a'], labelsChanged: false });
  });

  it('sees no change in the same pictures in another order', () => {
    expect(isUnchanged(differenceFrom(version, version.labels, [...version.samples].reverse()))).toBe(true);
    expect(contentText(version.labels, version.samples)).toBe(contentText(version.labels, [...version.samples].reverse()));
  });
});
