import * as v from 'valibot';
import { OrchardError } from '../common/errors.ts';
import { refusalText } from '../common/refusal.ts';
import { checkTypes } from '../alerting/promql/check.ts';
import { parsePromql } from '../alerting/promql/parse.ts';
import { metricFault } from './analysis.ts';
import { strategySchema, type RolloutMetric, type Strategy } from './strategy.ts';

/** What is wrong with a query as the query of a metric, in words for whoever wrote it; null when nothing is. */
export function queryFault(query: string): string | null {
  if (query.trim() === '') return 'the query is empty';
  try {
    const type = checkTypes(parsePromql(query));
    return type === 'range' || type === 'string' ? 'a metric needs a number or an instant vector' : null;
  } catch (error) {
    return error instanceof OrchardError ? error.message.replace(/^argument-invalid: /u, '') : 'the query cannot be read';
  }
}

/** What is wrong with a metric beside its query; null when nothing is. */
export function limitsFault(metric: RolloutMetric): string | null {
  const fault = metricFault({ ...metric, repeats: metric.intervalSeconds !== null });
  return fault === null ? null : {
    'limit-not-whole': 'limits are whole numbers', 'limit-negative': 'a limit is 0 or more', 'no-limit': 'a failureLimit of -1 needs a consecutiveSuccessLimit',
    'count-below-limits': 'count is less than what the limits take', 'count-without-interval': 'a count of more than 1 needs an interval',
  }[fault];
}

/** A strategy from outside that means something. Throws `strategy-invalid` for any other, saying what is wrong. */
export function checkedStrategy(given: unknown): Strategy {
  const parsed = v.safeParse(strategySchema, given, { abortEarly: true });
  if (!parsed.success) throw new OrchardError('strategy-invalid', refusalText(parsed.issues[0], 'strategy'));
  const strategy = parsed.output;
  const names = strategy.templates.map((template) => template.name);
  for (const wanted of [...strategy.background, ...strategy.steps.flatMap((step) => (step.kind === 'analysis' ? step.templates : []))]) {
    if (!names.includes(wanted)) throw new OrchardError('strategy-invalid', `there is no AnalysisTemplate ${wanted}`);
  }
  for (const { metrics } of strategy.templates) {
    for (const metric of metrics) {
      const fault = queryFault(metric.query) ?? limitsFault(metric);
      if (fault !== null) throw new OrchardError('strategy-invalid', `metric ${metric.name}: ${fault}`);
    }
  }
  return strategy;
}
