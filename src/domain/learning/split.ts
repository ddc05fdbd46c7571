import type { Split } from '../dataset/dataset.ts';
import { OrchardError } from '../errors.ts';
import { lookDistance, lookWords } from '../features/look-hash.ts';

/** What splitting needs to know of a sample. */
export interface SplitSample {
  id: string;
  label: string;
  lookHash: string;
}

/** Share of a class that goes to the test split, and the same again to validation. */
export const HELD_OUT_SHARE = 0.2;
/** Fewest samples a label needs: one to learn from and one to be tested on. */
export const MIN_SAMPLES_PER_LABEL = 2;
/** Pictures whose look hashes differ in at most this many bits are twins. */
const TWIN_BITS = 2;

/** 32-bit FNV-1a, then mixed (MurmurHash3's finaliser) so that near seeds give unlike orders. */
function place(id: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function inSeededOrder(samples: readonly SplitSample[], seed: number): SplitSample[] {
  const places = new Map(samples.map((sample) => [sample.id, place(sample.id, seed)]));
  return [...samples].sort((a, b) => places.get(a.id)! - places.get(b.id)! || (a.id < b.id ? -1 : 1));
}

/** Groups of twins, in the order of their first members. */
function twins(samples: readonly SplitSample[]): SplitSample[][] {
  const words = samples.map((sample) => lookWords(sample.lookHash));
  const head = samples.map((_, i) => i);
  const find = (i: number): number => {
    while (head[i] !== i) i = head[i] = head[head[i]!]!;
    return i;
  };
  for (let i = 1; i < samples.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if (lookDistance(words[i]!, words[j]!) > TWIN_BITS) continue;
      const a = find(i);
      const b = find(j);
      head[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, SplitSample[]>();
  samples.forEach((sample, i) => {
    const key = find(i);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  });
  return [...groups.values()];
}

/** Moves whole groups, first come first taken, until `count` samples are out; a group that is too large stays. */
function take(groups: SplitSample[][], count: number): { taken: SplitSample[]; rest: SplitSample[][] } {
  const taken: SplitSample[] = [];
  const rest = groups.filter((group) => {
    if (taken.length + group.length > count) return true;
    taken.push(...group);
    return false;
  });
  return { taken, rest };
}

/**
 * Which split each sample belongs to, by sample id: within every label about 60 % train, 20 % validation, 20 % test (at
 * least one test sample a label, and one of validation from five samples on). The order comes from the seed and the ids
 * alone, so the same content splits the same way whatever order it came in. Pictures that look nearly the same go to one
 * side together within their label, unless it consists of hardly anything else.
 * Throws OrchardError `data-one-class` (fewer than two labels) or `data-too-few` (a label with fewer than two samples).
 */
export function splitByContent(samples: readonly SplitSample[], labels: readonly string[], seed: number): Map<string, Split> {
  if (labels.length < 2) throw new OrchardError('data-one-class');
  const unique = [...new Map(samples.map((sample) => [sample.id, sample])).values()];
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { label } of unique) {
    if (!counts.has(label)) throw new OrchardError('label-unknown', label);
    counts.set(label, counts.get(label)! + 1);
  }
  if ([...counts.values()].filter((count) => count > 0).length < 2) throw new OrchardError('data-one-class');
  for (const [label, count] of counts) if (count < MIN_SAMPLES_PER_LABEL) throw new OrchardError('data-too-few', `${label}: ${count}`);

  const splits = new Map<string, Split>();
  for (const label of labels) {
    const ordered = inSeededOrder(unique.filter((sample) => sample.label === label), seed);
    const testCount = Math.max(1, Math.round(ordered.length * HELD_OUT_SHARE));
    const validationCount = ordered.length >= 5 ? testCount : 0;
    let test = take(twins(ordered), testCount);
    let validation = take(test.rest, validationCount);
    if (test.taken.length * 2 < testCount || validation.taken.length * 2 < validationCount || validation.rest.length === 0) {
      test = take(ordered.map((sample) => [sample]), testCount);
      validation = take(test.rest, validationCount);
    }
    for (const { id } of validation.rest.flat()) splits.set(id, 'train');
    for (const { id } of validation.taken) splits.set(id, 'validation');
    for (const { id } of test.taken) splits.set(id, 'test');
  }
  return splits;
}
