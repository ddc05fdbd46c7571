import { describe, expect, test } from 'vitest';
import { asOfNow } from '../../../src/domain/alerting/incidents/diagnosis.ts';
import { incidentsOf } from '../../../src/domain/alerting/incidents/incidents.ts';
import { labelKey } from '../../../src/domain/alerting/alerts/matcher.ts';
import { parsePromql } from '../../../src/domain/alerting/promql/parse.ts';
import type { CentreAlert, CentreGroup } from '../../../src/domain/alerting/rules/centre-alert.ts';
import { defaultRules } from '../../../src/domain/alerting/rules/default-rules.ts';
import { readRuleFile } from '../../../src/domain/alerting/rules/read-rules.ts';
import type { RuleStatus, Transition } from '../../../src/domain/alerting/rules/rule-engine.ts';
import { RULE_PROBLEMS } from '../../../src/domain/alerting/rules/rule-file.ts';
import { timeAt } from '../../../src/domain/world/stream/time.ts';
import { ruleProblemText } from '../../../src/ui/alert-texts.ts';
import { momentsOf, rulesOf } from '../../../src/ui/screens/alerts/history.ts';
import { lastValues, spread } from '../../../src/ui/screens/alerts/last-values.ts';
import { alertOf, listedIncidents, mainPart, mutedText, nothingFires, overviewText, partsText, rankWord, ruleOf, watchingText } from '../../../src/ui/screens/alerts/overview.ts';
import { MOST_LINES, pathOf, resultRows, seriesText, valueRange } from '../../../src/ui/screens/alerts/plot.ts';
import { offsetOf, wordEnd } from '../../../src/ui/parts/code.ts';
import { readRuleText } from '../../../src/ui/screens/alerts/rule-text.ts';
import { formOf, formOfAll, mutes, problemsOf, silenceOf } from '../../../src/ui/screens/alerts/silence-form.ts';
import { watchedPart } from '../../../src/ui/screens/alerts/watched.ts';
import { wayOn } from '../../../src/ui/screens/alerts/explanation/ways-on.ts';
import { endedWorse, ofPredictions } from '../../../src/ui/screens/alerts/ended.ts';
import { fruitText, spanText, valueText } from '../../../src/ui/screens/alerts/texts.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const secondsOf = (index: number): number => timeAt(index) / 1000;

function alert(name: string, state: CentreAlert['state'], at: number, more: Partial<CentreAlert> = {}): CentreAlert {
  const labels = { alertname: name, severity: 'warning', ...more.labels };
  return {
    annotations: { summary: `${name} is up` }, state, value: 1, activeAt: secondsOf(at), firedAt: state === 'pending' ? null : secondsOf(at), resolvedAt: state === 'resolved' ? secondsOf(at + 50) : null,
    acknowledged: null, standing: { labels, state: 'active', inhibitedBy: null, silencedBy: [] }, ...more, labels,
  };
}
const group = (...alerts: CentreAlert[]): CentreGroup => ({ labels: { alertname: alerts[0]!.labels['alertname']! }, alerts, unattended: 0 });
const inhibited = (by: string, labels = {}): Partial<CentreAlert> => ({ labels, standing: { labels: {}, state: 'suppressed', inhibitedBy: { alertname: by }, silencedBy: [] } });
const seen = (at: number): Partial<CentreAlert> => ({ acknowledged: { labels: {}, at: secondsOf(at), note: 'on it' } });

describe('the overview', () => {
  const storm = [
    group(alert('drifted', 'firing', 300, inhibited('many', { signal: 'feature.hue' })), alert('drifted', 'firing', 350, inhibited('many', { signal: 'feature.brightness' }))),
    group(alert('late', 'firing', 900)),
    group(alert('many', 'firing', 400, { labels: { severity: 'critical' } })),
  ];
  const incidents = (groups: CentreGroup[]) => listedIncidents(incidentsOf(groups.flatMap(({ alerts }) => alerts), []), groups);

  test('lists a storm as one incident, and counts those that are muted in words', () => {
    const [incident, ...others] = incidents(storm);
    expect(others).toEqual([]);
    expect(partsText(incident!.parts)).toBe('2 alerts with one beginning; 2 more say the same and are muted');
    expect(mainPart(incident!).labels['signal']).toBe('feature.hue');
    expect(overviewText([incident!])).toBe('1 incident firing');
  });

  test('that nothing fires is no more than that while there is nothing at rest to compare with', () => {
    expect([nothingFires(false), nothingFires(false, 'at-rest')]).toEqual(['nothing fires', 'nothing fires']);
    expect(nothingFires(false, 'collecting')).toMatch(/wait for the reference$/u);
    expect(nothingFires(false, 'not-at-rest')).toMatch(/the reference was not at rest$/u);
    expect(nothingFires(true, 'not-at-rest')).toMatch(/predictions are wrong more often/u);
  });

  test('what has been acknowledged is still listed as firing, behind what has not, and says that it was seen', () => {
    const groups = [group(alert('old', 'firing', 100, seen(150)), alert('later', 'firing', 2000), alert('over', 'resolved', 4000))];
    const listed = incidents(groups);
    expect(listed.map((incident) => [incident.parts[0]!.rule, rankWord(incident)])).toEqual([['later', 'firing'], ['old', 'acknowledged'], ['over', 'resolved']]);
    expect(partsText(listed[1]!.parts)).toBe('one alert; 1 is acknowledged');
    expect(overviewText(listed)).toBe('1 incident firing, 1 firing, and seen or silenced');
    expect(overviewText(listed.slice(2))).toBe('nothing fires');
    expect(overviewText([], true)).toBe('nothing fires, though predictions are wrong more often than they should be');
  });

  test('what is switched off is not said to watch the line', () => {
    const on = { off: false };
    expect(watchingText({ monitors: [on, on], rules: [on] })).toBe('2 monitors and 1 rule watch the line');
    expect(watchingText({ monitors: [on, { off: true }], rules: [on, on] })).toBe('1 monitor and 2 rules watch the line, 1 monitor is switched off');
  });

  test('errors are not called resolved while predictions are still wrong more often than by chance', () => {
    const groups = [group(alert('errors_drifted', 'resolved', 300, { labels: { signal: 'error' } })), group(alert('feature_drifted', 'resolved', 320, { labels: { signal: 'feature.hue' } }))];
    const [incident] = incidents(groups);
    expect(incident!.parts.map((part) => endedWorse(part, true))).toEqual([true, false]);
    expect([endedWorse(incident!, true), endedWorse(incident!, false), endedWorse({ ...incident!, state: 'firing' }, true)]).toEqual([true, false, false]);
    // The predictions of now belong to the newest incident about them.
    const later = incidentsOf([alert('accuracy_low', 'firing', 9000)], [])[0]!;
    expect(ofPredictions([incident!, later])).toBe(later);
    expect(ofPredictions(incidentsOf([alert('feature_drifted', 'firing', 10, { labels: { signal: 'feature.hue' } })], []))).toBeNull();
  });

  test('what is over and was cleared away is no longer listed, and its alert can still be told of', () => {
    const part = (at: number, kind: Transition['kind']): Transition => ({ at: secondsOf(at), group: 'g', rule: 'a', kind, labels: { alertname: 'a' }, annotations: {}, value: 2, message: '' });
    const over = incidentsOf([], [part(100, 'firing'), part(200, 'resolved')]);
    expect([over.length, listedIncidents(over, []).length]).toEqual([1, 0]);
    expect(alertOf(over[0]!.parts[0]!, [])).toMatchObject({ gone: true, alert: { state: 'resolved', value: 2, acknowledged: null } });
  });

  test('says who muted an alert, until when and why', () => {
    const silence = { id: 's', matchers: [], startsAt: 0, endsAt: secondsOf(1234), reason: 'known' };
    const silenced = alert('x', 'firing', 100, { standing: { labels: {}, state: 'suppressed', inhibitedBy: null, silencedBy: ['s'] }, ...seen(150) });
    expect(mutedText(silenced, [silence]).map(plain)).toEqual(['silenced until fruit 1 234: known', 'acknowledged at fruit 150: on it']);
    expect(mutedText(storm[0]!.alerts[0]!, [])).toEqual(['muted while many fires']);
    expect(mutedText(alert('x', 'firing', 1), [])).toEqual([]);
  });

  test('finds the rule that lists an alert, of two that share a name', () => {
    const mine = alert('x', 'firing', 1, { labels: { signal: 'b' } });
    const rules = [{ rule: { kind: 'alert', alert: 'x', expr: '1' }, alerts: [] }, { rule: { kind: 'alert', alert: 'x', expr: '2' }, alerts: [mine] }] as unknown as RuleStatus[];
    expect(ruleOf(rules, mine)?.rule.expr).toBe('2');
    expect(ruleOf(rules.slice(0, 1), mine)?.rule.expr).toBe('1');
    expect(ruleOf(rules, alert('y', 'firing', 1))).toBeNull();
  });
});

describe('history', () => {
  const one = (at: number, rule: string, kind: Transition['kind'], signal = '', value: number | null = 1): Transition => (
    { at, group: 'g', rule, kind, labels: { alertname: rule, signal }, annotations: { summary: `${rule} ${value}` }, value, message: kind === 'error' ? 'too many series' : '' });
  const history = [one(10, 'a', 'pending'), one(20, 'a', 'firing', '1'), one(20, 'a', 'firing', '2'), one(20, 'b', 'error'), one(30, 'a', 'dropped', '3', NaN)];

  test('is newest first, and gathers what shares a moment and a rule', () => {
    const moments = momentsOf(history, null);
    expect(moments.map(({ at }) => at)).toEqual([30, 20, 10]);
    expect(moments[1]!.happenings.map(({ rule, kind, words }) => [rule, kind, words])).toEqual([['b', 'error', 'too many series'], ['a', 'firing', 'a 1, and 1 more']]);
  });

  test('never says NaN of an alert that did not last', () => {
    expect(momentsOf(history, null)[0]!.happenings[0]!.words).toBe('signal="3"');
  });

  test('can be of one rule', () => {
    expect(momentsOf(history, 'b')).toHaveLength(1);
    expect(rulesOf(history)).toEqual(['a', 'b']);
  });
});

describe('a silence', () => {
  const now = secondsOf(1000);
  const form = { ...formOf({ alertname: 'x', signal: 'a' }), reason: 'known' };

  test('begins as exactly the alert, for a simulated day', () => {
    expect(problemsOf(form, now)).toEqual([]);
    expect(silenceOf(form, now)).toEqual({
      matchers: [{ name: 'alertname', value: 'x', isRegex: false, isEqual: true }, { name: 'signal', value: 'a', isRegex: false, isEqual: true }], endsAt: now + 86_400, reason: 'known',
    });
    expect(mutes(form, [{ labels: { alertname: 'x', signal: 'a' } }, { labels: { alertname: 'x', signal: 'b' } }])).toBe(1);
  });

  test('of an incident meets all of its rules, and of one alert exactly that one', () => {
    expect(formOfAll([{ alertname: 'a.b' }, { alertname: 'a.b', signal: 's' }, { alertname: 'c' }]).matchers).toEqual([{ name: 'alertname', operator: '=~', value: 'a\\.b|c' }]);
    expect(formOfAll([{ alertname: 'a.b' }, { alertname: 'a.b', signal: 's' }]).matchers).toEqual([{ name: 'alertname', operator: '=', value: 'a.b' }]);
    expect(formOfAll([{ alertname: 'x', signal: 's' }]).matchers).toHaveLength(2);
  });

  test('lasts for fruits, or until one', () => {
    expect(silenceOf({ ...form, end: 'fruits', amount: 100 }, now).endsAt).toBe(secondsOf(1100));
    expect(silenceOf({ ...form, end: 'until', amount: 1200 }, now).endsAt).toBe(secondsOf(1200));
  });

  test('is refused in the past, without a reason, and when it would mute everything', () => {
    const codes = (change: Partial<typeof form>) => problemsOf({ ...form, ...change }, now).map(({ code }) => code);
    expect(codes({ end: 'until', amount: 1000 })).toEqual(['past']);
    expect(codes({ reason: '  ' })).toEqual(['reason']);
    expect(codes({ matchers: [] })).toEqual(['everything']);
    expect(codes({ matchers: [{ name: 'alertname', operator: '=~', value: '.*' }, { name: 'b', operator: '!=', value: 'x' }] })).toEqual(['everything']);
  });

  test('points at the condition that cannot be read', () => {
    const matchers = [{ name: 'ok', operator: '=', value: 'x' }, { name: 'no good', operator: '=', value: '' }, { name: 'c', operator: '=~', value: '(' }] as const;
    expect(problemsOf({ ...form, matchers: [...matchers] }, now)).toEqual([{ code: 'name', row: 1 }, { code: 'pattern', row: 2 }]);
    expect(mutes({ ...form, matchers: [...matchers] }, [])).toBeNull();
  });
});

describe('the rule file', () => {
  test('a problem leads to its place in the text', () => {
    const text = 'groups:\n  - name: a\n    rules:\n      - alert: x\n        expr: nosuch(up)\n';
    const { problems: [problem] } = readRuleFile(text);
    const from = offsetOf(text, problem!.line, problem!.column);
    expect(text.slice(from, wordEnd(text, from))).toBe('nosuch');
    expect(offsetOf(text, 99, 1)).toBe(text.length);
    expect(offsetOf('ab\ncd', 1, 99)).toBe(2);
  });

  test.each(RULE_PROBLEMS)('%s is said in words, with the detail', (code) => {
    expect(ruleProblemText({ severity: 'error', code, detail: 'PromQL: the detail', line: 1, column: 1 })).toMatch(/^(This|A) .+: the detail\.$/u);
  });

  test('is taken from a text file only, of a size that someone could have written', async () => {
    expect(await readRuleText(new Blob(['groups:\r\n  - name: ä\r']))).toEqual({ text: 'groups:\n  - name: ä\n' });
    expect(await readRuleText(new Blob([new Uint8Array([0x89, 0x50, 0xff, 0xfe])]))).toEqual({ refused: 'binary' });
    expect(await readRuleText(new Blob(['a\0b']))).toEqual({ refused: 'binary' });
    expect(await readRuleText(new Blob(['#'.repeat(1_000_001)]))).toEqual({ refused: 'large' });
  });
});

describe('what a rule watches', () => {
  test.each([
    ['a{x="1 < 2"} < 0.9', 'a{x="1 < 2"}'],
    ['avg(b == bool 2) > 0.3', 'avg(b == bool 2)'],
    ['0.5 < bool rate(a[1h])', 'rate(a[1h])'],
    ['a{l!="x"} >= 1', 'a{l!="x"}'],
    ['a < 1 and b > 2', 'a < 1 and b > 2'],
    ['brand > 1', 'brand'],
    ['1 - a', '1 - a'],
    ["a{x='it\\'s < 1'} > 1", "a{x='it\\'s < 1'}"],
  ])('of %s is %s', (expr, part) => {
    expect(watchedPart(expr)).toBe(part);
  });

  test('is an expression of its own for every default rule', () => {
    const expressions = defaultRules.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    for (const expr of expressions) expect(() => parsePromql(watchedPart(expr)), expr).not.toThrow();
    expect(expressions.filter((expr) => watchedPart(expr) !== expr).length).toBeGreaterThan(5);
  });

  test('is asked of each rule, and one that cannot be answered spoils no other', async () => {
    const status = (expr: string) => ({ group: 'g', rule: { kind: 'alert', alert: 'x', expr } }) as unknown as RuleStatus;
    const values = await lastValues([status('a > 1'), status('broken > 1'), status('none > 1')], async (query) => {
      if (query === 'broken') throw new Error('argument-invalid');
      return { type: 'vector', samples: query === 'a' ? [{ labels: {}, value: 3 }, { labels: {}, value: NaN }, { labels: {}, value: -1 }] : [] };
    });
    expect([...values]).toEqual([['g x a > 1', { low: -1, high: 3 }]]);
    expect(spread({ type: 'scalar', value: 2 })).toEqual({ low: 2, high: 2 });
  });
});

describe('answers to a query', () => {
  const series = (i: number) => ({ labels: { __name__: 'm', i: String(i) }, index: [0, 50], value: [i, i] });

  test('list what is there now, the greatest first, then what was there before', () => {
    const rows = resultRows({ type: 'vector', samples: [{ labels: series(1).labels, value: 1 }, { labels: series(2).labels, value: 2 }] }, [series(0), series(1), series(2)]);
    expect(rows.map(({ text, now, line }) => [text, now, line])).toEqual([['m{i="2"}', '2', 0], ['m{i="1"}', '1', 1], ['m{i="0"}', null, 2]]);
  });

  test('draw no more lines than can be told apart', () => {
    const many = Array.from({ length: 9 }, (_, i) => series(i));
    const rows = resultRows({ type: 'vector', samples: many.map(({ labels, value }) => ({ labels, value: value[0]! })) }, many);
    expect(rows.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4, null, null, null, null]);
    expect(rows.filter(({ line }) => line !== null)).toHaveLength(MOST_LINES);
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(many.map(({ labels }) => labelKey(labels))));
  });

  test('write series as selectors, and a range as its newest samples', () => {
    expect([seriesText({ __name__: 'up' }), seriesText({}), seriesText({ a: 'x"y' })]).toEqual(['up', '{}', '{a="x\\"y"}']);
    expect(resultRows({ type: 'range', start: 0, end: 1, windows: [{ labels: {}, times: [1, 2], values: [1, 0.1 + 0.2] }] }, [])).toMatchObject([{ now: '1, 0.3', line: null }]);
  });

  test('span what is finite, and break the line where samples are missing', () => {
    expect(valueRange([{ labels: {}, index: [0, 50, 100], value: [NaN, 2, Infinity] }])).toEqual([1.8, 2.2]);
    expect(valueRange([{ labels: {}, index: [0], value: [NaN] }])).toBeNull();
    const path = pathOf({ labels: {}, index: [0, 50, 100, 300, 350], value: [1, 1, NaN, 1, 1] }, (i) => i, (v) => v, 120);
    expect(path).toBe('M0.0 1.0L50.0 1.0M300.0 1.0L350.0 1.0');
    expect(pathOf({ labels: {}, index: [0, 50, 300], value: [1, 1, 1] }, (i) => i, (v) => v, 120)).toBe('M0.0 1.0L50.0 1.0M300.0 1.0');
  });
});

test('moments and stretches are told in fruits', () => {
  expect(plain(fruitText(secondsOf(3050)))).toBe('fruit 3 050');
  expect(plain(spanText(43_200))).toBe('12 h, 100 fruits');
  expect(plain(spanText(129_600))).toBe('1 d 12 h, 300 fruits');
  expect(spanText(0)).toBe('at once');
  expect([valueText(NaN), valueText(0.57399), valueText(1e-9)]).toEqual(['NaN', '0.574', '1.000\u00a0×\u00a010⁻⁹']);
});

describe('the way on from a why', () => {
  test('leads to remedies only where the model errs on fruit, and never on a fault or a slow model', () => {
    const ways = (['covariate', 'prior', 'concept', 'fault', 'slow', null] as const).flatMap((kind) => (['fell', 'held', 'rose', 'unknown'] as const).map((accuracy) => ({ kind, accuracy, does: wayOn({ kind, accuracy }, 'at-rest').steps.map(({ action }) => action).join() })));
    const doing = (does: string) => ways.filter((way) => way.does === does).map(({ kind, accuracy }) => `${kind} ${accuracy}`);
    expect(doing('open-improve')).toEqual(['covariate fell', 'prior fell', 'concept fell', 'null fell']);
    expect(doing('mend-fault')).toHaveLength(4);
    expect(doing('slow-belt')).toHaveLength(4);
    expect(doing('')).toEqual(['covariate unknown', 'prior unknown', 'concept unknown', 'null unknown']);
  });

  test('offers no reference while the world still moves, and says so', () => {
    expect(wayOn({ kind: 'covariate', accuracy: 'held' }, 'at-rest').steps).toHaveLength(1);
    expect(wayOn({ kind: 'covariate', accuracy: 'held' }, 'moves')).toMatchObject({ steps: [], sentence: expect.stringContaining('still moves') as string });
    expect(wayOn({ kind: 'covariate', accuracy: 'held' }, 'unknown').steps).toEqual([]);
  });

  test('waits for no truths where the line has none for the labels', () => {
    expect(wayOn({ kind: 'covariate', accuracy: 'unknown' }, 'at-rest', false)).toEqual({ sentence: 'The line has no truth for the labels of the live version, so whether it errs on this cannot be known here.', steps: [] });
    expect(wayOn({ kind: 'slow', accuracy: 'unknown' }, 'at-rest', false).steps).toHaveLength(1);
  });

  test('follows accuracy where it fell after the alert', () => {
    expect(asOfNow({ kind: 'covariate', accuracy: 'held' }, 'below')).toEqual({ kind: 'covariate', accuracy: 'fell' });
    expect(asOfNow({ kind: 'covariate', accuracy: 'held' }, 'as-usual').accuracy).toBe('held');
  });
});
