import { describe, expect, test } from 'vitest';
import type { FeatureView } from '../../../src/domain/feature-store/definition.ts';
import { changesBetween, current, define, EMPTY_REGISTRY, referenceOf, remove, resolve, usersOf, type FeatureRegistry } from '../../../src/domain/feature-store/registry.ts';

const VIEW: FeatureView = { name: 'a', entity: 'supplier', source: 'truth', aggregation: { kind: 'share', label: 'unripe' }, windowMs: 30, ttlMs: null, description: '', owner: '' };
const all = (...views: FeatureView[]): FeatureRegistry => views.reduce((registry, view, i) => define(registry, view, i).registry, EMPTY_REGISTRY);

describe('the registry of features', () => {
  test('keeps each change as a version of its own, which never changes', () => {
    const first = define(EMPTY_REGISTRY, VIEW, 5);
    const second = define(first.registry, { ...VIEW, windowMs: 14 }, 9);
    expect([first.outcome, second.outcome]).toEqual(['first', 'next']);
    expect(second.registry.versions).toEqual([first.version, { view: { ...VIEW, windowMs: 14 }, version: 2, hash: second.version.hash, definedMs: 9 }]);
    expect(first.version.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(second.version.hash).not.toBe(first.version.hash);
    expect(first.registry.versions).toHaveLength(1);
    expect(resolve(second.registry, 'a@1')).toBe(first.version);
    expect(resolve(second.registry, 'a')).toBe(second.version);
  });

  test('writes nothing where nothing changes', () => {
    const registry = all(VIEW);
    const again = define(registry, { ...VIEW }, 99);
    expect(again).toMatchObject({ outcome: 'same', registry });
    expect(again.registry).toBe(registry);
  });

  test('each key that a view has makes another version, of another hash', () => {
    const changes: Partial<FeatureView>[] = [
      { entity: 'lot' }, { source: 'other' }, { aggregation: { kind: 'count' } }, { aggregation: { kind: 'share', label: 'ripe' } }, { aggregation: { kind: 'ewma', halfLife: 1 } }, { aggregation: { kind: 'ewma', halfLife: 2 } },
      { windowMs: null }, { ttlMs: 3 }, { description: 'x' }, { owner: 'x' },
    ];
    const hashes = changes.map((change) => define(all(VIEW), { ...VIEW, ...change }, 1)).map(({ outcome, version }) => (outcome === 'next' ? version.hash : outcome));
    expect(new Set([...hashes, all(VIEW).versions[0]!.hash]).size).toBe(changes.length + 1);
  });

  test('points out a definition that exists under another name, whatever is said about it', () => {
    const other: FeatureView = { ...VIEW, name: 'b', ttlMs: 9, owner: 'mail order', description: 'ours' };
    expect(define(all(VIEW), other, 1).twins).toEqual(['a@1']);
    expect(define(all(VIEW), { ...other, windowMs: 31 }, 1).twins).toEqual([]);
    expect(define(remove(all(VIEW), 'a'), other, 1).twins).toEqual([]);
    expect(define(all(VIEW, { ...VIEW, windowMs: 14 }), other, 1).twins).toEqual([]);
  });

  test('what is removed is not offered, and is still known by its reference', () => {
    const registry = remove(all(VIEW, { ...VIEW, name: 'b' }), 'a');
    expect(current(registry).map(referenceOf)).toEqual(['b@1']);
    expect(resolve(registry, 'a@1').view).toEqual(VIEW);
    expect(() => resolve(registry, 'a')).toThrow(/feature-unknown/);
    expect(() => remove(registry, 'a')).toThrow(/feature-unknown/);
    const back = define(registry, VIEW, 8);
    expect([back.outcome, back.version.version, current(back.registry).map(referenceOf)]).toEqual(['next', 2, ['a@2', 'b@1']]);
  });

  test.each(['', 'c', 'a@2', 'a@', '__proto__'])('%j is no feature', (reference) => {
    expect(() => resolve(all(VIEW), reference)).toThrow(/feature-unknown/);
  });

  test('tells who uses what', () => {
    const consumers = [{ name: 'model 3', features: ['a@1', 'ab@1'] }, { name: 'mail order', features: ['a@2'] }, { name: 'model 1', features: [] }];
    expect(usersOf(consumers, 'a')).toEqual([{ consumer: 'model 3', version: 1 }, { consumer: 'mail order', version: 2 }]);
  });

  test('tells what changed', () => {
    expect(changesBetween({ ...VIEW, windowMs: 2_592_000_000 }, { ...VIEW, windowMs: 1_209_600_000, owner: 'packing' })).toEqual([{ key: 'window', from: '30d', to: '14d' }, { key: 'owner', from: null, to: 'packing' }]);
    expect(changesBetween(VIEW, VIEW)).toEqual([]);
  });
});
