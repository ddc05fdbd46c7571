import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { LineMetrics } from '../../../src/domain/exposition/line-metrics.ts';
import { SampledStore } from '../../../src/domain/exposition/sampled-store.ts';
import { seriesText, writeExposition } from '../../../src/domain/exposition/text-format.ts';
import { defaultMonitors } from '../../../src/domain/monitors/defaults.ts';
import { MonitorSet } from '../../../src/domain/monitors/monitor-set.ts';
import { defaultRules, DEFAULT_RULES_YAML } from '../../../src/domain/rules/default-rules.ts';
import { readRuleFile } from '../../../src/domain/rules/read-rules.ts';
import { RuleEngine } from '../../../src/domain/rules/rule-engine.ts';
import type { RuleFile } from '../../../src/domain/rules/rule-file.ts';
import { writeRuleFile } from '../../../src/domain/rules/write-rules.ts';
import { FEATURES, LABELS, madeRows, uniform } from '../monitors/rows.ts';
import { EXPANSIONS } from './expansions.ts';

const present = spawnSync('promtool', ['--version']).status === 0;
if (!present) console.warn('promtool is not on the PATH (Debian package prometheus): the interop tests with Prometheus itself are skipped');

const folder = mkdtempSync(join(tmpdir(), 'orchard-promtool-'));
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

/** Metrics of a line whose features shift and whose errors rise half way, sampled as the line does, from time 0. */
function sampledLine(): { metrics: LineMetrics; moments: { at: number; samples: [string, number][] }[] } {
  const specs = defaultMonitors(LABELS, FEATURES, { reference: { kind: 'first', rows: 400 } });
  const [set, metrics] = [new MonitorSet(specs, 20), new LineMetrics(20)];
  metrics.setReferenceAccuracy(1, 0.95);
  const random = uniform(9);
  const moments: { at: number; samples: [string, number][] }[] = [];
  const rows = madeRows(0, Array.from({ length: 3000 }, (_, i) => {
    const later = i > 1400;
    const predicted = random() < 0.4 ? 1 : 0;
    return {
      predicted, truth: random() < (later ? 0.4 : 0.03) ? 1 - predicted : predicted, confidence: 0.6 + 0.4 * random() * (later ? 0.5 : 1), latencyMs: later ? 900 : 20 * random(), queue: later ? 700 : 3,
      features: [0.4 + 0.1 * random() + (later ? 0.4 : 0), 0.05 + 0.01 * random(), 30 + 5 * random()],
    };
  }));
  metrics.take(rows, set.take(rows), new Map(specs.map((spec) => [spec.id, spec])), () => {
    moments.push({ at: moments.length * STEP_SECONDS, samples: metrics.families().flatMap(({ samples }) => samples.map(({ labels, value }) => [seriesText(labels), value] as [string, number])) });
  });
  return { metrics, moments };
}

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
        input_series: EXPANSIONS.map(([, value], i) => ({ series: `m{job="line",i="${i}"}`, values: String(value) })),
        alert_rule_test: EXPANSIONS.map(([, , text], i) => ({ eval_time: '0m', alertname: `t${i}`, exp_alerts: [{ exp_labels: { job: 'line', i: String(i) }, exp_annotations: { text } }] })),
      }],
    };
    promtool(['test', 'rules', 'templates.test.yml'], { 'templates.yml': stringify({ groups: [{ name: 'g', rules }] }), 'templates.test.yml': stringify(tests) });
  });

  test('sees the default rules fire when, where and with the words that we do', () => {
    const { moments } = sampledLine();
    const file: RuleFile = { groups: defaultRules.groups.map((group) => ({ ...group, intervalSeconds: STEP_SECONDS })) };
    const engine = new RuleEngine(file, { lookbackSeconds: STEP_SECONDS, intervalSeconds: STEP_SECONDS });
    const store = new SampledStore();
    const texts = new Map<string, Map<string, number>>();
    const checks: object[] = [];
    const fired = new Set<string>();
    const names = file.groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.alert] : [])));
    for (const { at, samples } of moments) {
      for (const [series, value] of samples) {
        const found = /^(\w+)(?:\{(.*)\})?$/u.exec(series)!;
        const labels = Object.fromEntries([...(found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gu)].map(([, name, text]) => [name!, text!]));
        store.append({ ...labels, __name__: found[1]! }, at, value);
        if (!texts.has(series)) texts.set(series, new Map());
        texts.get(series)!.set(String(at), value);
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
    const values = (of: Map<string, number>) => moments.map(({ at }) => of.get(String(at)) ?? '_').join(' ');
    const tests = {
      rule_files: ['default.yml'], evaluation_interval: '6h',
      tests: [{ interval: '6h', input_series: [...texts].map(([series, of]) => ({ series, values: values(of) })), alert_rule_test: checks }],
    };
    promtool(['test', 'rules', 'default.test.yml'], { 'default.yml': writeRuleFile(file), 'default.test.yml': stringify(tests) });
  }, 60_000);
});
