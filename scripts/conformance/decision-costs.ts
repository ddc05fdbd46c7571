import { bayesThreshold, bestThreshold, decide, valueCurve, type ValueMatrix } from '../../src/domain/business/decision.ts';
import { attempt } from './compare.ts';

export interface DecisionCase {
  readonly value: ValueMatrix;
  readonly rows: readonly { p: readonly number[]; truth: number }[];
}

/** What the product decides by a value matrix, in the fixture's words. */
export function answerDecision({ value, rows }: DecisionCase): unknown {
  return attempt(() => {
    const columns = { scores: rows.flatMap(({ p }) => p), truths: rows.map(({ truth }) => truth) };
    const { verdicts, total } = decide(value, columns);
    const decided = { decisions: verdicts, total_value: total };
    if (value.length !== 2 || value[0]!.length !== 2) return decided;
    const curve = valueCurve(value, columns);
    const best = bestThreshold(curve);
    return { ...decided, bayes_threshold: bayesThreshold(value), value_curve: curve, best_threshold: best.threshold, best_value: best.value };
  });
}
