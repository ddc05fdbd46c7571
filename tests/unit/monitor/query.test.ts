import { beforeAll, describe, expect, it } from 'vitest';
import { CULTIVAR_IDS } from '../../../src/domain/world/orchard/catalogue.ts';
import { SPECIES, type Species } from '../../../src/domain/world/orchard/world.ts';
import { LOG_COLUMNS } from '../../../workers/protocol/monitor.ts';
import type { LogFilter } from '../../../workers/protocol/monitor.ts';
import { judged } from '../log/judged.ts';
import { FEATURES, Rig } from './rig.ts';
import { lotOf } from '../../../src/domain/world/stream/lots.ts';
import { SUPPLIER_NAMES, SUPPLIERS } from '../../../src/domain/world/suppliers/suppliers.ts';

const COUNT = 9000;
const DELAY = 1000;
const batch = judged({ count: COUNT, features: FEATURES });
let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open(undefined, { labelDelay: DELAY });
  rig.send({ count: 8500 });
  await rig.call('flush', undefined);
  // The newest are still in memory.
  rig.send({ first: 8500, count: 500 });
});

const known = (index: number) => index + DELAY <= COUNT - 1;
const right = (index: number) => batch.predicted[index] === batch.columns.reportedTruth[index];
const confidence = (index: number) => batch.scores[index * 2 + batch.predicted[index]!]!;

/** Indices that should pass, the long way. */
function passing({ from = 0, to = COUNT, outcome, predicted, species, version, maxConfidence }: LogFilter): number[] {
  return Array.from({ length: COUNT }, (_, index) => index).filter((index) => index >= from && index < to
    && (outcome === undefined || outcome === (known(index) ? (right(index) ? 'right' : 'wrong') : 'unknown'))
    && (predicted === undefined || batch.labels[batch.predicted[index]!] === predicted)
    && (species === undefined || SPECIES[batch.columns.species[index]!] === species)
    && (version === undefined || version === 1)
    && (maxConfidence === undefined || confidence(index) <= maxConfidence));
}

const FILTERS: LogFilter[] = [
  {}, { from: 100, to: 200 }, { from: 4090, to: 4100 }, { from: 8400 }, { to: 1 }, { from: 500, to: 400 }, { from: 99_999 },
  { outcome: 'right' }, { outcome: 'wrong', from: 3000 }, { outcome: 'unknown' }, { predicted: 'ripe' }, { predicted: 'nobody' },
  { species: 'banana', outcome: 'wrong' }, { species: 'nobody' }, { version: 1 }, { version: 2 }, { maxConfidence: 0.6001 },
];

describe('query', () => {
  it.each(FILTERS)('%j answers the rows that pass, in either order and by page', async (filter) => {
    const expected = passing(filter);
    expect((await rig.call('count', filter)).count).toBe(expected.length);
    for (const newestFirst of [false, true]) {
      const ordered = newestFirst ? expected.toReversed() : expected;
      for (const [offset, limit] of [[0, 50], [37, 4200], [expected.length, 10], [0, 0]] as const) {
        const { columns, total } = await rig.call('query', { ...filter, columns: ['index'], newestFirst, offset, limit });
        expect(total).toBe(expected.length);
        expect([...columns.index as Uint32Array]).toEqual(ordered.slice(offset, offset + limit));
      }
    }
  });

  it('answers every column, with its values', async () => {
    const { columns, labels, total } = await rig.call('query', {});
    expect([Object.keys(columns), labels, total]).toEqual([[...LOG_COLUMNS], ['ripe', 'unripe'], COUNT]);
    expect(columns.timeMs).toEqual(batch.columns.timeMs);
    expect(columns.species).toEqual(batch.columns.species);
    expect(columns.predicted).toEqual(batch.predicted);
    expect(columns.latencyMs).toEqual(batch.latencyMs);
    expect(columns.queue).toEqual(batch.queue);
    const wrong = Array.from({ length: COUNT }, (_, i) => i).filter((i) => Math.abs((columns.confidence as Float32Array)[i]! - confidence(i)) > 1e-5);
    expect(wrong).toEqual([]);
  });

  it('does not tell a truth before it is due', async () => {
    const { columns } = await rig.call('query', { columns: ['truth', 'reportedTruth', 'right', 'known'] });
    const cut = COUNT - DELAY;
    expect([...(columns.truth as Uint8Array).subarray(0, cut)]).toEqual([...batch.columns.truth.subarray(0, cut)]);
    expect([...(columns.right as Uint8Array).subarray(0, cut)]).toEqual(Array.from({ length: cut }, (_, i) => (right(i) ? 1 : 0)));
    for (const name of ['truth', 'reportedTruth', 'right']) expect((columns[name] as Uint8Array).subarray(cut).every((value) => value === 255)).toBe(true);
    expect((columns.known as Uint8Array).reduce((a, b) => a + b)).toBe(cut);
  });

  it('tells the truth in the model\'s words', async () => {
    const other = await Rig.open();
    other.send({ count: 60, labels: ['Unripe', 'Ripe'] });
    other.send({ first: 60, count: 60, labels: ['banana', 'apple'], version: 2 });
    other.send({ first: 120, count: 60, labels: ['cat', 'dog'], version: 3 });
    const { columns, labels } = await other.call('query', { columns: ['reportedTruth', 'predicted', 'right'] });
    const truth = [...columns.reportedTruth as Uint8Array].map((code) => labels[code]);
    const b = judged({ count: 180 });
    expect(truth).toEqual(Array.from({ length: 180 }, (_, i) => {
      const ripe = b.columns.reportedTruth[i] === 0;
      return i < 60 ? (ripe ? 'Ripe' : 'Unripe') : i < 120 ? SPECIES[b.columns.species[i]!] : ripe ? 'ripe' : 'unripe';
    }));
    const predicted = [...columns.predicted as Uint8Array].map((code) => labels[code]);
    expect([...columns.right as Uint8Array]).toEqual(truth.map((word, i) => (i >= 120 ? 255 : word === predicted[i] ? 1 : 0)));
  });

  it('refuses columns that do not exist, and stops when cancelled', async () => {
    await expect(rig.call('query', { columns: ['nothing' as never] })).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(rig.call('query', { columns: ['constructor' as never] })).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(rig.call('query', {}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('export', () => {
  it('writes CSV with words, and nothing where the truth is not due', async () => {
    const { blob } = await rig.call('exportRows', { format: 'csv', from: 7998, to: 8001 });
    const lines = (await blob.text()).split('\r\n');
    expect([lines.length, lines[4]]).toEqual([5, '']);
    const header = lines[0]!.split(',');
    expect(header).toEqual([...LOG_COLUMNS, 'score.ripe', 'score.unripe', 'feature.hue', 'feature.light']);
    const cell = (line: number, name: string) => lines[line]!.split(',')[header.indexOf(name)];
    expect(cell(1, 'index')).toBe('7998');
    expect(cell(1, 'species')).toBe(SPECIES[batch.columns.species[7998]!]);
    expect(cell(1, 'cultivar')).toBe(CULTIVAR_IDS[cell(1, 'species') as Species][batch.columns.cultivar[7998]!]);
    expect(cell(1, 'supplier')).toBe(SUPPLIER_NAMES[SUPPLIERS[batch.columns.supplier[7998]!]!]);
    expect(cell(1, 'lot')).toBe(String(lotOf(7998)));
    expect(cell(1, 'predicted')).toBe(batch.labels[batch.predicted[7998]!]);
    expect(['truth', 'reportedTruth', 'right', 'known'].map((name) => cell(2, name) === '')).toEqual([false, false, false, false]);
    expect(['truth', 'reportedTruth', 'right', 'known'].map((name) => cell(3, name))).toEqual(['', '', '', '0']);
  });

  it('writes JSON that parses, also of nothing', async () => {
    const parse = async (filter: LogFilter) => JSON.parse(await (await rig.call('exportRows', { format: 'json', ...filter })).blob.text()) as Record<string, unknown>[];
    expect(await parse({ to: 0 })).toEqual([]);
    const rows = await parse({ from: 4000, to: 8200 });
    expect([rows.length, rows[0]!.index, rows.at(-1)!.right]).toEqual([4200, 4000, null]);
  });

  it('quotes what CSV needs quoted, and disarms formulas', async () => {
    const other = await Rig.open();
    other.send({ count: 40, labels: ['=1+1', 'a "b", c'] });
    const { blob } = await other.call('exportRows', { format: 'csv' });
    const text = await blob.text();
    expect(text).toContain('"a ""b"", c"');
    expect(text).toContain(',\'=1+1,');
    expect(text).toContain('"score.a ""b"", c"');
  });

  it('reports progress and stops when cancelled', async () => {
    const handler = rig.handlers.exportRows as unknown as (input: unknown, context: unknown) => Promise<unknown>;
    const progress: { done: number; total: number }[] = [];
    await handler({ format: 'csv' }, { signal: new AbortController().signal, progress: (step: { done: number; total: number }) => progress.push(step) });
    expect(progress.at(-1)).toEqual({ done: COUNT, total: COUNT });
    expect(progress.length).toBeGreaterThan(1);
    await expect(rig.call('exportRows', { format: 'csv' }, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
