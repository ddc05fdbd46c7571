import type { InputKind } from '../detectors/detector.ts';
import { READABLE_FEATURES } from '../../data/features/readable.ts';

/** Faults of the data that are told row by row. */
export const FAULTS = ['dark', 'blurred', 'frozen', 'out-of-range', 'unseen-label'] as const;
export type Fault = (typeof FAULTS)[number];

/** What the values of a signal are: bits, shares in 0..1, any number, positions in a list of labels, or several numbers together. */
export type SignalKind = InputKind | 'category' | 'vector';

const PLAIN: Readonly<Record<string, SignalKind>> = { error: 'bit', confidence: 'unit', entropy: 'unit', predicted: 'category', features: 'vector', embedding: 'real', latency: 'real', queue: 'real' };

/**
 * What a monitor watches, one number a row, or a row of numbers:
 * `error` (1 when the prediction was wrong, once its truth is known), `confidence`, `entropy` (of the scores, 0..1),
 * `predicted` (the winner's position in the labels), `share.<label>` (1 when that label won), `feature.<name>`, `features` (all that is measured in the picture, together),
 * `embedding` (distance of the picture's embedding from those that the version learned from), `latency` (ms), `queue`, `fault.<fault>` (1 when the row has it).
 * The kind of such a signal; null when there is none of that name.
 */
export function signalKind(signal: string): SignalKind | null {
  if (Object.hasOwn(PLAIN, signal)) return PLAIN[signal]!;
  const [family, name] = splitSignal(signal);
  if (name === '') return null;
  if (family === 'share') return 'bit';
  if (family === 'fault') return (FAULTS as readonly string[]).includes(name) ? 'bit' : null;
  if (family !== 'feature') return null;
  const feature = READABLE_FEATURES.find((readable) => readable.name === name);
  return feature && feature.min >= 0 && feature.max <= 1 ? 'unit' : 'real';
}

/** Whether a value of such a signal is one number, which has a mean and an order. */
export function isNumber(kind: SignalKind | null): kind is InputKind {
  return kind === 'bit' || kind === 'unit' || kind === 'real';
}

/** Whether a signal of a kind can be given to a detector that takes `input`. */
export function canFeed(kind: SignalKind | null, input: InputKind): boolean {
  return input === 'real' ? isNumber(kind) : input === 'unit' ? kind === 'bit' || kind === 'unit' : kind === 'bit';
}

/** How many numbers a value of a signal is. */
export function widthOf(signal: string): number {
  return signalKind(signal) === 'vector' ? READABLE_FEATURES.length : 1;
}

/** `feature.hue-red` as `feature` and `hue-red`; the second is '' for plain signals. Names may have dots. */
export function splitSignal(signal: string): [family: string, name: string] {
  const dot = signal.indexOf('.');
  return dot < 0 ? [signal, ''] : [signal.slice(0, dot), signal.slice(dot + 1)];
}

/** Whether a signal waits for the truth, and so comes `labelDelay` events after its row. */
export function waitsForTruth(signal: string): boolean {
  return signal === 'error' || signal === 'fault.unseen-label';
}

/** Whether a signal says something about the model's answers rather than about what it was shown. */
export function isOfModel(signal: string): boolean {
  return signal === 'error' || signal === 'confidence' || signal === 'entropy' || signal === 'predicted' || signal.startsWith('share.');
}
