import { SPECIES } from '../orchard/world.ts';
import { RIPENESS_LABELS } from './event.ts';

/** In place of a label's position: the truth is not known. */
export const UNKNOWN_TRUTH = 255;
/** In place of a label's position: the truth is none of the labels, so every prediction is wrong. */
export const OUTSIDE_LABELS = 254;

/** In place of a species in the columns of an event: it is a photograph, and its truths are positions in labels that are told beside them. */
export const PHOTOGRAPH = 255;

/** Added to a reported truth in the columns of an event: it becomes known only if the fruit is shipped. Labels are fewer. */
const IF_SHIPPED = 128;
/** `OUTSIDE_LABELS` of what becomes known only if it is shipped. */
const OUTSIDE_IF_SHIPPED = 253;

/** A reported truth that becomes known only if the version that decides calls the fruit ripe. */
export function ifShipped(reported: number): number {
  if (reported === UNKNOWN_TRUTH) return reported;
  return reported === OUTSIDE_LABELS ? OUTSIDE_IF_SHIPPED : reported + IF_SHIPPED;
}

/** Truths of photographs as positions in other labels, those that hang on shipping still so. `OUTSIDE_LABELS` for what none of them is called. Changes `column` where `species` says that it is a photograph. */
export function translateTruths(column: Uint8Array, species: Uint8Array, from: readonly string[], to: readonly string[]): void {
  const names = to.map(plain);
  const places = from.map((name) => names.indexOf(plain(name)));
  const of = (position: number): number => (places[position] === undefined ? UNKNOWN_TRUTH : places[position] < 0 ? OUTSIDE_LABELS : places[position]);
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row]!;
    if (species[row] !== PHOTOGRAPH || value >= OUTSIDE_IF_SHIPPED) continue;
    column[row] = value < IF_SHIPPED ? of(value) : ifShipped(of(value - IF_SHIPPED));
  }
}

/**
 * The one place where selective labels take effect: what becomes known of an event's reported truth, given what was decided. `UNKNOWN_TRUTH`, for good, of fruit that was to be
 * shipped and was not; anything else stays as it is. Of labels among which there is no "ripe" all fruit is shipped.
 */
export function reportedAs(column: number, isShipped: boolean): number {
  if (column < IF_SHIPPED || column > OUTSIDE_IF_SHIPPED) return column;
  if (!isShipped) return UNKNOWN_TRUTH;
  return column === OUTSIDE_IF_SHIPPED ? OUTSIDE_LABELS : column - IF_SHIPPED;
}

/** By position in some labels, whether a fruit that gets the label is shipped. */
export function shippedLabels(labels: readonly string[]): boolean[] {
  const names = labels.map(plain);
  return names.map((name) => name === RIPENESS_LABELS[0] || !names.includes(RIPENESS_LABELS[0]));
}

/** What the labels of a model are about, as far as the line knows the truth of it: photographs bring theirs along. */
export type TruthKind = 'ripeness' | 'species' | 'photographs' | 'none';

/** What the line tells of a fruit, as a label of each kind. */
export type KnownTruths = Readonly<Partial<Record<Exclude<TruthKind, 'none'>, string>>>;

/**
 * Labels among which are ripe and unripe ask for ripeness; labels that are all species ask for the species. Of a line of photographs, `photoLabels` are theirs: labels that have one in common
 * with them ask for those. Case does not matter.
 */
export function truthKind(labels: readonly string[], photoLabels?: readonly string[]): TruthKind {
  const names = labels.map(plain);
  if (photoLabels) return photoLabels.some((label) => names.includes(plain(label))) ? 'photographs' : 'none';
  if (RIPENESS_LABELS.every((label) => names.includes(label))) return 'ripeness';
  if (names.length > 0 && names.every((name) => (SPECIES as readonly string[]).includes(name))) return 'species';
  return 'none';
}

/** Belts ask this of every fruit at every frame, of the same few labels. */
const COMES = new WeakMap<readonly string[], boolean>();
const COMES_OF_PHOTOS = new WeakMap<readonly string[], WeakMap<readonly string[], boolean>>();

/**
 * Whether the truth of a prediction with these labels ever comes: the orchard knows ripe from unripe, and one kind of its fruit from another, but nothing
 * else; photographs (`photoLabels`) have their own. Of a version that is no longer stored, whose labels are none, it is taken to come. Neither list may be changed afterwards.
 */
export function truthComes(labels: readonly string[], photoLabels?: readonly string[]): boolean {
  const known = photoLabels ? COMES_OF_PHOTOS.get(photoLabels) ?? new WeakMap<readonly string[], boolean>() : COMES;
  if (photoLabels) COMES_OF_PHOTOS.set(photoLabels, known as WeakMap<readonly string[], boolean>);
  let comes = known.get(labels);
  if (comes === undefined) known.set(labels, comes = labels.length === 0 || truthKind(labels, photoLabels) !== 'none');
  return comes;
}

/** What truths are read from. `names`: the labels that truths of photographs are positions in, where those are not the labels that are asked for. */
export interface TruthColumns {
  species: Uint8Array;
  reportedTruth: Uint8Array;
  names?: readonly string[];
}

/**
 * The reported truth of each event as a position in a model's labels, `OUTSIDE_LABELS` for what the model does not know; null when
 * the labels are about something that the line has no truth for.
 */
export function truthFor(labels: readonly string[], { species, reportedTruth, names: of }: TruthColumns): Uint8Array | null {
  const hasPhotographs = species.includes(PHOTOGRAPH);
  const kind = truthKind(labels);
  if (!hasPhotographs && kind === 'none') return null;
  const names = labels.map(plain);
  const [words, source] = kind === 'species' ? [SPECIES, species] : [RIPENESS_LABELS, reportedTruth];
  const positions = kind === 'none' ? [] : words.map((word) => (names.includes(word) ? names.indexOf(word) : OUTSIDE_LABELS));
  const truths = source.map((value) => positions[value] ?? UNKNOWN_TRUTH);
  if (!hasPhotographs) return truths;
  const told = reportedTruth.slice();
  if (of) translateTruths(told, species, of, labels);
  return truths.map((truth, row) => (species[row] === PHOTOGRAPH ? told[row]! : truth));
}

function plain(label: string): string {
  return label.trim().toLowerCase();
}
