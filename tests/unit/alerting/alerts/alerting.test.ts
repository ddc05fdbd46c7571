import { describe, expect, test } from 'vitest';
import { evaluateAlerts, type RuleAlerts } from '../../../../src/domain/alerting/alerts/alert-state.ts';
import { type Labels, writeMatcher } from '../../../../src/domain/alerting/alerts/matcher.ts';
import { matchesAll, parseMatcher } from '../../../../src/domain/alerting/alerts/matching.ts';
import { checkedSilence, groupAlerts, silenceIsActive, silenceProblem, standings } from '../../../../src/domain/alerting/alerts/routing.ts';

describe('matchers', () => {
  test('read and written', () => {
    for (const text of ['severity="critical"', 'alertname=~"Data.*"', 'a!="b"', 'a!~"b|c"']) expect(writeMatcher(parseMatcher(text))).toBe(text);
    expect(parseMatcher('a = "say \\"hi\\""').value).toBe('say "hi"');
    expect(parseMatcher('a=b').value).toBe('b');
  });

  test('as amtool reads them', () => {
    const read = { 'a= ü b ': 'ü b', 'a=" b "': ' b ', 'a=\\d\\n\\\\n': '\\d\n\\n', 'a="\\q\\""': '\\q"', 'a=b\\': 'b\\', 'a=x=y,z{}': 'x=y,z{}', 'a=': '', 'a="{\'x\'}"': "{'x'}", 'a=~(?s)A.*': '(?s)A.*' };
    for (const [text, value] of Object.entries(read)) expect([text, parseMatcher(text).value]).toEqual([text, value]);
    for (const text of ['a="b', 'a="', 'a=b"', 'a="b\\"', 'a="b" c', 'a="b"c"', 'a-b=c', 'ä=b']) expect(() => parseMatcher(text), text).toThrow(/argument-invalid/u);
  });

  test('patterns fit whole values; a missing label is empty', () => {
    expect(matchesAll([parseMatcher('a=~"Lat"')], { a: 'Latency' })).toBe(false);
    expect(matchesAll([parseMatcher('a=~"(?i)latency"')], { a: 'Latency' })).toBe(true);
    expect(matchesAll([parseMatcher('a=""')], {})).toBe(true);
    expect(matchesAll([parseMatcher('a=~".+"')], {})).toBe(false);
  });

  test('refused', () => {
    for (const text of ['', 'a', '=b', '1a=b', 'a=~"("', 'a=="b"x']) expect(() => parseMatcher(text)).toThrow(/argument-invalid/);
  });
});

describe('a rule over several series', () => {
  const timing = { forSeconds: 60, keepFiringForSeconds: 0 };
  test('each series has its own alert; one that is gone resolves', () => {
    let alerts: RuleAlerts = new Map();
    const log: string[] = [];
    const steps = [['a'], ['a', 'b'], ['a', 'b'], ['b'], []];
    steps.forEach((series, i) => {
      const result = evaluateAlerts(alerts, series.map((model) => ({ labels: { model }, value: i })), i * 60, timing);
      alerts = result.alerts;
      for (const { kind, alert } of result.events) log.push(`${i} ${alert.labels.model} ${kind}`);
    });
    expect(log).toEqual(['0 a pending', '1 a firing', '1 b pending', '2 b firing', '3 a resolved', '4 b resolved']);
    expect(alerts.size).toBe(0);
  });

  test('a pending alert that does not last is dropped, not resolved', () => {
    const begun = evaluateAlerts(new Map(), [{ labels: {}, value: 1 }], 0, timing);
    expect(evaluateAlerts(begun.alerts, [], 60, timing).events.map(({ kind }) => kind)).toEqual(['dropped']);
  });
});

describe('silences', () => {
  const silence = { id: '1', matchers: [parseMatcher('model="nut"')], startsAt: 10, endsAt: 20, reason: 'lamp is being changed' };
  test('hold from their start until before their end', () => {
    expect([9, 10, 19, 20].map((now) => silenceIsActive(silence, now))).toEqual([false, true, true, false]);
    expect(standings([{ model: 'nut' }], [], [silence], 15)[0]).toMatchObject({ state: 'suppressed', silencedBy: ['1'] });
    expect(standings([{ model: 'nut' }], [], [silence], 25)[0]).toMatchObject({ state: 'active' });
  });

  test('that make no sense are refused', () => {
    expect(checkedSilence(silence, 0)).toBe(silence);
    expect(() => checkedSilence(silence, 20)).toThrow(/already ended/);
    expect(() => checkedSilence({ ...silence, endsAt: 10 }, 0)).toThrow(/after it begins/);
    expect(() => checkedSilence({ ...silence, reason: ' ' }, 0)).toThrow(/say why/);
    expect(() => checkedSilence({ ...silence, reason: 'x'.repeat(1001) }, 0)).toThrow(/at most 1000 characters/);
    expect(() => checkedSilence({ ...silence, matchers: [{ ...parseMatcher('a="b"'), value: 'x'.repeat(1001) }] }, 0)).toThrow(/at most 1000 characters/);
    expect(() => checkedSilence({ ...silence, matchers: [] }, 0)).toThrow(/not empty/);
    expect(() => checkedSilence({ ...silence, matchers: [parseMatcher('a=~".*"')] }, 0)).toThrow(/not empty/);
  });
});

describe('a silence that costs too much', () => {
  const silence = (id: string, text: string) => ({ id, matchers: [parseMatcher(text)], startsAt: 0, endsAt: 20, reason: 'by a file' });
  const storm = Array.from({ length: 4000 }, (_, i) => ({ alertname: 'a'.repeat(500) + String(i) }));
  const costly = silence('costly', `alertname=~"(?i)${'(a|b)?'.repeat(160)}.*"`);

  test('mutes nothing, and the next one does', () => {
    expect(standings(storm.slice(0, 3), [], [costly], 0).map(({ silencedBy }) => silencedBy)).toEqual([['costly'], ['costly'], ['costly']]);
    const muted = standings(storm, [], [costly, silence('plain', 'alertname=~"a+[01]"')], 0);
    expect(muted.filter(({ silencedBy }) => silencedBy.includes('costly'))).toEqual([]);
    expect(muted.map(({ silencedBy }) => silencedBy.length).reduce((sum, n) => sum + n)).toBe(2);
  });

  test('does not hold up the watch, however many there are', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ ...costly, id: String(i), matchers: Array.from({ length: 20 }, (__, k) => ({ ...costly.matchers[0]!, value: `${costly.matchers[0]!.value}${i}x${k}` })) }));
    const told = standings(storm, [], many, 0);
    expect(told.every(({ state }) => state === 'active')).toBe(true);
  });

  test('is refused where its patterns alone cost too much', () => {
    const matchers = Array.from({ length: 20 }, (_, i) => parseMatcher(`a=~"(?i)(ab|c){90}${'d'.repeat(200)}${i}"`));
    expect(() => checkedSilence({ ...costly, matchers }, 0)).toThrow(/over-budget/u);
    expect(silenceProblem({ ...costly, matchers })).toMatch(/250000 steps/u);
  });
});

test('an alert is inhibited by one that agrees with it in the labels named, a missing one being empty', () => {
  const rule = { source: [parseMatcher('severity="critical"')], target: [parseMatcher('severity="warning"')], equal: ['place', 'zone'] };
  const critical = { alertname: 'a', severity: 'critical', place: 'champion' };
  const inhibitedBy = (labels: Labels) => standings([critical, labels], [rule], [], 0)[1]!.inhibitedBy;
  expect(inhibitedBy({ alertname: 'b', severity: 'warning', place: 'champion' })).toEqual(critical);
  expect(inhibitedBy({ alertname: 'b', severity: 'warning', place: 'champion', zone: '' })).toEqual(critical);
  expect(inhibitedBy({ alertname: 'b', severity: 'warning', place: 'challenger' })).toBeNull();
  expect(inhibitedBy({ alertname: 'b', severity: 'warning' })).toBeNull();
  expect(inhibitedBy({ alertname: 'b', severity: 'warning', place: 'champion', zone: 'north' })).toBeNull();
});

test('an alert does not inhibit itself, nor its like', () => {
  const rule = { source: [parseMatcher('severity="critical"')], target: [parseMatcher('severity="critical"')], equal: [] };
  expect(standings([{ severity: 'critical', n: '1' }, { severity: 'critical', n: '2' }], [rule], [], 0).map(({ state }) => state)).toEqual(['active', 'active']);
});

test('groups leave out labels that are missing', () => {
  expect(groupAlerts([{ a: '1', b: '2' }, { a: '1' }, { a: '1', b: '2', c: '3' }], ['a', 'b']).map(({ labels, members }) => [labels, members.length])).toEqual([
    [{ a: '1', b: '2' }, 2],
    [{ a: '1' }, 1],
  ]);
});
