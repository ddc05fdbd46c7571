import type { Range } from './engine/engine.ts';

/** From event `from` on, up to the next span, a log's records are those of a branch. */
export interface LogSpan { branch: number; from: number }

/** Keys of one branch: event indices lie far below. */
const BRANCH_KEYS = 2 ** 32;

/** A log that never gave way to another. */
export const FIRST_SPANS: readonly LogSpan[] = [{ branch: 0, from: 0 }];

/** The branch that is written to. */
export function ownBranch(spans: readonly LogSpan[]): number {
  return spans.at(-1)!.branch;
}

/** The key of a record that begins (a checkpoint: ends) at an event. In branch 0 it is the event itself. */
export function keyOf(spans: readonly LogSpan[], index: number): number {
  return (spans.findLast(({ from }) => from <= index) ?? spans[0]!).branch * BRANCH_KEYS + index;
}

/** The event of a key. */
export function indexOf(key: number): number {
  return key % BRANCH_KEYS;
}

/** The keys in force from an event on, in order of the event. */
export function rangesOf(spans: readonly LogSpan[], from = 0): { from: number; to: number }[] {
  return spans.map((span, i) => ({
    from: span.branch * BRANCH_KEYS + Math.max(span.from, from), to: span.branch * BRANCH_KEYS + (spans[i + 1]?.from ?? BRANCH_KEYS) - 1,
  })).filter((range) => range.from <= range.to);
}

/** The spans of a line that shares what begins before `from` and writes the rest into a branch of its own. */
export function forked(spans: readonly LogSpan[], branch: number, from: number): LogSpan[] {
  return [...spans.filter((span) => span.from < from), { branch, from }];
}

/** The spans of a line whose records before `from` are given up. */
export function trimmed(spans: readonly LogSpan[], from: number): LogSpan[] {
  const kept = spans.filter((_, i) => (spans[i + 1]?.from ?? BRANCH_KEYS) > from);
  return kept.map((span) => ({ ...span, from: Math.max(span.from, from) }));
}

/** Everything that none of these logs refers to. */
export function rangesOutside(logs: readonly (readonly LogSpan[])[]): Range[] {
  const kept = logs.flatMap((spans) => rangesOf(spans)).sort((a, b) => a.from - b.from);
  const outside: Range[] = [];
  let next = 0;
  for (const { from, to } of kept) {
    if (from > next) outside.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  return [...outside, { from: next, to: Number.MAX_SAFE_INTEGER }];
}
