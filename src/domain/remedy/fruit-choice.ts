import { OrchardError } from '../common/errors.ts';
import { UNKNOWN_TRUTH } from '../world/stream/truth.ts';
import { confidenceAt, featureAt, indexAt, type LogRows } from '../log/rows.ts';

/** Which fruits of the line join the data set, of those whose truth is known. */
export const FRUIT_CHOICES = ['newest', 'since-cut', 'uncertain', 'unlike', 'disagree'] as const;
export type FruitChoice = (typeof FRUIT_CHOICES)[number];

/** Mean and spread of a feature in what the live version learnt from, or in the reference. */
export interface Usual {
  readonly mean: number;
  readonly std: number;
}

/** What a choice goes by. */
export interface ChoiceGround {
  /** Event from which the world is another; null where none is known. */
  readonly cut: number | null;
  /** What is usual, by feature. */
  readonly usual: ReadonlyMap<string, Usual>;
  /** Events on which champion and candidate disagree; null where no candidate was replayed. */
  readonly disagree: ReadonlySet<number> | null;
  /** Events that are in the data set already. */
  readonly taken: ReadonlySet<number>;
}

/** A fruit that can be chosen. */
interface Candidate {
  readonly event: number;
  /** How much it is wanted: the more the better. */
  readonly want: number;
  /** Position of its reported truth among the labels of the world. */
  readonly truth: number;
}

/** Least spread of a feature that still counts. */
const LEAST_STD = 1e-4;

/** What a choice offers, in all and by reported truth, and what it takes. */
export interface ChosenFruit {
  /** Fruits that the choice could take. */
  readonly available: number;
  /** Events, rising. */
  readonly events: Int32Array;
}

/**
 * The `count` fruits of greatest want among rows of the log whose truth is known before `knownTo`, each event once. `balanced`: as many of each reported truth as there are of the rarest, as far as they go. Equal wants
 * go to the newer fruit. Throws `argument-invalid` for `since-cut` without a cut and `disagree` without a candidate.
 */
export function chooseFruit(choice: FruitChoice, rows: readonly LogRows[], knownTo: number, ground: ChoiceGround, { count, balanced }: { count: number; balanced: boolean }): ChosenFruit {
  if (choice === 'since-cut' && ground.cut === null) throw new OrchardError('argument-invalid', 'no change is known since which fruit could be taken');
  if (choice === 'disagree' && ground.disagree === null) throw new OrchardError('argument-invalid', 'no candidate was replayed that could disagree');
  const candidates = rows.flatMap((piece) => candidatesOf(choice, piece, knownTo, ground));
  candidates.sort((a, b) => b.want - a.want || b.event - a.event);
  const taken = balanced ? evenly(candidates, count) : candidates.slice(0, count);
  return { available: candidates.length, events: Int32Array.from(taken, ({ event }) => event).sort() };
}

function candidatesOf(choice: FruitChoice, rows: LogRows, knownTo: number, { cut, usual, disagree, taken }: ChoiceGround): Candidate[] {
  const found: Candidate[] = [];
  for (let row = 0; row < rows.count; row += 1) {
    const event = indexAt(rows, row);
    if (event >= knownTo || taken.has(event) || rows.columns.reportedTruth[row] === UNKNOWN_TRUTH) continue;
    if (choice === 'since-cut' && event < cut!) continue;
    if (choice === 'disagree' && !disagree!.has(event)) continue;
    found.push({ event, want: wantOf(choice, rows, row, event, usual), truth: rows.columns.reportedTruth[row]! });
  }
  return found;
}

function wantOf(choice: FruitChoice, rows: LogRows, row: number, event: number, usual: ReadonlyMap<string, Usual>): number {
  switch (choice) {
    case 'newest':
    case 'disagree':
    case 'since-cut': return event;
    case 'uncertain': return -confidenceAt(rows, row);
    case 'unlike': return unlikeness(rows, row, usual);
  }
}

/** Mean squared distance from what is usual, in standard deviations, over the features that both have. */
function unlikeness(rows: LogRows, row: number, usual: ReadonlyMap<string, Usual>): number {
  let [sum, count] = [0, 0];
  rows.features.forEach((name, i) => {
    const known = usual.get(name);
    if (!known || known.std < LEAST_STD) return;
    sum += ((featureAt(rows, row, i) - known.mean) / known.std) ** 2;
    count += 1;
  });
  return count === 0 ? 0 : sum / count;
}

/** As many of each truth as of the rarest, the most wanted first; the rest stays away. */
function evenly(candidates: readonly Candidate[], count: number): Candidate[] {
  const byTruth = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const group = byTruth.get(candidate.truth);
    if (group) group.push(candidate);
    else byTruth.set(candidate.truth, [candidate]);
  }
  const groups = [...byTruth.values()];
  if (groups.length === 0) return [];
  const each = Math.min(Math.max(1, Math.floor(count / groups.length)), ...groups.map(({ length }) => length));
  return groups.flatMap((group) => group.slice(0, each));
}
