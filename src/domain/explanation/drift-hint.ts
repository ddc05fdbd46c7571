import type { DriftKind } from '../world/orchard/drift-kinds.ts';
import { splitSignal } from '../monitoring/monitors/signal.ts';
import type { WindowComparison } from './compare-windows.ts';
import type { LikeWithLike } from './like-with-like.ts';

/** Why a kind of drift is pointed to. */
export const HINT_REASONS = [
  'data-fault', 'time', 'noisy-pictures', 'deceiving-fruit', 'like-fruit-looks-different', 'far-pictures', 'other-species', 'other-truth', 'same-pictures-more-errors',
  'unnoticed-errors', 'unsure-and-wrong', 'other-shares', 'other-mix', 'pictures-moved', 'nothing',
] as const;
export type HintReason = (typeof HINT_REASONS)[number];

/** What kind of drift two windows point to; null where they point nowhere. A hint and no more: what moved is measured, why it moved is not. */
export interface DriftHint {
  readonly kind: DriftKind | null;
  readonly because: HintReason;
}

type Column = WindowComparison['columns'][number];
export type AccuracyTurn = 'fell' | 'rose' | 'held' | 'unknown';

/** Kolmogorov–Smirnov statistic from which a significant move is worth a word. */
const CLEAR_KS = 0.1;
/** Standard deviations from which pictures are no longer of the kind that came before. */
const FAR = 2;
/** Cramér's V from which shares have moved: what Cohen calls a small effect. */
const MOVED_V = 0.1;
/** p-value up to which accuracy is said to have changed. */
const ALPHA = 0.05;
/** Where the estimate fell by less than this share of the real fall, the model has not noticed. */
const NOTICED = 1 / 3;
/** Pairs of like fruit from which something is said of them. */
const LEAST_PAIRS = 50;
/** Standard deviations, and standard errors, from which the pictures of like fruit are different. */
const LIKE_MOVED = 0.2;
const LIKE_CERTAIN = 4;
/** Share of the largest move of any truth below which another truth has not moved with it. */
const APART = 1 / 3;
/** Standard deviations by which fruit looks different from its like that is mistaken for what it is not. */
const MISTAKEN = 0.5;
/** Share of pairs of like fruit whose truth went one way, and its p-value, from which what counts as right has changed. */
const OTHER_TRUTH = 0.02;
const OTHER_TRUTH_P = 0.001;
/** Faults that no change of light or lens brings about. */
const SURE_FAULTS: readonly string[] = ['fault.frozen', 'fault.unseen-label'];

/** Columns of the pictures that have clearly moved, the most moved first. */
export function movedInputs(comparison: WindowComparison | null): Column[] {
  return (comparison?.columns ?? []).filter(({ signal, significant, ks }) => significant && ks !== null && ks >= CLEAR_KS && splitSignal(signal)[0] === 'feature');
}

/** What became of accuracy: `unknown` where too few truths have come. */
export function accuracyTurn(comparison: WindowComparison | null): AccuracyTurn {
  const { difference, p } = comparison?.quality.realized ?? { difference: null, p: null };
  if (difference === null || p === null) return 'unknown';
  if (p > ALPHA) return 'held';
  return difference < 0 ? 'fell' : 'rose';
}

/** The kind of drift that two windows point to, for an alert on `signal` ('' when it is on none). */
export function driftHint(signal: string, comparison: WindowComparison): DriftHint {
  if (SURE_FAULTS.includes(signal)) return { kind: 'fault', because: 'data-fault' };
  if (signal === 'latency' || signal === 'queue') return { kind: null, because: 'time' };
  const { like } = comparison;
  return like && like.pairs >= LEAST_PAIRS ? hintOfLike(signal, comparison, like) : hintOfWindows(signal, comparison);
}

/** Like fruit that looks different speaks of the pictures; that has another truth, of the concept; else the mix has changed. */
function hintOfLike(signal: string, comparison: WindowComparison, like: LikeWithLike): DriftHint {
  const moved = like.moves.filter(({ shift, z, byTruth }) => Math.abs(z) >= LIKE_CERTAIN && Math.max(Math.abs(shift), ...byTruth.map((one) => Math.abs(one ?? 0))) >= LIKE_MOVED);
  const [most] = moved;
  // Light, dust and blur take detail away; noise and dead pixels add it.
  if (most?.signal === 'feature.sharpness' && most.shift > 0) return { kind: 'fault', because: 'noisy-pictures' };
  if (most && ofOneTruth(most.byTruth)) return { kind: 'fault', because: 'deceiving-fruit' };
  if (most) return { kind: 'covariate', because: 'like-fruit-looks-different' };
  const { ofMistakes } = like;
  if (accuracyTurn(comparison) === 'fell' && ofMistakes && Math.abs(ofMistakes.shift) >= MISTAKEN && Math.abs(ofMistakes.z) >= LIKE_CERTAIN) return { kind: 'fault', because: 'deceiving-fruit' };
  if (like.otherTruth >= OTHER_TRUTH && like.otherTruthP <= OTHER_TRUTH_P) return { kind: 'concept', because: 'other-truth' };
  if (signal.startsWith('fault.')) return { kind: 'fault', because: 'data-fault' };
  if (sharesMoved(comparison.species)) return { kind: 'prior', because: 'other-species' };
  if (accuracyTurn(comparison) === 'fell') return { kind: 'concept', because: 'same-pictures-more-errors' };
  if (sharesMoved(comparison.predicted)) return { kind: 'prior', because: 'other-shares' };
  return movedInputs(comparison).length > 0 ? { kind: 'prior', because: 'other-mix' } : { kind: null, because: 'nothing' };
}

/** What can be said where no fruit finds its like. */
function hintOfWindows(signal: string, comparison: WindowComparison): DriftHint {
  const inputs = movedInputs(comparison);
  const turn = accuracyTurn(comparison);
  const { realized, estimated } = comparison.quality;
  if (signal.startsWith('fault.')) return { kind: 'fault', because: 'data-fault' };
  if (inputs.some(({ shift }) => shift !== null && Math.abs(shift) >= FAR)) return { kind: 'covariate', because: 'far-pictures' };
  if (sharesMoved(comparison.species)) return { kind: 'prior', because: 'other-species' };
  if (turn === 'fell' && inputs.length === 0) return { kind: 'concept', because: 'same-pictures-more-errors' };
  if (turn === 'fell' && (estimated?.difference ?? -Infinity) > NOTICED * realized.difference!) return { kind: 'concept', because: 'unnoticed-errors' };
  if (turn === 'fell') return { kind: 'covariate', because: 'unsure-and-wrong' };
  if (sharesMoved(comparison.predicted)) return { kind: 'prior', because: 'other-shares' };
  return inputs.length > 0 ? { kind: 'covariate', because: 'pictures-moved' } : { kind: null, because: 'nothing' };
}

/** Whether the pictures of one truth moved and those of another stayed: fruit that looks like what it is not. */
function ofOneTruth(byTruth: readonly (number | null)[]): boolean {
  const sizes = byTruth.filter((shift) => shift !== null).map(Math.abs);
  return sizes.length > 1 && Math.min(...sizes) <= APART * Math.max(...sizes);
}

function sharesMoved({ significant, cramersV }: WindowComparison['predicted']): boolean {
  return significant && cramersV !== null && cramersV >= MOVED_V;
}
