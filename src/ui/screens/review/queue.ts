import type { QueuedFinding } from '../../../domain/review/decisions.ts';
import type { CopiesGroup, FaultyPicture, Finding, LabelDoubt, Reason } from '../../../domain/review/findings.ts';
import { nameText } from '../../names.ts';

/** A finding of one form, as it stands. */
export interface Queued<Of extends Finding = Finding> {
  finding: Of;
  decided: QueuedFinding['decided'];
}

/** The queue by the part of the screen that shows it, each in the queue's order. */
export function partsOf(queue: readonly QueuedFinding[]): { labels: Queued<LabelDoubt>[]; copies: Queued<CopiesGroup>[]; faults: Queued<FaultyPicture>[] } {
  const labels: Queued<LabelDoubt>[] = [];
  const copies: Queued<CopiesGroup>[] = [];
  const faults: Queued<FaultyPicture>[] = [];
  for (const { finding, decided } of queue) {
    if (finding.reason === 'label') labels.push({ finding, decided });
    else if ('best' in finding) copies.push({ finding, decided });
    else faults.push({ finding, decided });
  }
  return { labels, copies, faults };
}

/** A key of a finding: its reason and first picture. */
export const keyOf = ({ reason, ids }: Finding): string => `${reason} ${ids[0]}`;

/** What each count is called, in the order in which they stand, and whether it is an error or a blemish. */
export const COUNTED: readonly { reason: Reason; words: (n: number) => string; tone: 'alert' | 'warn' | 'plain' }[] = [
  { reason: 'label', words: (n) => (n === 1 ? 'label in doubt' : 'labels in doubt'), tone: 'alert' },
  { reason: 'near', words: (n) => (n === 1 ? 'near-duplicate' : 'near-duplicates'), tone: 'warn' },
  { reason: 'split', words: () => 'across the split', tone: 'alert' },
  { reason: 'dark', words: () => 'dark', tone: 'warn' },
  { reason: 'blurred', words: () => 'blurred', tone: 'warn' },
  { reason: 'frozen', words: () => 'frozen', tone: 'warn' },
  { reason: 'far-off', words: () => 'far off', tone: 'plain' },
];

/** What was decided of a picture, in words. */
export function decidedText({ decision: { act, before, label }, by }: NonNullable<QueuedFinding['decided']>): string {
  const who = by === 'hand' ? 'by hand' : 'by the inspector';
  if (act === 'relabel') return `relabelled ${who}: ${nameText(before)} → ${nameText(label!)}`;
  return `${act === 'keep' ? 'kept' : 'dropped'} ${who}`;
}

/** The finding that comes after another one among those that wait; the first where that one is none of them. */
export function afterOf(waiting: readonly QueuedFinding[], key: string | null): string | null {
  const at = waiting.findIndex(({ finding }) => keyOf(finding) === key);
  const next = waiting[at + 1] ?? waiting[0];
  return next ? keyOf(next.finding) : null;
}
