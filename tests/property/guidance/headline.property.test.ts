import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accuracyStanding } from '../../../src/domain/monitoring/summaries/accuracy-standing.ts';
import { HEADLINE_TONES, headlineOf, type HeadlineAlert, type HeadlineInputs, type MonitorStanding } from '../../../src/domain/guidance/headline.ts';
import type { ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';
import { MONITOR_STATES } from '../../../src/domain/monitoring/monitors/monitor-result.ts';

const heldOut = { trials: 1000, successes: 970 };
const standing = (right: number) => accuracyStanding({ trials: 500, successes: right }, { heldOut });
const atRest: ReferenceState = { kind: 'at-rest', from: 0, to: 1000 };
/** From the best to the worst. */
const REFERENCES: readonly ReferenceState[] = [
  atRest, { kind: 'collecting', from: 0, needed: 1000, count: 612, known: 562 },
  { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -0.6, standIns: ['held-out'] },
];

const monitor = fc.record({
  id: fc.constantFrom('a', 'b', 'c'), signal: fc.constantFrom('error', 'confidence', 'feature.brightness'), state: fc.constantFrom(...MONITOR_STATES), off: fc.boolean(),
  shift: fc.option(fc.double({ min: -5, max: 5, noNaN: true })), now: fc.constant(null), usual: fc.constant(null),
});
const alert = fc.record({ name: fc.constantFrom('accuracy_low', 'feature_drifted'), state: fc.constantFrom('pending', 'firing') });
const inputs = fc.record({
  reference: fc.constantFrom<ReferenceState>({ kind: 'none' }, ...REFERENCES), accuracy: fc.option(fc.integer({ min: 300, max: 500 }).map(standing)),
  monitors: fc.array(monitor, { maxLength: 6 }), alerts: fc.array(alert, { maxLength: 3 }), failed: fc.boolean(), rulesOff: fc.nat({ max: 2 }), heldBack: fc.boolean(),
});
const loudness = (given: HeadlineInputs) => HEADLINE_TONES.indexOf(headlineOf(given).tone);
const worse = (one: MonitorStanding): MonitorStanding => ({ ...one, state: one.state === 'warning' ? 'drift' : one.state === 'ok' ? 'warning' : one.state });
const firing = (one: HeadlineAlert): HeadlineAlert => ({ ...one, state: 'firing' });

test('a headline is never calmer when anything has become worse', () => {
  fc.assert(fc.property(inputs, fc.nat(), (given, pick) => {
    const before = loudness(given);
    const at = REFERENCES.findIndex(({ kind }) => kind === given.reference.kind);
    const turns: HeadlineInputs[] = [
      { ...given, failed: true },
      { ...given, heldBack: true },
      { ...given, rulesOff: given.rulesOff + 1 },
      { ...given, monitors: given.monitors.map((one) => (one.state === 'drift' || one.state === 'warning' ? one : { ...one, off: true })) },
      { ...given, accuracy: standing(300) },
      { ...given, alerts: [...given.alerts, { name: 'another', state: 'pending' }] },
      { ...given, alerts: given.alerts.map(firing) },
      { ...given, monitors: given.monitors.map((one, i) => (i === pick % given.monitors.length ? worse(one) : one)) },
      ...REFERENCES.slice(Math.max(0, at)).map((reference) => ({ ...given, reference })).filter(() => at >= 0),
    ];
    for (const turn of turns) expect(loudness(turn)).toBeGreaterThanOrEqual(before);
  }));
});

test('a headline is calm only where something says so: a reference at rest, accuracy as usual, no monitor beyond or near its limit or off, and no alert, heard or not', () => {
  fc.assert(fc.property(inputs, (given) => {
    const { tone, subject } = headlineOf(given);
    const calm = given.reference.kind === 'at-rest' && given.accuracy?.standing !== 'below' && given.alerts.length === 0 && !given.failed
      && !given.heldBack && given.rulesOff === 0 && given.monitors.every(({ state, off }) => !off && (state === 'ok' || state === 'too-few' || state === 'no-data'))
      && (given.monitors.some(({ state }) => state === 'ok') || (given.accuracy !== null && given.accuracy.standing !== 'unknown'));
    expect(tone === 'calm').toBe(calm);
    expect(subject.code === 'nothing-beyond').toBe(calm);
  }));
});

test('the subject is the worst number: errors first, then what moved furthest', () => {
  const base = { reference: atRest, alerts: [], failed: false, rulesOff: 0, heldBack: false };
  const moved = (id: string, shift: number): MonitorStanding => ({ id, signal: `feature.${id}`, state: 'drift', off: false, shift, now: 0, usual: 0 });
  const monitors = [moved('hue', 0.4), moved('brightness', -1.3)];
  expect(headlineOf({ ...base, accuracy: standing(435), monitors })).toMatchObject({ tone: 'alert', subject: { code: 'accuracy-below' }, moved: { id: 'brightness' }, counts: { drift: 2 } });
  expect(headlineOf({ ...base, accuracy: standing(490), monitors })).toMatchObject({ subject: { code: 'drifted', monitor: { id: 'brightness' } }, moved: { id: 'hue' } });
});
