import { OrchardError } from '../common/errors.ts';
import { checkOpenShare } from './interval.ts';

/** What Wald's test decides between: a share of `p0` or of `p1`, with how often it may be wrong about either. */
export interface SprtOptions {
  readonly p0: number;
  readonly p1: number;
  /** How often p0 may be given up though it is true. */
  readonly alpha: number;
  /** How often p1 may be given up though it is true. */
  readonly beta: number;
}

/** Where Wald's test stands; plain data. */
export interface SprtState {
  readonly outcomes: number;
  /** ln of the likelihood ratio of p1 to p0; it runs on after the decision. */
  readonly llr: number;
  readonly decision: { readonly accept: 'p0' | 'p1'; readonly index: number; readonly llr: number } | null;
}

/** A test before its first outcome. Throws `argument-invalid` for settings that mean nothing. */
export function beginSprt({ p0, p1, alpha, beta }: SprtOptions): SprtState {
  for (const [name, value] of Object.entries({ p0, p1, alpha, beta })) checkOpenShare(value, name);
  if (p0 === p1) throw new OrchardError('argument-invalid', `p0 and p1 are both ${p0}`);
  if (alpha + beta >= 1) throw new OrchardError('argument-invalid', `alpha + beta is ${alpha + beta}; it must be below 1`);
  return { outcomes: 0, llr: 0, decision: null };
}

/** The bounds within which the test goes on (Wald 1945). */
export function sprtBounds({ alpha, beta }: SprtOptions): { readonly lower: number; readonly upper: number } {
  return { lower: Math.log(beta / (1 - alpha)), upper: Math.log((1 - beta) / alpha) };
}

/** Wald's sequential probability ratio test of one share (Wald 1945): decided at the first outcome that reaches a bound. */
export function stepSprt(state: SprtState, right: boolean, options: SprtOptions): SprtState {
  const { p0, p1 } = options;
  const llr = state.llr + (right ? Math.log(p1 / p0) : Math.log((1 - p1) / (1 - p0)));
  return { outcomes: state.outcomes + 1, llr, decision: state.decision ?? decided(llr, state.outcomes, sprtBounds(options)) };
}

function decided(llr: number, index: number, { lower, upper }: { lower: number; upper: number }): SprtState['decision'] {
  if (llr >= upper) return { accept: 'p1', index, llr };
  return llr <= lower ? { accept: 'p0', index, llr } : null;
}
