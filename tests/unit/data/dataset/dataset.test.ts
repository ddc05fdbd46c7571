import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentText, differenceFrom, isUnchanged } from '../../../../src/domain/data/dataset/difference.ts';
import { byFolder } from '../../../../src/domain/data/dataset/by-folder.ts';
import { cleanLabel, LABEL_LENGTH, spelledIn, withLabel, withLabels } from '../../../../src/domain/data/dataset/label.ts';
import { namePieces } from '../../../../src/domain/data/dataset/name-pieces.ts';
import type { DataSetVersion } from '../../../../src/domain/data/dataset/dataset.ts';

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
    expect(cleanLabel('ri\u202Epe')).toBe('ripe');
    expect(cleanLabel('ripe\u200b')).toBe('ripe');
    expect(cleanLabel('\u00ad\u2066ri\u00a0\u3000pe\u2069\ufeff')).toBe('ri pe');
    expect(cleanLabel('u\u0308berreif')).toBe('\u00fcberreif');
  });

  it('keeps the signs that shape what stands before them', () => {
    for (const label of ['\u{1f469}\u200d\u{1f33e}', '\u2764\ufe0f', '\u0645\u06cc\u200c\u0631\u0633\u062f', '\u0915\u094d\u200d\u0937']) expect(cleanLabel(label)).toBe(label);
  });

  it('of any origin are shown with the signs that cannot be seen, but for those that shape what is before them', () => {
    expect(namePieces('ripe')).toEqual([{ text: 'ripe', sign: false }]);
    expect(namePieces('ri\u202Epe\u200B\u{E0041}')).toEqual([
      { text: 'ri', sign: false }, { text: 'U+202E', sign: true }, { text: 'pe', sign: false }, { text: 'U+200B', sign: true }, { text: 'U+E0041', sign: true },
    ]);
    expect(namePieces('\u0645\u06cc\u200c\u0631\u0633\u062f')).toHaveLength(1);
    expect(namePieces('\u{1f469}\u200d\u{1f33e}')).toHaveLength(1);
    expect(namePieces('')).toEqual([]);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(namePieces(name).map(({ text, sign }) => (sign ? String.fromCodePoint(Number.parseInt(text.slice(2), 16)) : text)).join('')).toBe(name);
    }));
  });

  it('refuses the empty, the endless and the double', () => {
    expect(() => cleanLabel(' \t')).toThrow('label-empty');
    expect(() => cleanLabel('x'.repeat(10_000))).toThrow('label-too-long');
    expect(() => withLabel(['ripe'], ' ripe')).toThrow('label-duplicate');
    for (const text of ['\u200b\u2060', '\u3164', '\u2800', '\ufe0f', '\u202e\u202c']) expect(() => cleanLabel(text)).toThrow('label-empty');
  });

  it('refuses one that looks like another, and names both', () => {
    for (const text of ['ripe\u200b', 'Ripe', '\uff52\uff49\uff50\uff45', 'ri\u2060pe']) expect(() => withLabel(['unripe', 'ripe'], text)).toThrow('label-duplicate');
    expect(() => withLabel(['\uff52ipe'], 'Ripe')).toThrow(expect.objectContaining({ about: '\u201cRipe\u201d looks like \u201c\uff52ipe\u201d' }) as Error);
    expect(withLabel(['ripe'], 'unripe')).toEqual(['ripe', 'unripe']);
    expect(withLabels(['Unripe', 'lemon'], ['ripe', 'unripe'])).toEqual(['Unripe', 'lemon', 'ripe']);
    expect(['unripe', 'ripe'].map((label) => spelledIn(['Unripe', 'lemon'], label))).toEqual(['Unripe', 'ripe']);
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
    const kept = version.samples.map((sample) => ({ ...sample, onlyTest: true as const }));
    expect(contentText(version.labels, kept)).not.toBe(contentText(version.labels, version.samples));
  });
});

describe('files by folder', () => {
  const sorted = (...paths: string[]) => {
    const { groups, skipped } = byFolder(paths.map((path, index) => ({ path, index })));
    return { groups: Object.fromEntries(groups), skipped };
  };

  it('takes the nearest folder as the label', () => {
    expect(sorted('set/ripe/a.jpg', 'set/unripe/b.PNG', 'set/train/ripe/c', 'lone.webp')).toEqual({ groups: { ripe: [0, 2], unripe: [1], '': [3] }, skipped: 0 });
  });

  it('keeps for testing what lies below a folder of that name, above that of the label', () => {
    const paths = ['set/test/ripe/a.jpg', 'set/train/ripe/b.jpg', 'Testing/ripe/c.jpg', 'test set/unripe/d.jpg', 'test/e.jpg', 'set/test.jpg', 'contest/ripe/f.jpg', 'test/set/ripe/notes.txt'];
    expect([...byFolder(paths.map((path, index) => ({ path, index }))).test]).toEqual([0, 2, 3]);
  });

  it('has the labels in the order of their names, whatever order a system lists its folders in', () => {
    const { groups } = byFolder(['grade 10/a.jpg', 'banana/b.jpg', 'grade 9/c.jpg', 'apple/d.jpg'].map((path, index) => ({ path, index })));
    expect([...groups.keys()]).toEqual(['apple', 'banana', 'grade 9', 'grade 10']);
  });

  it('passes over what systems leave behind, and counts other files', () => {
    expect(sorted('ripe/', 'ripe/.hidden.jpg', '__MACOSX/ripe/._a.jpg', 'ripe/Thumbs.db', 'ripe/desktop.ini', 'ripe/labels.csv', 'README.md', 'ripe/a.jpeg')).toEqual({ groups: { ripe: [7] }, skipped: 2 });
  });

  it('reads the classes of Teachable Machine', () => {
    expect(sorted('manifest.json', 'Class 1-!-0.png', 'Class 2-!-13.png', 'Class 1-!-1.png')).toEqual({ groups: { 'Class 1': [1, 3], 'Class 2': [2] }, skipped: 1 });
  });
});
