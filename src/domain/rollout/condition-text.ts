import { OrchardError } from '../common/errors.ts';
import { COMPARISONS, type Comparison, type Condition } from './condition.ts';

const WRITTEN = /^\s*result(?:\[0\])?\s*(>=|<=|==|!=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*$/u;

/** A condition as Argo Rollouts writes it: `result[0] >= 0.95`. Throws `argument-invalid` for anything else, `&&` and functions too. */
export function readCondition(text: string): Condition {
  const [, op, value] = WRITTEN.exec(text) ?? [];
  if (op === undefined || !Object.hasOwn(COMPARISONS, op) || !Number.isFinite(Number(value))) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is not a condition; write result[0] >= 0.95`);
  return { op: op as Comparison, value: Number(value) };
}

export function writeCondition({ op, value }: Condition): string {
  return `result[0] ${op} ${value}`;
}
