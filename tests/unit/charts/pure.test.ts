import { describe, expect, test } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import type { Drift, Revision } from '../../../src/domain/world/drift/scenario.ts';
import { niceStep, snapIndex, ticksOf } from '../../../src/ui/charts/axis.ts';
import { spreadLabels } from '../../../src/ui/charts/curve-config.ts';
import { binName, distributionBars } from '../../../src/ui/charts/distribution.ts';
import { gutterMarks, spread } from '../../../src/ui/charts/gutter.ts';
import { describeLane, newestOf, positionAt, roundTicks, thresholdsOf, valueAt, valueAxis } from '../../../src/ui/charts/series.ts';
import type { LaneSeries } from '../../../src/ui/charts/series.ts';
import { shadesOf } from '../../../src/ui/charts/shades.ts';
import { stateRuns } from '../../../src/ui/charts/state-runs.ts';
import { columnsOf, rowIndices } from '../../../src/ui/charts/table.ts';
import { liveStretchesOf } from '../../../src/ui/charts/live-stretches.ts';
import { fitDomain, keyedDomain, panDomain, zoomDomain } from '../../../src/ui/charts/zoom.ts';

describe('the index axis', () => {
  test('has round ticks that keep their distance', () => {
    expect(ticksOf([0, 40_000], 1150, 84)).toEqual([0, 4000, 8000, 12_000, 16_000, 20_000, 24_000, 28_000, 32_000, 36_000, 40_000]);
    expect(ticksOf([6000, 18_412], 640)).toEqual([6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000]);
    expect(ticksOf([0, 3], 900)).toEqual([0, 1, 2, 3]);
    expect(ticksOf([5, 5], 900)).toEqual([]);
  });
  test('snaps to the roundest index that a pixel cannot tell apart', () => {
    expect(niceStep(34.8)).toBe(40);
    expect(snapIndex(8413, [0, 40_000], 1000)).toBe(8400);
    expect(snapIndex(8413, [8400, 8500], 1000)).toBe(8413);
  });
});

describe('zooming', () => {
  const extent = [0, 40_000] as const;
  test('holds the event under the pointer', () => {
    const [from, to] = zoomDomain([0, 40_000], 0.5, 10_000, extent);
    expect([from, to]).toEqual([5000, 25_000]);
  });
  test('never leaves the extent or shows too little', () => {
    expect(zoomDomain([0, 40], 0.001, 20, extent)).toEqual([10, 30]);
    expect(zoomDomain([0, 30_000], 9, 0, extent)).toEqual([0, 40_000]);
    expect(panDomain([30_000, 39_000], 5000, extent)).toEqual([31_000, 40_000]);
    expect(fitDomain([-50, 10], [0, 5])).toEqual([0, 5]);
  });
  test('has keys', () => {
    expect(keyedDomain('+', [0, 1000], 500, extent)).toEqual([250, 750]);
    expect(keyedDomain('0', [0, 1000], 500, extent)).toBe(extent);
    expect(keyedDomain('x', [0, 1000], 500, extent)).toBeNull();
  });
});

describe('a series', () => {
  const series: LaneSeries = { name: 'psi', style: 'main', index: [10, 20, 30], value: [1, NaN, 3] };
  test('answers the value that holds at an index', () => {
    expect(positionAt(series.index, 9)).toBe(-1);
    expect(valueAt(series, 9)).toBeNaN();
    expect(valueAt(series, 19)).toBe(1);
    expect(valueAt(series, 99)).toBe(3);
    expect(newestOf({ index: [1, 2], value: [4, NaN] })).toBe(4);
  });
  test('has an axis that shows all of it, with round ticks', () => {
    expect(roundTicks(0.83, 0.97, 3)).toEqual([0.85, 0.9, 0.95]);
    expect(roundTicks(0.02, 0.34, 3)).toEqual([0.1, 0.2, 0.3]);
    const axis = valueAxis({ series: [series], thresholds: [{ value: 4, words: '' }] });
    expect(axis.from).toBeLessThan(1);
    expect(axis.to).toBeGreaterThan(4);
    const flat = valueAxis({ series: [{ ...series, value: [5, 5, 5] }] });
    expect(flat.from).toBeLessThan(5);
    expect(flat.to).toBeGreaterThan(5);
    expect(valueAxis({ series: [] }).ticks.length).toBeGreaterThan(0);
  });
  test('is described and tabled', () => {
    const lane = { id: 'psi', name: 'PSI', series: [series], format: (value: number) => value.toFixed(1) };
    expect(describeLane(lane)).toBe('PSI. newest 3.0, least 1.0, greatest 3.0.');
    expect(columnsOf([lane]).map(({ heading }) => heading)).toEqual(['PSI']);
    expect(rowIndices([lane], 2)).toEqual([30, 10]);
    expect(rowIndices([], 5)).toEqual([]);
  });
});

test('labels at the end of two lines are kept apart, in their order', () => {
  expect(spreadLabels(50, 54, 14)).toEqual([45, 59]);
  expect(spreadLabels(54, 50, 14)).toEqual([59, 45]);
  expect(spreadLabels(10, 80, 14)).toEqual([10, 80]);
});

test('drifts of one kind are one shade, as strong as the strongest', () => {
  const drift = { kind: 'prior' as const, pattern: 'sudden' as const, onset: 50, width: 0, period: 0, duty: 0, to: {}, name: '', byHand: false };
  const shades = shadesOf([{ from: 0, scenario: { ...defaultScenario, drifts: [drift, { ...drift, onset: 25 }] } }], [0, 64]);
  expect(shades).toHaveLength(1);
  expect(shades[0]!.weights.indexOf(1)).toBe(25);
});

test('a line whose scenario was changed on the way is shaded by what was in force at each fruit', () => {
  const drift = { kind: 'prior' as const, pattern: 'sudden' as const, onset: 10, width: 0, period: 0, duty: 0, to: {}, name: '', byHand: false };
  const revision = (from: number, drifts: Drift[]): Revision => ({ from, scenario: { ...defaultScenario, drifts } });
  const [shade, ...none] = shadesOf([revision(0, []), revision(40, [drift])], [0, 64]);
  expect(none).toEqual([]);
  expect(shade!.weights.indexOf(1)).toBe(40);
  expect(shadesOf([revision(0, [drift]), revision(40, [])], [0, 64])[0]!.weights.filter((weight) => weight > 0)).toHaveLength(30);
});

test('who was live: replaced at once is left out, a rollback is told', () => {
  const changes = [
    { id: 1, version: 1, fromIndex: 0, reason: 'first' as const },
    { id: 2, version: 2, fromIndex: 500, reason: 'deploy' as const },
    { id: 3, version: 3, fromIndex: 500, reason: 'deploy' as const },
    { id: 4, version: 1, fromIndex: 800, reason: 'rollback' as const },
  ];
  expect(liveStretchesOf(changes, 1000).map(({ version, from, to, rolledBack, live }) => [version, from, to, rolledBack, live])).toEqual([
    [1, 0, 500, false, false], [3, 500, 800, true, false], [1, 800, 1000, false, true],
  ]);
});

test('a threshold near the values is in sight, a far one is only told, unless it must be seen', () => {
  const lane = { series: [{ name: '', style: 'main' as const, index: [0, 1], value: [2, 4] }] };
  const far = { value: 250, words: 'drift above 250' };
  expect(thresholdsOf({ ...lane, thresholds: [{ value: 7, words: '' }, far] })).toEqual({ near: [{ value: 7, words: '' }], far: [far] });
  expect(valueAxis({ ...lane, thresholds: [far] }).to).toBeLessThan(10);
  expect(valueAxis({ ...lane, thresholds: [{ ...far, always: true }] }).to).toBeGreaterThan(250);
});

describe('two distributions', () => {
  const detail = { edges: [0, 1, 4], categories: null, reference: [0.5, 0.5], current: [0.2, 0.8], contributions: [0.3, 0.01] };
  test('of numbers are drawn so that areas are shares, with what adds most marked', () => {
    const bars = distributionBars(detail);
    expect(bars.map(({ from, to }) => [from, to])).toEqual([[0, 0.25], [0.25, 1]]);
    expect(bars[0]!.reference).toBe(1);
    expect((bars[1]!.now * 0.75) / (bars[0]!.now * 0.25)).toBeCloseTo(4, 9);
    expect(bars.map(({ marked }) => marked)).toEqual([true, false]);
  });
  test('of labels have equal room, and need no reference', () => {
    const bars = distributionBars({ edges: null, reference: null, current: [0.25, 0.75], contributions: null });
    expect(bars.map(({ now, reference }) => [Number(now.toFixed(3)), reference])).toEqual([[0.333, 0], [1, 0]]);
  });
  test('bins have names', () => {
    const named = { edges: [0, 1, 2, 3], categories: null };
    expect([0, 1, 2].map((i) => binName(named, i, String))).toEqual(['below 1', '1 to 2', 'above 2']);
    expect(binName({ edges: null, categories: ['ripe'] }, 0, String)).toBe('ripe');
  });
});

test('states of a monitor are runs, and a gap is a time in which it said nothing', () => {
  expect(stateRuns({ index: [49, 99, 149, 399], value: [0, 0, 2, 0] }, 50, 430)).toEqual([
    { from: 49, to: 149, state: 'ok' }, { from: 149, to: 224, state: 'drift' }, { from: 224, to: 399, state: 'unknown' }, { from: 399, to: 430, state: 'ok' },
  ]);
  expect(stateRuns({ index: [], value: [] }, 50, 100)).toEqual([]);
});

describe('marks left of a lane', () => {
  const lane = { id: 'a', name: 'Accuracy', series: [{ name: '', style: 'main' as const, index: [0, 1], value: [0.85, 0.98] }], format: (value: number) => `${Math.round(value * 1000) / 10}` };
  const marksOf = (more: object) => gutterMarks({ ...lane, ...more }, valueAxis({ ...lane, ...more }), 90);

  test('are what is usual, where an alert is, and one of the scale', () => {
    const marks = marksOf({ reference: 0.978, thresholds: [{ value: 0.92, words: '' }] });
    expect(marks.map(({ words, tone }) => [words, tone])).toEqual([['97.8 usual', 'plain'], ['92 alert', 'alert'], [expect.stringMatching(/^8[5-8]$/), 'plain']]);
  });

  test('never touch, however near their lines are, and stay within the lane', () => {
    const marks = marksOf({ reference: 0.979, thresholds: [{ value: 0.978, words: '' }, { value: 0.977, words: '', mark: 'drift' }] });
    for (let i = 1; i < marks.length; i += 1) expect(marks[i]!.textAt - marks[i - 1]!.textAt).toBeGreaterThanOrEqual(13.99);
    expect(spread([88, 89, 90], 90).map(Math.round)).toEqual([56, 70, 84]);
    expect(spread([0], 90)).toEqual([6]);
  });

  test('leave out a mark of the scale that has no room', () => {
    expect(gutterMarks({ ...lane, reference: 0.98 }, valueAxis({ ...lane, reference: 0.98 }), 20)).toHaveLength(1);
  });
});
