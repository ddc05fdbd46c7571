import { aboutOf, detailOf } from '../../../domain/common/errors.ts';
import type { CodeProblem } from '../../parts/code.ts';

/** Where a text of JSON breaks, or where what it says cannot be followed: by the place that the error names, such as `trigger.every: …`. */
export function problemIn(text: string, error: unknown): CodeProblem {
  const words = aboutOf(error) ?? detailOf(error);
  const key = /^([\w.]+):/u.exec(words)?.[1]?.split('.').findLast((part) => !/^\d+$/u.test(part));
  const offset = key === undefined ? -1 : text.indexOf(`"${key}"`);
  const before = text.slice(0, Math.max(0, offset)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1, severity: 'error', words };
}
