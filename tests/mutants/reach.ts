import type { Import } from '../architecture/graph.ts';

/** Test files that take a file in, directly or through others, the nearest first. */
export function testsThatReach(file: string, imports: readonly Import[], isTest: (file: string) => boolean): string[] {
  const importers = new Map<string, string[]>();
  for (const { from, file: to, spawned } of imports) {
    if (to === null || spawned) continue;
    const known = importers.get(to);
    if (known) known.push(from);
    else importers.set(to, [from]);
  }
  const seen = new Set([file]);
  const reached = [file];
  for (const at of reached) {
    for (const next of importers.get(at) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      reached.push(next);
    }
  }
  return reached.filter(isTest);
}
