import type { Node } from 'yaml';
import type { Expr } from '../promql/ast.ts';
import { selectorsOf } from '../promql/selectors.ts';
import { NAME } from '../promql/series.ts';
import { ruleName, type Rule, type RuleGroup, type RuleProblem } from './rule-file.ts';

/** What there is to ask, and how often. */
export interface KnownMetrics {
  readonly names: ReadonlySet<string>;
  /** How long a sample counts as fresh, seconds. */
  readonly lookbackSeconds: number;
}

/** A rule as it was read, with where it stands. */
export interface ReadRule {
  readonly rule: Rule;
  readonly expr: Expr;
  readonly where: Node;
  readonly node: Node;
}

interface Warning {
  readonly code: RuleProblem['code'];
  readonly detail: string;
  readonly where: Node;
}

/** Series that the evaluation of alerts writes. */
const ALERT_SERIES = ['ALERTS', 'ALERTS_FOR_STATE'];

/** What Prometheus accepts in sound rules and yet will not do what it seems to. */
export function findWarnings(groups: readonly RuleGroup[], places: ReadonlyMap<Rule, ReadRule>, known: KnownMetrics | undefined): Warning[] {
  const rules = groups.flatMap(({ rules: own }) => own);
  const recorded = new Set(rules.flatMap((rule) => (rule.kind === 'record' ? [rule.record] : [])));
  const there = (name: string) => !known || known.names.has(name) || recorded.has(name) || ALERT_SERIES.includes(name);
  return groups.flatMap((group) => {
    const seen = new Set<string>();
    return group.rules.flatMap((rule): Warning[] => {
      const { expr, where, node } = places.get(rule)!;
      const warnings = [...new Set(metricsOf(expr))].filter((name) => !there(name)).map((name): Warning => (
        { code: 'metric', detail: `there is no metric ${name} here, and no rule of this file records it`, where }));
      const key = JSON.stringify([rule.kind, ruleName(rule), Object.entries(rule.labels).sort()]);
      if (seen.has(key)) warnings.push({ code: 'duplicate', detail: `the rule ${ruleName(rule)} stands there twice with the same labels`, where: node });
      seen.add(key);
      if (rule.kind === 'record' && known && group.intervalSeconds !== null && group.intervalSeconds > known.lookbackSeconds) {
        warnings.push({ code: 'interval', detail: `${rule.record} is recorded less often than samples stay fresh: queries between see nothing of it`, where: node });
      }
      return warnings;
    });
  });
}

/** The metrics that an expression asks for by name. */
function metricsOf(expr: Expr): string[] {
  return selectorsOf(expr).flatMap(({ matchers }) => matchers.filter(({ name, isEqual, isRegex, value }) => name === NAME && isEqual && !isRegex && value !== '').map(({ value }) => value));
}
