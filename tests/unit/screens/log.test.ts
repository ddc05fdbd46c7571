import { describe, expect, test } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import { mergeWorld } from '../../../src/domain/world/orchard/world-default.ts';
import { eventAt } from '../../../src/domain/world/stream/event-at.ts';
import { featuresOf, scoresOf, worldChanges } from '../../../src/ui/screens/log/event-detail.ts';
import { eventText, gathered, sortOf, revealsDrift } from '../../../src/ui/screens/log/event-text.ts';
import { cleanFilter, pageRange, readsContent, rowsOf } from '../../../src/ui/screens/log/rows.ts';

describe('rows of the log', () => {
  const columns = {
    index: Uint32Array.of(9, 8, 7), timeMs: Float64Array.of(3, 2, 1), species: Uint8Array.of(1, 0, 0), cultivar: Uint8Array.of(0, 0, 200), predicted: Uint8Array.of(0, 1, 2),
    confidence: Float32Array.of(0.5, 0.75, 1), reportedTruth: Uint8Array.of(255, 0, 1), known: Uint8Array.of(0, 1, 1), right: Uint8Array.of(255, 0, 255),
    latencyMs: Float32Array.of(1, 2, 3), version: Uint32Array.of(2, 1, 3), supplier: Uint8Array.of(2, 255, 0), drift: Float32Array.of(0.5, 0, 0),
  };

  test('say what was predicted and what it was, and keep still about what is not known', () => {
    const [first, second, third] = rowsOf(columns, ['ripe', 'unripe', 'cat']);
    expect([first, second, third].map((row) => row!.supplier)).toEqual(['Crane & Sons', '', 'Aldermere']);
    expect(first).toMatchObject({ index: 9, species: 'banana', prediction: 'ripe', truth: null, right: null, known: false, version: 2 });
    expect(second).toMatchObject({ prediction: 'unripe', truth: 'ripe', right: false, known: true });
    expect(third).toMatchObject({ prediction: 'cat', truth: null, right: null, known: true });
    expect(rowsOf({}, [])).toEqual([]);
  });

  test('filters ask for nothing that they need not', () => {
    expect(cleanFilter({ outcome: undefined, maxConfidence: 1, from: 10, to: 5 })).toEqual({ from: 10 });
    expect(cleanFilter({ predicted: 'ripe', maxConfidence: 0.6 })).toEqual({ predicted: 'ripe', maxConfidence: 0.6 });
    expect([readsContent({ from: 3 }), readsContent({ version: 2 })]).toEqual([false, true]);
  });

  test('pages count from one', () => {
    expect(pageRange(0, 25, 60)).toEqual({ first: 1, last: 25, pages: 3 });
    expect(pageRange(2, 25, 60)).toEqual({ first: 51, last: 60, pages: 3 });
    expect(pageRange(0, 25, 0)).toEqual({ first: 0, last: 0, pages: 1 });
  });
});

describe('entries of the event log', () => {
  test('are sentences', () => {
    expect(eventText({ type: 'deploy', data: { version: 8, replaced: 7 } })).toBe('v8 was deployed, in place of v7');
    expect(eventText({ type: 'rollback', data: { version: 7, replaced: 8 } })).toBe('v7 was rolled back to, back from v8');
    expect(eventText({ type: 'first', data: { version: 1, replaced: null } })).toBe('v1 went live, the first on this line');
    expect(eventText({ type: 'story', data: { preset: 'lamp-ages' } })).toBe('The story “The lamp ages” was told');
    expect(eventText({ type: 'hand', data: { path: 'light.exposure', value: 0 } })).toMatch(/^A hand set light to 620/);
    expect(eventText({ type: 'hand', data: null })).toBe('A hand moved a slider');
    expect(eventText({ type: 'guess', data: { kind: 'fault', pattern: 'sudden' } })).toBe('Somebody thought that it was sudden data quality');
    expect(eventText({ type: 'guess', data: { kind: 'prior' } })).toBe('Somebody thought that it was prior');
    expect(eventText({ type: 'something-new', data: { name: 'x' } })).toBe('something new, x');
  });

  test('the steps of one hand are one entry', () => {
    const hand = (id: number, index: number, path: string, value: number) => ({ id, index, atMs: 0, type: 'hand', data: { path, value } });
    const events = [hand(1, 5, 'taste', 0.1), hand(2, 5, 'taste', 0.2), hand(3, 5, 'camera.dust', 1), hand(4, 9, 'camera.dust', 0)];
    expect(gathered(events).map(({ id }) => id)).toEqual([2, 3, 4]);
  });

  test('those that tell the true drift are known', () => {
    expect(['story', 'drift-added', 'hand', 'deploy'].map((type) => revealsDrift({ type }))).toEqual([true, true, false, false]);
    expect(sortOf({ type: 'restore' })).toBe('deployment');
  });
});

describe('one event', () => {
  test('the world then, where it differs', () => {
    const event = eventAt({ ...defaultScenario, world: mergeWorld(defaultScenario.world, { light: { exposure: -1 }, place: 'wood' }) }, 5);
    expect(worldChanges(event, defaultScenario.world).map(({ label }) => label)).toEqual(['Light', 'Place']);
    expect(worldChanges(eventAt(defaultScenario, 5), defaultScenario.world)).toEqual([]);
  });

  test('scores and features of its row', () => {
    const columns = { 'score.ripe': Float32Array.of(0.25), 'score.unripe': Float32Array.of(0.75), 'feature.brightness': Float32Array.of(0.5) };
    expect(scoresOf(columns, ['ripe', 'unripe', 'cat'])).toEqual([{ label: 'unripe', score: 0.75 }, { label: 'ripe', score: 0.25 }]);
    expect(featuresOf(columns)).toEqual([{ name: 'brightness', label: 'Brightness', unit: '', value: 0.5 }]);
  });
});
