import { READABLE_FEATURES } from '../../../domain/features/readable.ts';
import { count, number, percent } from '../../format.ts';
import { featureFormat } from './feature-words.ts';

/** One readable feature in the newest window, against the pictures that the live version learned from. */
export interface Movement {
  name: string;
  label: string;
  reference: number;
  now: number;
  /** (now − reference) in standard deviations of the reference. */
  by: number;
  format: (value: number) => string;
}

/** From this many standard deviations on, a mean is said to have moved. Half a one is what Cohen calls a medium effect. */
export const MOVED_FROM = 0.5;
/** Fewer truths than this say little about an accuracy. */
export const FEW_TRUTHS = 100;
/** Below this a feature does not vary, and a ratio to it means nothing. */
const LEAST_STD = 1e-6;
const Z_95 = 1.959964;

/** The readable features ranked by how far their means have moved. Values are by series name. */
export function movements(now: Readonly<Record<string, number>>, reference: { mean: readonly number[]; std: readonly number[] }): Movement[] {
  return READABLE_FEATURES.flatMap(({ name, label }, i): Movement[] => {
    const [value, mean, std] = [now[`feature.${name}`], reference.mean[i], reference.std[i]];
    if (value === undefined || mean === undefined || std === undefined || !(std > LEAST_STD)) return [];
    return [{ name, label: label.replace(/ \(.*\)$/u, ''), reference: mean, now: value, by: (value - mean) / std, format: featureFormat(i, std) }];
  }).sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/** Wilson's 95 % interval of a share that was seen in n cases. */
export function wilson(share: number, n: number): [low: number, high: number] {
  if (n <= 0) return [0, 1];
  const z2 = Z_95 * Z_95;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** What an accuracy over so many truths is worth, in words. */
export function accuracyWords(accuracy: number, reference: number | null, truths: number): { text: string; few: boolean; below: boolean } {
  const [low, high] = wilson(accuracy, truths);
  const below = reference !== null && high < reference;
  const range = `${count(truths, 'truth')}, 95 % sure of ${number(low * 100)} to ${percent(high, 0)}`;
  if (truths < FEW_TRUTHS) return { text: `Only ${range}: too few to judge it by`, few: true, below };
  return { text: range, few: false, below };
}

/** The whole comparison in one or two sentences. */
export function movedSentence(moves: readonly Movement[], accuracy: { now: number; reference: number; truths: number } | null): string {
  const most = moves[0];
  const inputs = !most ? ''
    : Math.abs(most.by) < MOVED_FROM ? 'The pictures look like those that it was trained on.'
    : `${most.label} ${most.by > 0 ? 'rose' : 'fell'} most, by ${number(Math.abs(most.by), 1)} standard deviations of the training pictures.`;
  if (!accuracy || accuracy.truths < FEW_TRUTHS) return inputs;
  const points = (accuracy.now - accuracy.reference) * 100;
  const [low, high] = wilson(accuracy.now, accuracy.truths);
  const apart = high < accuracy.reference || low > accuracy.reference;
  const quality = apart ? `Accuracy is ${number(Math.abs(points), 1)} points ${points < 0 ? 'below' : 'above'} the reference.` : 'Accuracy is about as expected.';
  return `${inputs} ${quality}`.trim();
}
