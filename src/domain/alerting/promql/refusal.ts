import { OrchardError } from '../../common/errors.ts';
import type { Place } from './ast.ts';

/** What a query that Prometheus would refuse is refused with. */
export const refusal = (detail: string) => new OrchardError('argument-invalid', `PromQL: ${detail}`);

/** `line 1, column 5: `, where an expression begins in the text of its query. Both count from 1. */
export function written({ from }: Place, text: string): string {
  const before = text.slice(0, from).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: `;
}
