import { describe, expect, test } from 'vitest';
import type { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { parsePolicy } from '../../../src/domain/policy/policy.ts';
import { drawLine, type LabLine } from '../../../src/domain/policy-lab/lab-line.ts';
import { LabModels, meanOf, type LabModel } from '../../../src/domain/policy-lab/models.ts';
import { runPolicy } from '../../../src/domain/policy-lab/run-policy.ts';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import { needsShipping } from '../../../src/domain/world/stream/shipping.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** From here on green apples are most of the apples; what is learnt is learnt of these; what came of it is judged on those behind. */
const [DRIFTED, LEARNT, END] = [6000, 8000, 9500];
const NEWEST = 600;
const FIRST = 240;

describe.each([[7], [8], [9]])('the echo under seed %s', (seed) => {
  const scenario = presetOf('the-echo')!.scenario(seed);
  const drawn = drawLine(scenario, seed, END);
  let step = drawn.next();
  while (!step.done) step = drawn.next();
  const line: LabLine = step.value;
  const models = new LabModels(line);
  const first = models.first().model;
  const saidRipe = (model: LabModel, events: readonly number[]): number[] => {
    const scores = models.scores(model, events);
    return events.filter((_, i) => scores[2 * i]! >= scores[2 * i + 1]!);
  };
  const accuracy = (model: LabModel, events: readonly number[]): number => meanOf(models.right(model, events));
  const known = (exploration: number): number[] => {
    const shipped = new Set(saidRipe(first, range(DRIFTED, LEARNT)));
    return range(DRIFTED, LEARNT).filter((event) => shipped.has(event) || !needsShipping({ ...scenario, exploration }, event));
  };
  const behind = range(LEARNT, END);
  const [before, after] = [accuracy(first, range(0, 4000)), accuracy(first, behind)];

  test('measured accuracy stays within 3 points while the true one falls by 8 and more', () => {
    const measured = [range(0, 4000), behind].map((events) => accuracy(first, saidRipe(first, events)));
    expect(Math.abs(measured[0]! - measured[1]!)).toBeLessThan(0.03);
    expect(before - after).toBeGreaterThan(0.08);
  });

  test('retraining on what is known does not mend it; with 5 % exploration it does', () => {
    const retrained = (exploration: number): number => accuracy(models.train(known(exploration).slice(-NEWEST), FIRST), behind);
    expect(retrained(0)).toBeLessThan(before - 0.08);
    expect(retrained(0.05)).toBeGreaterThan(before - 0.03);
  });

  if (seed === 7) {
    test('a policy hears and learns only of truths that became known', () => {
      const settings = { line, models, costs: { error: 1, label: 0, training: 0, deployment: 0 }, batch: 500 };
      const ran = (policy: typeof DEFAULT_POLICY, of: typeof settings) => {
        const work = runPolicy(policy, of, null);
        let at = work.next();
        while (!at.done) at = work.next();
        return at.value;
      };
      const policy = parsePolicy({ trigger: { labels: 2000 }, gates: { notWorse: false }, data: { newest: 600 } });
      const [hidden, told] = [ran(policy, settings), ran(policy, { ...settings, line: { ...line, fruit: { ...line.fruit, reported: line.fruit.classOf } } })];
      // About half of the fruit is called ripe, so the labels that are counted come half as often.
      expect(hidden.decisions.length).toBeLessThan(told.decisions.length);
      expect(hidden.decisions.length).toBeGreaterThan(0);
      expect(told.accuracy).toBeGreaterThan(hidden.accuracy + 0.03);
    });
  }
});
