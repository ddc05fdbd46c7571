import type { DataSetVersion, LineFruit, Sample } from '../../data/dataset/dataset.ts';
import type { Revision } from '../../world/drift/scenario.ts';
import { photographAt } from '../../world/stream/photograph-at.ts';

/** Samples of an earlier format say in words which fruit they are, and not of which line. */
const NOTE = /^fruit (\d+)\b/u;

/** The fruit of a line that a picture shows; `seed` is null where only the index was written down. */
export function fruitOf({ source, note, fruit }: Pick<Sample, 'source' | 'note' | 'fruit'>): { seed: number | null; index: number } | null {
  if (fruit) return fruit;
  const index = source === 'line' ? NOTE.exec(note)?.[1] : undefined;
  return index === undefined ? null : { seed: null, index: Number(index) };
}

/** Fruits of lines that someone has learnt from. On a line of photographs, which come again, whoever has learnt from one has learnt from it wherever it is shown. */
export class LearntFruit {
  readonly #known = new Set<string>();
  readonly #photographs = new Set<string>();
  readonly #revisions: readonly Revision[];

  /** `revisions`: of the line whose fruit is asked about, where that may be one of photographs. */
  constructor(revisions: readonly Revision[] = []) {
    this.#revisions = revisions.some(({ scenario }) => scenario.source?.kind === 'photos') ? revisions : [];
  }

  add({ seed, index }: { seed: number | null; index: number }): void {
    this.#known.add(`${seed ?? ''}/${index}`);
    const photograph = this.#photographOf({ seed, index });
    if (photograph !== null) this.#photographs.add(photograph);
  }

  /** A fruit of an unknown line counts for every line: rather a picture too few than one that was learnt from. */
  has({ seed, index }: LineFruit): boolean {
    return this.#known.has(`${seed}/${index}`) || this.#known.has(`/${index}`) || (this.#photographs.size > 0 && this.#photographs.has(this.#photographOf({ seed, index }) ?? ''));
  }

  #photographOf({ seed, index }: { seed: number | null; index: number }): string | null {
    return this.#revisions.length > 0 && (seed === null || seed === this.#revisions[0]!.scenario.seed) ? photographAt(this.#revisions, index) : null;
  }
}

/**
 * The line's fruit in some data sets, whatever its split: heads that are solved at once are registered after learning from the test
 * pictures too. `samples` are those at hand, which know more of pictures that were frozen by an earlier format; `revisions` those of the line that is asked about.
 */
export function learntFruit(dataSets: readonly DataSetVersion[], samples: readonly Sample[], revisions: readonly Revision[] = []): LearntFruit {
  const learnt = new LearntFruit(revisions);
  const known = new Map(samples.map((sample) => [sample.id, sample]));
  for (const { id, fruit } of dataSets.flatMap((dataSet) => dataSet.samples)) {
    const sample = known.get(id);
    const found = fruit ?? (sample && fruitOf(sample));
    if (found) learnt.add(found);
  }
  return learnt;
}
