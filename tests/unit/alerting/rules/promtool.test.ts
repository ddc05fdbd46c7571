import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { seriesText, writeExposition } from '../../../../src/domain/alerting/metrics/text-format.ts';
import { defaultRules, DEFAULT_RULES_YAML } from '../../../../src/domain/alerting/rules/default-rules.ts';
import { readRuleFile } from '../../../../src/domain/alerting/rules/read-rules.ts';
import { RuleEngine } from '../../../../src/domain/alerting/rules/rule-engine.ts';
import type { RuleFile } from '../../../../src/domain/alerting/rules/rule-file.ts';
import { writeRuleFile } from '../../../../src/domain/alerting/rules/write-rules.ts';
import { EXPANSIONS } from './expansions.ts';
import { sampledLine } from './sampled-line.ts';

const present = spawnSync('promtool', ['--version']).status === 0;
if (!present) console.warn('promtool is not on the PATH (Debian package prometheus): the interop tests with Prometheus itself are skipped');

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'orchard-promtool-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs promtool on files of these names and texts; answers all it said, after making sure that it was content. */
function promtool(args: readonly string[], files: Readonly<Record<string, string>>, input?: string): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8', input });
  const said = stdout + stderr;
  expect(status, said).toBe(0);
  return said;
}

const STEP_SECONDS = 6 * 3600;

describe.skipIf(!present)('promtool', () => {
  test('accepts the default rules, as text and as we write them', () => {
    promtool(['check', 'rules', 'text.yml', 'written.yml'], { 'text.yml': DEFAULT_RULES_YAML, 'written.yml': writeRuleFile(defaultRules) });
  });

  test('accepts our metrics without a complaint', () => {
    expect(promtool(['check', 'metrics'], {}, writeExposition(sampledLine().metrics.families())).trim()).toBe('');
  });

  test('refuses the rule files that we refuse', () => {
    for (const bad of ['groups:\n- name: g\n  rules:\n  - {alert: A, expr: nope(up)}\n', 'groups:\n- name: g\n- name: g\n', 'groups:\n- rules: []\n', 'groups:\n- name: g\n  rules:\n  - {alert: A, expr: up, for: soon}\n']) {
      writeFileSync(join(folder, 'bad.yml'), bad);
      expect(spawnSync('promtool', ['check', 'rules', 'bad.yml'], { cwd: folder }).status).not.toBe(0);
      expect(readRuleFile(bad).problems).not.toEqual([]);
    }
  });

  test('expands templates as we do', () => {
    const rules = EXPANSIONS.map(([template], i) => ({ alert: `t${i}`, expr: `m{i="${i}"}`, annotations: { text: template } }));
    const tests = {
      rule_files: ['templates.yml'], evaluation_interval: '1m',
      tests: [{
        interval: '1m',
        input_series: EXPANSIONS.map(([, value], i) => ({ series: `m{job="line",fruit="äpfel rot",i="${i}"}`, values: String(value) })),
        alert_rule_test: EXPANSIONS.map(([, , text], i) => ({ eval_time: '0m', alertname: `t${i}`, exp_alerts: [{ exp_labels: { job: 'line', fruit: 'äpfel rot', i: String(i) }, exp_annotations: { text } }] })),
      }],
    };
    promtool(['test', 'rules', 'templates.test.yml'], { 'templates.yml': stringify({ groups: [{ name: 'g', rules }] }), 'templates.test.yml': stringify(tests) });
  });

  test('sees the default rules fire when, where and with the words that we do', () => {
    const { moments } = sampledLine();
    const file: RuleFile = { groups: defaultRules.groups.map((group) => ({ ...group, intervalSeconds: STEP_SECONDS })) };
    const engine = new RuleEngine(file, { lookbackSeconds: STEP_SECONDS, intervalSeconds: STEP_SECONDS });
    const store = new SampledStore();
    const texts = new Map<string, Map<number, number>>();
    const checks: object[] = [];
    const fired = new Set<string>();
    const names = file.groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.alert] : [])));
    for (const [moment, families] of moments.entries()) {
      const at = moment * STEP_SECONDS;
      store.sample(families, at);
      for (const { labels, value } of families.flatMap(({ samples }) => samples)) {
        const series = seriesText(labels);
        if (!texts.has(series)) texts.set(series, new Map());
        texts.get(series)!.set(moment, value);
      }
      engine.evaluate(store, at);
      for (const name of names) {
        const firing = engine.status().flatMap(({ alerts }) => alerts).filter(({ labels, state }) => labels.alertname === name && state === 'firing');
        if (firing.length > 0) fired.add(name);
        const expected = firing.map(({ labels: { alertname: _, ...labels }, annotations }) => ({ exp_labels: labels, exp_annotations: annotations }));
        checks.push({ eval_time: `${at / 3600}h`, alertname: name, exp_alerts: expected });
      }
    }
    expect([...fired].sort()).toEqual(['accuracy_low', 'confidence_moved', 'data_quality', 'errors_drifted', 'feature_drifted', 'latency_p95_high', 'many_features_drifted', 'queue_long']);
    const values = (of: Map<number, number>) => moments.map((_, moment) => of.get(moment) ?? '_').join(' ');
    const tests = {
      // Without an order promtool takes the groups in any, and an alert may come before the recording rule it reads.
      rule_files: ['default.yml'], evaluation_interval: '6h', group_eval_order: file.groups.map(({ name }) => name),
      tests: [{ interval: '6h', input_series: [...texts].map(([series, of]) => ({ series, values: values(of) })), alert_rule_test: checks }],
    };
    promtool(['test', 'rules', 'default.test.yml'], { 'default.yml': writeRuleFile(file), 'default.test.yml': stringify(tests) });
  }, 60_000);
});
