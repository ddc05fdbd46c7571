import { describe, expect, it } from 'vitest';
import { DAY_FRUITS, keysByLevel, lineKeys, type LineHistory } from '../../../src/domain/delivery/line-keys.ts';

const HISTORY: LineHistory = {
  deployments: [
    { version: 1, fromIndex: 0, reason: 'first' }, { version: 2, fromIndex: 900, reason: 'deploy' },
    { version: 3, fromIndex: 2000, reason: 'trained', renewal: 'a' }, { version: 2, fromIndex: 3000, reason: 'swapped', renewal: 'b' }, { version: 4, fromIndex: 4500, reason: 'deploy' },
  ],
  frozenAt: new Map([['a', 1700], ['b', 2744]]),
  incidents: [{ id: 'x', from: 700, to: 1000 }, { id: 'y', from: 1500, to: 2100 }, { id: 'z', from: 4600, to: null }],
};
const RUN = { from: 0, to: 5000 };

describe('the four keys of a line by level', () => {
  it('each level has what happened under it, over all its stretches together', () => {
    const levels = keysByLevel(HISTORY, [{ from: 1200, level: 1 }, { from: 4000, level: 0 }], 0, RUN);
    expect(levels.map(({ level, fruits }) => [level, fruits])).toEqual([[0, 2201], [1, 2800]]);
    expect(levels[0]).toMatchObject({ deployments: 2, leadFruits: null, restoreFruits: 300, incidents: 2, changeFailureRate: 1 });
    expect(levels[1]).toMatchObject({ deployments: 2, leadFruits: 278, restoreFruits: 600, incidents: 1, changeFailureRate: 0 });
    expect(levels[1]!.deploymentsPerDay).toBeCloseTo(2 / (2799 / DAY_FRUITS), 10);
    expect(levels.reduce((sum, { deployments }) => sum + deployments, 0)).toBe(lineKeys(HISTORY, RUN).deployments);
  });

  it('what is set at one moment twice was tried once, and a level that no fruit passed under was not', () => {
    expect(keysByLevel(HISTORY, [{ from: 0, level: 1 }, { from: 0, level: 0 }, { from: 5000, level: 1 }], 0, RUN).map(({ level, fruits }) => [level, fruits])).toEqual([[0, 5000]]);
    expect(keysByLevel(HISTORY, [], 0, { from: 100, to: 200 }).map(({ level, fruits }) => [level, fruits])).toEqual([[0, 101]]);
  });
});

const history = (change: Partial<LineHistory>): LineHistory => ({ deployments: [], frozenAt: new Map(), incidents: [], ...change });

it('the first model is no change, and no failed one where an incident begins under it', () => {
  const first = { version: 1, fromIndex: 0, reason: 'first' as const };
  const incidents = [{ id: 'lamp', from: 900, to: null }];
  expect(lineKeys(history({ deployments: [first], incidents }), RUN)).toMatchObject({ deployments: 0, changeFailureRate: null, incidents: 1, restoreFruits: null });
  const second = { version: 2, fromIndex: 1500, reason: 'deploy' as const };
  expect(lineKeys(history({ deployments: [first, second], incidents }), RUN)).toMatchObject({ deployments: 1, changeFailureRate: 0 });
  expect(lineKeys(history({ deployments: [first, second, { version: 1, fromIndex: 1700, reason: 'rollback' }], incidents }), RUN)).toMatchObject({ deployments: 1, changeFailureRate: 1 });
});

it('counts the deployments and incidents of a stretch from its first fruit on, and no roll-back or trial', () => {
  const deployments = ([[99, 'deploy'], [100, 'deploy'], [200, 'rollback'], [300, 'rollout'], [301, 'promote'], [302, 'abort']] as const).map(([fromIndex, reason], version) => ({ version, fromIndex, reason }));
  const incidents = [99, 100, 250].map((from) => ({ id: `at ${from}`, from, to: from + 40 }));
  expect(lineKeys(history({ deployments, incidents }), { from: 100, to: 100 + 2 * DAY_FRUITS })).toMatchObject({ deployments: 2, deploymentsPerDay: 1, incidents: 2, restoreFruits: 40 });
});

it('tells the lead time of renewals alone: nobody knows when a hand froze its data', () => {
  const deployments = [{ version: 2, fromIndex: 500, reason: 'trained' as const, renewal: '1@200' }, { version: 3, fromIndex: 700, reason: 'deploy' as const }];
  expect(lineKeys(history({ deployments, frozenAt: new Map([['1@200', 200]]) }), { from: 0, to: 1000 })).toMatchObject({ deployments: 2, leadFruits: 300 });
});
