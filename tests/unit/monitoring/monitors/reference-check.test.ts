import { describe, expect, test } from 'vitest';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import { ReferenceCheck } from '../../../../src/domain/monitoring/monitors/reference-check.ts';
import type { MonitorSpec } from '../../../../src/domain/monitoring/monitors/spec.ts';
import { TruthDelay } from '../../../../src/domain/monitoring/monitors/truth-delay.ts';
import { madeRows, uniform, type MadeRow } from './rows.ts';

const DELAY = 50;
const random = uniform(7);
interface Line { darkFrom?: number; dimFrom?: number; wrongFrom?: number; wrong?: number; count?: number }
/** A quiet line of 1,400 fruits, which may become darker at some event, dimmer from one on, by a standard deviation in 1,000, or worse. */
function line({ darkFrom = Infinity, dimFrom = Infinity, wrongFrom = Infinity, wrong = 0.2, count = 1400 }: Line = {}): MadeRow[] {
  return Array.from({ length: count }, (_, i) => ({
    predicted: i % 2, truth: (i % 2) ^ Number(random() < (i >= wrongFrom ? wrong : 0.02)), confidence: 0.7 + 0.3 * random(),
    features: [0.4 + 0.1 * random() - (i >= darkFrom ? 0.04 : 0) - 0.03 * Math.max(0, i - dimFrom) / 1000, 0.3 + 0.1 * random(), 40 + 20 * random()],
  }));
}

function checked(rows: readonly MadeRow[], { heldOut = { trials: 48, successes: 47 }, batch = 64, until = rows.length } = {}): ReferenceCheck {
  let check = new ReferenceCheck(0);
  check.heldOut = heldOut;
  const truths = new TruthDelay(DELAY);
  for (let at = 0; at < until; at += batch) {
    const piece = madeRows(at, rows.slice(at, Math.min(until, at + batch)));
    check.take(piece, truths.take(piece), DELAY);
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

  test('is not at rest when it moved too slowly to be certain inside, which the fruit behind it tells', () => {
    const slow = line({ dimFrom: 600, count: 2100 });
    expect(checked(slow, { until: 1050 }).state.kind).toBe('at-rest');
    const { state, foundAt } = checked(slow);
    expect(state).toMatchObject({ kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', signal: 'feature.brightness' });
    if (state.kind !== 'not-at-rest') throw new Error('at rest');
    expect(Math.abs(state.brokeAt! - 600)).toBeLessThan(250);
    // A standard deviation in 1,000 fruits, so two fifths of one inside.
    expect(state.shift).toBeLessThan(-0.2);
    expect(state.shift).toBeGreaterThan(-1);
    expect(foundAt).toBeGreaterThan(1050);
  });

  test('is at rest when what moves began behind it: little by little, at once, or a story told as soon as it was full', () => {
    for (const moves of [{ dimFrom: 1000 }, { dimFrom: 1200 }, { darkFrom: 1000 }, { darkFrom: 1100 }, { darkFrom: 1500 }, { dimFrom: 1500 }]) {
      expect(checked(line({ ...moves, count: 2100 })).state, JSON.stringify(moves)).toEqual({ kind: 'at-rest', from: 0, to: 1000 });
    }
  });

  test('is judged the same however rows are batched, and after every reload', () => {
    const dark = line({ darkFrom: 700 });
    expect(checked(dark, { batch: 1400, until: 1000 }).snapshot()).toEqual(checked(dark, { batch: 37, until: 1000 }).snapshot());
    expect(checked(dark, { batch: 1400 }).snapshot()).toEqual(checked(dark, { batch: 37 }).snapshot());
    const slow = line({ dimFrom: 600, count: 2100 });
    expect(checked(slow, { batch: 2100 }).snapshot()).toEqual(checked(slow, { batch: 37 }).snapshot());
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

  test('are compared with fruit drawn from the world that the data came from, where their reference is not at rest', () => {
    const rows = line({ darkFrom: 640, count: 2200 });
    const drawn = madeRows(0, line({ count: 600 }).map((row) => ({ ...row, truth: 255 })), { version: 0 });
    const set = watched(rows.slice(0, 1400));
    expect(states(set)).toEqual({ bright: 'drift', sharp: 'too-few', errors: 'too-few' });
    set.setDrawnRows(2, drawn);
    expect(set.referenceState).toMatchObject({ standIns: ['held-out'] });
    set.setDrawnRows(1, drawn);
    expect(set.referenceState).toMatchObject({ standIns: ['held-out', 'drawn'] });
    const restored = MonitorSet.restore(JSON.parse(JSON.stringify(set.snapshot())));
    restored.setVersionMoments(1, { features: [], mean: [], std: [], count: 48, accuracy: 47 / 48 });
    for (const one of [set, restored]) one.take(madeRows(1400, rows.slice(1400, 2100)));
    expect(restored.snapshot()).toEqual(set.snapshot());
    expect(states(set)).toEqual({ bright: 'drift', sharp: 'ok', errors: 'too-few' });
    const [bright, sharp] = set.status();
    expect([bright!.latest!.referenceSize, sharp!.latest!.referenceSize]).toEqual([600, 600]);
    // Inside the reference the mean had come down already; beside the world that the data came from it lies by the whole step.
    expect(bright!.level!.usual).toBeCloseTo(0.45, 2);
    expect(set.measure('sharp')).toMatchObject({ referenceWindow: null, values: { n: 600 } });
    set.take(madeRows(2100, rows.slice(2100), { version: 2 }));
    expect(set.snapshot().drawn).toBeNull();
  });

  test('tell of what left the world that the data came from while the reference was collected', () => {
    const set = watched(line({ darkFrom: 300, count: 700 }));
    expect(set.referenceState.kind).toBe('not-at-rest');
    set.setDrawnRows(1, madeRows(0, line({ count: 600 }), { version: 0 }));
    set.take(madeRows(700, line({ darkFrom: 0, count: 200 })));
    expect(states(set)).toMatchObject({ bright: 'drift', sharp: 'ok' });
  });

  test('open a snapshot that knows nothing of drawn fruit', () => {
    const { drawn: _, ...old } = watched(line()).snapshot();
    expect(MonitorSet.restore(JSON.parse(JSON.stringify(old))).referenceState.kind).toBe('at-rest');
  });

  test('that need no reference to tell of a change say that there was none only once there is one', () => {
    const streaming = (line: readonly MadeRow[]): MonitorSet => {
      const set = new MonitorSet([spec('adwin', 'confidence', { kind: 'detector', detector: 'ADWIN', params: { delta: 0.002 } }), spec('page', 'latency', { kind: 'detector', detector: 'PageHinkley', params: {} })]
        .map((each) => ({ ...each, minimumSample: 30 })), DELAY);
      set.take(madeRows(0, line));
      return set;
    };
    const young = streaming(line({ count: 900 }));
    expect(states(young)).toEqual({ adwin: 'too-few', page: 'too-few' });
    expect(young.status()[0]!.latest!.message).toBe('The reference has 875 of 1000 values.');
    expect(states(streaming(line({ count: 1125 })))).toEqual({ adwin: 'ok', page: 'ok' });
    const less = line({ count: 900 }).map((row, i) => ({ ...row, confidence: row.confidence! - (i >= 600 ? 0.15 : 0) }));
    expect(streaming(less).status()[0]!.drifts).toBeGreaterThan(0);
  });

  test('say how far their window lies from the reference', () => {
    const { level } = watched(line({ darkFrom: 640 })).status()[0]!;
    expect(level!.now).toBeLessThan(level!.usual);
    expect(level!.shift).toBeCloseTo((level!.now - level!.usual) / 0.0347, 0);
  });

  test('take another stretch: a part of the rows that have passed, or those that are to come', () => {
    const rows = line({ darkFrom: 640, count: 2600 });
    const set = watched(rows.slice(0, 1240));
    set.setReferenceStretch(0, 600, [madeRows(0, rows.slice(0, 1200))]);
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
