import * as v from 'valibot';
import type { Decision, RenewalAnswer } from './controller.ts';
import { isPolicyEvent, type RecordedEvent } from './policy-events.ts';
import { GATES, parsePolicy, parseTrigger, type Policy } from './policy.ts';

/** How much of the loop goes round by itself: 0 nothing, 1 the policy retrains. */
export type Level = 0 | 1;

/** A policy and level from an event on. */
export interface PolicyChange {
  readonly from: number;
  readonly level: Level;
  readonly policy: Policy;
}

/** What a line's event log tells of policies. */
export interface PolicyRecord {
  /** In the order in which they were made. */
  readonly changes: readonly PolicyChange[];
  /** Renewals that were asked for, oldest first, with what came of them; null while that is not known. */
  readonly decisions: readonly Decision[];
}

/** Names a renewal on a line: the same one, whoever asks again. */
export function renewalKey({ id, at }: Pick<Decision, 'id' | 'at'>): string {
  return `${id}@${at}`;
}

const event = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const counter = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const renewalSchema = v.object({ id: counter, at: event, effectiveAt: event, cause: v.pipe(v.unknown(), v.transform(parseTrigger)), cut: v.nullable(event) });
const answerSchema = v.object({
  how: v.picklist(['trained', 'swapped', 'tried', 'kept']), version: v.nullable(counter), learnt: event,
  gates: v.array(v.object({ gate: v.picklist(GATES), passed: v.boolean(), value: v.number(), count: event })), code: v.nullable(v.string()),
});
const changeSchema = v.object({ level: v.picklist([0, 1]), policy: v.pipe(v.unknown(), v.transform(parsePolicy)) });
const toldSchema = v.object({ renewal: renewalSchema });
const doneSchema = v.object({ renewal: renewalSchema, answer: answerSchema });

/** Reads the record out of an event log, oldest line first. Lines of other kinds, and those that cannot be read, tell nothing. */
export function readPolicyRecord(events: readonly RecordedEvent[]): PolicyRecord {
  const changes: PolicyChange[] = [];
  const decisions = new Map<string, Decision>();
  for (const { index, type, data } of events.filter(isPolicyEvent)) {
    try {
      if (type === 'policy') changes.push({ from: Math.max(0, index), ...v.parse(changeSchema, data) });
      else if (type === 'asked') {
        const { renewal } = v.parse(toldSchema, data);
        if (!decisions.has(renewalKey(renewal))) decisions.set(renewalKey(renewal), { ...renewal, answer: null });
      } else {
        const { renewal, answer } = v.parse(doneSchema, data);
        decisions.set(renewalKey(renewal), { ...renewal, answer });
      }
    } catch {
      continue;
    }
  }
  return { changes, decisions: [...decisions.values()].sort((a, b) => a.at - b.at || a.id - b.id) };
}

/**
 * Decisions as they are told: whoever changed level or policy while a renewal was pending has called it off, which is an answer too (`kept`, with `cancelled`). The line's own record keeps it open, since nobody settled it.
 */
export function toldDecisions({ changes, decisions }: PolicyRecord): Decision[] {
  const calledOff: RenewalAnswer = { how: 'kept', version: null, learnt: 0, gates: [], code: 'cancelled' };
  return decisions.map((each) => (each.answer === null && changes.some(({ from }) => from > each.at) ? { ...each, answer: calledOff } : each));
}
