/** A fruit as it is known without its picture. */
export interface KnownFruit {
  species: string;
  cultivar: string;
  ripeness: number;
}

interface Pair<R extends KnownFruit, N extends KnownFruit> {
  reference: R;
  now: N;
}

/** Another cultivar is worse than any difference in ripeness: only where there is none of the same does one stand in. */
const OTHER_CULTIVAR = 2;

/**
 * Pairs of fruit that are like each other: the same species, then the same cultivar, then the nearest ripeness. Each species
 * gives one pair before any gives a second; the more often it arrives now, the earlier. No fruit is in two pairs.
 */
export function pairsOf<R extends KnownFruit, N extends KnownFruit>(reference: readonly R[], now: readonly N[], most: number): Pair<R, N>[] {
  const arriving = new Map<string, number>();
  for (const { species } of now) arriving.set(species, (arriving.get(species) ?? 0) + 1);
  const order = [...arriving.keys()].sort((a, b) => arriving.get(b)! - arriving.get(a)!);
  const taken = new Set<KnownFruit>();
  const pairs: Pair<R, N>[] = [];
  for (let before = -1; pairs.length < most && pairs.length !== before; ) {
    before = pairs.length;
    for (const species of order) {
      const pair = pairs.length < most ? nearest(species, reference, now, taken) : null;
      if (!pair) continue;
      pairs.push(pair);
      taken.add(pair.reference).add(pair.now);
    }
  }
  return pairs;
}

function nearest<R extends KnownFruit, N extends KnownFruit>(species: string, reference: readonly R[], now: readonly N[], taken: ReadonlySet<KnownFruit>): Pair<R, N> | null {
  let best: Pair<R, N> | null = null;
  let least = Infinity;
  for (const b of now) {
    if (b.species !== species || taken.has(b)) continue;
    for (const a of reference) {
      if (a.species !== species || taken.has(a)) continue;
      const distance = Math.abs(a.ripeness - b.ripeness) + (a.cultivar === b.cultivar ? 0 : OTHER_CULTIVAR);
      if (distance >= least) continue;
      least = distance;
      best = { reference: a, now: b };
    }
  }
  return best;
}
