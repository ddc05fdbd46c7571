import { fromHalf } from '../../log/half.ts';
import type { LogRows } from '../../log/rows.ts';
import type { Proportion } from '../../experiment/interval.ts';
import { extract, OUTCOME, outcomesOf } from './extract.ts';
import { LIMIT_ROWS, limitsOf, type Limits } from './limits.ts';
import { Reference } from './reference.ts';
import { splitSignal, widthOf } from './signal.ts';

/** Mean and spread of features of a version that kept no rows. */
export interface VersionMoments {
  readonly features: readonly string[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Rows that they were taken over. */
  readonly count: number;
  readonly accuracy: number;
}

/** What is known of the pictures that versions were tested on: the rows, or only their mean and spread. */
export class TestedVersions {
  readonly #rows = new Map<number, readonly LogRows[]>();
  readonly #moments = new Map<number, VersionMoments>();

  setRows(version: number, rows: readonly LogRows[]): void {
    this.#rows.set(version, rows);
  }

  setMoments(version: number, moments: VersionMoments): void {
    this.#moments.set(version, moments);
  }

  /** Anything is known of a version. */
  knows(version: number): boolean {
    return this.#rows.has(version) || this.#moments.has(version);
  }

  /** How many of the pictures a version was right on; null where that is not known. */
  accuracy(version: number): Proportion | null {
    const [rows, moments] = [this.#rows.get(version), this.#moments.get(version)];
    if (!rows) return moments ? { trials: moments.count, successes: Math.round(moments.accuracy * moments.count) } : null;
    const outcomes = rows.flatMap((piece) => Array.from(outcomesOf(piece))).filter((outcome) => outcome !== OUTCOME.unknown);
    return { trials: outcomes.length, successes: outcomes.filter((outcome) => outcome === OUTCOME.right).length };
  }

  /** Limits of faults by the pictures; null where too few rows are known, which would draw them too tightly. */
  limits(version: number): Limits | null {
    const rows = this.#rows.get(version);
    const [head] = rows ?? [];
    if (!rows || !head || head.features.length === 0 || rows.reduce((sum, { count }) => sum + count, 0) < LIMIT_ROWS) return null;
    return limitsOf(head.features, head.features.map((_, i) => Float32Array.from(rows.flatMap(({ columns, count }) => (
      Array.from({ length: count }, (__, row) => fromHalf(columns.features[row * head.features.length + i]!)))))));
  }

  /** A signal over the pictures, as a reference; null where they yield none. */
  reference(version: number, signal: string, limits: Limits | null): Reference | null {
    const [rows, moments] = [this.#rows.get(version), this.#moments.get(version)];
    return rows ? referenceOrNone(signal, rows, limits) : moments ? momentsOf(signal, moments) : null;
  }
}

/** A signal's values over rows whose truths are all known. */
export function referenceFrom(signal: string, rows: readonly LogRows[], limits: Limits | null): Reference {
  const pieces = rows.map((piece) => extract(signal, piece, { outcomes: outcomesOf(piece), previousFeatures: null, limits }));
  const values = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let length = 0;
  for (const piece of pieces) {
    values.set(piece, length);
    length += piece.length;
  }
  return Reference.of(values, widthOf(signal));
}

/** As `referenceFrom`; null where the rows yield no reference: then the monitor says so, and the others go on. */
export function referenceOrNone(signal: string, rows: readonly LogRows[], limits: Limits | null): Reference | null {
  try {
    return referenceFrom(signal, rows, limits);
  } catch {
    return null;
  }
}

function momentsOf(signal: string, { features, mean, std, count, accuracy }: VersionMoments): Reference | null {
  const [family, name] = splitSignal(signal);
  if (family === 'error') return Reference.ofMoments(count, 1 - accuracy, Math.sqrt(accuracy * (1 - accuracy)));
  const position = family === 'feature' ? features.indexOf(name) : -1;
  return position < 0 ? null : Reference.ofMoments(count, mean[position]!, std[position]!);
}
