import { describe, expect, test } from 'vitest';
import { outcomesOf } from '../../../src/domain/monitors/extract.ts';
import { MonitorSet } from '../../../src/domain/monitors/monitor-set.ts';
import { ReferenceCheck } from '../../../src/domain/monitors/reference-check.ts';
import type { MonitorSpec } from '../../../src/domain/monitors/spec.ts';
import { TruthDelay } from '../../../src/domain/monitors/truth-delay.ts';
import { madeRows, uniform, type MadeRow } from './rows.ts';

const DELAY = 50;
const random = uniform(7);
interface Line { darkFrom?: number; wrongFrom?: number; wrong?: number; count?: number }
/** A quiet line of 1,400 fruits, which may become darker or worse at some event. */
function line({ darkFrom = Infinity, wrongFrom = Infinity, wrong = 0.2, count = 1400 }: Line = {}): MadeRow[] {
  return Array.from({ length: count }, (_, i) => ({
    predicted: i % 2, truth: (i % 2) ^ Number(random() < (i >= wrongFrom ? wrong : 0.02)), confidence: 0.7 + 0.3 * random(),
    features: [0.4 + 0.1 * random() - (i >= darkFrom ? 0.04 : 0), 0.3 + 0.1 * random(), 40 + 20 * random()],
  }));
}

function checked(rows: readonly MadeRow[], { heldOut = { trials: 48, successes: 47 }, batch = 64, until = rows.length } = {}): ReferenceCheck {
  let check = new ReferenceCheck(0);
  check.heldOut = heldOut;
  const truths = new TruthDelay(DELAY);
  for (let at = 0; at < until; at += batch) {
    const piece = madeRows(at, rows.slice(at, Math.min(until, at + batch)));
    check.take(piece, truths.take(outcomesOf(piece), at), DELAY);
    const kept: ReferenceCheck['heldOut'] = check.heldOut;
    check = ReferenceCheck.restore(JSON.parse(JSON.stringify(check.snapshot())) as ReturnType<ReferenceCheck['snapshot']>);
    check.heldOut = kept;
  }
  return check;
}

describe('the reference of a deployment', () => {
  const quiet = line();
  test('is collected, and then at rest when nothing happened inside it', () => {
    expect(checked(quiet, { until: 612 }).state).toEqual({ kind: 'collecting', from: 0, needed: 1000, count: 612, known: 562 });
    const done = checked(quiet);
    expect(done.state).toEqual({ kind: 'at-rest', from: 0, to: 1000 });
    expect(done.accuracy.trials).toBe(1000);
  });

  test('is not at rest when the light fell inside it, which is known before it is full: where, what, and how far', () => {
    const dark = line({ darkFrom: 640 });
    const early = checked(dark, { until: 800 });
    expect(early.state).toMatchObject({ kind: 'not-at-rest', reason: 'changed', signal: 'feature.brightness', standIns: ['held-out'] });
    const { state, foundAt } = checked(dark);
    expect(state).toMatchObject({ kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', signal: 'feature.brightness' });
    if (state.kind !== 'not-at-rest') throw new Error('at rest');
    expect(Math.abs(state.brokeAt! - 640)).toBeLessThan(20);
    expect(state.shift).toBeLessThan(-1);
    expect(foundAt).toBeLessThan(800);
  });

  test('is not at rest when errors came more often inside it, or its accuracy contradicts the held-out test', () => {
    expect(checked(line({ wrongFrom: 500 })).state).toMatchObject({ reason: 'changed', signal: 'error' });
    expect(checked(line({ wrongFrom: 0, wrong: 0.14 })).state).toMatchObject({ reason: 'contradicted', signal: 'error', brokeAt: null });
    expect(checked(line({ wrongFrom: 0, wrong: 0.14 }), { heldOut: { trials: 48, successes: 42 } }).state.kind).toBe('at-rest');
  });

  test('is judged the same however rows are batched, and after every reload', () => {
    const dark = line({ darkFrom: 700 });
    expect(checked(dark, { batch: 1400, until: 1000 }).snapshot()).toEqual(checked(dark, { batch: 37, until: 1000 }).snapshot());
    expect(checked(dark, { batch: 1400 }).snapshot()).toEqual(checked(dark, { batch: 37 }).snapshot());
  });
});

const spec = (id: string, signal: string, judge: MonitorSpec['judge']): MonitorSpec => (
  { id, name: id, signal, reference: { kind: 'first', rows: 1000 }, window: { by: 'count', rows: 250, every: 125 }, judge, minimumSample: 250 });
const specs = [
  spec('bright', 'feature.brightness', { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 }),
  spec('sharp', 'feature.sharpness', { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 }),
  spec('errors', 'error', { kind: 'threshold', aggregate: 'mean', against: 'standard-errors', fires: 'above', warning: 3.5, drift: 5 }),
];
function watched(rows: readonly MadeRow[], accuracy = 47 / 48): MonitorSet {
  const set = new MonitorSet(specs, DELAY);
  set.setVersionMoments(1, { features: [], mean: [], std: [], count: 48, accuracy });
  set.take(madeRows(0, rows));
  return set;
}
const states = (set: MonitorSet) => Object.fromEntries(set.status().map(({ spec: { id }, latest }) => [id, latest?.state]));

describe('monitors', () => {
  test('call nothing good on a reference that is not at rest, and still tell what moved', () => {
    expect(states(watched(line()))).toEqual({ bright: 'ok', sharp: 'ok', errors: 'ok' });
    const spoiled = watched(line({ darkFrom: 640 }));
    expect(states(spoiled)).toEqual({ bright: 'drift', sharp: 'too-few', errors: 'too-few' });
    expect(spoiled.status().find(({ spec: { id } }) => id === 'sharp')!.latest!.message).toBe('No reference is at rest.');
  });

  test('let the held-out test stand in for errors while the reference is collected', () => {
    const set = watched(line({ wrongFrom: 0, wrong: 0.4, count: 500 }));
    expect(set.status()[2]!.latest).toMatchObject({ state: 'drift', referenceSize: 48 });
    expect(states(watched(line({ count: 500 })))['errors']).toBe('too-few');
  });

  test('say how far their window lies from the reference', () => {
    const { level } = watched(line({ darkFrom: 640 })).status()[0]!;
    expect(level!.now).toBeLessThan(level!.usual);
    expect(level!.shift).toBeCloseTo((level!.now - level!.usual) / 0.0347, 0);
  });

  test('take another stretch: a part of the rows that have passed, or those that are to come', () => {
    const rows = line({ darkFrom: 640, count: 2600 });
    const set = watched(rows.slice(0, 1240));
    set.setReferenceStretch(0, 600, [madeRows(0, rows.slice(0, 650))]);
    expect(set.referenceState).toEqual({ kind: 'at-rest', from: 0, to: 600 });
    expect(set.referenceAccuracy.trials).toBe(600);
    set.take(madeRows(1240, rows.slice(1240, 1500)));
    expect(states(set)).toEqual({ bright: 'drift', sharp: 'ok', errors: 'ok' });
    set.setReferenceStretch(1500, 1000, []);
    expect(set.referenceState).toEqual({ kind: 'collecting', from: 1500, needed: 1000, count: 0, known: 0 });
    const restored = MonitorSet.restore(JSON.parse(JSON.stringify(set.snapshot())));
    for (const one of [set, restored]) one.take(madeRows(1500, rows.slice(1500, 2600)));
    expect(restored.snapshot()).toEqual(set.snapshot());
    expect(set.referenceState).toEqual({ kind: 'at-rest', from: 1500, to: 2500 });
    expect(set.referenceAccuracy.trials).toBe(1000);
  });

  test('refuse a stretch before the deployment, in the future, or that the log no longer holds', () => {
    const rows = line();
    const set = watched(rows);
    for (const [from, passed] of [[1401, []], [0, [madeRows(0, rows.slice(0, 300))]], [0, [madeRows(100, rows.slice(100))]]] as const) {
      expect(() => set.setReferenceStretch(from, 600, passed)).toThrow(/argument-invalid/u);
    }
    expect(set.referenceState).toEqual({ kind: 'at-rest', from: 0, to: 1000 });
  });
});
