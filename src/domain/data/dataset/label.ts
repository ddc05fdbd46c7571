import { OrchardError } from '../../common/errors.ts';

/** Longest label, in characters as people count them. */
export const LABEL_LENGTH = 60;
/** Most labels of one data set. */
export const LABEL_COUNT = 100;

/** Signs that cannot be seen (Unicode Default_Ignorable_Code_Point, marks of direction) and the blank of Braille. */
const INVISIBLE = /[\p{DI}\p{Bidi_Control}\u2800]/gu;
/** Those that shape what stands before them: joiners in scripts that join, and the joiner and selectors of emoji. */
const SHAPING = /(?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{M}])[\u200C\u200D](?=\p{L})|(?<=[\p{Emoji}\uFE0F])[\uFE0E\uFE0F]|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})/gu;

/** Where in a text signs stand that cannot be seen but shape what is before them: positions of UTF-16 units. */
export function shapingSigns(text: string): Set<number> {
  return new Set([...text.matchAll(SHAPING)].map(({ index }) => index));
}

/**
 * A label as it is kept: NFC, spaces folded, and no sign that cannot be seen unless it shapes what stands before it. Any script,
 * emoji and markup are welcome; markup is only ever shown as text. Throws `label-empty`, `label-too-long`.
 */
export function cleanLabel(text: string): string {
  const spaced = text.normalize('NFC').replace(/\p{Cc}/gu, ' ');
  const shaping = shapingSigns(spaced);
  const clean = spaced.replace(INVISIBLE, (sign, at: number) => (shaping.has(at) ? sign : '')).normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (looksOf(clean) === '') throw new OrchardError('label-empty');
  if ([...clean].length > LABEL_LENGTH) throw new OrchardError('label-too-long', '', { about: `${[...clean].length} characters` });
  return clean;
}

/** What two labels that look alike have in common: without width, case and signs that cannot be seen. */
function looksOf(label: string): string {
  return label.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/** The label of these that a text would be taken for; null when it stands apart from all. */
export function likeLabel(labels: readonly string[], text: string): string | null {
  const looks = looksOf(text);
  return labels.find((label) => label === text) ?? labels.find((label) => looksOf(label) === looks) ?? null;
}

/** Throws `label-duplicate`, with both names where they differ, for a clean label that one of these looks like. */
export function refuseAlike(labels: readonly string[], label: string): void {
  const like = likeLabel(labels, label);
  if (like !== null) throw new OrchardError('label-duplicate', label, { about: like === label ? `“${label}”` : `“${label}” looks like “${like}”` });
}

/** The labels with one more. Throws also `label-duplicate` and `label-too-many`. */
export function withLabel(labels: readonly string[], text: string): string[] {
  const label = cleanLabel(text);
  refuseAlike(labels, label);
  if (labels.length >= LABEL_COUNT) throw new OrchardError('label-too-many');
  return [...labels, label];
}

/** What a label is called among those that are there, which may spell it otherwise; itself where none is like it. */
export function spelledIn(labels: readonly string[], label: string): string {
  return likeLabel(labels, label) ?? label;
}

/** The labels with those of `more` that none of them is like. Throws OrchardError `label-too-many`. */
export function withLabels(labels: readonly string[], more: readonly string[]): readonly string[] {
  return more.reduce<readonly string[]>((all, label) => (likeLabel(all, label) === null ? withLabel(all, label) : all), labels);
}
