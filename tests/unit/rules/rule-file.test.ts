import { describe, expect, test } from 'vitest';
import { defaultRules } from '../../../src/domain/rules/default-rules.ts';
import { readDuration, writeDuration } from '../../../src/domain/rules/duration.ts';
import { parseRuleFile, readRuleFile } from '../../../src/domain/rules/read-rules.ts';
import { writeRuleFile } from '../../../src/domain/rules/write-rules.ts';

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
    ['a template with a query', rule('alert: A\nexpr: up\nannotations:\n  a: "{{ range query `up` }}x{{ end }}"'), 'template', 7],
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

test('durations', () => {
  for (const [text, seconds] of [['0', 0], ['90s', 90], ['1h30m', 5400], ['1d', 86_400], ['1w', 604_800], ['250ms', 0.25], ['1y2w3d4h5m6s7ms', 33_019_506.007]] as const) {
    expect(readDuration(text)).toBeCloseTo(seconds, 6);
    expect(readDuration(writeDuration(seconds))).toBeCloseTo(seconds, 6);
  }
  for (const bad of ['', '5', '1m1h', '-5m', '1.5h', 'm']) expect(() => readDuration(bad)).toThrow();
  expect(() => writeDuration(NaN)).toThrow();
});
