import type { Labels } from '../alerts/matcher.ts';

/** A rule that stores the result of an expression as a new series. */
export interface RecordingRule {
  readonly kind: 'record';
  readonly record: string;
  readonly expr: string;
  readonly labels: Labels;
}

/** A rule that watches an expression: each series that it returns is an alert. Label values and annotations are templates. */
export interface AlertingRule {
  readonly kind: 'alert';
  readonly alert: string;
  readonly expr: string;
  readonly forSeconds: number;
  readonly keepFiringForSeconds: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export type Rule = RecordingRule | AlertingRule;

/** Rules that are evaluated one after the other, at the same moments. */
export interface RuleGroup {
  readonly name: string;
  /** Time between evaluations; null takes the engine's own. */
  readonly intervalSeconds: number | null;
  /** Most series that one rule may return; 0 is no limit of the group's own. */
  readonly limit: number;
  readonly rules: readonly Rule[];
}

/** A rule file of Prometheus. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

export const RULE_PROBLEMS = ['yaml', 'schema', 'duration', 'name', 'expression', 'template', 'duplicate', 'metric', 'interval'] as const;

/** What is wrong with a rule file, and where. Lines and columns count from 1. */
export interface RuleProblem {
  /** An error keeps the file from being taken; a warning does not. */
  readonly severity: 'error' | 'warning';
  readonly code: (typeof RULE_PROBLEMS)[number];
  readonly detail: string;
  readonly line: number;
  readonly column: number;
}

/** Whether a problem keeps the file from being taken. */
export function isError({ severity }: RuleProblem): boolean {
  return severity === 'error';
}

/** The name by which people know a rule. */
export function ruleName(rule: Rule): string {
  return rule.kind === 'alert' ? rule.alert : rule.record;
}
