import { OrchardError } from '../errors.ts';

/** Longest label, in characters as people count them. */
export const LABEL_LENGTH = 60;
/** Most labels of one data set. */
export const LABEL_COUNT = 100;

/**
 * A label as it is kept: NFC, spaces folded, control characters and bidirectional overrides taken out. Any script, emoji and
 * markup are welcome; markup is only ever shown as text. Throws `label-empty`, `label-too-long`.
 */
export function cleanLabel(text: string): string {
  const clean = text.normalize('NFC').replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF]/gu, ' ').replace(/\s+/gu, ' ').trim();
  if (clean === '') throw new OrchardError('label-empty');
  if ([...clean].length > LABEL_LENGTH) throw new OrchardError('label-too-long');
  return clean;
}

/** The labels with one more. Throws also `label-duplicate` and `label-too-many`. */
export function withLabel(labels: readonly string[], text: string): string[] {
  const label = cleanLabel(text);
  if (labels.includes(label)) throw new OrchardError('label-duplicate', label);
  if (labels.length >= LABEL_COUNT) throw new OrchardError('label-too-many');
  return [...labels, label];
}
