import { unzipSync } from 'fflate';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byFolder } from '../../../src/domain/data/dataset/by-folder.ts';
import { folderNames, writeLabelledZip } from '../../../src/storage/labelled-zip.ts';

it('every picture lies in the folder of its label, whatever the label is called', async () => {
  const labels = ['ripe', 'a/b', '..', 'CON', 'Ripe', 'ناضج', 'green: not yet?'];
  async function* pictures() {
    for (const [i, label] of labels.entries()) yield { id: `${i}`.repeat(64), label, blob: new Blob([label], { type: i === 0 ? 'image/jpeg' : 'image/png' }) };
  }
  const entries = unzipSync(new Uint8Array(await (await writeLabelledZip(labels, pictures())).arrayBuffer()));
  const names = Object.keys(entries);
  expect(names).toHaveLength(labels.length);
  expect(names[0]).toBe('ripe/000000000000.jpeg');
  expect(names.every((name) => name.split('/').length === 2 && !name.includes('..'))).toBe(true);
  const { groups, skipped } = byFolder(names.map((path, index) => ({ path, index })));
  expect(skipped).toBe(0);
  expect(Object.fromEntries([...groups].map(([folder, [at]]) => [folder, new TextDecoder().decode(entries[names[at!]!])]))).toEqual({ 'Ripe 2': 'Ripe', '_': '..', '_ 2': 'CON', 'a_b': 'a/b', 'green_ not yet_': 'green: not yet?', 'ripe': 'ripe', 'ناضج': 'ناضج' });
});

it('no two labels share a folder, also where capitals are not told apart', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 30 }), (labels) => {
    const names = [...folderNames(labels).values()].map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(labels.length);
  }));
});
