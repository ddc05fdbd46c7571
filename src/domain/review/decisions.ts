import { OrchardError } from '../common/errors.ts';
import type { Finding, Reason } from './findings.ts';

/** Who judged: a hand, or the simulated inspector. */
export const JUDGES = ['hand', 'inspector'] as const;
export type Judge = (typeof JUDGES)[number];

/** What somebody decided of a picture, and what was there before. */
export interface Decision {
  /** Of the sample. */
  readonly id: string;
  readonly act: 'keep' | 'drop' | 'relabel';
  /** Its label before. */
  readonly before: string;
  /** Its label since, of `relabel`. */
  readonly label?: string;
  /** What it stood in the queue for. */
  readonly reasons: readonly Reason[];
}

/** Decisions that were made at once: they are kept and taken back together. */
export interface CleaningAct {
  readonly what: 'cleaning';
  readonly decisions: readonly Decision[];
  readonly by: Judge;
  /** Unix ms. */
  readonly atMs: number;
}

/** What is asked for: `seen` is the label that the judge was shown. */
export interface Wish {
  readonly id: string;
  readonly decision: 'keep' | 'drop' | { readonly label: string };
  readonly seen: string;
  readonly reasons: readonly Reason[];
}

/** What a data set has to do so that an act holds, or holds no more. */
export interface Amendment {
  readonly remove?: readonly string[];
  readonly restore?: readonly string[];
  readonly relabel?: readonly { readonly id: string; readonly label: string }[];
}

/**
 * The act that carries some wishes out, and what it does to the data set. `labelOf` is the data set as it is now. Throws `review-stale` where a
 * picture was removed or relabelled since it was shown, or is wished for twice, and `label-unknown` for a label that is none of `labels`.
 */
export function decide(wishes: readonly Wish[], labelOf: ReadonlyMap<string, string>, labels: readonly string[], by: Judge, atMs: number): { act: CleaningAct; amendment: Amendment } {
  const seenOnce = new Set(wishes.map(({ id }) => id));
  if (seenOnce.size !== wishes.length) throw new OrchardError('review-stale', 'a picture is decided twice at once');
  const decisions = wishes.map(({ id, decision, seen, reasons }): Decision => {
    const before = labelOf.get(id);
    if (before === undefined || before !== seen) throw new OrchardError('review-stale', `${id} was “${seen}” and is ${before === undefined ? 'gone' : `“${before}”`}`);
    if (typeof decision === 'string') return { id, act: decision, before, reasons };
    if (!labels.includes(decision.label)) throw new OrchardError('label-unknown', decision.label);
    // Who gives a picture the label that it has keeps it.
    return decision.label === before ? { id, act: 'keep', before, reasons } : { id, act: 'relabel', before, label: decision.label, reasons };
  });
  return { act: { what: 'cleaning', decisions, by, atMs }, amendment: amendmentOf(decisions) };
}

function amendmentOf(decisions: readonly Decision[]): Amendment {
  const remove = decisions.filter(({ act }) => act === 'drop').map(({ id }) => id);
  const relabel = decisions.flatMap(({ id, act, label }) => (act === 'relabel' ? [{ id, label: label! }] : []));
  return { ...(remove.length > 0 ? { remove } : {}), ...(relabel.length > 0 ? { relabel } : {}) };
}

/**
 * What takes an act back exactly. Throws `review-stale` where the data set is no longer as the act left it: a picture that it kept or relabelled
 * has another label or is gone, or one that it dropped is there again.
 */
export function takeBack({ decisions }: CleaningAct, labelOf: ReadonlyMap<string, string>): Amendment {
  for (const { id, act, before, label = before } of decisions) {
    const now = labelOf.get(id);
    if (act === 'drop' ? now !== undefined : now !== label) throw new OrchardError('review-stale', `${id} is ${now === undefined ? 'gone' : `“${now}”`}`);
  }
  const restore = decisions.filter(({ act }) => act === 'drop').map(({ id }) => id);
  const relabel = decisions.filter(({ act }) => act === 'relabel').map(({ id, before }) => ({ id, label: before }));
  return { ...(restore.length > 0 ? { restore } : {}), ...(relabel.length > 0 ? { relabel } : {}) };
}

/** The newest decision of each picture, by sample id. */
export function decidedBy(acts: readonly CleaningAct[]): ReadonlyMap<string, { decision: Decision; by: Judge; atMs: number }> {
  return new Map(acts.flatMap(({ decisions, by, atMs }) => decisions.map((decision) => [decision.id, { decision, by, atMs }] as const)));
}

/** A decision is about a finding for which it was made, and about the label that it was made of or led to. */
function holds({ reasons, before, label }: Decision, finding: Finding): boolean {
  return reasons.includes(finding.reason) && (finding.kind !== 'labels' || finding.given === before || finding.given === label);
}

/** A finding as it stands: waiting, or settled by a decision or by what became of its pictures. */
export interface QueuedFinding {
  readonly finding: Finding;
  readonly decided: { readonly decision: Decision; readonly by: Judge; readonly atMs: number } | null;
}

/**
 * The queue of some findings, in their order. A finding is decided once a picture of it was (of copies: once no two are undecided and there), and
 * stays so; one whose picture somebody removed or relabelled elsewhere is left out.
 */
export function queueOf(findings: readonly Finding[], acts: readonly CleaningAct[], labelOf: ReadonlyMap<string, string>): QueuedFinding[] {
  const newest = decidedBy(acts);
  return findings.flatMap((finding): QueuedFinding[] => {
    const made = finding.ids.map((id) => newest.get(id)).filter((each) => each !== undefined).filter(({ decision }) => holds(decision, finding));
    const decided = made.toSorted((a, b) => b.atMs - a.atMs)[0] ?? null;
    if (finding.ids.length > 1) {
      const there = finding.ids.filter((id) => labelOf.has(id));
      const open = there.filter((id) => !made.some(({ decision }) => decision.id === id));
      if (there.length > 1 && open.length > 0) return [{ finding, decided: null }];
      return decided ? [{ finding, decided }] : [];
    }
    if (decided) return [{ finding, decided }];
    const now = labelOf.get(finding.ids[0]!);
    return now === undefined || (finding.kind === 'labels' && now !== finding.given) ? [] : [{ finding, decided: null }];
  });
}
