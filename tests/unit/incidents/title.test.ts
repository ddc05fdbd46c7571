import { describe, expect, test } from 'vitest';
import { incidentTitle, shiftsOf } from '../../../src/domain/incidents/title.ts';
import { moveSentence } from '../../../src/domain/features/move-words.ts';
import { READABLE_FEATURES } from '../../../src/domain/features/readable.ts';
import type { Level } from '../../../src/domain/monitors/feed.ts';
import { parseMonitor } from '../../../src/domain/monitors/spec.ts';

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
    const shiftOf = shiftsOf([monitor('feature.brightness', null), monitor('feature.brightness', { now: 0.2, usual: 0.5, shift: -3 }), monitor('queue', { now: 4, usual: 0, shift: null })]);
    expect([shiftOf('feature.brightness'), shiftOf('queue'), shiftOf('feature.hue')]).toEqual([-3, 4, null]);
  });
});
