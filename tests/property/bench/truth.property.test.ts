import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scoresOf } from '../../../src/domain/bench/scores.ts';
import { acceptancesOf, scoreAlarms } from '../../../src/domain/bench/truth.ts';
import type { Drift } from '../../../src/domain/world/drift/scenario.ts';
import { weightAt } from '../../../src/domain/world/drift/weight.ts';
import { kindsOf } from '../../../src/ui/screens/bench/raster.ts';

const EVENTS = 2000;
const drift = fc.record({
  pattern: fc.constantFrom('sudden', 'gradual', 'incremental', 'recurring'), onset: fc.integer({ min: 0, max: 2500 }), width: fc.integer({ min: 0, max: 600 }),
  period: fc.integer({ min: 100, max: 1500 }), // In thousandths: a part of a fruit so small that it is lost beside the event's number is no share.
  duty: fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
}) as fc.Arbitrary<Pick<Drift, 'pattern' | 'onset' | 'width' | 'period' | 'duty'>>;
const run = fc.record({
  drifts: fc.array(drift, { maxLength: 4 }), accept: fc.integer({ min: 1, max: 800 }), lag: fc.integer({ min: 0, max: 300 }),
  alarms: fc.uniqueArray(fc.nat(EVENTS - 1), { maxLength: 60 }).map((list) => list.sort((a, b) => a - b)),
});

describe('judging alarms', () => {
  test('every alarm is exactly one of: a detection, an echo, false', () => {
    fc.assert(fc.property(run, ({ drifts, accept, lag, alarms }) => {
      const known = alarms.filter((at) => at < EVENTS - lag);
      const { delays, falseAlarms, echoes } = scoreAlarms(known, acceptancesOf(drifts, EVENTS, accept), EVENTS, lag);
      expect(delays.filter((delay) => delay !== null).length + falseAlarms + echoes).toBe(known.length);
    }));
  });

  test('acceptances are in order, apart, and inside the run; when each change is heard, what lies outside is quiet', () => {
    fc.assert(fc.property(run, ({ drifts, accept, lag }) => {
      const acceptances = acceptancesOf(drifts, EVENTS, accept);
      let end = 0;
      let quiet = 0;
      for (let i = 0; i < EVENTS - lag; i += 1) if (!acceptances.some(({ from, to }) => i >= from && i < to)) quiet += 1;
      for (const { from, to } of acceptances) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(EVENTS);
      const heard = scoreAlarms(acceptances.map(({ from }) => from), acceptances, EVENTS, lag);
      expect(heard).toMatchObject({ quietEvents: quiet, falseAlarms: 0 });
      expect(scoreAlarms([], acceptances, EVENTS, lag).quietEvents).toBeLessThanOrEqual(quiet);
    }));
  });

  test('outside the acceptances no sudden, incremental or recurring drift moves', () => {
    fc.assert(fc.property(drift, fc.integer({ min: 1, max: 800 }), (one, accept) => {
      fc.pre(one.pattern !== 'gradual');
      const acceptances = acceptancesOf([one], EVENTS, accept);
      for (let i = 1; i < EVENTS; i += 1) {
        if (acceptances.some(({ from, to }) => i >= from && i < to)) continue;
        if (Math.abs(weightAt(one as Drift, i) - weightAt(one as Drift, i - 1)) > 1e-9) expect.fail(`moves at ${i}`);
      }
    }));
  });

  test('a delay is never less than the lag, and scores do not depend on the order of runs', () => {
    fc.assert(fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (runs) => {
      const scored = runs.map(({ drifts, accept, lag, alarms }) => ({ lag, ...scoreAlarms(alarms.filter((at) => at < EVENTS - lag), acceptancesOf(drifts, EVENTS, accept), EVENTS, lag) }));
      for (const { delays, lag } of scored) for (const delay of delays) if (delay !== null) expect(delay).toBeGreaterThanOrEqual(lag);
      const [there, back] = [scoresOf(scored), scoresOf(scored.toReversed())];
      expect(back).toEqual(there);
      expect(there.found).toBeLessThanOrEqual(there.changes);
      if (there.mdr !== null) expect(there.mdr).toBeCloseTo(1 - there.found / there.changes);
    }));
  });
});

describe('the picture of the alarms', () => {
  test('tells hits, false alarms and echoes as the scores count them', () => {
    fc.assert(fc.property(run, ({ drifts, accept, alarms }) => {
      const acceptances = acceptancesOf(drifts, EVENTS, accept);
      const { delays, falseAlarms, echoes } = scoreAlarms(alarms, acceptances, EVENTS, 0);
      const kinds = kindsOf(alarms, acceptances).map(({ kind }) => kind);
      const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
      expect([count('hits'), count('falls'), count('echoes')]).toEqual([delays.filter((delay) => delay !== null).length, falseAlarms, echoes]);
    }));
  });
});
