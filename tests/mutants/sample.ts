import { posix } from 'node:path';
import { randomAt } from '../../src/domain/common/random/random.ts';
import { importsOf, readSources, unitOf } from '../architecture/graph.ts';
import { mutantsOf, type Mutant } from './mutants.ts';
import { testsThatReach } from './reach.ts';

/** A fault, the folder that it counts for, and the tests that could notice it, the nearest first. */
export interface Trial {
  readonly folder: string;
  readonly mutant: Mutant;
  readonly tests: readonly string[];
}

export interface SampleOptions {
  readonly seed: number;
  readonly perFolder: number;
  /** A part of the paths that take part. */
  readonly only?: string;
}

const isTest = (file: string): boolean => /^tests\/(?:unit|property|contract|interop)\/.*\.test\.ts$/u.test(file);

/** Faults of the domain, of storage, of state and of the workers: as many of each folder, drawn by the seed. The same seed draws the same from the same sources. */
export function sample({ seed, perFolder, only = '' }: SampleOptions): Trial[] {
  const sources = readSources(['src', 'workers', 'tests']);
  const imports = importsOf(sources);
  const byFolder = new Map<string, Mutant[]>();
  for (const [file, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!/^(?:src\/(?:domain|storage|clients|state)|workers)\/.*\.ts$/u.test(file) || !file.includes(only)) continue;
    const unit = unitOf(file);
    const folder = unit.endsWith('.ts') ? posix.dirname(unit) : unit;
    byFolder.set(folder, [...byFolder.get(folder) ?? [], ...mutantsOf(file, text)]);
  }
  return [...byFolder].flatMap(([folder, mutants], i) => drawn(mutants, perFolder, seed, i).map((mutant) => ({ folder, mutant, tests: testsThatReach(mutant.file, imports, isTest) })));
}

function drawn(mutants: readonly Mutant[], count: number, seed: number, lane: number): Mutant[] {
  const random = randomAt(seed, 0, lane);
  const left = [...mutants];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.int(left.length), 1)[0]!);
}
