import type { RuleState } from '../domain/alerting/rules/rule-engine.ts';
import type { RuleProblem } from '../domain/alerting/rules/rule-file.ts';

const RULE_PROBLEM_TEXTS: Record<RuleProblem['code'], string> = {
  yaml: 'This is not YAML',
  schema: 'A rule file is built otherwise',
  duration: 'This duration cannot be read',
  name: 'This name cannot be used',
  expression: 'This expression cannot be evaluated',
  template: 'This template cannot be filled in',
  duplicate: 'This stands there twice',
  metric: 'This metric is unknown',
  interval: 'This is recorded too seldom',
};

/** What is wrong at a place of a rule file, with the detail that its author needs. */
export function ruleProblemText({ code, detail }: RuleProblem): string {
  return `${RULE_PROBLEM_TEXTS[code]}: ${withoutPrefix(detail)}.`;
}

/** Why a rule could not be evaluated. */
export function ruleErrorText(message: string): string {
  return `${RULE_STATE_TEXTS.error} ${withoutPrefix(message)}.`;
}

/** What the evaluator says, without its name. */
export function withoutPrefix(detail: string): string {
  return detail.replace(/^PromQL: /u, '');
}

/** What a rule's state means, for those who have not met it. */
export const RULE_STATE_TEXTS: Record<RuleState, string> = {
  inactive: 'Its condition does not hold.',
  pending: 'Its condition holds, but not yet for as long as the rule asks.',
  firing: 'Its condition has held for as long as the rule asks.',
  resolved: 'It fired lately and does no more.',
  'no-data': 'None of the series that it asks for has a sample yet, so nobody can say.',
  error: 'It could not be evaluated. Alerts that it had stay as they were; of a group that passed its limit they are gone.',
};

/** Of a rule that costs too much; why follows. */
export const RULE_OFF_TEXT = 'It costs more than a page should compute and is switched off. Alerts that it had are gone. Make it smaller:';

/** Of a rule that was changed since the line stood at its newest sample. */
export const RULE_WAITS_TEXT = 'Not evaluated yet: it waits until the line has moved on by 50 fruits.';

/** Why a silence cannot be kept. */
export type SilenceProblem = 'name' | 'pattern' | 'everything' | 'past' | 'reason';
export const SILENCE_PROBLEM_TEXTS: Record<SilenceProblem, string> = {
  name: 'A label’s name has letters, digits and underscores, and begins with no digit.',
  pattern: 'This is not a regular expression that Alertmanager takes: it has no look-ahead and no back references.',
  everything: 'This would silence every alert. Ask for at least one label with a value.',
  past: 'The line is past that already. Choose a later end.',
  reason: 'Say why, for whoever wonders about the quiet.',
};

/** Why a file was not taken as a rule file. */
export type RuleFileRefusal = 'large' | 'binary' | 'unreadable';
export const RULE_FILE_TEXTS: Record<RuleFileRefusal, string> = {
  large: 'It is larger than a rule file ever is. Nothing was changed.',
  binary: 'It is not a text file. Nothing was changed.',
  unreadable: 'It could not be read. Nothing was changed.',
};
