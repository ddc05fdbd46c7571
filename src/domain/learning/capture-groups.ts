import type { SampleSource } from '../data/dataset/dataset.ts';
import { lookDistance, lookWords } from '../data/features/look-hash.ts';
import { READABLE_FEATURES } from '../data/features/readable.ts';

/** What telling takes of one subject apart needs to know of a sample. Without a source it counts as a photograph. */
export interface CapturedSample {
  lookHash: string;
  source?: SampleSource;
  /** When it was taken or added, Unix ms. */
  addedMs?: number;
  readable?: readonly number[];
}

/** Pictures whose look hashes differ in at most this many bits are twins. */
export const TWIN_BITS = 2;
/** Neighbours in a burst, of a hand that moves: their look hashes differ by up to this many bits … */
const BURST_BITS = 14;
/** … and no readable share by more than this. Photographs of different fruit on one table differ by more in at least one. */
const BURST_SHARE = 0.05;
/** Camera pictures no further apart than this were taken in one go. */
const BURST_GAP_MS = 2000;

/** The hue turns with the faintest cast where there is little colour. */
const COMPARED = READABLE_FEATURES.map(({ unit }) => unit === '');

/** Drawn by the orchard: every picture is another fruit, however alike. */
export function isDrawn({ source }: CapturedSample): boolean {
  return source === 'orchard' || source === 'line' || source === 'desk';
}

function near(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.every((value, i) => COMPARED[i] === false || Math.abs(value - (b[i] ?? NaN)) <= BURST_SHARE);
}

function together(a: CapturedSample, b: CapturedSample, bits: number, mostBits: number): boolean {
  if (isDrawn(a) || isDrawn(b)) return bits <= TWIN_BITS;
  if (a.source === 'camera' && b.source === 'camera' && Math.abs((a.addedMs ?? NaN) - (b.addedMs ?? NaN)) <= BURST_GAP_MS) return true;
  return a.readable && b.readable ? bits <= mostBits && near(a.readable, b.readable) : bits <= TWIN_BITS;
}

/**
 * Groups of pictures that show one thing at one time, in the order of their first members: twins, bursts of a camera, and
 * photographs that pass into each other by small steps (single linkage) of at most `mostBits` of their look hashes.
 */
export function captureGroups<S extends CapturedSample>(samples: readonly S[], mostBits = BURST_BITS): S[][] {
  const words = samples.map((sample) => lookWords(sample.lookHash));
  const head = samples.map((_, i) => i);
  const find = (i: number): number => {
    while (head[i] !== i) i = head[i] = head[head[i]!]!;
    return i;
  };
  for (let i = 1; i < samples.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const a = find(i);
      const b = find(j);
      if (a !== b && together(samples[i]!, samples[j]!, lookDistance(words[i]!, words[j]!), mostBits)) head[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, S[]>();
  samples.forEach((sample, i) => {
    const group = groups.get(find(i));
    if (group) group.push(sample);
    else groups.set(find(i), [sample]);
  });
  return [...groups.values()];
}
