import { SPECIES } from '../orchard/world.ts';
import { RIPENESS_LABELS } from './event.ts';

/** In place of a label's position: the truth is not known. */
export const UNKNOWN_TRUTH = 255;
/** In place of a label's position: the truth is none of the labels, so every prediction is wrong. */
export const OUTSIDE_LABELS = 254;

/** Added to a reported ripeness in the columns of an event: it becomes known only if the fruit is shipped. */
const IF_SHIPPED = 2;

/** A reported ripeness (0 ripe, 1 unripe) that becomes known only if the version that decides calls the fruit ripe. */
export function ifShipped(reported: number): number {
  return reported + IF_SHIPPED;
}

/**
 * The one place where selective labels take effect: what becomes known of an event's reported ripeness, given what was decided. `UNKNOWN_TRUTH`, for good, of fruit that was to be
 * shipped and was not; anything else stays as it is. Of labels among which there is no "ripe" all fruit is shipped.
 */
export function reportedAs(column: number, isShipped: boolean): number {
  if (column !== IF_SHIPPED && column !== IF_SHIPPED + 1) return column;
  return isShipped ? column - IF_SHIPPED : UNKNOWN_TRUTH;
}

/** By position in some labels, whether a fruit that gets the label is shipped. */
export function shippedLabels(labels: readonly string[]): boolean[] {
  const names = labels.map(plain);
  return names.map((name) => name === RIPENESS_LABELS[0] || !names.includes(RIPENESS_LABELS[0]));
}

/** What the labels of a model are about, as far as the orchard knows the truth of it. */
export type TruthKind = 'ripeness' | 'species' | 'none';

/** What the line tells of a fruit, as a label of each kind. */
export type KnownTruths = Readonly<Record<Exclude<TruthKind, 'none'>, string>>;

/** Labels among which are ripe and unripe ask for ripeness; labels that are all species ask for the species. Case does not matter. */
export function truthKind(labels: readonly string[]): TruthKind {
  const names = labels.map(plain);
  if (RIPENESS_LABELS.every((label) => names.includes(label))) return 'ripeness';
  if (names.length > 0 && names.every((name) => (SPECIES as readonly string[]).includes(name))) return 'species';
  return 'none';
}

/** Belts ask this of every fruit at every frame, of the same few labels. */
const COMES = new WeakMap<readonly string[], boolean>();

/**
 * Whether the truth of a prediction with these labels ever comes: the orchard knows ripe from unripe, and one kind of its fruit from another, but nothing
 * else. Of a version that is no longer stored, whose labels are none, it is taken to come. The labels must not be changed afterwards.
 */
export function truthComes(labels: readonly string[]): boolean {
  let comes = COMES.get(labels);
  if (comes === undefined) COMES.set(labels, comes = labels.length === 0 || truthKind(labels) !== 'none');
  return comes;
}

/**
 * The reported truth of each event as a position in a model's labels, `OUTSIDE_LABELS` for a species that the model does not
 * know; null when the labels are about something that the orchard has no truth for.
 */
export function truthFor(labels: readonly string[], columns: { species: Uint8Array; reportedTruth: Uint8Array }): Uint8Array | null {
  const kind = truthKind(labels);
  if (kind === 'none') return null;
  const names = labels.map(plain);
  const [words, source] = kind === 'ripeness' ? [RIPENESS_LABELS, columns.reportedTruth] : [SPECIES, columns.species];
  const positions = words.map((word) => (names.includes(word) ? names.indexOf(word) : OUTSIDE_LABELS));
  return source.map((value) => positions[value] ?? UNKNOWN_TRUTH);
}

function plain(label: string): string {
  return label.trim().toLowerCase();
}
