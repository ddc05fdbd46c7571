import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../src/domain/common/errors.ts';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';
import { AlertCentre } from '../../../../src/domain/alerting/rules/alert-centre.ts';
import { DEFAULT_CENTRE, defaultRules } from '../../../../src/domain/alerting/rules/default-rules.ts';
import { parseRuleFile } from '../../../../src/domain/alerting/rules/read-rules.ts';
import { RuleEngine } from '../../../../src/domain/alerting/rules/rule-engine.ts';
import { parseMatcher } from '../../../../src/domain/alerting/alerts/matching.ts';
import { silenceProblem } from '../../../../src/domain/alerting/alerts/routing.ts';

const OPTIONS = { lookbackSeconds: 60, intervalSeconds: 60, resolvedForSeconds: 120 };
const file = (rules: string, group = '') => parseRuleFile(`groups:\n- name: g\n${group}  rules:\n${rules.split('\n').map((line) => `  ${line}`).join('\n')}\n`);
const HIGH = file('- alert: high\n  expr: m > 1\n  for: 2m\n  keep_firing_for: 1m\n  labels: {level: "{{ $value }}"}\n  annotations: {text: "{{ $labels.x }} is {{ $value }}"}');

/** One sample a minute of `m{x="a"}`; null: none. */
function play(engine: RuleEngine, values: readonly (number | null)[], store = new SampledStore(), start = 0) {
  const states = values.map((value, i) => {
    const at = (start + i) * 60;
    if (value !== null) store.append({ __name__: 'm', x: 'a' }, at, value);
    engine.evaluate(store, at);
    return engine.status().map(({ state }) => state).join();
  });
  return { states, store };
}

describe('alerts', () => {
  const steady = file('- alert: high\n  expr: m > 1\n  for: 2m\n  keep_firing_for: 1m\n  annotations: {text: "{{ $labels.x }} is {{ $value }}"}');

  test('go from inactive to pending, firing, resolved and back', () => {
    const { states } = play(new RuleEngine(steady, OPTIONS), [0, 2, 2, 2, 0, 0, 0, 0, 0]);
    expect(states).toEqual(['inactive', 'pending', 'pending', 'firing', 'firing', 'resolved', 'resolved', 'inactive', 'inactive']);
  });

  test('tell what happened, with texts', () => {
    const engine = new RuleEngine(steady, OPTIONS);
    play(engine, [2, 2, 3, 0, 0]);
    expect(engine.history.map(({ kind, at }) => [kind, at])).toEqual([['pending', 0], ['firing', 120], ['resolved', 240]]);
    expect(engine.history[1]).toMatchObject({ rule: 'high', labels: { x: 'a', alertname: 'high' }, annotations: { text: 'a is 3' }, value: 3 });
  });

  test('are a series themselves', () => {
    const engine = new RuleEngine(steady, OPTIONS);
    const { store } = play(engine, [2, 2, 2]);
    expect(evaluatePromql('ALERTS', 120, store, { lookback: 60 })).toMatchObject({ samples: [{ labels: { alertname: 'high', alertstate: 'firing', x: 'a' }, value: 1 }] });
  });

  test('whose labels hold the value are new ones each time, as in Prometheus', () => {
    expect(play(new RuleEngine(HIGH, OPTIONS), [2, 3, 4]).states).toEqual(['pending', 'pending', 'pending']);
  });

  test('without their series there is no data, and it recovers', () => {
    const engine = new RuleEngine(steady, OPTIONS);
    expect(play(engine, [null, 0, null]).states).toEqual(['no-data', 'inactive', 'no-data']);
    expect(engine.history.map(({ kind }) => kind)).toEqual(['no-data', 'recovered', 'no-data']);
  });

  test('absent() fires on what is not there', () => {
    expect(play(new RuleEngine(file('- alert: gone\n  expr: absent(m)'), OPTIONS), [null, 1]).states).toEqual(['firing', 'resolved']);
  });

  test('a division by zero is infinite, or not a number, as in Prometheus', () => {
    expect(play(new RuleEngine(file('- alert: inf\n  expr: m / 0 > 1'), OPTIONS), [1, 0]).states).toEqual(['firing', 'resolved']);
  });
});

describe('errors', () => {
  const many = (count: number, at = 60) => {
    const store = new SampledStore(8, 20_000);
    for (let i = 0; i < count; i += 1) store.append({ __name__: 'm', x: String(i) }, at, 2);
    return store;
  };

  test('a rule that would match ten thousand series is refused, and its alerts stay', () => {
    const engine = new RuleEngine(file('- alert: all\n  expr: m > 1'), OPTIONS);
    engine.evaluate(many(10_000), 60);
    expect(engine.status()[0]).toMatchObject({ state: 'error', alerts: [] });
    expect(engine.status()[0]!.message).toMatch(/10000 series, more than 1000/u);
    engine.evaluate(many(3, 120), 120);
    expect(engine.history.map(({ kind }) => kind)).toContain('recovered');
  });

  test('the limit of a group: who passes it loses its alerts, and for begins anew', () => {
    const engine = new RuleEngine(file('- alert: A\n  expr: m > 0\n  for: 3m', '  limit: 2\n'), OPTIONS);
    const states: string[] = [];
    for (let minute = 0; minute <= 7; minute += 1) {
      engine.evaluate(many(minute === 2 ? 3 : 2, minute * 60), minute * 60);
      states.push(engine.status()[0]!.state);
    }
    expect(states).toEqual(['pending', 'pending', 'error', 'pending', 'pending', 'pending', 'firing', 'firing']);
    expect(engine.history.filter(({ at }) => at === 120).map(({ kind, message }) => kind + message)).toEqual(['dropped', 'dropped', 'errorthe rule returns 3 series, more than 2; narrow it, or aggregate']);
  });

  test('the limit counts what a recording rule writes, and then nothing is written', () => {
    const engine = new RuleEngine(file('- record: r\n  expr: m', '  limit: 2\n'), OPTIONS);
    const store = many(3);
    engine.evaluate(store, 60);
    expect(engine.status()[0]!.message).toMatch(/more than 2/u);
    expect(evaluatePromql('r', 60, store)).toMatchObject({ samples: [] });
  });

  test('of two rules that write the same series the first one counts, and neither fails', () => {
    const engine = new RuleEngine(file('- {record: r, expr: sum(m)}\n- {record: r, expr: count(m)}\n- {alert: a, expr: m > 1}\n- {alert: a, expr: m > 1}'), OPTIONS);
    const store = many(3);
    engine.evaluate(store, 60);
    expect(engine.status().map(({ state }) => state)).toEqual(['inactive', 'inactive', 'firing', 'firing']);
    expect(evaluatePromql('r', 60, store)).toMatchObject({ samples: [{ value: 6 }] });
  });

  test('one rule that fails stops no other', () => {
    const engine = new RuleEngine(file('- record: bad\n  expr: m * on() m\n- alert: worse\n  expr: m * on() m\n- alert: good\n  expr: m > 1'), OPTIONS);
    engine.evaluate(many(2), 60);
    expect(engine.status().map(({ state }) => state)).toEqual(['error', 'error', 'firing']);
  });

  test('two results of the same labels', () => {
    const engine = new RuleEngine(file('- record: r\n  expr: m\n  labels: {x: same}'), OPTIONS);
    engine.evaluate(many(2), 60);
    expect(engine.status()[0]).toMatchObject({ state: 'error' });
  });

  test('time must rise', () => {
    const engine = new RuleEngine(HIGH, OPTIONS);
    engine.evaluate(new SampledStore(), 60);
    expect(() => engine.evaluate(new SampledStore(), 60)).toThrow(/cannot be/u);
  });
});

test('recording rules feed the rules after them, in the same evaluation', () => {
  const engine = new RuleEngine(file('- record: double\n  expr: 2 * m\n  labels: {by: rule, x: ""}\n- alert: big\n  expr: double > 3'), OPTIONS);
  const { store, states } = play(engine, [2]);
  expect(states).toEqual(['inactive,firing']);
  expect(evaluatePromql('double', 0, store)).toMatchObject({ samples: [{ labels: { __name__: 'double', by: 'rule' }, value: 4 }] });
});

test('annotations speak of the labels of the series, and keep what was true when the condition held last', () => {
  const engine = new RuleEngine(file('- alert: high\n  expr: m > 1\n  labels: {severity: page, where: "in {{ $labels.__name__ }}"}\n  annotations: {text: "{{ $labels.__name__ }} {{ $labels.severity }} {{ $value }}"}'), OPTIONS);
  const { store } = play(engine, [2.5]);
  expect(engine.status()[0]!.alerts[0]).toMatchObject({ labels: { alertname: 'high', severity: 'page', where: 'in m' }, annotations: { text: 'm  2.5' } });
  play(engine, [0], store, 1);
  expect(engine.status()[0]!.alerts[0]).toMatchObject({ state: 'resolved', annotations: { text: 'm  2.5' } });
});

test('a recorded series ends when its rule no longer returns it, however far queries look back', () => {
  const far = { ...OPTIONS, lookbackSeconds: 300 };
  const engine = new RuleEngine(file('- record: high\n  expr: m > 1\n- alert: seen\n  expr: high'), far);
  const { store, states } = play(engine, [2, 0, 2]);
  expect(states.map((pair) => pair.split(',')[1])).toEqual(['firing', 'resolved', 'firing']);
  const copy = SampledStore.restore(JSON.parse(JSON.stringify(store.snapshot())));
  for (const kept of [store, copy]) {
    expect([0, 60, 120].map((at) => (evaluatePromql('high', at, kept) as unknown as { samples: unknown[] }).samples.length)).toEqual([1, 0, 1]);
    expect(evaluatePromql('count_over_time(high[10m])', 120, kept)).toMatchObject({ samples: [{ value: 2 }] });
    expect(evaluatePromql('ALERTS_FOR_STATE{alertname="seen"}', 120, kept)).toMatchObject({ samples: [{ value: 120 }] });
  }
});

test('groups keep their own interval', () => {
  const engine = new RuleEngine(file('- alert: high\n  expr: m > 1', '  interval: 2m\n'), OPTIONS);
  expect(play(engine, [0, 2, 2, 0, 0]).states).toEqual(['inactive', 'inactive', 'firing', 'firing', 'resolved']);
});

describe('snapshots', () => {
  const values = [0, 2, 2, 2, 3, 0, 2, 2, 0, 0, 0, 2, 2, 2];

  test('an engine restored from JSON goes on identically, at every moment', () => {
    for (let cut = 1; cut < values.length; cut += 1) {
      const engine = new RuleEngine(HIGH, OPTIONS);
      const { store } = play(engine, values.slice(0, cut));
      const restored = new RuleEngine(HIGH, OPTIONS);
      restored.restore(JSON.parse(JSON.stringify(engine.snapshot())));
      const copy = SampledStore.restore(JSON.parse(JSON.stringify(store.snapshot())));
      expect(play(restored, values.slice(cut), copy, cut).states).toEqual(play(engine, values.slice(cut), store, cut).states);
      expect(restored.snapshot()).toEqual(engine.snapshot());
    }
  });

  test('of another version, or torn', () => {
    const engine = new RuleEngine(HIGH, OPTIONS);
    const saved = engine.snapshot();
    const code = (bad: unknown) => {
      try {
        engine.restore(bad);
      } catch (error) {
        return codeOf(error);
      }
      return 'none';
    };
    expect(code({ ...saved, version: 2 })).toBe('file-version');
    for (const bad of [null, {}, { ...saved, rules: [{}] }, { ...saved, at: 'noon' }]) expect(code(bad)).toBe('file-schema');
  });

  test('an edited file keeps the alerts of the rules that stay', () => {
    const engine = new RuleEngine(file('- alert: a\n  expr: m > 1\n- alert: b\n  expr: m > 1'), OPTIONS);
    play(engine, [2]);
    engine.setFile(file('- alert: b\n  expr: m > 1\n- alert: c\n  expr: m > 1'));
    expect(engine.status().map(({ state }) => state)).toEqual(['firing', 'inactive']);
  });
});

describe('the alert centre', () => {
  const alert = (name: string, more: Record<string, string> = {}) => ({
    labels: { alertname: name, ...more }, annotations: {}, state: 'firing' as const, value: 1, activeAt: 0, firedAt: 0, resolvedAt: null,
  });
  const silence = (matcher: string, startsAt: number, endsAt: number, reason = 'we know') => ({ matchers: [parseMatcher(matcher)], startsAt, endsAt, reason });

  test('a storm is one message: groups, and single features muted by the many', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    const storm = Array.from({ length: 32 }, (_, i) => alert('feature_drifted', { signal: `feature.${i}` }));
    expect(centre.view(storm, 0).map(({ unattended, alerts }) => [alerts.length, unattended])).toEqual([[32, 32]]);
    expect(centre.view([...storm, alert('many_features_drifted')], 0).map(({ labels, unattended }) => [labels.alertname, unattended])).toEqual([['feature_drifted', 0], ['many_features_drifted', 1]]);
  });

  test('silences begin, end, and cannot lie in the past', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    expect(() => centre.silence(silence('alertname="a"', 0, 10), 20)).toThrow(/already ended/u);
    expect(() => centre.silence(silence('alertname="a"', 0, 10, ' '), 0)).toThrow(/why/u);
    expect(() => centre.silence(silence('alertname=~".*"', 0, 10), 0)).toThrow(/not empty/u);
    const { id } = centre.silence(silence('alertname="a"', 5, 50), 0);
    const unattended = (now: number) => centre.view([alert('a')], now)[0]!.unattended;
    expect([unattended(0), unattended(5), unattended(49), unattended(50)]).toEqual([1, 0, 0, 1]);
    centre.endSilence(id, 20);
    expect(unattended(21)).toBe(1);
    expect(() => centre.endSilence(id, 22)).toThrow(/no active silence/u);
  });

  test('texts that would swell every checkpoint are refused, and set aside where they were kept', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    expect(() => centre.acknowledge({ alertname: 'a' }, 0, 'x'.repeat(1001))).toThrow(/at most 1000 characters/u);
    const kept = { ...silence('alertname="a"', 0, 10), id: 'long', reason: 'x'.repeat(1001) };
    const snapshot = { ...centre.snapshot(), silences: [kept, { ...kept, id: 'short', reason: 'x' }] };
    expect(centre.restore(snapshot)).toMatchObject([{ id: 'long' }]);
    expect(centre.silences).toMatchObject([{ id: 'short' }]);
  });

  test('a silence takes RE2, as Alertmanager does', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    centre.silence(silence('alertname=~"(?s)A.*"', 0, 10), 0);
    expect(centre.view([alert('A\nb')], 0)[0]!.unattended).toBe(0);
    expect(() => centre.silence(silence('alertname=~"A.*"', 0, 10, ''), 0)).toThrow(/say why/u);
    for (const bad of ['(?!x)a', '(']) expect(() => centre.silence({ matchers: [{ name: 'a', value: bad, isRegex: true, isEqual: true }], startsAt: 0, endsAt: 10, reason: 'x' }, 0)).toThrow(/^argument-invalid: not a regular expression of RE2/u);
  });

  test('a silence that was kept and cannot be read mutes nothing and stops nobody', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    centre.silence(silence('alertname="a"', 0, 10), 0);
    const saved = centre.snapshot();
    centre.restore({ ...saved, silences: [...saved.silences, { ...saved.silences[0]!, id: 'old', matchers: [{ name: 'alertname', value: '(?!x).*', isRegex: true, isEqual: true }] }] });
    expect(centre.view([alert('a'), alert('b')], 0).map(({ unattended }) => unattended)).toEqual([0, 1]);
    expect(centre.silences.map(silenceProblem)).toEqual([null, expect.stringMatching(/RE2/u)]);
  });

  test('an acknowledgement lasts until the alert is resolved', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    centre.acknowledge({ alertname: 'a' }, 3, 'on it');
    expect(centre.view([alert('a')], 4)[0]).toMatchObject({ unattended: 0, alerts: [{ acknowledged: { note: 'on it' } }] });
    // Who looks while the alert is not there, as when the line's rows are watched again, takes nothing away; nor does what was resolved before.
    centre.view([], 5);
    centre.resolve({ alertname: 'a' }, 2);
    expect(centre.view([alert('a')], 6)[0]!.unattended).toBe(0);
    centre.resolve({ alertname: 'a' }, 5);
    expect(centre.view([alert('a')], 6)[0]!.unattended).toBe(1);
  });

  test('an acknowledgement of an alert that is not there any more is over once the watch has come to its end', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    centre.acknowledge({ alertname: 'a' }, 3);
    centre.acknowledge({ alertname: 'b' }, 3);
    centre.keepActive([alert('a'), { ...alert('b'), state: 'resolved' }]);
    expect(centre.snapshot().acknowledgements.map(({ labels }) => labels['alertname'])).toEqual(['a']);
  });

  test('comes back from JSON', () => {
    const centre = new AlertCentre(DEFAULT_CENTRE);
    centre.silence(silence('alertname="a"', 0, 10), 0);
    centre.acknowledge({ alertname: 'b' }, 3);
    const copy = new AlertCentre(DEFAULT_CENTRE);
    copy.restore(JSON.parse(JSON.stringify(centre.snapshot())));
    expect(copy.snapshot()).toEqual(centre.snapshot());
    expect(() => copy.restore({ version: 3 })).toThrow(/version 3/u);
    expect(() => copy.restore({})).toThrow(/silences/u);
  });
});

test('the default rules are quiet without data', () => {
  const engine = new RuleEngine(defaultRules, OPTIONS);
  engine.evaluate(new SampledStore(), 60);
  expect(new Set(engine.status().map(({ state }) => state))).toEqual(new Set(['no-data']));
});
