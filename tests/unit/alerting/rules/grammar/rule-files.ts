import type { RuleFile } from '../../../../../src/domain/alerting/rules/rule-file.ts';
import type { Dice } from './dice.ts';

const EXPRESSIONS = [
  'up == 0', 'sum by (job) (rate(http_total[5m])) > 0.5', 'avg_over_time(m[1h]) offset 1d > 2', 'histogram_quantile(0.9, b_bucket)', 'm{a="b", c=~"x.*"} and on(a) n', 'absent(up)',
  '1 > bool 2', 'vector(1)', '# why\nup > 1', '"text"', 'up[5m]', 'up[5m:1m]', 'max_over_time(up[1h:5m]) @ end()', "label_replace(up, 'a', '$1', 'b', '(.*)')",
  'sum(1) > 0', '{job=~".*"} == 0', 'up{job=~"(?!x).*"}', 'up{job="a\\qb"}', 'up offset 5m offset 5m', 'a and on(x) group_left b', 'nope(up)', 'up >', 'rate(up)', '', ' ', '1', 'up == 0 # why', 'topk(3, up)',
];
const DURATIONS = ['5m', '0', '0s', '90s', '1h30m', '1y2w3d4h5m6s7ms', '1d', '', '5', '1m1h', '-5m', '1.5h', 'soon', '~', '"5m"', '300y', 'true', '[5m]', '{}', '05m', '0x5m', '5 m', '1h0m'];
const NAMES = ['A', 'HighErrors', 'two words', '"quoted"', "'it''s'", 'ä', '~', 'null', '', '5', 'true', '[a]', '{a: b}', 'a:b', '"a\\tb"', '-1', '""', '*name', '&name B', '2020-01-01', '0x1F'];
const METRICS = ['a', 'job:x:sum', '_y', '1st', 'a-b', 'a.b', 'ä', '', ':', 'a b', '"r"'];
const LABELS = ['severity', 'a_b', '_x', 'A9', 'constructor', '__proto__', '__name__', '9a', 'a-b', '""', 'ä', '1', '~', 'true', 'alertname', '[a]'];
const TEXTS = [
  'page', '"{{ $value }}"', "'{{ $labels.job | title }}: {{ printf \"%.2f\" $value }}'", '~', '', '5', '1.50', 'yes', '2020-01-01', '"{{ $value"', '"{{ $x }}"', "'{{ nope }}'", '[a]', '{a: b}',
  '"a\\nb"', '|-\n          two\n          lines', '>\n          folded\n          text', '"ä\\u00e4"', '"\\x41"', '*text', '&text some', '!!str 5', '"# no comment"', 'some # comment', 'a: b', '"a: b"', '@x', '`x`', '%x', "'x'", '- x', '? x', 'a {{ b',
];

/** A rule file from a grammar: about half of them are sound. */
export function ruleFile(dice: Dice): string {
  const written = new Writer(dice).file();
  return dice.chance(0.15) ? dice.broken(written, ' :-[]{}"\'#&*!|>%@`,?\n\t~aA0_') : written;
}

class Writer {
  readonly #dice: Dice;
  /** Of a choice, how often something odd is taken. */
  readonly #odd: number;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#odd = dice.pick([0, 0, 0.02, 0.08]);
  }

  /** One of the first `sound` choices, or, seldom, any. */
  #pick(choices: readonly string[], sound: number): string {
    return this.#dice.chance(this.#odd * 3) ? this.#dice.pick(choices) : choices[this.#dice.below(sound)]!;
  }

  #maybe(share: number, make: () => string): string {
    return this.#dice.chance(share) ? make() : '';
  }

  file(): string {
    const d = this.#dice;
    const head = d.pick(['', '', '', '# comment\n', '---\n', '\n', '%YAML 1.2\n---\n']);
    if (d.chance(this.#odd)) return head + d.pick(['', '~\n', '[]\n', 'text\n', '{}\n', 'groups:\n', 'groups: {}\n', 'groups: text\n', 'groups: [~]\n', 'groups: 5\n']);
    const groups = d.times(1, 2, () => this.#group()).join('');
    const tail = d.pick(['', '', '', '# end\n', '...\n', '---\n[not, read\n', '---\ngroups: []\n']);
    const extra = this.#maybe(this.#odd, () => d.pick(['rules: []\n', 'groups: []\n', 'x: &anchor {a: 1}\n']));
    return `${head}groups:\n${groups}${extra}${tail}`;
  }

  #group(): string {
    const d = this.#dice;
    const name = this.#pick([`g${d.below(1000)}`, `"group ${d.below(1000)}"`, 'same', '', '~', '5', '[a]', '{}'], 2);
    const interval = this.#maybe(0.4, () => `  interval: ${this.#pick(DURATIONS, 7)}\n`);
    const limit = this.#maybe(0.3, () => `  limit: ${this.#pick(['2', '0', '10', '-1', '2.5', '"2"', 'x', '~', '', '1_000', '0x10', 'true', '[1]', '1e3'], 3)}\n`);
    const extra = this.#maybe(this.#odd, () => d.pick(['  query_offset: 1m\n', '  labels: {a: b}\n', '  name: again\n', '  source_tenants: []\n', '  partial_response_strategy: warn\n']));
    if (d.chance(this.#odd)) return d.pick([`- name: ${name}\n`, `- {name: ${name}, rules: []}\n`, '- text\n', '- ~\n', `- name: ${name}\n  rules: ~\n`, `- name: ${name}\n  rules: {a: b}\n`, '- rules: []\n']);
    return `- name: ${name}\n${interval}${limit}${extra}  rules:\n${d.times(1, 4, () => this.#rule()).join('')}`;
  }

  #rule(): string {
    const d = this.#dice;
    if (d.chance(this.#odd)) return d.pick(['  - ~\n', '  - text\n', '  - []\n', '  - {}\n', '  - {alert: A, expr: up}\n', '  - {record: r, expr: up, labels: {a: b}}\n', '  - {alert: A, expr: "up", for: 5m, labels: {a: "{{ $value }}"}} # x\n']);
    const lines = d.chance(0.6) ? this.#alert() : this.#record();
    if (d.chance(this.#odd)) lines.push(d.pick(['alert: X', 'record: x', 'foo: bar', 'for: 5m', 'annotations: {a: b}', 'keep_firing_for: 1m', 'expr: up', 'For: 5m']));
    if (d.chance(this.#odd)) lines.splice(d.below(lines.length), 1);
    const shuffled = lines.map((line) => ({ line, at: d.below(1000) })).sort((a, b) => a.at - b.at).map(({ line }) => line);
    return shuffled.map((line, i) => `  ${i === 0 ? '-' : ' '} ${line}\n`).join('');
  }

  #alert(): string[] {
    return [
      `alert: ${this.#pick(NAMES, 6)}`, `expr: ${this.#expression()}`, ...this.#some(0.5, () => `for: ${this.#pick(DURATIONS, 7)}`), ...this.#some(0.3, () => `keep_firing_for: ${this.#pick(DURATIONS, 7)}`),
      ...this.#some(0.6, () => `labels: ${this.#texts()}`), ...this.#some(0.6, () => `annotations: ${this.#texts()}`),
    ];
  }

  #record(): string[] {
    return [`record: ${this.#pick(METRICS, 3)}`, `expr: ${this.#expression()}`, ...this.#some(0.4, () => `labels: ${this.#texts()}`)];
  }

  #some(share: number, make: () => string): string[] {
    return this.#dice.chance(share) ? [make()] : [];
  }

  #expression(): string {
    const d = this.#dice;
    const expr = this.#pick(EXPRESSIONS, 9);
    const indented = expr.split('\n').map((line) => `\n        ${line}`).join('');
    if (expr.includes('\n')) return `${d.pick(['|', '|-', '|+', '|2'])}${indented}`;
    return d.pick([JSON.stringify(expr), `'${expr.replaceAll("'", "''")}'`, `|${indented}`, `>-${indented}`, expr]);
  }

  #texts(): string {
    const d = this.#dice;
    if (d.chance(this.#odd)) return d.pick(['~', '', '[]', '[a, b]', 'text', '""', '{}', '5', '*labels', '{<<: {severity: page}}', '{<<: *x}', '{<<: [{a: b}, {c: d}]}', '{<<: text}']);
    const names = [...new Set(d.times(1, 3, () => this.#pick(LABELS, 6)))];
    if (d.chance(this.#odd)) names.push(names[0]!);
    if (d.chance(0.3)) return `{${names.map((name) => `${name}: ${this.#pick(TEXTS.slice(0, 14), 3)}`).join(', ')}}`;
    return this.#maybe(0.2, () => d.pick(['&labels', '&l', '!!map'])) + names.map((name) => `\n        ${name}: ${this.#pick(TEXTS, 3)}`).join('');
  }
}

/** Files that use anchors, aliases and merges, each sound or not by what they say. */
export const ANCHORED = [
  'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n    labels: &l {severity: page}\n  - alert: B\n    expr: up == 1\n    labels: *l\n',
  'groups:\n- name: g\n  rules:\n  - &r {alert: A, expr: up == 0, for: 5m}\n  - {<<: *r, alert: B}\n  - <<: *r\n    expr: up == 2\n    for: 1m\n  - *r\n',
  'groups:\n- name: g\n  rules:\n  - &r {alert: A, expr: up}\n  - {<<: [*r, {for: 5m, labels: {a: b}}], alert: B}\n',
  'groups:\n- &g {name: g, rules: [{alert: A, expr: up}]}\n- {<<: *g, name: h}\n- <<: *g\n  name: i\n  rules: []\n', 'groups:\n- &g {name: g, rules: []}\n- *g\n',
  'groups:\n- name: g\n  rules: &r [{alert: A, expr: up}]\n- name: h\n  rules: *r\n', 'groups:\n- name: g\n  rules: *none\n', 'groups: &a [*a]\n', 'groups:\n- name: g\n  rules:\n  - &r {<<: *r, alert: A, expr: up}\n',
  'groups:\n- name: g\n  rules:\n  - {<<: text, alert: A, expr: up}\n', 'groups:\n- name: g\n  rules:\n  - {<<: ~, alert: A, expr: up}\n', 'groups:\n- name: g\n  rules:\n  - {"<<": {alert: B}, alert: A, expr: up}\n',
  'groups:\n- name: &n g\n  interval: &i 5m\n  rules:\n  - {alert: *n, expr: up, for: *i}\n', 'groups:\n- name: g\n  rules:\n  - {alert: A, expr: &e up == 0}\n  - {alert: B, expr: *e}\n', 'groups:\n- name: g\n  rules:\n  - {<<: {foo: bar}, alert: A, expr: up}\n',
] as const;

const ODD = ['a\tb', ' a', 'a ', 'a\n', '\na', 'a\n b', 'a\n\n\nb', '~', 'null', 'yes', '1.50', '*a', '&a', '!a', '@a', '- a', 'a: b', 'a #b', '#a', '"', "'", '\u0085', '\u2028', '\u0007', '😀', '{{ $value }}', 'x'.repeat(300), ''];

/** A file whose texts are hard to write as YAML. */
export const ODD_TEXTS: RuleFile = {
  groups: [{
    name: 'g', intervalSeconds: null, limit: 0,
    rules: ODD.map((text, i) => (
      { kind: 'alert', alert: `a${i}${text}`, expr: 'up', forSeconds: 0, keepFiringForSeconds: 0, labels: { a: text, ['__proto__']: 'x' }, annotations: { constructor: text } })),
  }],
};
