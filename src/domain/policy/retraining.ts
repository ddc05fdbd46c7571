import { OrchardError } from '../common/errors.ts';

/**
 * What retraining would have cost and saved over a recorded stretch of batches. A batch is judged by the model in force when it arrives;
 * a retraining after batch j costs `price[j]` and serves from batch j + 1 on.
 */
export interface RetrainingCosts {
  /** Cost of the first model on each batch. */
  readonly initial: ArrayLike<number>;
  /** Cost on batch j of the model that was trained after batch i, at [i][j]; only j > i is looked at. */
  readonly stale: readonly ArrayLike<number | null>[];
  /** Cost of a retraining after each batch; the last is never paid. */
  readonly price: ArrayLike<number>;
}

/** When to retrain. Costs are those of the model in force: on the newest batch, or summed since the last retraining. */
export type RetrainingRule =
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  | { readonly kind: 'periodic'; readonly period: number }
  /** Cost-aware, by the newest batch's cost (CARA-T). */
  | { readonly kind: 'cara-t'; readonly tau: number }
  /** Cost-aware, by the cost accumulated since the last retraining (CARA-CT). */
  | { readonly kind: 'cara-ct'; readonly tau: number };

/** What a rule looks at when a batch has been judged. */
export interface BatchOutcome {
  /** Counted from 0. */
  readonly batch: number;
  readonly cost: number;
  /** Cost since the last retraining, this batch included. */
  readonly accumulated: number;
}

/** A course of retrainings: after which batches, and what batches and retrainings cost in all. */
export interface RetrainingCourse {
  readonly total: number;
  readonly after: readonly number[];
}

/** Sums that differ by no more than this share differ by their rounding. */
const ROUNDING = 1e-12;

/** Throws `argument-invalid` for a rule whose numbers mean nothing. */
export function checkRule(rule: RetrainingRule): void {
  if (rule.kind === 'periodic' && !(Number.isSafeInteger(rule.period) && rule.period >= 1)) throw new OrchardError('argument-invalid', `a period of ${rule.period} batches is none`);
  if ((rule.kind === 'cara-t' || rule.kind === 'cara-ct') && !Number.isFinite(rule.tau)) throw new OrchardError('argument-invalid', `tau is ${rule.tau}`);
}

/** Whether to retrain after a batch. The cost-aware rules are those of Mahadevan and Mathioudakis 2023, "Cost-effective retraining of machine learning models". */
export function isRetrainingDue(rule: RetrainingRule, { batch, cost, accumulated }: BatchOutcome): boolean {
  switch (rule.kind) {
    case 'never': return false;
    case 'always': return true;
    case 'periodic': return (batch + 1) % rule.period === 0;
    case 'cara-t': return cost > rule.tau;
    case 'cara-ct': return accumulated > rule.tau;
  }
}

/** What a rule would have done, and cost. Throws `argument-invalid` for costs that are not finite or of unequal length. */
export function followRule(costs: RetrainingCosts, rule: RetrainingRule): RetrainingCourse {
  check(costs);
  checkRule(rule);
  const batches = costs.initial.length;
  const after: number[] = [];
  let [model, total, accumulated] = [-1, 0, 0];
  for (let batch = 0; batch < batches; batch += 1) {
    const cost = costOf(costs, model, batch);
    total += cost;
    accumulated += cost;
    if (batch === batches - 1 || !isRetrainingDue(rule, { batch, cost, accumulated })) continue;
    total += costs.price[batch]!;
    after.push(batch);
    [model, accumulated] = [batch, 0];
  }
  return { total, after };
}

/**
 * The course of least cost, known only afterwards: by dynamic programming over the last retraining, O(batches²). Of courses that cost the
 * same the one with the fewest retrainings.
 */
export function bestCourse(costs: RetrainingCosts): RetrainingCourse {
  check(costs);
  const batches = costs.initial.length;
  // At [m + 1]: the best course whose newest model is m, −1 the first one, before any batch is judged by it.
  const best: (Standing | null)[] = [{ model: -1, total: 0, retrainings: 0, before: null }, ...new Array<null>(batches).fill(null)];
  let finished: Standing | null = null;
  for (let model = -1; model < batches - 1; model += 1) {
    const from = best[model + 1]!;
    let total = from.total;
    for (let batch = model + 1; batch < batches; batch += 1) {
      total += costOf(costs, model, batch);
      if (batch === batches - 1) finished = better(finished, { ...from, total });
      else best[batch + 1] = better(best[batch + 1]!, { model: batch, total: total + costs.price[batch]!, retrainings: from.retrainings + 1, before: from });
    }
  }
  const after: number[] = [];
  for (let at: Standing | null = finished; at && at.model >= 0; at = at.before) after.unshift(at.model);
  return { total: finished!.total, after };
}

/** How much more a course cost than the best one. */
export function regretOf(course: RetrainingCourse, best: RetrainingCourse): number {
  return Math.max(0, course.total - best.total);
}

interface Standing {
  readonly model: number;
  readonly total: number;
  readonly retrainings: number;
  readonly before: Standing | null;
}

function better(a: Standing | null, b: Standing): Standing {
  if (!a) return b;
  if (Math.abs(a.total - b.total) <= ROUNDING * Math.max(Math.abs(a.total), Math.abs(b.total))) return b.retrainings < a.retrainings ? b : a;
  return b.total < a.total ? b : a;
}

const costOf = ({ initial, stale }: RetrainingCosts, model: number, batch: number): number => (model < 0 ? initial[batch]! : stale[model]![batch]!);

function check({ initial, stale, price }: RetrainingCosts): void {
  const batches = initial.length;
  if (batches === 0) throw new OrchardError('argument-invalid', 'there are no batches');
  if (stale.length !== batches || price.length !== batches) throw new OrchardError('argument-invalid', `${batches} batches, ${stale.length} models and ${price.length} prices do not fit`);
  for (let model = -1; model < batches - 1; model += 1) {
    if (model >= 0) checkNumber(price[model], `the price after batch ${model}`);
    for (let batch = model + 1; batch < batches; batch += 1) checkNumber(model < 0 ? initial[batch] : stale[model]![batch], `the cost of model ${model} on batch ${batch}`);
  }
}

function checkNumber(value: number | null | undefined, what: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new OrchardError('argument-invalid', `${what} is ${String(value)}`);
}
