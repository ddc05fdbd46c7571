import type { Leak, Sample, Split } from '../../../domain/data/dataset/dataset.ts';
import type { DataSetDifference } from '../../../domain/data/dataset/difference.ts';
import { planSplit } from '../../../domain/learning/split.ts';
import { codeOf, type ErrorCode } from '../../../domain/common/errors.ts';
import { CATALOGUE } from '../../../domain/world/orchard/catalogue.ts';
import { SPECIES, type Species } from '../../../domain/world/orchard/world.ts';
import { count } from '../../format.ts';
import { nameText } from '../../names.ts';
import { LEAST_JUDGED } from '../shared/test-text.ts';

export const SORTS = ['newest', 'oldest', 'look', 'species'] as const;
export type Sort = (typeof SORTS)[number];

/** What the sort menu calls them. */
export const SORT_NAMES: Record<Sort, string> = { newest: 'newest first', oldest: 'oldest first', look: 'worth a look first', species: 'by species' };

/** Pictures in the order of a sort; pictures that tie stay newest first. */
export function sortSamples(samples: readonly Sample[], sort: Sort, flagged: ReadonlyMap<string, unknown>): readonly Sample[] {
  if (sort === 'oldest') return samples;
  const newest = samples.toReversed();
  if (sort === 'look') return newest.toSorted((a, b) => Number(flagged.has(b.id)) - Number(flagged.has(a.id)));
  if (sort === 'species') return newest.toSorted((a, b) => (a.species ?? '~').localeCompare(b.species ?? '~'));
  return newest;
}

/** A data set's difference in words: `38 added, 4 relabelled, 2 removed`. */
export function changesText({ added, removed, relabelled, labelsChanged }: DataSetDifference, reshuffled: boolean): string {
  const parts = [
    added.length > 0 && `${added.length} added`, relabelled.length > 0 && `${relabelled.length} relabelled`, removed.length > 0 && `${removed.length} removed`,
    labelsChanged && 'labels changed', reshuffled && 'split reshuffled',
  ];
  return parts.filter(Boolean).join(', ');
}

/** One italic line on what the set holds. */
export function dataCaption(labels: number, pictures: number, sources: ReadonlySet<string>): string {
  if (pictures === 0) return 'nothing collected yet';
  const from = sources.size !== 1 ? 'from several sources' : { orchard: 'fruit of the orchard', line: 'fruit off the line', desk: 'fruit judged at the desk', camera: 'from the camera', file: 'photographs' }[[...sources][0]!];
  return [from, count(labels, 'class', 'classes'), count(pictures, 'picture')].filter(Boolean).join(', ');
}

type SplitCounts = Record<Split, number>;

/** How many pictures each split would hold, or why it cannot be made. */
export type SplitView = {
  counts: SplitCounts;
  leaks: readonly Leak[];
  /** Pictures that are kept for testing. */
  kept: number;
  /** Labels with too few test pictures to be judged. */
  scarce: readonly string[];
} | { code: ErrorCode };

export function splitCounts(samples: readonly Sample[], labels: readonly string[], seed: number): SplitView {
  try {
    const counts: SplitCounts = { train: 0, validation: 0, test: 0 };
    const { splits, leaks } = planSplit(samples, labels, seed);
    for (const split of splits.values()) counts[split] += 1;
    const tested = new Map(labels.map((label) => [label, 0]));
    for (const { id, label } of samples) if (splits.get(id) === 'test') tested.set(label, tested.get(label)! + 1);
    return { counts, leaks, kept: samples.filter(({ onlyTest }) => onlyTest).length, scarce: labels.filter((label) => tested.get(label)! < LEAST_JUDGED) };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

interface SpeciesBalance {
  species: Species;
  name: string;
  /** In the order of the labels. */
  counts: number[];
  /** Far fewer than the others have. */
  scarce: boolean;
}

/** How many pictures of each species carry each label; empty when hardly any picture's species is known. */
export function balanceOf(samples: readonly Sample[], labels: readonly string[]): SpeciesBalance[] {
  const table = new Map<string, number[]>();
  let known = 0;
  for (const { species, label } of samples) {
    const column = labels.indexOf(label);
    if (species === undefined || column < 0) continue;
    known += 1;
    const row = table.get(species) ?? labels.map(() => 0);
    row[column]! += 1;
    table.set(species, row);
  }
  if (known * 2 < samples.length) return [];
  const found = SPECIES.filter((species) => table.has(species));
  const usual = known / Math.max(1, found.length);
  return found.map((species) => {
    const counts = table.get(species)!;
    return { species, name: CATALOGUE[species].name.toLowerCase(), counts, scarce: counts.reduce((sum, n) => sum + n, 0) < 0.6 * usual };
  });
}

/** Refused files of one reason. */
interface Refusal {
  code: ErrorCode;
  /** The fact that all of them share. */
  about?: string;
  names: string[];
}

/** What a file turned out to be is a reason of its own; places and sizes are not. */
const KINDS: readonly ErrorCode[] = ['picture-not-an-image', 'picture-unsupported'];

/** Refused files by reason. */
export function refusals(rejections: readonly { name: string; code: ErrorCode; about?: string }[]): Refusal[] {
  const groups = new Map<string, Refusal>();
  for (const { code, about, name } of rejections) {
    const key = KINDS.includes(code) ? `${code} ${about ?? ''}` : code;
    const group = groups.get(key);
    if (!group) groups.set(key, { code, names: [name], ...(about === undefined ? {} : { about }) });
    else {
      group.names.push(name);
      if (group.about !== about) delete group.about;
    }
  }
  return [...groups.values()];
}

/** What an addition left as it was, a line each. */
export function leftoverLines({ already, elsewhere, skipped }: { already: number; elsewhere: readonly { from: string; to: string }[]; skipped: number }): string[] {
  const pairs = new Map<string, number>();
  for (const { from, to } of elsewhere) pairs.set(JSON.stringify([from, to]), (pairs.get(JSON.stringify([from, to])) ?? 0) + 1);
  return [
    ...(already > 0 ? [`${already === 1 ? 'One picture was' : `${already} pictures were`} there already.`] : []),
    ...[...pairs].map(([pair, n]) => {
      const [from, to] = JSON.parse(pair) as [string, string];
      return `${n === 1 ? 'One picture is' : `${n} pictures are`} there already under “${nameText(from)}”, and ${n === 1 ? 'was' : 'were'} not put under “${nameText(to)}” as well.`;
    }),
    ...(skipped > 0 ? [`${skipped === 1 ? 'One file was' : `${skipped} files were`} no picture and passed over.`] : []),
  ];
}
