import { expect, test } from 'vitest';
import { parseMonitor, type MonitorSpec } from '../../../src/domain/monitoring/monitors/spec.ts';
import type { Measurement } from '../../../src/domain/monitoring/monitors/monitor-result.ts';
import { addsHeading, edgeFormat, plainSentence, termsOf } from '../../../src/ui/screens/monitor/detail-text.ts';
import { alertMarks } from '../../../src/ui/screens/monitor/marks.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const spec = (signal: string, judge: MonitorSpec['judge']): MonitorSpec => parseMonitor({
  id: 'm', name: 'm', signal, judge, reference: { kind: 'version' }, window: { by: 'count', rows: 500, every: 125 }, minimumSample: 30,
});
const psi = spec('feature.brightness', { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 });
const detail: Measurement = {
  formula: '', live: '', values: {}, edges: [0, 0.35, 0.55, 1], categories: null, reference: [0.1, 0.3, 0.6], current: [0.3, 0.4, 0.3], contributions: [0.22, 0.03, 0.2],
  window: { from: 0, to: 9 }, referenceWindow: null, referenceMean: 0.62, currentMean: 0.39,
};

test('the terms that add most stand first', () => {
  expect(termsOf(psi, detail).map(({ name }) => name)).toEqual(['below 0.35', 'above 0.55', '0.35 to 0.55']);
  expect(termsOf(psi, { ...detail, contributions: null }).map(({ adds }) => adds)).toEqual([null, null, null]);
  expect([addsHeading(psi), addsHeading(spec('predicted', { kind: 'test', test: 'chi-square', warning: 0.01, drift: 0.001 }))]).toEqual(['adds to PSI', 'adds to χ²']);
});

test('edges that lie close together are told apart', () => {
  expect(edgeFormat('feature.brightness', [0.1, 0.2])(0.12345)).toBe('0.12');
  expect(edgeFormat('feature.brightness', [0.401, 0.4032, 0.41])(0.4032)).toBe('0.403');
});

test('one sentence tells what the windows say', () => {
  expect(plainSentence(psi, detail)).toBe('Brightness: the mean is 0.39, down from 0.62 in the reference.');
  expect(plainSentence(psi, { ...detail, currentMean: 0.62 })).toContain('as in the reference');
  const labels: Measurement = { ...detail, edges: null, categories: ['ripe', 'unripe'], reference: [0.5, 0.5], current: [0.75, 0.25], referenceMean: null, currentMean: null };
  expect(plain(plainSentence(spec('predicted', { kind: 'test', test: 'chi-square', warning: 0.01, drift: 0.001 }), labels))).toBe('ripe makes 75.0 % now, and made 50.0 % in the reference.');
});

test('alerts of one state that cannot be told apart are one mark', () => {
  const moment = (index: number, state: 'firing' | 'resolved') => ({ index, state, rule: 'a', words: `a ${state}`, signal: '', lanes: [] });
  const marks = alertMarks([moment(10, 'firing'), moment(12, 'resolved'), moment(14, 'firing'), moment(60, 'firing'), moment(500, 'firing')], [0, 100], 10);
  expect(marks.map(({ index, sort, words }) => [index, sort, words.length])).toEqual([[10, 'firing', 2], [12, 'resolved', 1], [60, 'firing', 1]]);
});
