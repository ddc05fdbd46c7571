import { describe, expect, test } from 'vitest';
import { defaultRules } from '../../../../src/domain/alerting/rules/default-rules.ts';
import { readDuration, writeDuration } from '../../../../src/domain/alerting/rules/duration.ts';
import { parseRuleFile, readRuleFile } from '../../../../src/domain/alerting/rules/read-rules.ts';
import { writeRuleFile } from '../../../../src/domain/alerting/rules/write-rules.ts';
import { ODD_TEXTS } from './grammar/rule-files.ts';

test('the default rules survive being written and read', () => {
  expect(parseRuleFile(writeRuleFile(defaultRules))).toEqual(defaultRules);
  expect(defaultRules.groups.flatMap(({ rules }) => rules).length).toBeGreaterThan(8);
});

test('reads what Prometheus reads', () => {
  const file = parseRuleFile(`
groups:
- name: g
  interval: 1m30s
  limit: 7
  rules:
  - {record: "job:x:sum", expr: sum by (job) (x), labels: {team: a, n: 007}}
  - alert: A
    expr: |
      up == 0
    keep_firing_for: 5m
    annotations:
      text: |-
        {{ $labels.job }} is
        down
- name: empty
`);
  expect(file.groups[0]).toMatchObject({ name: 'g', intervalSeconds: 90, limit: 7 });
  expect(file.groups[0]!.rules[0]).toEqual({ kind: 'record', record: 'job:x:sum', expr: 'sum by (job) (x)', labels: { team: 'a', n: '007' } });
  expect(file.groups[0]!.rules[1]).toMatchObject({ expr: 'up == 0', forSeconds: 0, keepFiringForSeconds: 300, annotations: { text: '{{ $labels.job }} is\ndown' } });
  expect(file.groups[1]!.rules).toEqual([]);
  expect(parseRuleFile('').groups).toEqual([]);
});

describe('mistakes are named with their place', () => {
  const rule = (body: string) => `groups:\n- name: g\n  rules:\n  - ${body.replaceAll('\n', '\n    ')}\n`;
  test.each([
    ['broken YAML', 'groups:\n- name: [g\n', 'yaml', 3],
    ['a tab', 'groups:\n\t- name: g\n', 'yaml', 2],
    ['a key twice', 'groups: []\ngroups: []\n', 'yaml', 2],
    ['no mapping', '- a\n', 'schema', 1],
    ['an unknown key', 'groups: []\nrules: []\n', 'schema', 2],
    ['a group without a name', 'groups:\n- rules: []\n', 'schema', 2],
    ['two groups of one name', 'groups:\n- name: g\n- name: g\n', 'duplicate', 3],
    ['alert and record', rule('alert: A\nrecord: b\nexpr: up'), 'schema', 4],
    ['for on a recording rule', rule('record: b\nexpr: up\nfor: 1m'), 'schema', 6],
    ['no expression', rule('alert: A'), 'expression', 4],
    ['an unknown function', rule('alert: A\nexpr: frobnicate(up)'), 'expression', 5],
    ['a syntax error', rule('alert: A\nexpr: up >'), 'expression', 5],
    ['a range', rule('alert: A\nexpr: up[5m]'), 'expression', 5],
    ['a wrong type', rule('alert: A\nexpr: rate(up)'), 'expression', 5],
    ['a bad duration', rule('alert: A\nexpr: up\nfor: soon'), 'duration', 6],
    ['a duration without a unit', rule('alert: A\nexpr: up\nfor: 5'), 'duration', 6],
    ['a bad metric name', rule('record: 1st\nexpr: up'), 'name', 4],
    ['a bad label name', rule('alert: A\nexpr: up\nlabels:\n  a-b: c'), 'name', 7],
    ['a broken template', rule('alert: A\nexpr: up\nannotations:\n  a: "{{ $value"'), 'template', 7],
    ['an unknown template function', rule('alert: A\nexpr: up\nannotations:\n  a: "{{ $value | sing }}"'), 'template', 7],
    ['a template that breaks off', rule('alert: A\nexpr: up\nannotations:\n  a: "{{ range query `up` }}x"'), 'template', 7],
    ['an alias of nothing', rule('alert: A\nexpr: up\nlabels: *none'), 'yaml', 6],
    ['a merge of a text', rule('alert: A\nexpr: up\nlabels: {<<: text}'), 'yaml', 6],
    ['annotations of a recording rule', rule('record: b\nexpr: up\nannotations: {a: b}'), 'schema', 6],
    ['a quoted limit', 'groups:\n- name: g\n  limit: "2"\n', 'schema', 3],
    ['a look-ahead', rule(`alert: A\nexpr: 'up{job=~"(?!x).*"} == 0'`), 'expression', 5],
    ['an escape that Go does not know', rule(`alert: A\nexpr: 'up{job="a\\qb"} == 0'`), 'expression', 5],
    ['a selector of everything', rule(`alert: A\nexpr: '{job=~".*"} == 0'`), 'expression', 5],
    ['an aggregation of a number', rule('alert: A\nexpr: sum(1) > 0'), 'expression', 5],
    ['two offsets', rule('alert: A\nexpr: up offset 5m offset 5m == 0'), 'expression', 5],
    ['a grouping of sets', rule('alert: A\nexpr: a and on(x) group_left b'), 'expression', 5],
    ['a list as a label', rule('alert: A\nexpr: up\nlabels:\n  a: [1]'), 'schema', 7],
  ])('%s', (_, text, code, line) => {
    const { problems } = readRuleFile(text);
    expect(problems[0]).toMatchObject({ code, line });
    expect(problems[0]!.column).toBeGreaterThan(0);
    expect(() => parseRuleFile(text)).toThrow(`line ${line}`);
  });

  test('the sound rules of a file with mistakes are read', () => {
    const { file, problems } = readRuleFile('groups:\n- name: g\n  rules:\n  - {alert: A, expr: up}\n  - {alert: B, expr: nope(up)}\n');
    expect([file.groups[0]!.rules.length, problems.length]).toEqual([1, 1]);
  });

  test('a bomb of aliases does not go off', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\ngroups: [*c,*c,*c]\n`;
    expect(readRuleFile(bomb).problems.length).toBeGreaterThan(0);
    expect(readRuleFile('x'.repeat(1_000_001)).problems[0]?.code).toBe('yaml');
  });
});

test('anchors, aliases, merges and comments are read as they are meant, and only the first document', () => {
  const file = parseRuleFile(`# what follows
groups:
- name: g
  rules:
  - &a
    alert: A
    expr: |
      # why
      sum(up) > 1
    labels: &l {severity: page, team: x}
  - <<: *a
    alert: B
    labels: {<<: *l, team: y}
  - {record: r, expr: orchard_accuracy < orchard_accuracy offset 1d - 0.05}
  - ~
---
[not read
`);
  expect(file.groups[0]!.rules).toMatchObject([
    { alert: 'A', expr: '# why\nsum(up) > 1', labels: { severity: 'page', team: 'x' } }, { alert: 'B', labels: { severity: 'page', team: 'y' } }, { record: 'r' },
  ]);
  expect(parseRuleFile(writeRuleFile(file))).toEqual(file);
});

describe('warnings keep nothing from being taken', () => {
  const known = { names: new Set(['m']), lookbackSeconds: 60 };
  const warningsOf = (text: string) => {
    const { file, problems } = readRuleFile(text, known);
    expect(file.groups[0]!.rules.length).toBeGreaterThan(0);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
    return problems.map(({ code, line, detail }) => [code, line, detail]);
  };

  test('a metric that is not there and no rule records', () => {
    const rules = '  - {record: r, expr: sum(m)}\n  - {alert: A, expr: r > 1 or ALERTS == 1}\n  - {alert: B, expr: "rate(n[5m]) > 1 and n"}\n';
    expect(warningsOf(`groups:\n- name: g\n  rules:\n${rules}`)).toEqual([['metric', 6, 'there is no metric n here, and no rule of this file records it']]);
    expect(readRuleFile(`groups:\n- name: g\n  rules:\n${rules}`).problems).toEqual([]);
  });

  test('a rule that stands there twice', () => {
    expect(warningsOf('groups:\n- name: g\n  rules:\n  - {alert: A, expr: m}\n  - {alert: A, expr: m > 1}\n')).toEqual([['duplicate', 5, 'the rule A stands there twice with the same labels']]);
  });

  test('a recording rule that is slower than samples stay fresh', () => {
    expect(warningsOf('groups:\n- name: g\n  interval: 5m\n  rules:\n  - {record: r, expr: m}\n').map(([code]) => code)).toEqual(['interval']);
  });
});

test('any text survives being written and read', () => {
  expect(parseRuleFile(writeRuleFile(ODD_TEXTS))).toEqual(ODD_TEXTS);
});

test('durations', () => {
  for (const [text, seconds] of [['0', 0], ['90s', 90], ['1h30m', 5400], ['1d', 86_400], ['1w', 604_800], ['250ms', 0.25], ['1y2w3d4h5m6s7ms', 33_019_506.007]] as const) {
    expect(readDuration(text)).toBeCloseTo(seconds, 6);
    expect(readDuration(writeDuration(seconds))).toBeCloseTo(seconds, 6);
  }
  for (const bad of ['', '5', '300y', '1m1h', '-5m', '1.5h', 'm']) expect(() => readDuration(bad)).toThrow();
  expect(() => writeDuration(NaN)).toThrow();
});
