import { describe, expect, it } from 'vitest';
import type { HeldOutPrediction, ModelVersion, Run } from '../../../src/domain/registry/version.ts';
import { compareVersions, disagreementsOf } from '../../../src/ui/screens/models/compare.ts';
import { lineageRows, rowPath } from '../../../src/ui/screens/models/lineage.ts';

describe('the family tree of versions', () => {
  it('keeps the line of the live version on the trunk and branches beside it', () => {
    const rows = lineageRows([{ number: 1, parent: null }, { number: 2, parent: 1 }, { number: 3, parent: 2 }, { number: 4, parent: 2 }], 3);
    expect(rows.map(({ number, lane }) => [number, lane])).toEqual([[4, 1], [3, 0], [2, 0], [1, 0]]);
    expect(rows[1]!.through).toEqual([1]);
    expect([...rows[2]!.joins].sort()).toEqual([0, 1]);
    expect(rows[3]!.descends).toBe(false);
  });

  it('never runs two branches through one place', () => {
    const rows = lineageRows([{ number: 1, parent: null }, { number: 2, parent: 1 }, { number: 3, parent: 1 }, { number: 4, parent: 1 }], 4);
    const lanes = rows.map(({ lane }) => lane);
    expect(new Set([lanes[1], lanes[2]]).size).toBe(2);
  });

  it('leaves versions without a stored parent unconnected', () => {
    const rows = lineageRows([{ number: 2, parent: 1 }, { number: 5, parent: null }], 2);
    expect(rows.every(({ descends, joins }) => !descends && joins.length === 0)).toBe(true);
    expect(rows.map(({ lane }) => lane)).toEqual([1, 0]);
  });

  it('survives a parent that is younger than its child', () => {
    expect(lineageRows([{ number: 1, parent: 2 }, { number: 2, parent: 1 }], 2).map(({ descends }) => descends)).toEqual([true, false]);
  });

  it('draws a child that joins from the side as a curve into the dot', () => {
    expect(rowPath({ number: 1, lane: 0, through: [], joins: [1], descends: false }, 10, 20)).toBe('M30 0C30 34 10 16 10 50');
  });
});

function version(accuracy: number, logLoss: number, recalls: Record<string, number>): ModelVersion {
  const perClass = Object.entries(recalls).map(([label, recall]) => ({ label, recall, precision: recall, f1: recall, support: 10 }));
  return { metrics: { accuracy, macroF1: accuracy, logLoss, ece: 0.02, perClass }, sizeBytes: 1000 } as unknown as ModelVersion;
}

describe('two versions side by side', () => {
  const rows = compareVersions(version(0.9, 0.3, { ripe: 0.9, '<b>odd</b>': 0.8 }), version(0.95, 0.4, { ripe: 0.8 }));
  const row = (key: string) => rows.find((each) => each.key === key)!;

  it('signs differences and knows which way is better', () => {
    expect([row('accuracy').difference, row('accuracy').tone]).toEqual(['+5.0 pt', 'good']);
    expect([row('logLoss').difference, row('logLoss').tone]).toEqual(['+0.100', 'bad']);
    expect([row('recall/ripe').difference, row('recall/ripe').tone]).toEqual(['−10.0 pt', 'bad']);
    expect(row('size').tone).toBe('plain');
    expect(row('ece').tone).toBe('plain');
  });

  it('compares only classes that both know', () => {
    expect(rows.map(({ key }) => key)).not.toContain('recall/<b>odd</b>');
  });

  it('puts all shares on one scale', () => {
    expect(row('accuracy').atB).toBeGreaterThan(row('recall/ripe').atA);
    expect(row('accuracy').atA).toBe(row('recall/ripe').atA);
  });
});

describe('where two versions disagree', () => {
  const run = (heldOut: HeldOutPrediction[]) => ({ heldOut }) as unknown as Run;
  const held = (sampleId: string, truth: number, predicted: number): HeldOutPrediction => ({ sampleId, truth, predicted, scores: [0.5, 0.5] });

  it('looks only at pictures that both were tested on, and puts the newer one’s wins first', () => {
    const a = run([held('p', 0, 1), held('q', 0, 0), held('r', 1, 1), held('only-a', 0, 0)]);
    const b = run([held('q', 0, 1), held('p', 0, 0), held('r', 1, 1)]);
    const found = disagreementsOf(a, ['ripe', 'unripe'], b, ['ripe', 'unripe']);
    expect(found.shared).toBe(3);
    expect(found.same).toBe(false);
    expect(found.items.map(({ sampleId, right }) => [sampleId, right])).toEqual([['p', 'b'], ['q', 'a']]);
  });

  it('reads labels by name, not by position', () => {
    const found = disagreementsOf(run([held('p', 0, 0)]), ['ripe', 'unripe'], run([held('p', 1, 1)]), ['unripe', 'ripe']);
    expect(found).toEqual({ shared: 1, same: true, items: [] });
  });
});
