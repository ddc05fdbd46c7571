import { describe, expect, test } from 'vitest';
import { RowBuffer } from '../../../../src/domain/log/rows.ts';
import { OUTCOME, outcomesOf } from '../../../../src/domain/monitoring/monitors/extract.ts';
import { truthCoverage } from '../../../../src/domain/monitoring/summaries/truth-coverage.ts';
import { PRESETS, presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { minimalScenario, parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { concealed } from '../../../../src/domain/world/share/seal.ts';
import type { Scenario } from '../../../../src/domain/world/drift/scenario.ts';
import { RIPENESS_LABELS } from '../../../../src/domain/world/stream/event.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { exploredFruit, needsShipping } from '../../../../src/domain/world/stream/shipping.ts';
import { truthFor, UNKNOWN_TRUTH } from '../../../../src/domain/world/stream/truth.ts';
import { dueEvents, photograph } from '../../../../workers/orchard/batch.ts';
import { judged } from '../../log/judged.ts';
import { PhotoShelf } from '../../../../workers/pictures/photo-shelf.ts';
import { noCodec } from '../../pictures-rig.ts';

const shelf = new PhotoShelf(noCodec);
const taken = (scenario: Scenario, from: number, count: number) => photograph(dueEvents([{ from: 0, scenario }], from, count), 8, 1, shelf);

const COUNT = 400;
const selective = parseScenario({ truths: 'shipped', exploration: 0.1 });
const all = parseScenario({});

/** Rows of the log of fruit of a scenario, as `judged` predicts them. */
function logged(scenario: typeof all, labels: readonly string[] = ['ripe', 'unripe']) {
  const batch = judged({ count: COUNT, labels });
  const buffer = new RowBuffer(0, labels, []);
  buffer.append({ ...batch, columns: taken(scenario, 0, COUNT).columns }, 0);
  return buffer.rows();
}

describe('scenarios in which all truths come', () => {
  test.each(PRESETS.filter(({ id }) => id !== 'the-echo').map(({ id }) => [id] as const))('%s says nothing of it in files and links, and its columns hold each truth as it is reported', (id) => {
    const scenario = presetOf(id)!.scenario(3);
    expect(minimalScenario(scenario)).not.toHaveProperty('truths');
    expect(minimalScenario(scenario)).not.toHaveProperty('exploration');
    const { reportedTruth } = taken(scenario, 5000, 40).columns;
    expect([...reportedTruth]).toEqual(Array.from({ length: 40 }, (_, i) => RIPENESS_LABELS.indexOf(eventAt(scenario, 5000 + i).reportedTruth)));
  });

  test('the setting changes no fruit and no truth, and is told through a seal', () => {
    expect(taken(selective, 0, 20).pixels).toEqual(taken(all, 0, 20).pixels);
    expect(Array.from({ length: 50 }, (_, i) => eventAt(selective, i))).toEqual(Array.from({ length: 50 }, (_, i) => eventAt(all, i)));
    expect(parseScenario(minimalScenario(selective))).toEqual(selective);
    expect(concealed({ ...selective, sealed: { nonce: 4, word: null } })).toMatchObject({ truths: 'shipped', exploration: 0.1 });
    expect(() => parseScenario({ truths: 'some' })).toThrow('scenario-invalid');
    expect([-1, 0.2, 7].map((exploration) => parseScenario({ exploration }).exploration)).toEqual([0, 0.2, 1]);
  });
});

describe('where only shipped fruit gets a truth', () => {
  test('that of fruit called ripe, or explored, is as it would have been, and any other is never known', () => {
    const [rows, whole] = [logged(selective), logged(all)];
    let [explored, never] = [0, 0];
    for (let i = 0; i < COUNT; i += 1) {
      const isShipped = rows.columns.predicted[i] === 0 || !needsShipping(selective, i);
      expect(rows.columns.reportedTruth[i]).toBe(isShipped ? whole.columns.reportedTruth[i] : UNKNOWN_TRUTH);
      if (!isShipped) never += 1;
      else if (rows.columns.predicted[i] === 1) explored += 1;
    }
    expect(explored).toBeGreaterThan(5);
    expect(never).toBeGreaterThan(100);
    expect(rows.columns.truth).toEqual(whole.columns.truth);
    expect(exploredFruit(COUNT, (COUNT - never - explored) / COUNT, 0.1)).toBeCloseTo(0.1 * (never + explored), 9);
  });

  test('labels in another order and spelling are understood; where none is “ripe”, all fruit is shipped', () => {
    const turned = logged(selective, ['Unripe', ' RIPE']);
    const truths = truthFor(turned.labels, turned.columns)!;
    for (let i = 0; i < COUNT; i += 1) expect(truths[i] === UNKNOWN_TRUTH).toBe(turned.columns.predicted[i] === 0 && needsShipping(selective, i));
    expect([...logged(selective, ['apple', 'tomato']).columns.reportedTruth]).not.toContain(UNKNOWN_TRUTH);
  });

  test('exploration is a coin of the event’s own: more of it ships what less of it shipped, at the share that is asked for', () => {
    const explored = (exploration: number): Set<number> => new Set(Array.from({ length: 20_000 }, (_, i) => i).filter((i) => !needsShipping({ ...selective, exploration }, i)));
    const [few, many] = [explored(0.05), explored(0.2)];
    expect([...few].every((i) => many.has(i))).toBe(true);
    // Four standard errors.
    for (const [found, share] of [[few, 0.05], [many, 0.2]] as const) expect(Math.abs(found.size / 20_000 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 20_000));
    expect([explored(0).size, explored(1).size]).toEqual([0, 20_000]);
  });

  test('what is never known counts as neither right nor wrong, and is told apart from what is yet to come', () => {
    const rows = logged(selective);
    const isNever = (i: number): boolean => rows.columns.reportedTruth[i] === UNKNOWN_TRUTH;
    const indices = Array.from({ length: COUNT }, (_, i) => i);
    expect(outcomesOf(rows).filter((outcome) => outcome === OUTCOME.unknown)).toHaveLength(indices.filter(isNever).length);
    const due = indices.slice(0, 300);
    const { known, neverKnown, all: every } = truthCoverage([rows], 299);
    expect([known.trials, neverKnown, every.trials]).toEqual([due.filter((i) => !isNever(i)).length, due.filter(isNever).length, 300]);
    expect(known.successes).toBe(due.filter((i) => !isNever(i) && rows.columns.predicted[i] === rows.columns.reportedTruth[i]).length);
    expect(every.successes).toBe(due.filter((i) => rows.columns.predicted[i] === rows.columns.truth[i]).length);
  });
});
