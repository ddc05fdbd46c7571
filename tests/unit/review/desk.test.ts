import { describe, expect, it } from 'vitest';
import { agreementOf } from '../../../src/domain/review/agreement.ts';
import { checkBudget, FIRST_BUDGET, judgementsOf, labelsLeft, labelsSpent, labelsToPut, nextAtDesk, REPEAT_EVERY, unsureFirst, type DeskAct, type JudgedFruit } from '../../../src/domain/review/desk.ts';
import { inspectorLabel } from '../../../src/domain/review/inspector.ts';

const fruit = (index: number, confidence = 0.5 + index / 1000) => ({ index, confidence, predicted: 'ripe', version: 1 });
const judged = (index: number, label: string | null, change: Partial<JudgedFruit> = {}): JudgedFruit => ({ ...fruit(index), label, repeat: false, by: 'hand', ...change });

describe('the desk', () => {
  it('shows the least sure first, of equals the newest, without what is known', () => {
    expect(unsureFirst([fruit(1, 0.9), fruit(2, 0.6), fruit(3, 0.6), fruit(4, 0.5), fruit(5, 0.55)], [judged(4, 'ripe')], (index) => index === 5).map(({ index }) => index)).toEqual([3, 2, 1]);
  });

  it('asks for so many a thousand fruits, and so many in all', () => {
    const budget = { ...FIRST_BUDGET, perThousand: 40, total: 120 };
    expect([labelsLeft(budget, 0, 0), labelsLeft(budget, 0, 1000), labelsLeft(budget, 30, 1000), labelsLeft(budget, 50, 1000), labelsLeft(budget, 100, 1e6)]).toEqual([0, 40, 10, 0, 20]);
    expect(labelsLeft({ ...budget, total: 0 }, 0, 1e6)).toBe(0);
  });

  it('takes a budget of nothing up to a million, and refuses what is none', () => {
    for (const good of [FIRST_BUDGET, { perThousand: 0, total: 0, costEach: 0 }, { perThousand: 1000, total: 1_000_000, costEach: 1_000_000 }]) expect(() => checkBudget(good)).not.toThrow();
    const bad = [{ total: 1.5 }, { total: -1 }, { total: 1_000_001 }, { perThousand: 0.5 }, { perThousand: -1 }, { perThousand: 1001 }, { costEach: -1 }, { costEach: 1_000_001 }, { costEach: NaN }];
    for (const change of bad) expect(() => checkBudget({ ...FIRST_BUDGET, ...change }), JSON.stringify(change)).toThrow('argument-invalid');
  });

  it('shows every tenth again, each once, and the same after a reload', () => {
    const waiting = Array.from({ length: 60 }, (_, i) => fruit(100 + i));
    const done: JudgedFruit[] = [];
    for (let i = 0; i < 50; i += 1) {
      const next = nextAtDesk(waiting.filter(({ index }) => !done.some((each) => each.index === index)), done, 3);
      expect(next[0]!.repeat, `judgement ${i + 1}`).toBe((i + 1) % REPEAT_EVERY === 0);
      done.push({ ...next[0]!.fruit, label: 'ripe', repeat: next[0]!.repeat, by: 'hand' });
    }
    const again = done.filter(({ repeat }) => repeat).map(({ index }) => index);
    expect(new Set(again).size).toBe(5);
    expect(labelsSpent(done)).toBe(45);
  });

  it('puts of each fruit the newest label, a hand’s before the inspector’s, once, and of its own line', () => {
    const act = (judgements: JudgedFruit[], by: 'hand' | 'inspector', scene = 'here'): DeskAct => ({ what: 'desk', scene, judgements, by, atMs: 1 });
    const acts = [
      act([judged(1, 'ripe'), judged(2, null)], 'hand'), act([judged(1, 'unripe'), judged(3, 'ripe')], 'inspector'), act([judged(4, 'ripe')], 'hand'), act([judged(4, 'unripe', { repeat: true })], 'hand'),
      act([judged(9, 'ripe')], 'hand', 'elsewhere'), { what: 'put', scene: 'here', indices: [3], atMs: 2 } as const,
    ];
    expect(labelsToPut(acts, 'here')).toEqual([{ index: 1, label: 'ripe' }, { index: 4, label: 'unripe' }]);
    expect(judgementsOf(acts, 'here').map(({ index, by }) => `${index} ${by}`)).toEqual(['1 hand', '2 hand', '1 inspector', '3 inspector', '4 hand', '4 hand']);
  });

  it('says how far judges agree, beyond chance', () => {
    const all = [judged(1, 'ripe'), judged(2, 'unripe'), judged(3, 'ripe'), judged(4, null), judged(1, 'ripe', { repeat: true }), judged(2, 'ripe', { repeat: true }), judged(3, 'unripe', { by: 'inspector', repeat: true })];
    const { yourself, inspector, model } = agreementOf(all);
    expect([yourself.same, yourself.of, yourself.kappa]).toEqual([1, 2, 0]);
    expect([inspector.same, inspector.of]).toEqual([0, 1]);
    expect([model.same, model.of]).toEqual([2, 3]);
    expect(model.interval!.lower).toBeLessThan(2 / 3);
    expect(agreementOf([]).yourself).toEqual({ same: 0, of: 0, interval: null, kappa: null });
  });
});

describe('the simulated inspector', () => {
  const LABELS = ['ripe', 'unripe', 'rotten'];

  it('errs at its rate, on any other label alike, and says the same when asked the same', () => {
    const said = Array.from({ length: 6000 }, (_, index) => inspectorLabel({ errorRate: 0.3, seed: 7 }, LABELS, 'ripe', index, 0));
    const share = (label: string): number => said.filter((each) => each === label).length / said.length;
    // Four standard errors of the share.
    expect(Math.abs(share('ripe') - 0.7)).toBeLessThan(4 * Math.sqrt(0.21 / 6000));
    expect(Math.abs(share('unripe') - 0.15)).toBeLessThan(4 * Math.sqrt(0.1275 / 6000));
    expect(said[5]).toBe(inspectorLabel({ errorRate: 0.3, seed: 7 }, LABELS, 'ripe', 5, 0));
    expect(Array.from({ length: 200 }, (_, index) => inspectorLabel({ errorRate: 0.5, seed: 7 }, LABELS, 'ripe', index, 1))).not.toEqual(Array.from({ length: 200 }, (_, index) => inspectorLabel({ errorRate: 0.5, seed: 7 }, LABELS, 'ripe', index, 0)));
  });

  it('never errs at 0, always at 1, and knows no other labels', () => {
    expect(inspectorLabel({ errorRate: 0, seed: 1 }, LABELS, 'ripe', 3, 0)).toBe('ripe');
    expect(inspectorLabel({ errorRate: 1, seed: 1 }, LABELS, 'ripe', 3, 0)).not.toBe('ripe');
    expect(() => inspectorLabel({ errorRate: 0, seed: 1 }, LABELS, 'apple', 3, 0)).toThrow('label-unknown');
  });
});
