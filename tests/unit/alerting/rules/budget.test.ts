import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../src/domain/common/errors.ts';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { DEFAULT_RULES_YAML } from '../../../../src/domain/alerting/rules/default-rules.ts';
import { parseRuleFile, readRuleFile } from '../../../../src/domain/alerting/rules/read-rules.ts';
import { EVALUATION_LIMITS, RULE_LIMITS, RuleEngine } from '../../../../src/domain/alerting/rules/rule-engine.ts';
import { fillTemplate, parseTemplate } from '../../../../src/domain/alerting/rules/template.ts';

const OPTIONS = { lookbackSeconds: 60, intervalSeconds: 60, resolvedForSeconds: 120 };
const file = (rules: string) => parseRuleFile(`groups:\n- name: g\n  rules:\n${rules.split('\n').map((line) => `  ${line}`).join('\n')}\n`);

/** A store of `m` in a hundred series, sampled once a minute until a moment. */
function storeUntil(at: number): SampledStore {
  const store = new SampledStore();
  for (let time = 0; time <= at; time += 60) for (let i = 0; i < 100; i += 1) store.append({ __name__: 'm', i: String(i) }, time, 2);
  return store;
}

/** Its result is always something, and it grows too large with the samples of ten minutes. */
const GROWS = 'sum(sum_over_time(count_over_time(m[1h])[1h:1s])) > 0';

describe('a rule that costs too much', () => {
  const rules = file(`- alert: grows\n  expr: ${GROWS}\n- record: a:b\n  expr: max_over_time(vector(1)[100y:1ms])\n- alert: sound\n  expr: m{i="1"} > 1`);

  function ran(): { engine: RuleEngine; store: SampledStore } {
    const engine = new RuleEngine(rules, OPTIONS);
    const store = storeUntil(600);
    engine.evaluate(store, 600);
    return { engine, store };
  }

  test('is switched off with its place, and the rest go on', () => {
    const { engine } = ran();
    expect(engine.status().map(({ off, state }) => [off, state])).toEqual([[true, 'error'], [true, 'error'], [false, 'firing']]);
    expect(engine.status()[1]!.message).toMatch(/line 1, column 15: the subquery looks at 3153600000000 moments/);
    expect(engine.history.filter(({ kind }) => kind === 'error').map(({ rule }) => rule)).toEqual(['grows', 'a:b']);
  });

  test('stays off, through a snapshot and a change of other rules, and runs again when somebody says so', () => {
    const { engine, store } = ran();
    engine.evaluate(store, 660);
    expect(engine.status()[0]!.evaluatedAt).toBe(600);
    const restored = new RuleEngine(rules, OPTIONS);
    restored.restore(JSON.parse(JSON.stringify(engine.snapshot())));
    expect(restored.status()[0]!.off).toBe(true);
    restored.setFile({ groups: [{ ...rules.groups[0]!, rules: rules.groups[0]!.rules.slice(0, 2) }] });
    expect(restored.status()[0]!.off).toBe(true);
    restored.letRun(restored.status()[0]!.key);
    expect(restored.status()[0]).toMatchObject({ off: false, state: 'inactive', message: '' });
    restored.evaluate(new SampledStore(), 720);
    expect(restored.status()[0]).toMatchObject({ off: false, state: 'no-data', evaluatedAt: 720 });
  });

  test('loses the alerts that it had', () => {
    const engine = new RuleEngine(file(`- alert: grows\n  expr: ${GROWS}`), OPTIONS);
    const store = new SampledStore();
    store.append({ __name__: 'm', i: '0' }, 0, 2);
    engine.evaluate(store, 0);
    expect(engine.status()[0]!.state).toBe('firing');
    for (let time = 60; time <= 600; time += 60) for (let i = 0; i < 100; i += 1) store.append({ __name__: 'm', i: String(i) }, time, 2);
    engine.evaluate(store, 600);
    expect(engine.status()[0]).toMatchObject({ off: true, alerts: [] });
    expect(engine.history.map(({ kind }) => kind)).toEqual(['firing', 'resolved', 'error']);
    expect(store.select([{ name: '__name__', value: 'ALERTS', isRegex: false, isEqual: true }])[0]!.ends).toEqual([600]);
  });

  test('its templates belong to it', () => {
    const long = file('- alert: t\n  expr: m > 1\n  annotations:\n    a: \'{{ range $k, $v := $labels }}{{ reReplaceAll "(a*b)|a" "$1" (printf "%09000d" 0 | reReplaceAll "0" "a") }}{{ end }}\'');
    const engine = new RuleEngine(long, OPTIONS);
    engine.evaluate(storeUntil(0), 0);
    // Each of a hundred alerts is over what a template may do, and would say so in its text: the rule has had enough before that.
    expect(engine.status()[0]).toMatchObject({ off: true });
  });

  test('that are many waste no other rule’s turn for good', () => {
    const wasters = Array.from({ length: 8 }, (_, i) => `- alert: waster${i}\n  expr: ${GROWS}`).join('\n');
    const engine = new RuleEngine(file(`${wasters}\n- alert: sound\n  expr: m{i="1"} > 1`), OPTIONS);
    const store = storeUntil(720);
    for (const at of [600, 660, 720]) engine.evaluate(store, at);
    expect(engine.status().map(({ off }) => off)).toEqual([...Array<boolean>(8).fill(true), false]);
    expect(engine.status().at(-1)!.state).toBe('firing');
  });

  test('many rules have one budget together', () => {
    const each = 'count(sum_over_time(count_over_time(m[10m])[3m:1s])) > 0';
    const many = file(Array.from({ length: 40 }, (_, i) => `- alert: r${i}\n  expr: ${each}`).join('\n'));
    const engine = new RuleEngine(many, OPTIONS);
    const store = storeUntil(660);
    const off = () => engine.status().flatMap(({ off: switched }, i) => (switched ? [i] : []));
    engine.evaluate(store, 600);
    const [first] = off();
    expect(first).toBeGreaterThan(2);
    expect(off()).toEqual([first]);
    expect(engine.status()[first!]!.message).toMatch(/together with what came before it/);
    engine.evaluate(store, 660);
    expect(off().length).toBeGreaterThan(1);
    expect(EVALUATION_LIMITS.steps).toBeLessThan(40 * RULE_LIMITS.steps);
  });

  test('the shipped rules are far from it', () => {
    const engine = new RuleEngine(parseRuleFile(DEFAULT_RULES_YAML), { ...OPTIONS, lookbackSeconds: 21_600 });
    const store = new SampledStore();
    const names = [...DEFAULT_RULES_YAML.matchAll(/orchard_\w+/gu)].map(([name]) => name);
    for (let i = 0; i < 512; i += 1) for (const name of new Set(names)) for (let k = 0; k < 60; k += 1) store.append({ __name__: name, monitor: String(k), le: String(k), judge: 'psi' }, i * 21_600, 3);
    engine.evaluate(store, 511 * 21_600);
    expect(engine.status().filter(({ off }) => off)).toEqual([]);
  });
});

describe('templates', () => {
  const filled = (text: string) => fillTemplate(parseTemplate(text), { labels: {}, value: 1 });

  test('that go through long texts again and again are ended', () => {
    expect(filled('{{ $x := printf "%09000d" 0 }}{{ $x = print $x $x $x $x $x $x $x $x $x $x }}{{ define "a" }}{{ len . }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ len . }}{{ len . }}{{ template "a" . }}{{ end }}{{ template "a" $x }}')).toMatch(/too many steps|too deeply/);
    expect(filled(`{{ printf "${'%09000[1]d'.repeat(1500)}" 0 }}`).slice(0, 200)).toMatch(/more than 100000 characters/);
  });

  test('read numbers of a hundred thousand digits in one go', () => {
    expect(filled('{{ humanize (printf "%09000dx" 1) }}')).toMatch(/is not a number/);
    expect(filled('{{ $x := printf "%09000d" 1 }}{{ humanize (print $x $x $x $x $x $x $x $x $x $x "x") }}').slice(-20)).toMatch(/is not a number>$/);
  });

  test('of search patterns that are too large are refused as such', () => {
    expect(() => filled(`{{ match "${'(a{1000})'.repeat(10)}" "a" }}`)).toThrow(/over-budget/);
  });

  test('that are nested thousands deep, or too long, are refused when they are read', () => {
    const deep = ['{{ if true }}'.repeat(1500) + '{{ end }}'.repeat(1500), `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, `{{ if true }}${'{{ else if true }}'.repeat(1000)}{{ end }}`, '{{ 1 }}'.repeat(5000)];
    for (const text of deep) {
      let code = '';
      let message = '';
      try {
        parseTemplate(text);
      } catch (error) {
        [code, message] = [codeOf(error), (error as Error).message];
      }
      expect([code, message]).toEqual(['argument-invalid', expect.stringMatching(/nested more than 200 deep|more than 20000 characters/)]);
    }
  });
});

describe('rule files', () => {
  const first = (text: string) => readRuleFile(text).problems[0];

  test('that are nested thousands deep are refused at the place', () => {
    for (const text of ['['.repeat(5000), '- '.repeat(5000), '{a: '.repeat(5000), '? '.repeat(5000), `groups: ${'['.repeat(5000)}${']'.repeat(5000)}`]) {
      expect(first(text)).toMatchObject({ code: 'yaml', detail: 'it is nested more than 100 deep', line: 1 });
    }
  });

  test('whose aliases make ever more of themselves come to an end', () => {
    const merged = ['a0: &a0 {k: 1}', ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1}\n  <<: [${Array(10).fill(`*a${i}`).join(', ')}]`), 'groups:', '- <<: *a30'].join('\n');
    expect(readRuleFile(merged).problems.map(({ detail }) => detail)).toContainEqual(expect.stringMatching(/^it has more than 200000 keys/));
    const many = `a: &a x\ngroups: [${'*a,'.repeat(50_000)}]`;
    expect(readRuleFile(many).file.groups).toEqual([]);
  });

  test('of as many keys as fit are read in one go', () => {
    expect(first(Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n'))).toMatchObject({ code: 'schema' });
  });

  test('whose patterns are only large together are refused', () => {
    const rules = Array.from({ length: 40 }, (_, i) => `  - {alert: a${i}, expr: 'm{x=~"a{500}${'b'.repeat(i % 20)}${i}"} > 0'}`).join('\n');
    expect(first(`groups:\n- name: g\n  rules:\n${rules}`)).toMatchObject({ code: 'expression', detail: expect.stringMatching(/takes more than 200000 steps/) as unknown });
  });
});
