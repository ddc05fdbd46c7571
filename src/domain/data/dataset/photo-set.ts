import { OrchardError } from '../../common/errors.ts';
import { plainName } from '../../common/isolated.ts';
import type { PhotoLabel, PhotoOutline } from '../../world/photos/outline.ts';
import { cleanLabel, LABEL_COUNT, likeLabel } from './label.ts';

/** Photographs that production can be drawn from: not what a model learns from, but what comes down the line. */
export interface PhotoSet {
  /** SHA-256 (hex) over the photographs and their labels: the same photographs under the same labels are the same set, whatever it is called. */
  readonly id: string;
  readonly name: string;
  /** Unix ms. */
  readonly addedMs: number;
  /** By name in order of code points, and how many photographs each has. */
  readonly labels: readonly PhotoLabel[];
  /** SHA-256 (hex) of each photograph's bytes, by label in the order of `labels`, within a label by hash; those without a label come last. */
  readonly photographs: readonly string[];
}

/** A photograph on its way into a set, by the hash of its bytes. */
export interface LabelledPhoto {
  readonly id: string;
  readonly label: string | null;
}

export const PHOTO_SET_LIMITS = { sets: 24, photographs: 5_000, bytes: 536_870_912, nameLength: 80 } as const;

const UNNAMED = 'Photographs';

/** The name of a set as it is kept: without signs that cannot be seen, at most `PHOTO_SET_LIMITS.nameLength` units. */
export function photoSetName(text: string): string {
  const name = plainName(text.slice(0, 1000)).trim().slice(0, PHOTO_SET_LIMITS.nameLength).trim();
  return name === '' ? UNNAMED : name;
}

/** Labels by position as they are kept, null where there is none; spellings that look alike are one, the first. Throws what `cleanLabel` throws, and `label-too-many`. */
export function cleanPhotoLabels(given: readonly (string | undefined)[]): (string | null)[] {
  const labels: string[] = [];
  const known = new Map<string, string>();
  return given.map((text) => {
    if (text === undefined) return null;
    const before = known.get(text);
    if (before !== undefined) return before;
    const clean = cleanLabel(text);
    const label = likeLabel(labels, clean) ?? clean;
    if (label === clean && !labels.includes(clean)) labels.push(clean);
    if (labels.length > LABEL_COUNT) throw new OrchardError('label-too-many');
    known.set(text, label);
    return label;
  });
}

/** Photographs in the order in which a set holds them, and its labels. A photograph that comes twice counts once, under the label it had first. */
export function arranged(photos: readonly LabelledPhoto[]): Pick<PhotoSet, 'labels' | 'photographs'> {
  const byId = new Map<string, string | null>();
  for (const { id, label } of photos) if (!byId.has(id)) byId.set(id, label);
  const ids = [...byId.keys()].sort();
  const names = [...new Set(byId.values())].filter((label) => label !== null).sort();
  const of = (label: string | null): string[] => ids.filter((id) => byId.get(id) === label);
  const groups = names.map((name) => ({ name, ids: of(name) }));
  return { labels: groups.map(({ name, ids: own }) => ({ name, count: own.length })), photographs: [...groups.flatMap((group) => group.ids), ...of(null)] };
}

/** The text that a set's id is the SHA-256 of. */
export function photoSetText({ labels, photographs }: Pick<PhotoSet, 'labels' | 'photographs'>): string {
  return JSON.stringify({ labels: labels.map(({ name, count }) => [name, count]), photographs });
}

/** What the line has to know of a set. */
export function outlineOf({ id, name, labels, photographs }: PhotoSet): PhotoOutline {
  return { id, name, count: photographs.length, labels };
}
