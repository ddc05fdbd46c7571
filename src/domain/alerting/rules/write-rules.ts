import { Document, Scalar, visit } from 'yaml';
import { writeDuration } from './duration.ts';
import type { Rule, RuleFile } from './rule-file.ts';

/** Lines of what every YAML parser prints as it is: no line begins with a space, and the last one is not empty. */
const SIMPLE = /^(?:[\p{L}\p{N}\p{P}\p{S}](?:[\p{L}\p{N}\p{P}\p{S} ]*[\p{L}\p{N}\p{P}\p{S}])?(?:\n(?!$)|$))*$/u;

/** A rule file as the YAML that Prometheus reads. `parseRuleFile` gives the same file back. */
export function writeRuleFile(file: RuleFile): string {
  const groups = file.groups.map(({ name, intervalSeconds, limit, rules }) => ({
    name,
    ...(intervalSeconds === null ? {} : { interval: writeDuration(intervalSeconds) }),
    ...(limit === 0 ? {} : { limit }),
    rules: rules.map(ruleNode),
  }));
  const document = new Document({ groups });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && !SIMPLE.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
}

function ruleNode(rule: Rule): object {
  const labels = Object.keys(rule.labels).length === 0 ? {} : { labels: rule.labels };
  if (rule.kind === 'record') return { record: rule.record, expr: rule.expr, ...labels };
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.forSeconds === 0 ? {} : { for: writeDuration(rule.forSeconds) }),
    ...(rule.keepFiringForSeconds === 0 ? {} : { keep_firing_for: writeDuration(rule.keepFiringForSeconds) }),
    ...labels,
    ...(Object.keys(rule.annotations).length === 0 ? {} : { annotations: rule.annotations }),
  };
}
