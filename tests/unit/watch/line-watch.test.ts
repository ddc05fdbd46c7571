import { expect, test } from 'vitest';
import { codeOf } from '../../../src/domain/common/errors.ts';
import { sliceRows } from '../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../src/domain/monitoring/monitors/defaults.ts';
import { defaultRules } from '../../../src/domain/alerting/rules/default-rules.ts';
import { LineWatch } from '../../../src/domain/watch/line-watch.ts';
import { eventAtTime } from '../../../src/domain/world/stream/time.ts';
import { FEATURES, LABELS, madeRows, uniform } from '../monitoring/monitors/rows.ts';

const SPECS = defaultMonitors(LABELS, FEATURES, { reference: { kind: 'first', rows: 400 } });

/** A line whose light fails at event 1500. */
function line() {
  const random = uniform(21);
  return madeRows(0, Array.from({ length: 3000 }, (_, i) => {
    const predicted = random() < 0.4 ? 1 : 0;
    return { predicted, truth: random() < (i < 1500 ? 0.05 : 0.4) ? 1 - predicted : predicted, features: [0.5 + 0.1 * random() - (i < 1500 ? 0 : 0.3), 0.05 + 0.01 * random(), 30 + random()] };
  }));
}

const fresh = () => {
  const watch = new LineWatch(SPECS, defaultRules, 20);
  watch.setVersion({ version: 1, accuracy: 0.95 });
  return watch;
};

test('from rows to alerts', () => {
  const watch = fresh();
  const { results, transitions } = watch.take(line());
  const firstDrift = results.find(({ state }) => state === 'drift');
  expect(firstDrift?.index).toBeGreaterThanOrEqual(1500);
  expect(firstDrift?.index).toBeLessThan(1700);
  expect(new Set(transitions.filter(({ kind }) => kind === 'firing').map(({ rule }) => rule))).toEqual(new Set(['errors_drifted', 'accuracy_low', 'feature_drifted', 'many_features_drifted', 'data_quality']));
  expect(watch.alerts().find(({ labels }) => labels.alertname === 'feature_drifted')?.unattended).toBe(0);
  expect(watch.estimate).toMatchObject({ kind: 'ready', reference: 'line', size: 500 });
  expect(watch.query('orchard_accuracy_estimated_upper > orchard_accuracy_estimated > orchard_accuracy_estimated_lower')).toMatchObject({ samples: [{ labels: { version: '1', window: '500' } }] });
  expect(watch.query('orchard_accuracy')).toMatchObject({ samples: [{ labels: { version: '1', window: '500' } }] });
  expect(watch.exposition()).toContain('orchard_predictions_total{version="1",label="ripe"}');
  expect(watch.monitors.measure('psi-brightness')?.contributions).not.toBeNull();
});

test('a reload in the middle changes nothing', () => {
  const rows = line();
  const [whole, before] = [fresh(), fresh()];
  before.take(sliceRows(rows, 0, 1733));
  const after = LineWatch.restore(JSON.parse(JSON.stringify(before.snapshot())), defaultRules);
  const rest = after.take(sliceRows(rows, 1733, 3000));
  whole.take(sliceRows(rows, 0, 1733));
  expect(rest).toEqual(whole.take(sliceRows(rows, 1733, 3000)));
  expect(after.snapshot()).toEqual(whole.snapshot());
  expect(after.alerts()).toEqual(whole.alerts());
  expect(after.history).toEqual(whole.history);
});

test('what an alert rested on when it began to fire stays as it was, through later windows and a reload', () => {
  const rows = line();
  const watch = fresh();
  const fired = watch.take(sliceRows(rows, 0, 2000)).transitions.filter(({ kind }) => kind === 'firing');
  const of = (kept: LineWatch) => fired.map(({ labels, at }) => kept.firing(labels, at));
  const then = JSON.parse(JSON.stringify(of(watch))) as typeof firings;
  const firings = of(watch);
  expect(firings.length).toBeGreaterThan(3);
  expect(firings.every((firing) => firing?.readings && firing.detail)).toBe(true);
  const dark = watch.firing(fired.find(({ labels }) => labels['monitor'] === 'psi-brightness')!.labels, fired.find(({ labels }) => labels['monitor'] === 'psi-brightness')!.at)!;
  const event = eventAtTime(dark.at * 1000);
  expect(event - dark.asOf).toBeLessThan(125);
  expect(dark).toMatchObject({ monitorId: 'psi-brightness', detail: { window: { from: dark.asOf - 499, to: dark.asOf }, referenceWindow: { from: 0, to: 399 } } });
  // The rule read the very number that the monitor tells.
  expect(dark.readings!.parts[0]!.value).toBe(dark.detail!.values['statistic']);
  const low = firings.find((firing) => firing!.labels['alertname'] === 'accuracy_low')!;
  expect(low.monitorId).toMatch(/^error/u);
  expect(low.readings!.live).toMatch(/^0\.\d+ < 0\.95/u);
  // A detector has begun anew by then; it is told as of where it spoke.
  const drifted = firings.find((firing) => firing!.monitorId === 'error-adwin')!;
  expect(drifted.detail).toEqual(watch.measuredResult('error-adwin', eventAtTime(drifted.at * 1000))!.detail);
  expect(drifted.asOf).toBeLessThanOrEqual(eventAtTime(drifted.at * 1000));

  const reloaded = LineWatch.restore(JSON.parse(JSON.stringify(watch.snapshot())), defaultRules);
  for (const each of [watch, reloaded]) each.take(sliceRows(rows, 2000, 3000));
  expect(JSON.parse(JSON.stringify(of(watch)))).toEqual(then);
  expect(JSON.parse(JSON.stringify(of(reloaded)))).toEqual(then);
  expect(watch.monitors.measure('psi-brightness')!.live).not.toBe(dark.detail!.live);
  const byOne = fresh();
  for (let at = 0; at < 2000; at += 37) byOne.take(sliceRows(rows, at, Math.min(2000, at + 37)));
  expect(of(byOne)).toEqual(firings);
});

test('a snapshot from before firings were kept opens, and holds none', () => {
  const watch = fresh();
  const [fired] = watch.take(sliceRows(line(), 0, 2000)).transitions.filter(({ kind }) => kind === 'firing');
  const { firings: _, ...old } = watch.snapshot();
  const opened = LineWatch.restore(JSON.parse(JSON.stringify(old)), defaultRules);
  expect(opened.firing(fired!.labels, fired!.at)).toBeNull();
  expect(opened.alerts()).toEqual(watch.alerts());
  expect(() => LineWatch.restore({ ...old, firings: [{ at: 'once' }] }, defaultRules)).toThrow(/file-schema/u);
});

test('fewer monitors, other rules', () => {
  const watch = fresh();
  watch.take(sliceRows(line(), 0, 1000));
  watch.setMonitors(SPECS.filter(({ id }) => id === 'queue'));
  watch.setRules({ groups: [] });
  expect(watch.rules()).toEqual([]);
  expect(watch.exposition()).not.toContain('monitor="error-adwin"');
});

test('snapshots of another version, or torn, are refused', () => {
  const saved = fresh().snapshot();
  const code = (bad: unknown) => {
    try {
      LineWatch.restore(bad, defaultRules);
    } catch (error) {
      return codeOf(error);
    }
    return 'none';
  };
  expect(code({ ...saved, version: 7 })).toBe('file-version');
  expect(code({ ...saved, metrics: undefined })).toBe('file-version');
  for (const bad of [null, 'x', { ...saved, store: {} }, { ...saved, engine: null }, { ...saved, champion: null }, { ...saved, champion: { ...saved.champion, monitors: null } }, { ...saved, roles: [{ id: 1 }] }]) expect(code(bad)).toBe('file-schema');
});
