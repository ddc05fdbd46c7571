import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGGREGATIONS, type Aggregation } from '../../../src/domain/feature-store/aggregation.ts';
import { ENTITIES, writeView, type FeatureView, type Source } from '../../../src/domain/feature-store/definition.ts';
import { readDuration, writeDuration } from '../../../src/domain/feature-store/duration.ts';
import { parseViews, readViews } from '../../../src/domain/feature-store/read-views.ts';

const SOURCES: readonly Source[] = [{ name: 'truth', labels: ['ripe', 'unripe'], available: 'truth' }, { name: 'brightness', labels: null, available: 'event' }, { name: 'was: odd', labels: null, available: 'event' }];
const YAML = `name: supplier_unripe_share
entity: supplier
source: truth
aggregation: share
label: unripe
window: 14d
ttl: 1d12h
description: share of this supplier's fruit that turned out unripe
owner: packing
`;

describe('a feature view in YAML', () => {
  test('says what it is made of, how far it looks back and how long it is good for', () => {
    expect(parseViews(YAML, SOURCES)).toEqual([{
      name: 'supplier_unripe_share', entity: 'supplier', source: 'truth', aggregation: { kind: 'share', label: 'unripe' }, windowMs: 14 * 86_400_000, ttlMs: 1.5 * 86_400_000,
      description: "share of this supplier's fruit that turned out unripe", owner: 'packing',
    }]);
  });

  test('may leave window, ttl, description and owner open, and stand beside others', () => {
    const views = parseViews('name: lot_count\nentity: lot\nsource: truth\naggregation: count\n---\nname: b\nentity: species\nsource: brightness\naggregation: ewma\nhalf_life: 90m\nwindow: null\n', SOURCES);
    expect(views[0]).toEqual({ name: 'lot_count', entity: 'lot', source: 'truth', aggregation: { kind: 'count' }, windowMs: null, ttlMs: null, description: '', owner: '' });
    expect(views[1]!.aggregation).toEqual({ kind: 'ewma', halfLife: 5_400_000 });
  });

  const text = fc.string({ maxLength: 30 });
  const duration = fc.integer({ min: 1000, max: 3_000_000_000_000 });
  const view: fc.Arbitrary<FeatureView> = fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/).filter((name) => !SOURCES.some((source) => source.name === name)), entity: fc.constantFrom(...ENTITIES), source: fc.constantFrom('brightness', 'was: odd'),
    aggregation: fc.constantFrom(...AGGREGATIONS.filter((kind) => kind !== 'share')).chain((kind): fc.Arbitrary<Aggregation> => (kind === 'ewma' ? duration.map((halfLife) => ({ kind, halfLife })) : fc.constant({ kind }))),
    windowMs: fc.option(duration, { nil: null }), ttlMs: fc.option(duration, { nil: null }), description: text, owner: text,
  });

  test('is written as it is read', () => {
    fc.assert(fc.property(view, (of) => { expect(parseViews(writeView(of), SOURCES)).toEqual([of]); }));
    const [shared] = parseViews(YAML, SOURCES);
    expect(parseViews(writeView(shared!), SOURCES)).toEqual([shared]);
  });

  const base = { name: 'a', entity: 'lot', source: 'brightness', aggregation: 'mean' };
  const yaml = (change: Record<string, string>) => Object.entries({ ...base, ...change }).map(([key, value]) => `${key}: ${value}\n`).join('');
  test.each<[string, string, string, string | null, number, number]>([
    ['broken YAML', 'name: [a\nentity: lot\n', 'yaml', null, 2, 1], ['a key twice', `${yaml({})}name: b\n`, 'yaml', null, 5, 1], ['too deep', `name: ${'['.repeat(200)}`, 'yaml', null, 1, 107],
    ['nothing', '', 'no-view', null, 1, 1], ['a list', '- a\n', 'not-a-mapping', null, 1, 1], ['an unknown key', yaml({ windows: '1d' }), 'key-unknown', 'windows', 5, 1],
    ['a missing key', 'name: a\nentity: lot\nsource: truth\n', 'key-missing', 'aggregation', 1, 1], ['an empty key', yaml({ source: '' }), 'key-missing', 'source', 3, 1],
    ['a name with markup', yaml({ name: '"<b>a</b>"' }), 'name-invalid', 'name', 1, 7], ['a name of 64 letters', yaml({ name: 'a'.repeat(64) }), 'name-invalid', 'name', 1, 7],
    ['the name of a column', yaml({ name: 'brightness' }), 'name-of-source', 'name', 1, 7], ['one name twice', `${yaml({})}---\n${yaml({})}`, 'name-twice', 'name', 6, 7],
    ['an unknown entity', yaml({ entity: 'fruit' }), 'choice-unknown', 'entity', 2, 9], ['an unknown aggregation', yaml({ aggregation: 'median' }), 'choice-unknown', 'aggregation', 4, 14],
    ['a column that is not there', yaml({ source: 'weight' }), 'source-unknown', 'source', 3, 9], ['a view on itself', yaml({ source: 'known' }), 'source-is-view', 'source', 3, 9],
    ['views in a circle', `${yaml({})}---\n${yaml({ name: 'b', source: 'a' })}`, 'source-is-view', 'source', 8, 9],
    ['the mean of labels', yaml({ source: 'truth' }), 'aggregation-needs-numbers', 'aggregation', 4, 14], ['a share of numbers', yaml({ aggregation: 'share', label: 'ripe' }), 'aggregation-needs-labels', 'aggregation', 4, 14],
    ['a share without a label', yaml({ source: 'truth', aggregation: 'share' }), 'key-missing', 'label', 1, 1], ['a label that is not there', yaml({ source: 'truth', aggregation: 'share', label: 'rotten' }), 'label-unknown', 'label', 5, 8],
    ['a label for a mean', yaml({ label: 'ripe' }), 'key-needless', 'label', 5, 1], ['an ewma without a half-life', yaml({ aggregation: 'ewma' }), 'key-missing', 'half_life', 1, 1],
    ['a window of zero', yaml({ window: '0d' }), 'duration-invalid', 'window', 5, 9], ['a window of a million years', yaml({ window: '365000000d' }), 'duration-invalid', 'window', 5, 9],
    ['a window below zero', yaml({ window: '-1d' }), 'duration-invalid', 'window', 5, 9], ['a window that is none', yaml({ window: 'soon' }), 'duration-invalid', 'window', 5, 9], ['a list as a ttl', yaml({ ttl: '[1d]' }), 'duration-invalid', 'ttl', 5, 6],
    ['a long description', yaml({ description: 'x'.repeat(501) }), 'text-too-long', 'description', 5, 14], ['a mapping as an owner', yaml({ owner: '{a: b}' }), 'not-a-mapping', 'owner', 5, 8],
    ['ever more text', `# ${'x'.repeat(100_000)}`, 'too-large', null, 1, 1], ['ever more views', Array.from({ length: 101 }, (_, i) => yaml({ name: `a${i}` })).join('---\n'), 'too-large', null, 1, 1],
  ])('%s is refused at its place', (_what, given, code, key, line, column) => {
    const { views, problems } = readViews(given, SOURCES, ['known']);
    expect(views).toEqual([]);
    expect(problems[0]).toMatchObject({ code, key, line, column });
    expect(() => parseViews(given, SOURCES, ['known'])).toThrow(`feature-invalid: line ${line}, column ${column}: `);
  });

  test('all problems are told, in order, and somebody’s text is cut short', () => {
    const { problems } = readViews(yaml({ name: `"${'<'.repeat(5000)}"`, entity: 'fruit', window: '0s' }), SOURCES);
    expect(problems.map(({ code }) => code)).toEqual(['name-invalid', 'choice-unknown', 'duration-invalid']);
    for (const { detail } of problems) expect(detail.length).toBeLessThan(300);
  });
});

describe('a duration', () => {
  test('is written in days, hours, minutes and seconds', () => {
    expect(['14d', '36h', '1d12h', '90s', '0.5h', '1.5s'].map(readDuration)).toEqual([1_209_600_000, 129_600_000, 129_600_000, 90_000, 1_800_000, 1500]);
    expect([1_209_600_000, 129_600_000, 1500].map(writeDuration)).toEqual(['14d', '1d12h', '1.5s']);
  });

  test('is read back to the millisecond', () => {
    fc.assert(fc.property(fc.integer({ min: 1000, max: 3_000_000_000_000 }), (ms) => { expect(readDuration(writeDuration(ms))).toBe(ms); }));
  });

  test.each(['', '14', 'd', '1y', '1d 2h', '1e3s', '-1s', '0s', '0.9s', '36526d', `${'9'.repeat(400)}d`])('%j is none', (text) => {
    expect(() => readDuration(text)).toThrow(/argument-invalid/);
  });
});
