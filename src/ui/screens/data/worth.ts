import type { DataSetVersion, Sample } from '../../../domain/data/dataset/dataset.ts';
import { readableIndex } from '../../../domain/data/features/readable.ts';
import type { Run } from '../../../domain/learning/run.ts';

/** Pictures of one look hash whose readable numbers are this close are the same picture, or nearly. */
const NEARLY = 0.03;
/** A picture with less than this share of the set's median sharpness counts as blurred. */
const BLURRED_SHARE = 0.4;
/** Fewer pictures say nothing about what is usual. */
const ENOUGH = 12;
/** How sure the held-out model must be of another label. */
const SURE = 0.9;

/** A picture whose label a held-out model doubts. */
interface Doubt {
  id: string;
  says: string;
  score: number;
}

/** What a second look would be good for. */
export interface WorthALook {
  /** Groups of the same picture, each with two or more. */
  duplicates: string[][];
  blurred: string[];
  /** Sharpness below which a picture counts as blurred; null while there are too few to say. */
  blurredBelow: number | null;
  doubted: Doubt[];
}

const SHARPNESS = readableIndex('sharpness');
const HUE = readableIndex('hue');

function near(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => i === HUE || Math.abs(value - (b[i] ?? NaN)) <= NEARLY);
}

/** The same picture more than once: equal look hash, and no readable number apart. */
export function duplicatesOf(samples: readonly Sample[]): string[][] {
  const byLook = new Map<string, Sample[][]>();
  for (const sample of samples) {
    const groups = byLook.get(sample.lookHash) ?? [];
    const group = groups.find(([first]) => near(first!.readable, sample.readable));
    if (group) group.push(sample);
    else groups.push([sample]);
    byLook.set(sample.lookHash, groups);
  }
  return [...byLook.values()].flat().filter((group) => group.length > 1).map((group) => group.map(({ id }) => id));
}

/** Pictures far less sharp than is usual in the set, and from where on. */
export function blurredOf(samples: readonly Sample[]): { ids: string[]; below: number | null } {
  if (samples.length < ENOUGH) return { ids: [], below: null };
  const sharpness = samples.map(({ readable }) => readable[SHARPNESS] ?? 0).sort((a, b) => a - b);
  const below = BLURRED_SHARE * sharpness[Math.floor(sharpness.length / 2)]!;
  return { ids: samples.filter(({ readable }) => (readable[SHARPNESS] ?? 0) < below).map(({ id }) => id), below };
}

/** Pictures that a model which never saw them is sure to be of another label than they carry, the surest first. */
function doubtedOf(samples: readonly Sample[], run: Run | null, version: DataSetVersion | null): Doubt[] {
  if (!run || !version) return [];
  const labels = new Map(samples.map(({ id, label }) => [id, label]));
  const known = new Set(labels.values());
  return run.heldOut.flatMap(({ sampleId, predicted, scores }): Doubt[] => {
    const says = version.labels[predicted];
    const label = labels.get(sampleId);
    const score = scores[predicted] ?? 0;
    return label !== undefined && says !== undefined && says !== label && known.has(says) && score >= SURE ? [{ id: sampleId, says, score }] : [];
  }).sort((a, b) => b.score - a.score);
}

/** Everything worth a look in a set. */
export function worthALook(samples: readonly Sample[], run: Run | null, version: DataSetVersion | null): WorthALook {
  const { ids, below } = blurredOf(samples);
  return { duplicates: duplicatesOf(samples), blurred: ids, blurredBelow: below, doubted: doubtedOf(samples, run, version) };
}

/** The word on a picture's corner. */
export interface PictureTag {
  text: string;
  tone: 'warn' | 'alert';
}

/** Tags by picture; a doubted label is said before a duplicate, and a duplicate before blur. */
export function tagsOf({ duplicates, blurred, doubted }: WorthALook): Map<string, PictureTag> {
  const tags = new Map<string, PictureTag>();
  for (const id of blurred) tags.set(id, { text: 'blurred', tone: 'warn' });
  for (const id of duplicates.flat()) tags.set(id, { text: 'duplicate', tone: 'warn' });
  for (const { id } of doubted) tags.set(id, { text: 'label?', tone: 'alert' });
  return tags;
}
