import type { Value } from '../../../domain/alerting/promql/value.ts';
import type { RuleStatus } from '../../../domain/alerting/rules/rule-engine.ts';
import { ruleName } from '../../../domain/alerting/rules/rule-file.ts';
import { watchedPart } from './watched.ts';

/** What a rule looks at, at this moment: the least and the greatest of its series. */
export interface LastValue { low: number; high: number }

/** The least and the greatest number of an answer; null when it has none. */
export function spread(value: Value): LastValue | null {
  const numbers = (value.type === 'vector' ? value.samples.map((sample) => sample.value) : value.type === 'scalar' ? [value.value] : []).filter((number) => !Number.isNaN(number));
  return numbers.length === 0 ? null : { low: Math.min(...numbers), high: Math.max(...numbers) };
}

/** What each rule looks at now, by group, name and expression. What cannot be asked, or costs too much, is left out: its state says so already. */
export async function lastValues(rules: readonly RuleStatus[], query: (expr: string) => Promise<Value>): Promise<Map<string, LastValue>> {
  const answers = await Promise.all(rules.filter(({ off }) => !off).map(async ({ group, rule }) => {
    const found = spread(await query(rule.kind === 'record' ? rule.expr : watchedPart(rule.expr)).catch((): Value => ({ type: 'vector', samples: [] })));
    return found ? [[`${group} ${ruleName(rule)} ${rule.expr}`, found] as const] : [];
  }));
  return new Map(answers.flat());
}
