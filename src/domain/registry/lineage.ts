import type { DataSetVersion } from '../data/dataset/dataset.ts';
import type { ModelVersion } from './version.ts';

/** Whether a version comes of a data set. The data of an imported one is known by its content alone. */
export function hasLearntFrom({ importedFrom, dataSetVersion, dataSetHash }: ModelVersion['lineage'], { number, contentHash }: Pick<DataSetVersion, 'number' | 'contentHash'>): boolean {
  return importedFrom === undefined ? dataSetVersion === number : dataSetHash === contentHash;
}
