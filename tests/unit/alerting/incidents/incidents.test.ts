import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../../src/domain/alerting/incidents/diagnosis.ts';
import { incidentsOf, presentIncident, type Incident } from '../../../../src/domain/alerting/incidents/incidents.ts';
import type { CentreAlert } from '../../../../src/domain/alerting/rules/centre-alert.ts';
import type { Transition } from '../../../../src/domain/alerting/rules/rule-engine.ts';

const GAP = 1000;

function alert(rule: string, state: CentreAlert['state'], at: number, { signal, value = 1, muted = false, acknowledged = false }: { signal?: string; value?: number; muted?: boolean; acknowledged?: boolean } = {}): CentreAlert {
  const labels = { alertname: rule, ...(signal === undefined ? {} : { signal }) };
  return {
    labels, annotations: { summary: `${rule} it is` }, state, value, activeAt: at, firedAt: state === 'pending' ? null : at, resolvedAt: state === 'resolved' ? at + 10 : null,
    standing: { labels, state: muted ? 'suppressed' : 'active', inhibitedBy: null, silencedBy: [] } as unknown as CentreAlert['standing'], acknowledged: acknowledged ? { labels, at, note: '' } : null,
  };
}
const transition = (rule: string, kind: Transition['kind'], at: number, signal?: string): Transition => (
  { at, group: 'g', rule, kind, labels: { alertname: rule, ...(signal === undefined ? {} : { signal }) }, annotations: {}, value: 1, message: '' });

describe('what has one beginning is one incident', () => {
  test('alerts that fire one after the other are its parts, in order of firing, and those that wait come last', () => {
    const [incident, ...others] = incidentsOf([alert('accuracy_low', 'firing', 900), alert('confidence_moved', 'pending', 700), alert('feature_drifted', 'firing', 100, { signal: 'feature.brightness' }), alert('many', 'firing', 500)], [], GAP);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ startedAt: 100, endedAt: null, state: 'firing', subject: 'feature.brightness', unattended: 3 });
    expect(incident!.parts.map(({ rule }) => rule)).toEqual(['feature_drifted', 'many', 'accuracy_low', 'confidence_moved']);
  });

  test('a part that comes long after the last one has a beginning of its own', () => {
    const incidents = incidentsOf([alert('a', 'firing', 100), alert('b', 'firing', 1100), alert('c', 'firing', 2101)], [], GAP);
    expect(incidents.map(({ parts }) => parts.map(({ rule }) => rule))).toEqual([['a', 'b'], ['c']]);
    expect(presentIncident(incidents)?.startedAt).toBe(2101);
  });

  test('the one that is told is the one that costs accuracy, the newest of equals', () => {
    const [errors, light, colour] = incidentsOf([alert('errors_drifted', 'firing', 100, { signal: 'error' }), alert('feature_drifted', 'firing', 1500, { signal: 'feature.brightness' }), alert('feature_drifted', 'firing', 2900, { signal: 'feature.hue' })], [], GAP);
    const told = (of: readonly Incident[], ...found: [Incident, Diagnosis['accuracy']][]) => presentIncident(of, new Map(found.map(([{ id }, accuracy]) => [id, { kind: null, accuracy }])));
    expect(told([errors!, light!, colour!])).toBe(errors);
    expect(told([errors!, light!, colour!], [colour!, 'fell']), 'truths that fell tell more than a comparison').toBe(errors);
    expect(told([light!, colour!])).toBe(colour);
    expect(told([light!, colour!], [colour!, 'held'])).toBe(light);
    expect(told([light!, colour!], [light!, 'fell'])).toBe(light);
    expect(told([light!, colour!], [light!, 'unknown'])).toBe(colour);
    expect(told([...incidentsOf([], [transition('errors_drifted', 'firing', 1, 'error'), transition('errors_drifted', 'resolved', 2, 'error')], GAP), colour!]), 'what is over costs nothing').toBe(colour);
  });

  test('once all of it is over, what comes next is another', () => {
    const history = [transition('a', 'firing', 100), transition('a', 'resolved', 200), transition('b', 'firing', 800)];
    const incidents = incidentsOf([alert('b', 'firing', 800)], history, GAP);
    expect(incidents.map(({ state, startedAt, endedAt }) => [state, startedAt, endedAt])).toEqual([['resolved', 100, 200], ['firing', 800, null]]);
  });

  test('what follows within the windows of what is over belongs to it', () => {
    const history = [transition('a', 'firing', 100), transition('a', 'resolved', 200), transition('b', 'firing', 700)];
    expect(incidentsOf([alert('b', 'firing', 700)], history, GAP).map(({ parts }) => parts.length)).toEqual([2]);
  });

  test('a part that was resolved meanwhile is still told of', () => {
    const history = [transition('a', 'firing', 100), transition('b', 'firing', 150), transition('a', 'resolved', 400), transition('c', 'firing', 500)];
    const [incident] = incidentsOf([alert('b', 'firing', 150), alert('c', 'firing', 500)], history, GAP);
    expect(incident!.parts.map(({ rule, state, resolvedAt }) => [rule, state, resolvedAt])).toEqual([['a', 'resolved', 400], ['b', 'firing', null], ['c', 'firing', null]]);
  });

  test('its identity stays while more joins it', () => {
    const [before] = incidentsOf([alert('a', 'firing', 100)], [], GAP);
    const [after] = incidentsOf([alert('a', 'firing', 100), alert('b', 'firing', 200)], [], GAP);
    expect(after!.id).toBe(before!.id);
  });
});

test('a part that nobody hears of says why, and one that is over asks for nothing', () => {
  const hushed = (rule: string, standing: Partial<CentreAlert['standing']>, acknowledged = false): CentreAlert => {
    const plain = alert(rule, 'firing', 100, { acknowledged });
    return { ...plain, standing: { ...plain.standing, state: 'suppressed', ...standing } };
  };
  const [incident] = incidentsOf([
    alert('unattended', 'firing', 100), hushed('a', { inhibitedBy: { alertname: 'many' } }), hushed('b', { silencedBy: ['s'], inhibitedBy: { alertname: 'many' } }), hushed('c', {}, true), alert('over', 'resolved', 90),
  ], [], GAP);
  expect(incident!.parts.map(({ rule, mutedBy }) => [rule, mutedBy])).toEqual([['over', null], ['unattended', null], ['a', 'inhibited'], ['b', 'silenced'], ['c', 'acknowledged']]);
});

describe('what it is about', () => {
  test('the input that moved first, of several at one moment the furthest beyond its limit, though the model noticed earlier', () => {
    const [incident] = incidentsOf([
      alert('confidence_moved', 'firing', 50, { signal: 'confidence' }), alert('feature_drifted', 'firing', 100, { signal: 'feature.hue', value: 0.3 }),
      alert('feature_drifted', 'firing', 100, { signal: 'feature.brightness', value: 0.9 }), alert('feature_drifted', 'firing', 200, { signal: 'feature.contrast', value: 3 }),
    ], [], GAP);
    expect(incident!.subject).toBe('feature.brightness');
  });

  test('without an input the first signal that is named, and nothing where none is', () => {
    expect(incidentsOf([alert('a', 'firing', 1), alert('errors_drifted', 'firing', 2, { signal: 'error' })], [], GAP)[0]!.subject).toBe('error');
    expect(incidentsOf([alert('a', 'firing', 1)], [], GAP)[0]!.subject).toBe('');
  });

  test('muted and acknowledged parts are not counted as unattended, and stay parts', () => {
    const [incident] = incidentsOf([alert('a', 'firing', 1), alert('b', 'firing', 2, { muted: true }), alert('c', 'firing', 3, { acknowledged: true })], [], GAP);
    expect([incident!.unattended, incident!.parts.length, incident!.state]).toEqual([1, 3, 'firing']);
  });

  test('nothing going on is nothing to tell', () => {
    expect(presentIncident(incidentsOf([alert('a', 'resolved', 1)], [], GAP))).toBeNull();
    expect(presentIncident(incidentsOf([], []))).toBeNull();
    expect(presentIncident(incidentsOf([alert('a', 'pending', 5)], [], GAP))?.state).toBe('pending');
  });
});
