import { beforeEach, expect, it } from 'vitest';
import type { CentreAlert } from '../../../src/domain/alerting/rules/centre-alert.ts';
import { Alerts, type WatchReport } from '../../../src/state/alerts.svelte.ts';

const BEGAN = 1_000_000;
function alert(rule: string, firedAt: number, { signal, acknowledged = false, silenced = false }: { signal?: string; acknowledged?: boolean; silenced?: boolean } = {}): CentreAlert {
  const labels = { alertname: rule, ...(signal === undefined ? {} : { signal }) };
  return {
    labels, annotations: { summary: `${rule} it is` }, state: 'firing', value: 1, activeAt: firedAt - 100, firedAt, resolvedAt: null,
    standing: { labels, state: silenced ? 'suppressed' : 'active', inhibitedBy: null, silencedBy: silenced ? ['s'] : [] }, acknowledged: acknowledged ? { labels, at: firedAt, note: '' } : null,
  };
}
const report = (...alerts: CentreAlert[]): WatchReport => ({
  groups: [{ labels: {}, alerts, unattended: 0 }], history: [], counts: { firing: alerts.length, pending: 0, unattended: 0, revision: 1 },
  monitors: [{ spec: { signal: 'feature.brightness' }, level: { now: 0.2, usual: 0.5, shift: -3 } }],
} as unknown as WatchReport);

let alerts: Alerts;
let reported: WatchReport;
beforeEach(() => {
  alerts = new Alerts(...([{ monitor: { call: () => Promise.resolve(reported) } }, {}, {}] as unknown as ConstructorParameters<typeof Alerts>));
});
async function takes(taken: WatchReport): Promise<void> {
  reported = taken;
  await alerts.refresh();
}

it('tells alerts that began together as one, in one sentence', async () => {
  await takes(report(alert('feature_drifted', BEGAN, { signal: 'feature.brightness' }), alert('accuracy_low', BEGAN + 10)));
  expect(alerts.incidents.map(({ title, parts }) => [title, parts.length])).toEqual([['Pictures became darker', 2]]);
  alerts.accuracy = () => ({ standing: 'below' });
  await takes({ ...reported });
  expect(alerts.incident?.title).toBe('Pictures became darker, and predictions got worse with them');
});

it('an acknowledged incident still asks for an answer, and a silenced one does not', async () => {
  await takes(report(alert('a', BEGAN, { acknowledged: true })));
  expect(alerts.incident?.parts[0]?.mutedBy).toBe('acknowledged');
  await takes(report(alert('a', BEGAN, { silenced: true })));
  expect([alerts.incident, alerts.incidents.length]).toEqual([null, 1]);
});

it('answers what costs accuracy first, and what was chosen before that, for as long as it is open', async () => {
  const [errors, light] = [alert('errors_drifted', BEGAN, { signal: 'error' }), alert('feature_drifted', BEGAN + 10_000_000, { signal: 'feature.brightness' })];
  await takes(report(errors, light));
  expect(alerts.unanswered.map(({ subject }) => subject)).toEqual(['error', 'feature.brightness']);
  expect(alerts.incident?.subject).toBe('error');
  alerts.choose(alerts.unanswered[1]!.id);
  expect(alerts.incident?.subject).toBe('feature.brightness');
  expect(() => alerts.choose('none of them')).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  await takes(report(errors));
  expect(alerts.incident?.subject).toBe('error');
  await takes(report(errors, light));
  alerts.choose(null);
  expect(alerts.incident?.subject).toBe('error');
});

it('is heard of once, however many alerts join, and again when something else begins', async () => {
  const heard: string[] = [];
  let next = report();
  alerts = new Alerts(...([{ monitor: { call: () => Promise.resolve(next) } }, { announce: (text: string) => heard.push(text) }, {}] as unknown as ConstructorParameters<typeof Alerts>));
  const hear = async (...firing: CentreAlert[]): Promise<void> => {
    next = report(...firing);
    const at = Math.max(...firing.map(({ firedAt }) => firedAt!));
    await alerts.receiveTransitions([{ at, kind: 'firing' }] as unknown as Parameters<Alerts['receiveTransitions']>[0]);
  };
  const [first, joins] = [alert('a', BEGAN), alert('b', BEGAN + 10)];
  await hear(first);
  await hear(first, joins);
  expect(heard).toEqual(['Alert: a it is']);
  expect(alerts.unseen?.parts.length).toBe(2);
  await hear(first, joins, alert('c', BEGAN + 10_000_000));
  expect(heard).toEqual(['Alert: a it is', 'Alert: c it is']);
  expect(alerts.bell).toEqual({ firing: 2, unattended: 2, pending: 0 });
});

it('the bell still counts what has been acknowledged, and its news is no news any more', async () => {
  let next = report(alert('a', BEGAN));
  alerts = new Alerts(...([{ monitor: { call: () => Promise.resolve(next) } }, { announce: () => {} }, {}] as unknown as ConstructorParameters<typeof Alerts>));
  await alerts.receiveTransitions([{ at: BEGAN, kind: 'firing' }] as unknown as Parameters<Alerts['receiveTransitions']>[0]);
  expect(alerts.unseen).not.toBeNull();
  next = report(alert('a', BEGAN, { acknowledged: true }));
  await alerts.refresh();
  expect([alerts.unseen, alerts.bell]).toEqual([null, { firing: 1, unattended: 0, pending: 0 }]);
});

it('an incident is acknowledged in all that fires of it and was not seen before', async () => {
  const acknowledged: unknown[] = [];
  const call = (operation: string, body: { alerts: unknown[] }): Promise<unknown> => {
    if (operation === 'acknowledge') acknowledged.push(...body.alerts);
    return Promise.resolve(reported);
  };
  alerts = new Alerts(...([{ monitor: { call } }, {}, {}] as unknown as ConstructorParameters<typeof Alerts>));
  await takes(report(alert('a', BEGAN), alert('b', BEGAN, { acknowledged: true }), alert('c', BEGAN, { silenced: true })));
  await alerts.acknowledgeIncident(alerts.incident!);
  expect(acknowledged).toEqual([{ alertname: 'a' }, { alertname: 'c' }]);
});

it('keeps what was found of one part for all of its incident', async () => {
  await takes(report(alert('a', BEGAN), alert('b', BEGAN + 10)));
  const id = alerts.incidentOf({ alertname: 'b' }, BEGAN + 10)!.id;
  alerts.diagnose(id, { kind: 'covariate', accuracy: 'fell' }, 700);
  alerts.diagnose(id, { kind: 'covariate', accuracy: 'fell' }, 900);
  expect([...alerts.explainedAt]).toEqual([[id, 700]]);
  await takes(report(alert('a', BEGAN), alert('b', BEGAN + 10), alert('c', BEGAN + 20)));
  expect(alerts.diagnosed.get(alerts.incident!.id)).toEqual({ kind: 'covariate', accuracy: 'fell' });
  expect(alerts.incidentOf({ alertname: 'b' }, BEGAN + 11)).toBeNull();
});
