/** Lines of a line's event log that tell of policies: they are all its record of them, and go back and forth with the line. A rollout tells of one where a policy began it. */
const POLICY_EVENTS: ReadonlySet<string> = new Set(['policy', 'asked', 'trained', 'swapped', 'kept', 'rollout']);

/** A line of the event log, as far as it matters to policies. */
export interface RecordedEvent {
  readonly index: number;
  readonly type: string;
  readonly data: unknown;
}

export function isPolicyEvent({ type }: RecordedEvent): boolean {
  return POLICY_EVENTS.has(type);
}

/**
 * The policy that goes on when a line is another from an event on, as a line of its log there; none where it goes on by itself, or there was none. `index`: −∞ where nothing
 * of the record stays.
 */
export function carriedPolicy<E extends RecordedEvent>(events: readonly E[], index: number): readonly Pick<E, 'index' | 'type' | 'data'>[] {
  const newest = events.findLast(({ type }) => type === 'policy');
  return newest && newest.index > index ? [{ index: Math.max(0, index), type: newest.type, data: newest.data }] : [];
}
