import { expect, test } from 'vitest';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import { defaultMonitors } from '../../../src/domain/monitoring/monitors/defaults.ts';
import type { MonitorStatus } from '../../../src/domain/monitoring/monitors/monitor-set.ts';
import { defaultRules } from '../../../src/domain/alerting/rules/default-rules.ts';
import { monitorBehind } from '../../../src/domain/watch/monitor-behind.ts';
import { parseRuleFile } from '../../../src/domain/alerting/rules/read-rules.ts';
import type { RuleFile } from '../../../src/domain/alerting/rules/rule-file.ts';

const monitors = defaultMonitors(['ripe', 'unripe'], READABLE_FEATURES.map(({ name }) => name))
  .map((spec) => ({ spec, latest: null }) as unknown as MonitorStatus);

const signalOf = (alert: string, file: RuleFile = defaultRules): string | undefined => {
  const rules = file.groups.flatMap((group) => group.rules);
  const rule = rules.find((each) => each.kind === 'alert' && each.alert === alert);
  return monitorBehind(monitors, { alertname: alert }, rule?.kind === 'alert' ? rule : null, rules)?.spec.signal;
};

test('an alert on a recorded series is about what the series is made of', () => {
  expect(signalOf('latency_p95_high')).toBe('latency');
  expect(signalOf('queue_long')).toBe('queue');
  expect(signalOf('accuracy_low')).toBe('error');
});

test('recorded series that are made of each other come to an end', () => {
  const file = parseRuleFile(`groups:
  - name: round
    rules:
      - record: a:b
        expr: c:d
      - record: c:d
        expr: a:b + orchard_queue_length
      - alert: round_about
        expr: a:b > 1
`);
  expect(signalOf('round_about', file)).toBe('queue');
});

test('of several that watch the same, the one in the worst state, then the one of the greatest statistic', () => {
  const [first, second] = [monitors[0]!, monitors[1]!];
  const standing = (id: string, state: 'ok' | 'warning' | 'drift', statistic: number): MonitorStatus => ({ spec: { ...first.spec, id, signal: 'error' }, latest: { state, statistic } }) as unknown as MonitorStatus;
  const rule = defaultRules.groups.flatMap((group) => group.rules).find((each) => each.kind === 'alert' && each.alert === 'accuracy_low');
  const behind = (...among: MonitorStatus[]) => monitorBehind([second, ...among], {}, rule?.kind === 'alert' ? rule : null, defaultRules.groups.flatMap((group) => group.rules))?.spec.id;
  const [quiet, warned, small, great] = [standing('quiet', 'ok', 9), standing('warned', 'warning', 5), standing('small', 'drift', 1), standing('great', 'drift', 2)];
  for (const order of [[quiet, warned, small, great], [great, small, warned, quiet], [small, quiet, great, warned]]) expect(behind(...order)).toBe('great');
  expect(behind(quiet, warned)).toBe('warned');
  expect(behind(warned, quiet)).toBe('warned');
});
