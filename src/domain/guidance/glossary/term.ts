import type { Screen } from '../../world/share/address.ts';

/** A formula to typeset: plain pieces, fractions, indices and roots, in reading order. */
export type Formula = readonly Piece[];
type Piece = string | { readonly over: Formula; readonly under: Formula } | { readonly base: string; readonly sub: string } | { readonly root: Formula };

/** The small drawings that stand beside a definition. */
export type FigureKind = 'shift' | 'calibration' | 'delay' | 'matrix' | 'interval' | 'quantile' | 'sudden' | 'gradual' | 'incremental' | 'recurring' | 'queue';

export interface TermText {
  readonly name: string;
  /** Other names of the same thing; searched too. */
  readonly also?: readonly string[];
  /** A phrase for lists, without a full stop. */
  readonly brief: string;
  /** Two or three sentences that need nothing else. */
  readonly definition: string;
  /** What only its own page adds. */
  readonly page?: string;
  readonly formula?: { readonly pieces: Formula; /** The same in words. */ readonly words: string; readonly source: string };
  readonly figure?: FigureKind;
  /** Where a reader meets it: the screen, and the place on it. */
  readonly meets: readonly (readonly [screen: Screen, place: string])[];
  /** Terms that it is often taken for, by id. */
  readonly unlike?: readonly string[];
}

export const over = (numerator: Formula, denominator: Formula): Piece => ({ over: numerator, under: denominator });
export const sub = (base: string, index: string): Piece => ({ base, sub: index });
export const root = (...pieces: Formula): Piece => ({ root: pieces });
