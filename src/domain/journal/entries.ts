import { cameBack, type EarlierTime } from '../delivery/came-back.ts';
import type { Deployment } from '../delivery/deployment.ts';
import { findingOf, type Trial } from '../remedy/trial.ts';
import type { DriftKind } from '../world/orchard/drift-kinds.ts';

/** An incident as the journal is told of it; moments are events. */
export interface JournalIncident {
  readonly id: string;
  readonly title: string;
  readonly from: number;
  /** Null while it goes on. */
  readonly to: number | null;
  /** What somebody found when they asked why; null while nobody has. */
  readonly kind: DriftKind | 'slow' | null;
}

/** A free note in the margin. */
export interface Note {
  /** The incident beside which it stands; null: beside none. */
  readonly incident: string | null;
  readonly text: string;
  /** Event at which it was written. */
  readonly at: number;
  /** Unix ms. */
  readonly atMs: number;
}

/** Accuracy over the truths of a stretch, 0..1, and how many; null where there are none. */
export interface Measured {
  readonly share: number;
  readonly count: number;
}

/** One problem and what became of it, in Kaizen's five steps. */
export interface JournalEntry {
  /** Counted from 1, the oldest first. */
  readonly number: number;
  /** What went wrong. */
  readonly problem: JournalIncident;
  /** What could help: the newest trial of each remedy, the best first. */
  readonly designs: readonly Trial[];
  /** Does it, really: the trial whose version was adopted, else the best. */
  readonly test: Trial | null;
  /** Before it was adopted, and after. */
  readonly measures: { readonly before: Measured | null; readonly after: Measured | null };
  /** What stayed: the deployment that answered it. */
  readonly adopted: Deployment | null;
  /** When its version decided before, where a policy brought it back instead of training one. */
  readonly cameBack: EarlierTime | null;
  /** What somebody wrote beside it. */
  readonly notes: readonly Note[];
}

/** What the journal is made of. */
export interface JournalSource {
  readonly incidents: readonly JournalIncident[];
  readonly trials: readonly Trial[];
  readonly deployments: readonly Deployment[];
  readonly notes: readonly Note[];
  /** Accuracy over the truths of events `from` to `to` − 1; null where there are none. */
  accuracy(from: number, to: number): Promise<Measured | null>;
  /** Event behind the newest whose truth is known. */
  readonly knownTo: number;
}

/** Truths over which accuracy is measured before and after. */
export const MEASURED_EVENTS = 500;

/** Notes that stand beside no entry: those of no incident, and of one that the line has not had (any more). */
export function otherNotes<N extends Note>(notes: readonly N[], entries: readonly JournalEntry[]): N[] {
  return notes.filter(({ incident }) => !entries.some(({ problem }) => problem.id === incident));
}

/** The journal, the newest entry first. */
export async function journalEntries({ incidents, trials, deployments, notes, accuracy, knownTo }: JournalSource): Promise<JournalEntry[]> {
  const ordered = [...incidents].sort((a, b) => a.from - b.from);
  const entries = ordered.map(async (problem, i): Promise<JournalEntry> => {
    const next = ordered[i + 1]?.from ?? Infinity;
    const own = trials.filter(({ incident }) => incident === problem.id);
    const newest = own.filter((trial, at) => !own.slice(at + 1).some(({ remedy }) => remedy === trial.remedy));
    const designs = newest.sort((a, b) => (b.difference?.value ?? -Infinity) - (a.difference?.value ?? -Infinity));
    const adopted = deployments.find(({ fromIndex, replaced, reason }) => replaced !== null && reason !== 'rollback' && reason !== 'rollout' && fromIndex >= problem.from && fromIndex < next) ?? null;
    const test = designs.find(({ version }) => version === adopted?.version) ?? designs.find((trial) => findingOf(trial) === 'better') ?? designs[0] ?? null;
    const before = adopted ? await accuracy(Math.max(problem.from, adopted.fromIndex - MEASURED_EVENTS), adopted.fromIndex) : await accuracy(Math.max(problem.from, knownTo - MEASURED_EVENTS), Math.min(knownTo, next));
    const until = Math.min(knownTo, next, (adopted?.fromIndex ?? 0) + 2 * MEASURED_EVENTS);
    const after = adopted && until - adopted.fromIndex >= MEASURED_EVENTS ? await accuracy(Math.max(adopted.fromIndex, until - MEASURED_EVENTS), until) : null;
    return { number: i + 1, problem, designs, test, measures: { before, after }, adopted, cameBack: adopted && cameBack(deployments, adopted), notes: notes.filter(({ incident }) => incident === problem.id) };
  });
  return (await Promise.all(entries)).reverse();
}
