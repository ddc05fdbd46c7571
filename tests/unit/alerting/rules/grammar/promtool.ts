import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from '../../../../../src/domain/alerting/rules/rule-file.ts';
import { stringOf } from '../../../../../src/domain/alerting/rules/template/lex.ts';
import { writeRuleFile } from '../../../../../src/domain/alerting/rules/write-rules.ts';
import type { History } from './histories.ts';

/** Whether promtool, of Debian's package prometheus, is here; says so where it is not. */
export function promtoolIsPresent(): boolean {
  const present = spawnSync('promtool', ['--version']).status === 0;
  if (!present) console.warn('promtool is not on the PATH (Debian package prometheus): the interop tests with Prometheus itself are skipped');
  return present;
}

export interface Filling {
  readonly template: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const valueText = (value: number): string => (Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf');

/** What promtool makes of alert annotations: the text that each becomes; null where it refuses the template. */
export function promtoolFills(folder: string, fillings: readonly Filling[]): (string | null)[] {
  const ruleOf = ({ template }: Filling, i: number) => ({ alert: `t${i}`, expr: `m{i="${i}"}`, annotations: { text: template } });
  const written = (rules: readonly object[]) => JSON.stringify({ groups: [{ name: 'g', rules }] });
  writeFileSync(join(folder, 'all.yml'), written(fillings.map(ruleOf)));
  const check = spawnSync('promtool', ['check', 'rules', 'all.yml'], { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 });
  const refused = new Set([...(check.stdout + check.stderr).matchAll(/group "g", rule \d+, "t(\d+)"/gu)].map(([, i]) => Number(i)));
  const sound = fillings.map((filling, i) => ({ filling, i })).filter(({ i }) => !refused.has(i));
  writeFileSync(join(folder, 'sound.yml'), written(sound.map(({ filling, i }) => ruleOf(filling, i))));
  const labelsText = (labels: Filling['labels'], i: number) => Object.entries({ ...labels, i: String(i) }).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
  writeFileSync(join(folder, 'test.yml'), JSON.stringify({
    rule_files: ['sound.yml'], evaluation_interval: '1m',
    tests: [{
      interval: '1m',
      input_series: [
        ...sound.map(({ filling, i }) => ({ series: `m{${labelsText(filling.labels, i)}}`, values: valueText(filling.value) })),
        ...QUERIED.map(({ labels, value }) => ({ series: `n{i="${labels.i}"}`, values: String(value) })),
      ],
      // What is expected never is, so that promtool tells what it got.
      alert_rule_test: sound.map(({ i }) => ({ eval_time: '0m', alertname: `t${i}`, exp_alerts: [{ exp_labels: { never: 'so' } }] })),
    }],
  }));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'test.yml'], { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 });
  const texts = new Map<number, string>();
  for (const [, i, text] of (stdout + stderr).matchAll(/got:\[\n\s+0:\n\s+Labels:\{alertname="t(\d+)".*\}\n\s+Annotations:\{text=(".*")\}\n/gu)) texts.set(Number(i), stringOf(text!));
  return fillings.map((_, i) => (refused.has(i) ? null : texts.get(i) ?? `promtool told nothing of ${i}: ${(stdout + stderr).slice(0, 500)}`));
}

/** Which of some rule files promtool refuses, with what it says. */
export function promtoolRefuses(folder: string, texts: readonly string[]): ReadonlyMap<number, string> {
  const names = texts.map((text, i) => {
    writeFileSync(join(folder, `rules${i}.yml`), text);
    return `rules${i}.yml`;
  });
  const { stderr } = spawnSync('promtool', ['check', 'rules', '--lint=none', ...names], { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 });
  return new Map([...stderr.matchAll(/^rules(\d+)\.yml: (.*(?:\n .*)*)/gmu)].map(([, i, said]) => [Number(i), said!]));
}

/** The alerts that promtool sees firing under a name at a minute, as `labels annotations` in Go's quoting, sorted. */
export function promtoolFires(folder: string, file: RuleFile, histories: readonly History[], minutes: number): (name: string, minute: number) => string[] {
  writeFileSync(join(folder, 'played.yml'), writeRuleFile(file));
  const names = file.groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.alert] : [])));
  writeFileSync(join(folder, 'played.test.yml'), JSON.stringify({
    rule_files: ['played.yml'], evaluation_interval: '1m', group_eval_order: file.groups.map(({ name }) => name),
    tests: [{
      interval: '1m',
      input_series: histories.map(({ metric, k, values }) => ({ series: `${metric}{k="${k}"}`, values: values.map((value) => value ?? '_').join(' ') })),
      alert_rule_test: names.flatMap((name) => Array.from({ length: minutes }, (_, minute) => ({ eval_time: `${minute}m`, alertname: name, exp_alerts: [{ exp_labels: { never: 'so' } }] }))),
    }],
  }));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'played.test.yml'], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  const fired = new Map<string, string[]>();
  for (const block of (stdout + stderr).split(/^ +alertname: /mu).slice(1)) {
    const [, name, hours = '0', minute = '0'] = /^(\w+), time: (?:(\d+)h)?(?:(\d+)m)?(?:0s)?/u.exec(block)!;
    const got = block.slice(block.indexOf('got:['));
    fired.set(`${name} ${Number(hours) * 60 + Number(minute)}`, [...got.matchAll(/Labels:(\{.*\})\n\s+Annotations:(\{.*\}),?\s*\n/gu)].map(([, labels, annotations]) => `${labels} ${annotations}`).sort());
  }
  return (name, minute) => fired.get(`${name} ${minute}`) ?? [`promtool told nothing: ${(stdout + stderr).slice(0, 300)}`];
}

/** What `query "n"` finds, in any order. */
export const QUERIED = [{ labels: { __name__: 'n', i: '1' }, value: 2.5 }, { labels: { __name__: 'n', i: '2' }, value: 0.5 }] as const;
