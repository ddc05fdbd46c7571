import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/domain/world/drift/scenario.ts';
import { describeDrift, dragHandle, handlesOf, moveDrift, nameOfDrift, widenDrift } from '../../../src/ui/line/edit-drift.ts';
import { WORLD_PARAMETERS } from '../../../src/domain/world/orchard/parameters.ts';
import { number } from '../../../src/ui/format.ts';
import { choicesFor, draftAt, draftOf, driftOf, patternHelp, withKind } from '../../../src/ui/line/drift-form.ts';

const recurring: Drift = { kind: 'concept', pattern: 'recurring', onset: 8000, width: 600, period: 12_000, duty: 0.5, to: { taste: 0.2 }, name: 'greener taste', byHand: false };
const gradual: Drift = { ...recurring, pattern: 'gradual', width: 2000 };

describe('editing a drift on the strip', () => {
  test('each pattern has the handles that mean something', () => {
    expect(handlesOf({ ...gradual, pattern: 'sudden' }).map(({ role }) => role)).toEqual(['onset']);
    expect(handlesOf(gradual).map(({ role }) => role)).toEqual(['onset', 'width']);
    expect(handlesOf(recurring).map(({ role }) => role)).toEqual(['onset', 'width', 'duty', 'period']);
  });

  test('dragging the onset of a change keeps its end', () => {
    expect(dragHandle(gradual, 'onset', 9000, 40_000)).toMatchObject({ onset: 9000, width: 1000 });
    expect(dragHandle(gradual, 'onset', 30_000, 40_000)).toMatchObject({ onset: 9999, width: 1 });
  });

  test('dragging the onset of a recurring drift moves it whole', () => {
    expect(dragHandle(recurring, 'onset', 9000, 40_000)).toMatchObject({ onset: 9000, width: 600, period: 12_000 });
  });

  test('an edge is never wider than the part of the period that it ends', () => {
    expect(dragHandle(recurring, 'width', 40_000, 40_000).width).toBe(6000);
    expect(dragHandle({ ...recurring, width: 5000 }, 'period', 9000, 40_000)).toMatchObject({ period: 1000, width: 500 });
    expect(dragHandle(recurring, 'duty', 8000 + 3000, 40_000).duty).toBeCloseTo(0.25);
  });

  test('a drift stays on the line', () => {
    expect(moveDrift(gradual, -1e6, 40_000).onset).toBe(0);
    expect(moveDrift(gradual, 1e6, 40_000).onset).toBe(39_999);
    expect(widenDrift({ ...gradual, pattern: 'sudden' }, 100, 40_000).width).toBe(2000);
  });

  test('it is said in words', () => {
    expect(nameOfDrift(recurring)).toBe('concept drift, recurring: greener taste');
    expect(nameOfDrift({ ...recurring, name: 'recurring: greener taste' })).toBe('concept drift, recurring: greener taste');
    for (const name of ['\u05d1\u05e9\u05dc', 'recurring: \u05d1\u05e9\u05dc']) expect(nameOfDrift({ ...recurring, name })).toBe('concept drift, recurring: \u2068\u05d1\u05e9\u05dc\u2069');
    expect(describeDrift(recurring)).toBe(`onset at fruit ${number(8000)}, width 600 fruits, period ${number(12_000)}, 50 % of it`);
  });
});

describe('the form', () => {
  const parameters = [
    { path: 'light.exposure', label: 'Light', kind: 'covariate' as const, min: -3, max: 3, step: 0.05, format: String },
    { path: 'taste', label: 'Market taste', kind: 'concept' as const, min: -0.5, max: 0.5, step: 0.01, format: String },
  ];

  test('a draft becomes a drift that changes one parameter', () => {
    const made = driftOf(draftAt(5000, 40_000, parameters), 40_000);
    expect(made).toMatchObject({ kind: 'covariate', pattern: 'gradual', onset: 5000, width: 2000, period: 0, to: { light: { exposure: -1.5 } } });
  });

  test('another kind brings its own parameter', () => {
    expect(withKind(draftAt(0, 1000, parameters), 'concept', parameters).path).toBe('taste');
  });

  test('a pattern is told in the words of the kind, and a market that is every species’ has one name', () => {
    expect(patternHelp('covariate', 'gradual')).toBe('A new look gradually replaces the old one.');
    expect(patternHelp('concept', 'gradual')).toBe('A new concept gradually replaces the old one.');
    expect(choicesFor('concept', WORLD_PARAMETERS).find(({ value }) => value === 'taste')?.label).toBe('Market taste, every species');
  });

  test('a drift with one target can be changed, one with several cannot', () => {
    expect(draftOf(recurring)).toMatchObject({ path: 'taste', value: 0.2 });
    expect(driftOf(draftOf(recurring)!, 40_000)).toEqual({ ...recurring, name: '' });
    expect(draftOf({ ...recurring, to: { taste: 0.1, light: { warmth: 1 } } })).toBeNull();
    expect(draftOf({ ...recurring, to: { place: 'leaves' } })).toMatchObject({ path: 'place', place: 'leaves' });
  });
});
