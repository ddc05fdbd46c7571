import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../../src/domain/alerting/incidents/incidents.ts';
import { incidentTitle, shiftOf, shiftsKnown } from '../../../../src/domain/alerting/incidents/title.ts';
import { moveSentence } from '../../../../src/domain/data/features/move-text.ts';
import { READABLE_FEATURES } from '../../../../src/domain/data/features/readable.ts';
import type { Level } from '../../../../src/domain/monitoring/monitors/feed.ts';
import { parseMonitor } from '../../../../src/domain/monitoring/monitors/spec.ts';

const about = (subject: string): { subject: string; parts: [] } => ({ subject, parts: [] });

describe('the title of an incident', () => {
  test('is a sentence for every measure of a picture, whichever way it moved', () => {
    for (const { name } of READABLE_FEATURES) {
      for (const by of [-1, 1, null]) {
        const title = incidentTitle(about(`feature.${name}`), { accuracy: null, shiftOf: () => by });
        expect(title).toBe(moveSentence(name, by).replace('Pictures are', 'Pictures became'));
        expect(title).not.toMatch(/became (fewer|more (edges|highlights|dark))/u);
      }
    }
  });

  test('takes its direction from a monitor that has something to compare with', () => {
    const monitor = (signal: string, level: Level | null) => ({ spec: parseMonitor({
      id: `m-${level?.usual ?? 'none'}`, name: signal, signal, judge: { kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: 0.05, drift: 0.1 },
      reference: { kind: 'first', rows: 1000 }, window: { by: 'count', rows: 500, every: 125 }, minimumSample: 30,
    }), level });
    const known = shiftsKnown([monitor('feature.brightness', null), monitor('feature.brightness', { now: 0.2, usual: 0.5, shift: -3 }), monitor('queue', { now: 4, usual: 0, shift: null })], [], new Map());
    expect(['feature.brightness', 'queue', 'feature.hue'].map((signal) => shiftOf(signal, known, null))).toEqual([-3, 4, null]);
  });

  test('keeps its direction while a reference is collected anew, as long as its alert goes on', () => {
    const alert = (signal: string, state: 'firing' | 'resolved') => ({ labels: { alertname: 'feature_drifted', signal }, state });
    const before = new Map([['feature.brightness', -3], ['feature.hue', 2]]);
    const known = shiftsKnown([], [alert('feature.brightness', 'firing'), alert('feature.hue', 'resolved')], before);
    expect(incidentTitle(about('feature.brightness'), { accuracy: null, shiftOf: (signal) => shiftOf(signal, known, null) })).toBe('Pictures became darker');
    expect(shiftOf('feature.hue', known, null)).toBeNull();
  });

  test('says that errors come more often where predictions are surely less right than usual', () => {
    expect(shiftOf('error', new Map(), { standing: 'below' })).toBe(1);
    expect(shiftOf('error', new Map(), { standing: 'as-usual' })).toBeNull();
    expect(shiftOf('error', new Map(), { standing: 'above' })).toBe(-1);
    expect(shiftOf('confidence', new Map(), { standing: 'above' })).toBeNull();
    const over = (rules: string[]) => incidentTitle({ ...about('error'), parts: rules.map((rule) => ({ rule, labels: {}, annotations: {}, state: 'resolved' })) as unknown as Incident['parts'] }, { accuracy: null, shiftOf: () => null });
    expect(over(['errors_drifted', 'accuracy_low']), 'told by the other alert when it is over').toBe('Errors come more often');
    expect(over(['errors_drifted'])).toBe('Errors come more or less often');
  });

  test('names pictures as many and a measure as one', () => {
    const title = (by: number | null) => incidentTitle(about('feature.brightness'), { accuracy: { standing: 'below' }, shiftOf: () => by });
    expect([title(-1), title(null)]).toEqual(['Pictures became darker, and predictions got worse with them', 'Brightness is not what it was, and predictions got worse with it']);
  });
});
