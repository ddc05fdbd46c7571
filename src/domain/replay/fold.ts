import { bestVerdict, type ValueMatrix } from '../business/decision.ts';
import type { LearntFruit } from '../delivery/comparison/learnt.ts';
import type { Share } from '../delivery/comparison/pair.ts';
import { twoSidedDeviate, type Interval } from '../experiment/interval.ts';
import { mcnemarExact, pairedDifference, pairedInterval, type PairedCounts } from '../experiment/paired.ts';
import { DEFAULT_ALPHA, wilsonInterval } from '../experiment/proportions.ts';
import { argMax } from '../learning/evaluation/classification.ts';
import { CULTIVAR_IDS } from '../world/orchard/catalogue.ts';
import { SPECIES } from '../world/orchard/world.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { toShare } from '../log/rows.ts';
import { supplierNamed } from '../world/suppliers/suppliers.ts';
import { PHOTO_SETS } from '../world/stream/kind.ts';
import { PHOTOGRAPH, truthFor, truthKind, UNKNOWN_TRUTH } from '../world/stream/truth.ts';
import {
  MOST_PARTED, type Incomparable, type MeanEstimate, type PartedFruit, type ReplayedAccuracy, type ReplayedPair, type ReplayedSlice, type ReplayedValue, type ReplayResult, type SliceKind,
} from './result.ts';
import { positionIn, type StretchColumns } from './stretch.ts';

/** Bins of events in which accuracy and value are told. */
const BINS = 40;

/** A version as the fold knows it. */
export interface ReplaySubject {
  readonly key: string;
  /** Its number where it is registered, else null. */
  readonly version: number | null;
  readonly labels: readonly string[];
  /** Fruits that it has learnt from; null: of none of this line. */
  readonly learnt: LearntFruit | null;
}

/** What is replayed, and how much of it there is. */
export interface ReplayPlan {
  readonly from: number;
  readonly to: number;
  readonly planned: number;
  readonly recorded: number;
  readonly baseline: string;
  readonly values: ValueMatrix | null;
  /** Keys of the subjects that are predicted from the features of the log. */
  readonly fromLog: readonly string[];
}

/** What the log says of some events, in columns. */
export interface LoggedColumns {
  readonly version: Uint32Array;
  /** Position in `labels`. */
  readonly predicted: Uint8Array;
  /** Probability of what was predicted, in the steps in which the log keeps it. */
  readonly confidence: Float32Array;
  /** 1 right, 0 wrong, anything else not known. */
  readonly right: Uint8Array;
  /** 0 where the log has no reported truth of an event, though it is due: it never becomes known. All are known where it is left out. */
  readonly reported?: Uint8Array;
  readonly labels: readonly string[];
}

/** Events with what each version said of them: `scores[i]` are rows × labels of subject i. */
export interface ReplayedRows {
  readonly columns: StretchColumns;
  readonly scores: readonly Float32Array[];
  /** The same events as the log has them. */
  readonly logged?: LoggedColumns;
}

/** One version on the rows of a piece. */
interface Said { readonly predicted: Uint8Array; readonly confidence: Float32Array; readonly right: Uint8Array; readonly value: Float64Array | null }
interface Piece { readonly columns: StretchColumns; readonly said: readonly Said[]; /** 1 where the row counts. */ readonly counts: Uint8Array; readonly waiting: number; readonly neverKnown: number; readonly learnt: readonly number[]; readonly logged: LoggedColumns | null; readonly reproduced: readonly Reproduced[] }
interface Reproduced { readonly same: number; readonly of: number }

/** Gathers what versions said of a stretch, piece by piece in any order, and tells what comes of it so far. */
export class ReplayFold {
  readonly #plan: ReplayPlan;
  readonly #subjects: readonly ReplaySubject[];
  readonly #baseline: number;
  readonly #pieces: Piece[] = [];
  /** Truths of photographs so far, by which those of all pieces are told. */
  readonly #names: string[] = [];

  /** `plan.baseline` is the key of one of the subjects. */
  constructor(plan: ReplayPlan, subjects: readonly ReplaySubject[]) {
    this.#plan = plan;
    this.#subjects = subjects;
    this.#baseline = subjects.findIndex(({ key }) => key === plan.baseline);
  }

  add({ columns: given, scores, logged }: ReplayedRows): void {
    const drawn = this.#commonly(given);
    const columns = logged?.reported ? { ...drawn, reportedTruth: drawn.reportedTruth.map((truth, row) => (logged.reported![row] === 0 ? UNKNOWN_TRUTH : truth)) } : drawn;
    const rows = columns.index.length;
    const counts = new Uint8Array(rows).fill(1);
    const learnt = this.#subjects.map(() => 0);
    let [waiting, neverKnown] = [0, 0];
    for (let row = 0; row < rows; row += 1) {
      const fruit = { seed: columns.seed[row]!, index: columns.pictureIndex[row]! };
      this.#subjects.forEach((subject, i) => {
        if (!subject.learnt?.has(fruit)) return;
        learnt[i]! += 1;
        counts[row] = 0;
      });
      if (columns.reportedTruth[row] !== UNKNOWN_TRUTH) continue;
      if (drawn.reportedTruth[row] === UNKNOWN_TRUTH) waiting += 1;
      else neverKnown += 1;
      counts[row] = 0;
    }
    const said = this.#subjects.map(({ labels }, i) => saidBy(labels, scores[i]!, columns, this.#plan.values));
    const reproduced = this.#subjects.map(({ version, labels }, i) => (logged ? reproducedOf(logged, version, labels, said[i]!) : { same: 0, of: 0 }));
    this.#pieces.push({ columns, said, counts, waiting, neverKnown, learnt, logged: logged ?? null, reproduced });
  }

  /** Columns whose truths of photographs are positions in the names of all pieces. */
  #commonly(columns: StretchColumns): StretchColumns {
    const { names = [] } = columns;
    if (names.length === 0) return columns;
    const places = names.map((name) => positionIn(this.#names, name));
    const reportedTruth = columns.reportedTruth.map((truth, row) => (columns.species[row] === PHOTOGRAPH ? places[truth] ?? UNKNOWN_TRUTH : truth));
    return { ...columns, reportedTruth, names: this.#names };
  }

  /** What comes of all pieces so far; the same whatever their order was. */
  result(): ReplayResult {
    const pieces = this.#pieces.toSorted((a, b) => (a.columns.index[0] ?? 0) - (b.columns.index[0] ?? 0));
    const { from, to, planned, recorded, baseline, fromLog } = this.#plan;
    const all = new Rows(pieces, this.#subjects.length);
    const width = Math.max(1, Math.ceil((to - from) / BINS));
    const bins = Math.ceil((to - from) / width);
    const binOf = (row: number): number => Math.floor((all.index[row]! - from) / width);
    const kinds = this.#subjects.map(({ labels }) => truthKind(labels, this.#names.length > 0 ? this.#names : undefined));
    const incomparable = kinds.map((kind): Incomparable | null => (kind === 'none' ? 'no-truth' : kind === kinds[this.#baseline] ? null : 'other-truth'));
    const keyed = <T>(of: (i: number) => T, only: (i: number) => boolean = () => true): Record<string, T> =>
      Object.fromEntries(this.#subjects.flatMap(({ key }, i) => (only(i) ? [[key, of(i)]] : [])));
    const isRival = (i: number): boolean => i !== this.#baseline;
    const paired = keyed((i) => (incomparable[i] === null ? pairOf(all, this.#baseline, i) : null), isRival);
    const parted = (right: number, i: number) => (incomparable[i] === null ? this.#parted(all, i, right) : []);
    return {
      from, to, baseline, fromLog,
      sample: { done: pieces.reduce((sum, { columns }) => sum + columns.index.length, 0), planned, recorded },
      judged: all.length,
      waiting: pieces.reduce((sum, piece) => sum + piece.waiting, 0),
      neverKnown: pieces.reduce((sum, piece) => sum + piece.neverKnown, 0),
      learnt: keyed((i) => pieces.reduce((sum, piece) => sum + piece.learnt[i]!, 0)),
      index: Array.from({ length: bins }, (_, bin) => from + bin * width),
      accuracy: keyed((i) => (kinds[i] === 'none' ? null : accuracyOf(all.right[i]!, bins, binOf))),
      logged: all.logged && accuracyOf(all.logged, bins, binOf),
      reproduced: keyed((i) => pieces.reduce((sum, { reproduced }) => ({ same: sum.same + reproduced[i]!.same, of: sum.of + reproduced[i]!.of }), { same: 0, of: 0 }), (i) => this.#subjects[i]!.version !== null),
      value: keyed((i) => valueOf(all, i, bins, binOf)),
      slices: this.#slices(all, incomparable),
      paired,
      mended: keyed((i) => parted(1, i), isRival),
      broken: keyed((i) => parted(0, i), isRival),
      incomparable: Object.fromEntries(this.#subjects.flatMap(({ key }, i) => (incomparable[i] === null ? [] : [[key, incomparable[i]!]]))),
    };
  }

  /** The newest fruits on which a version parts from the baseline, being right itself or not. */
  #parted(all: Rows, i: number, right: number): PartedFruit[] {
    const found: PartedFruit[] = [];
    const verdict = (of: number, row: number) => ({ said: this.#subjects[of]!.labels[all.predicted[of]![row]!]!, confidence: all.confidence[of]![row]! });
    const isRipeness = truthKind(this.#subjects[this.#baseline]!.labels) === 'ripeness';
    for (let row = all.length - 1; row >= 0 && found.length < MOST_PARTED; row -= 1) {
      if (all.right[i]![row] !== right || all.right[this.#baseline]![row] === right) continue;
      const truth = all.species[row] === PHOTOGRAPH ? this.#names[all.reportedTruth[row]!]! : isRipeness ? RIPENESS_LABELS[all.reportedTruth[row]!]! : SPECIES[all.species[row]!]!;
      found.push({ index: all.index[row]!, truth, baseline: verdict(this.#baseline, row), version: verdict(i, row) });
    }
    return found;
  }

  #slices(all: Rows, incomparable: readonly (Incomparable | null)[]): ReplayedSlice[] {
    const { labels } = this.#subjects[this.#baseline]!;
    const names: Record<SliceKind, (row: number) => string | undefined> = {
      species: (row) => (all.species[row] === PHOTOGRAPH ? this.#names[all.reportedTruth[row]!]! : SPECIES[all.species[row]!]!),
      cultivar: (row) => (all.species[row] === PHOTOGRAPH ? PHOTO_SETS[all.cultivar[row]!]! : CULTIVAR_IDS[SPECIES[all.species[row]!]!][all.cultivar[row]!]!),
      supplier: (row) => supplierNamed(all.supplier[row]!),
      predicted: (row) => labels[all.predicted[this.#baseline]![row]!]!,
    };
    return Object.entries(names).flatMap(([by, nameOf]) => {
      const groups = new Map<string, number[]>();
      for (let row = 0; row < all.length; row += 1) {
        const name = nameOf(row);
        if (name === undefined) continue;
        const rows = groups.get(name);
        if (rows) rows.push(row);
        else groups.set(name, [row]);
      }
      return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, rows]): ReplayedSlice => ({
        by: by as SliceKind, name, of: rows.length,
        accuracy: Object.fromEntries(this.#subjects.flatMap(({ key }, i) => (incomparable[i] === 'no-truth' ? [] : [[key, shareAt(all.right[i]!, rows)!]]))),
        difference: Object.fromEntries(this.#subjects.flatMap(({ key }, i) => {
          if (i === this.#baseline || incomparable[i] !== null) return [];
          const counts = countsAt(all.right[this.#baseline]!, all.right[i]!, rows);
          return [[key, { difference: pairedDifference(counts)!, interval: pairedInterval(counts, DEFAULT_ALPHA / groups.size) }]];
        })),
      }));
    });
  }
}

/** What a version said of some rows, and whether it was right as far as that is known. */
function saidBy(labels: readonly string[], scores: Float32Array, columns: StretchColumns, values: ValueMatrix | null): Said {
  const rows = columns.index.length;
  const [predicted, confidence, right] = [new Uint8Array(rows), new Float32Array(rows), new Uint8Array(rows)];
  const truths = truthFor(labels, columns);
  const names = labels.map((label) => label.trim().toLowerCase());
  const places = RIPENESS_LABELS.map((label) => names.indexOf(label));
  // With a third label a verdict is none of the two that have a value.
  const value = values !== null && labels.length === 2 && !places.includes(-1) ? new Float64Array(rows) : null;
  const two = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const at = row * labels.length;
    const winner = argMax(scores, at, labels.length);
    predicted[row] = winner;
    confidence[row] = scores[at + winner]!;
    right[row] = truths?.[row] === winner ? 1 : 0;
    if (!value || columns.species[row] === PHOTOGRAPH || columns.reportedTruth[row] === UNKNOWN_TRUTH) continue;
    [two[0], two[1]] = [scores[at + places[0]!]!, scores[at + places[1]!]!];
    value[row] = values![columns.reportedTruth[row]!]![bestVerdict(values!, two)]!;
  }
  return { predicted, confidence, right, value };
}

/** How often a version says again what the log says that it said. */
function reproducedOf({ version, predicted, confidence, labels: names }: LoggedColumns, number: number | null, labels: readonly string[], said: Said): Reproduced {
  let [same, of] = [0, 0];
  for (let row = 0; row < version.length; row += 1) {
    if (version[row] !== number) continue;
    of += 1;
    if (names[predicted[row]!] === labels[said.predicted[row]!] && toShare(confidence[row]!) === toShare(said.confidence[row]!)) same += 1;
  }
  return { same, of };
}

/** The rows of all pieces that count, as one set of columns. */
class Rows {
  readonly length: number;
  readonly index: Uint32Array;
  readonly species: Uint8Array;
  readonly cultivar: Uint8Array;
  readonly supplier: Uint8Array;
  readonly reportedTruth: Uint8Array;
  readonly predicted: Uint8Array[];
  readonly confidence: Float32Array[];
  readonly right: Uint8Array[];
  readonly value: (Float64Array | null)[];
  /** Whether the line itself was right; null where that is not at hand. */
  readonly logged: Uint8Array | null;

  constructor(pieces: readonly Piece[], subjects: number) {
    this.length = pieces.reduce((sum, { counts }) => counts.reduce((each, one) => each + one, sum), 0);
    const gathered = <T extends Uint8Array | Uint32Array | Float32Array | Float64Array>(out: T, of: (piece: Piece) => ArrayLike<number>): T => {
      let at = 0;
      for (const piece of pieces) {
        const column = of(piece);
        for (let row = 0; row < column.length; row += 1) if (piece.counts[row] === 1) out[at++] = column[row]!;
      }
      return out;
    };
    const each = <T>(of: (i: number) => T): T[] => Array.from({ length: subjects }, (_, i) => of(i));
    this.index = gathered(new Uint32Array(this.length), ({ columns }) => columns.index);
    this.species = gathered(new Uint8Array(this.length), ({ columns }) => columns.species);
    this.cultivar = gathered(new Uint8Array(this.length), ({ columns }) => columns.cultivar);
    this.supplier = gathered(new Uint8Array(this.length), ({ columns }) => columns.supplier);
    this.reportedTruth = gathered(new Uint8Array(this.length), ({ columns }) => columns.reportedTruth);
    this.predicted = each((i) => gathered(new Uint8Array(this.length), ({ said }) => said[i]!.predicted));
    this.confidence = each((i) => gathered(new Float32Array(this.length), ({ said }) => said[i]!.confidence));
    this.right = each((i) => gathered(new Uint8Array(this.length), ({ said }) => said[i]!.right));
    this.logged = pieces.every(({ logged }) => logged) && pieces.length > 0 ? gathered(new Uint8Array(this.length), ({ logged }) => logged!.right).map((right) => (right === 1 ? 1 : 0)) : null;
    this.value = each((i) => (pieces.length > 0 && pieces.every(({ said }) => said[i]!.value) ? gathered(new Float64Array(this.length), ({ said }) => said[i]!.value!) : null));
  }
}

function shareFrom(right: number, of: number): Share | null {
  const interval = wilsonInterval({ trials: of, successes: right });
  return interval && { right, of, share: right / of, interval };
}

function shareAt(right: Uint8Array, rows: readonly number[]): Share | null {
  return shareFrom(rows.reduce((sum, row) => sum + right[row]!, 0), rows.length);
}

function accuracyOf(right: Uint8Array, bins: number, binOf: (row: number) => number): ReplayedAccuracy | null {
  const counts = Array.from({ length: bins }, () => ({ right: 0, of: 0 }));
  let all = 0;
  right.forEach((one, row) => {
    const bin = counts[binOf(row)]!;
    bin.of += 1;
    bin.right += one;
    all += one;
  });
  const share = shareFrom(all, right.length);
  return share && { ...share, bins: counts.map((bin) => shareFrom(bin.right, bin.of)) };
}

function valueOf({ value, length }: Rows, i: number, bins: number, binOf: (row: number) => number): ReplayedValue | null {
  const worth = value[i];
  if (!worth || length === 0) return null;
  const totals = Array.from({ length: bins }, () => ({ of: 0, total: 0 }));
  worth.forEach((each, row) => {
    const bin = totals[binOf(row)]!;
    bin.of += 1;
    bin.total += each;
  });
  return { of: length, total: worth.reduce((sum, each) => sum + each, 0), perFruit: meanOf(worth), bins: totals };
}

function pairOf({ right, value, length }: Rows, baseline: number, i: number): ReplayedPair | null {
  const counts = countsAt(right[baseline]!, right[i]!);
  const difference = pairedDifference(counts);
  if (difference === null) return null;
  const [a, b] = [value[baseline], value[i]];
  return { counts, difference, interval: pairedInterval(counts), p: mcnemarExact(counts), value: a && b && length > 0 ? meanOf(b.map((each, row) => each - a[row]!)) : null };
}

function countsAt(champion: Uint8Array, challenger: Uint8Array, rows?: readonly number[]): PairedCounts {
  const cells = [0, 0, 0, 0];
  const count = (row: number): void => { cells[2 * champion[row]! + challenger[row]!]! += 1; };
  if (rows) rows.forEach(count);
  else for (let row = 0; row < champion.length; row += 1) count(row);
  const [bothWrong, onlyChallenger, onlyChampion, bothRight] = cells as [number, number, number, number];
  return { bothRight, onlyChampion, onlyChallenger, bothWrong };
}

/** Mean of values with mean ± z · s / √n. */
function meanOf(values: Float64Array): MeanEstimate {
  const n = values.length;
  const mean = values.reduce((sum, each) => sum + each, 0) / n;
  const spread = n < 2 ? null : twoSidedDeviate(DEFAULT_ALPHA) * Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1) / n);
  const interval: Interval | null = spread === null ? null : { lower: mean - spread, upper: mean + spread };
  return { mean, interval };
}
