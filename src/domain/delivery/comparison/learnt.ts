import type { DataSetVersion, LineFruit, Sample } from '../../data/dataset/dataset.ts';

/** Samples of an earlier format say in words which fruit they are, and not of which line. */
const NOTE = /^fruit (\d+)\b/u;

/** The fruit of a line that a picture shows; `seed` is null where only the index was written down. */
export function fruitOf({ source, note, fruit }: Pick<Sample, 'source' | 'note' | 'fruit'>): { seed: number | null; index: number } | null {
  if (fruit) return fruit;
  const index = source === 'line' ? NOTE.exec(note)?.[1] : undefined;
  return index === undefined ? null : { seed: null, index: Number(index) };
}

/** Fruits of lines that someone has learnt from. */
export class LearntFruit {
  readonly #known = new Set<string>();

  add({ seed, index }: { seed: number | null; index: number }): void {
    this.#known.add(`${seed ?? ''}/${index}`);
  }

  /** A fruit of an unknown line counts for every line: rather a picture too few than one that was learnt from. */
  has({ seed, index }: LineFruit): boolean {
    return this.#known.has(`${seed}/${index}`) || this.#known.has(`/${index}`);
  }
}

/**
 * The line's fruit in some data sets, whatever its split: heads that are solved at once are registered after learning from the test
 * pictures too. `samples` are those at hand, which know more of pictures that were frozen by an earlier format.
 */
export function learntFruit(dataSets: readonly DataSetVersion[], samples: readonly Sample[]): LearntFruit {
  const learnt = new LearntFruit();
  const known = new Map(samples.map((sample) => [sample.id, sample]));
  for (const { id, fruit } of dataSets.flatMap((dataSet) => dataSet.samples)) {
    const sample = known.get(id);
    const found = fruit ?? (sample && fruitOf(sample));
    if (found) learnt.add(found);
  }
  return learnt;
}
