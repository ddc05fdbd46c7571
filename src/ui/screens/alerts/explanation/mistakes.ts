import type { LogRow } from '../../log/rows.ts';

/** A fruit that was predicted rightly, beside one of its like that got the same prediction wrongly. */
export interface MistakePair {
  before: LogRow;
  after: LogRow;
}

/** Pairs of one cultivar and prediction at most, so that one kind of mistake does not fill the page. */
const MOST_ALIKE = 2;

/**
 * Wrong predictions beside right ones of the same cultivar (else species) that read the same, the commonest mistakes first. Fruit of the most similar confidence
 * stand together; none is shown twice.
 */
export function mistakePairs(right: readonly LogRow[], wrong: readonly LogRow[], most = 6): MistakePair[] {
  const kinds = new Map<string, LogRow[]>();
  for (const row of wrong) {
    const kind = JSON.stringify([row.species, row.cultivar, row.prediction]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), row]);
  }
  const used = new Set<number>();
  const pairs: MistakePair[] = [];
  for (const rows of [...kinds.values()].sort((a, b) => b.length - a.length)) {
    for (const after of rows.slice(0, MOST_ALIKE)) {
      const alike = right.filter(({ index, species, prediction }) => species === after.species && prediction === after.prediction && !used.has(index));
      const same = alike.filter(({ cultivar }) => cultivar === after.cultivar);
      const gap = ({ confidence }: LogRow): number => Math.abs(confidence - after.confidence);
      const [before] = (same.length > 0 ? same : alike).sort((a, b) => gap(a) - gap(b));
      if (!before || pairs.length === most) continue;
      used.add(before.index);
      pairs.push({ before, after });
    }
  }
  return pairs;
}
