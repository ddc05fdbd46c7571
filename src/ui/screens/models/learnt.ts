import { fruitOf } from '../../../domain/delivery/comparison/learnt.ts';
import type { DataSetVersion, Sample } from '../../../domain/data/dataset/dataset.ts';
import type { ModelVersion } from '../../../domain/registry/version.ts';
import { count, number } from '../../format.ts';
import { fruitText } from './texts.ts';

/** What a version has learnt from beside what the version before it had. */
interface Learnt {
  version: number;
  /** `240 pictures`, `and 120 fruits`. */
  what: string;
  from: string;
  /** The newest of them, to be shown. */
  shown: string[];
}

const SHOWN = 3;

type HasSeed = (seed: number | null) => boolean;

/** The data set of a version, of those at hand; null for one that is not stored here. */
export function dataSetOf({ lineage }: ModelVersion, dataSets: readonly DataSetVersion[]): DataSetVersion | null {
  return dataSets.find(({ number: of, contentHash }) => (lineage.importedFrom === undefined ? of === lineage.dataSetVersion : contentHash === lineage.dataSetHash)) ?? null;
}

/** Fruits of the line in a version's data, in order. `hasSeed`: whether a seed is the line's; null is that of a sample that does not say. */
export function lineFruitOf(dataSet: DataSetVersion, samples: ReadonlyMap<string, Sample>, hasSeed: HasSeed): number[] {
  return dataSet.samples.flatMap(({ id, fruit }) => {
    const sample = samples.get(id);
    const found = fruit ?? (sample && fruitOf(sample));
    return found && hasSeed(found.seed) ? [found.index] : [];
  }).sort((a, b) => a - b);
}

/** What each version has learnt from, each against its parent or the one before it in the list (oldest first). */
export function learntOf(models: readonly ModelVersion[], dataSets: readonly DataSetVersion[], samples: ReadonlyMap<string, Sample>, hasSeed: HasSeed): Learnt[] {
  return models.map((model, i) => {
    const dataSet = dataSetOf(model, dataSets);
    const version = model.number;
    if (!dataSet) return { version, what: 'data that is not stored here', from: model.lineage.importedFrom === undefined ? '' : 'imported', shown: [] };
    const before = models.find(({ number: of }) => of === model.lineage.parent) ?? models[i - 1];
    const base = before ? dataSetOf(before, dataSets) : null;
    if (before && base?.number === dataSet.number) return { version, what: `the same as v${before.number}`, from: count(dataSet.samples.length, 'picture'), shown: [] };
    const had = new Set(base?.samples.map(({ id }) => id));
    const added = dataSet.samples.filter(({ id }) => !had.has(id));
    const kept = dataSet.samples.length - added.length;
    const fruits = lineFruitOf({ ...dataSet, samples: added }, samples, hasSeed);
    const gone = had.size - kept;
    const noun = fruits.length === added.length && added.length > 0 ? 'fruit' : 'picture';
    return {
      version, what: `${kept > 0 ? 'and ' : ''}${count(added.length, noun)}`, shown: added.slice(-SHOWN).map(({ id }) => id),
      from: fruits.length > 0 ? fruitText(fruits).replace(/^fruits? /u, '') : gone > 0 && kept > 0 ? `${number(gone)} taken out` : '',
    };
  });
}
