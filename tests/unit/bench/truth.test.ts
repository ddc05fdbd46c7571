import { describe, expect, test } from 'vitest';
import { acceptancesOf, scoreAlarms } from '../../../src/domain/bench/truth.ts';

const drift = (pattern: 'sudden' | 'gradual' | 'incremental' | 'recurring', onset: number, rest: { width?: number; period?: number; duty?: number } = {}) =>
  ({ pattern, onset, width: 0, period: 4000, duty: 0.5, ...rest });

describe('where alarms are accepted', () => {
  test('from the onset until the acceptance after the change is complete; sudden ones ignore their width', () => {
    expect(acceptancesOf([drift('sudden', 400, { width: 300 })], 1000, 100)).toEqual([{ from: 400, to: 500, wanted: true }]);
    expect(acceptancesOf([drift('gradual', 400, { width: 300 })], 1000, 100)).toEqual([{ from: 400, to: 800, wanted: true }]);
    expect(acceptancesOf([drift('incremental', 400, { width: 300 })], 1000, 100)).toEqual([{ from: 400, to: 800, wanted: true }]);
  });

  test('the next change and the end of the run cut it short; a change after the end is none', () => {
    expect(acceptancesOf([drift('sudden', 600), drift('sudden', 400), drift('sudden', 1000)], 1000, 500)).toEqual([
      { from: 400, to: 600, wanted: true }, { from: 600, to: 1000, wanted: true },
    ]);
  });

  test('two drifts with one onset are one change, as long as the longer', () => {
    expect(acceptancesOf([drift('sudden', 400), drift('gradual', 400, { width: 200 })], 1000, 50)).toEqual([{ from: 400, to: 650, wanted: true }]);
  });

  test('a recurring drift is wanted at each rise and excused at each return, which begins half an edge before its middle', () => {
    expect(acceptancesOf([drift('recurring', 100, { width: 40, period: 400, duty: 0.5 })], 900, 60)).toEqual([
      { from: 100, to: 200, wanted: true }, { from: 280, to: 380, wanted: false },
      { from: 500, to: 600, wanted: true }, { from: 680, to: 780, wanted: false },
    ]);
    expect(acceptancesOf([drift('recurring', 100, { duty: 0 })], 900, 60)).toEqual([]);
    expect(acceptancesOf([drift('recurring', 100, { duty: 1 })], 900, 60)).toEqual([{ from: 100, to: 160, wanted: true }]);
  });
});

describe('what alarms are worth', () => {
  const one = [{ from: 400, to: 500, wanted: true }];

  test('the first alarm from the onset on, and before the end of the acceptance, finds the change; others there are echoes', () => {
    expect(scoreAlarms([400, 450, 499], one, 1000, 0)).toEqual({ delays: [0], falseAlarms: 0, quietEvents: 900, echoes: 2 });
    expect(scoreAlarms([499], one, 1000, 0)).toMatchObject({ delays: [99] });
  });

  test('alarms before the onset, and after a change that was heard, are false', () => {
    expect(scoreAlarms([10, 399, 420, 500, 999], one, 1000, 0)).toEqual({ delays: [20], falseAlarms: 4, quietEvents: 900, echoes: 0 });
  });

  test('a missed change is never heard in time: the first alarm after it is late, the next one false, and nothing is quiet between', () => {
    expect(scoreAlarms([500, 700], one, 1000, 0)).toEqual({ delays: [null], falseAlarms: 1, quietEvents: 400 + 499, echoes: 1 });
    expect(scoreAlarms([], one, 1000, 0)).toEqual({ delays: [null], falseAlarms: 0, quietEvents: 400, echoes: 0 });
  });

  test('the label delay is part of the delay, and the values that are never known are not quiet ones', () => {
    expect(scoreAlarms([430], one, 1000, 50)).toEqual({ delays: [80], falseAlarms: 0, quietEvents: 850, echoes: 0 });
    expect(scoreAlarms([], [{ from: 960, to: 1000, wanted: true }], 1000, 50)).toEqual({ delays: [null], falseAlarms: 0, quietEvents: 950, echoes: 0 });
  });

  test('an alarm raised by a truth from before the onset is false, even when it is heard after it', () => {
    expect(scoreAlarms([390], one, 1000, 50)).toMatchObject({ delays: [null], falseAlarms: 1 });
  });

  test('where a recurring drift goes back, an alarm is neither a hit nor false', () => {
    expect(scoreAlarms([450], [{ from: 400, to: 500, wanted: false }], 1000, 0)).toEqual({ delays: [], falseAlarms: 0, quietEvents: 900, echoes: 1 });
  });
});
