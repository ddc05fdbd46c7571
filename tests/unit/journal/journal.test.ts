import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../src/domain/delivery/deployment.ts';
import { journalEntries, otherNotes, type JournalSource, type Note } from '../../../src/domain/journal/entries.ts';
import { journalMarkdown } from '../../../src/domain/journal/markdown.ts';
import type { Trial } from '../../../src/domain/remedy/trial.ts';

const trial = (remedy: Trial['remedy'], version: number, value: number, incident = 'lamp'): Trial => ({
  remedy, version, baseline: 1, incident, at: 5200, added: 240, what: '240 fruits', judged: 1700, difference: { value, lower: value - 0.02, upper: value + 0.02, p: 1e-9 },
  accuracy: { baseline: [0.8], version: [0.9] }, counts: { mended: 213, broken: 49 }, mended: [5100, 5101],
});
const deployment = (version: number, fromIndex: number, reason: Deployment['reason'] = 'deploy'): Deployment => ({ id: version, version, challenger: null, route: { kind: 'champion' } as unknown as Deployment['route'], fromIndex, atMs: 0, reason, replaced: version - 1 || null });
const source = (more: Partial<JournalSource> = {}): JournalSource => ({
  incidents: [{ id: 'lamp', title: 'Pictures became darker', from: 4749, to: 6400, kind: 'covariate' }, { id: 'taste', title: 'Errors come more often', from: 9000, to: null, kind: null }],
  trials: [trial('new-data', 2, 0.05), trial('augmentation', 3, 0.06), trial('new-data', 4, 0.082)], deployments: [deployment(1, 0, 'first'), deployment(4, 5300)],
  notes: [{ incident: 'lamp', text: 'Order the *next* lamp\nin February.', at: 5400, atMs: 0 }], knownTo: 9500,
  accuracy: (from, to) => Promise.resolve(to > from ? { share: from < 5300 ? 0.864 : 0.957, count: to - from } : null), ...more,
});

describe('the journal writes itself', () => {
  it('an entry an incident, newest first, with the newest trial of each remedy, the best first', async () => {
    const [taste, lamp] = await journalEntries(source());
    expect([taste!.number, lamp!.number]).toEqual([2, 1]);
    expect(lamp!.designs.map(({ version }) => version)).toEqual([4, 3]);
    expect(taste!.designs).toEqual([]);
  });

  it('a note stands beside its incident, and among the others where the line has had no such incident', async () => {
    const notes = ['lamp', null, 'of a line that is no more'].map((incident): Note => ({ incident, text: String(incident), at: 1, atMs: 0 }));
    const entries = await journalEntries(source({ notes }));
    expect(entries.at(-1)!.notes).toEqual([notes[0]]);
    expect(otherNotes(notes, entries)).toEqual([notes[1], notes[2]]);
  });

  it('what was adopted is what took over while it was on, and is measured before and after', async () => {
    const [taste, lamp] = await journalEntries(source());
    expect(lamp!.adopted?.version).toBe(4);
    expect(lamp!.test?.version).toBe(4);
    expect(lamp!.measures).toEqual({ before: { share: 0.864, count: 500 }, after: { share: 0.957, count: 500 } });
    expect(taste!.adopted).toBeNull();
  });

  it('what takes over in the moment in which the next problem begins is adopted for that one', async () => {
    const [taste, lamp] = await journalEntries(source({ deployments: [deployment(1, 0, 'first'), deployment(4, 9000)] }));
    expect([lamp!.adopted, taste!.adopted?.version]).toEqual([null, 4]);
  });

  it('where nothing was adopted and nothing was better beyond chance, the best is what was tested', async () => {
    const [, lamp] = await journalEntries(source({ trials: [trial('augmentation', 3, 0), trial('new-data', 2, 0.01)], deployments: [] }));
    expect(lamp!.test?.version).toBe(2);
  });

  it('too few truths since the adoption: nothing is said of after; a roll-back adopts nothing', async () => {
    expect((await journalEntries(source({ knownTo: 5600 }))).at(-1)!.measures.after).toBeNull();
    expect((await journalEntries(source({ deployments: [deployment(1, 0, 'first'), deployment(4, 5300, 'rollback')] }))).at(-1)!.adopted).toBeNull();
  });

  it('as Markdown it has the five steps, figures, pictures, and notes as text', async () => {
    const entries = await journalEntries(source());
    const free: Note[] = [{ incident: null, text: '<b>x</b> | y', at: 3, atMs: 0 }];
    const text = journalMarkdown(entries, free, { remedy: ({ remedy }) => remedy }, new Map([[1, [{ file: 'pictures/5100.png', alt: 'fruit 5100' }]]]));
    for (const head of ['Problem', 'Designs', 'Tests', 'Measures', 'Adopted', 'Notes']) expect(text).toContain(`### ${head}`);
    expect(text).toContain('| new-data | v4 | 1700 fruits | \\+8.2 points |');
    expect(text).toContain('![fruit 5100](pictures/5100.png)');
    expect(text).toContain('fruit 4749 to 6400.*');
    expect(text).toContain('since fruit 9000, still on.*');
    expect(text).toContain('213 mended, 49 broken');
    expect(text).toContain('86.4 % of 500 | 95.7 % of 500');
    expect(text).toContain('Order the \\*next\\* lamp in February.');
    expect(text).toContain('\\<b\\>x\\</b\\> \\| y');
    expect(journalMarkdown([], [], { remedy: () => '' })).toContain('Nothing has gone wrong');
  });
});
