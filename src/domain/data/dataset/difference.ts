import type { DataSetVersion } from './dataset.ts';

/** How the data set differs from a frozen version, as sample ids. */
export interface DataSetDifference {
  added: string[];
  removed: string[];
  relabelled: string[];
  labelsChanged: boolean;
}

/** What changed between a version and the pictures at hand. */
export function differenceFrom(version: DataSetVersion, labels: readonly string[], samples: readonly { id: string; label: string }[]): DataSetDifference {
  const before = new Map(version.samples.map(({ id, label }) => [id, label]));
  const now = new Set(samples.map(({ id }) => id));
  return {
    added: samples.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    removed: version.samples.filter(({ id }) => !now.has(id)).map(({ id }) => id),
    relabelled: samples.filter(({ id, label }) => before.has(id) && before.get(id) !== label).map(({ id }) => id),
    labelsChanged: labels.join('\n') !== version.labels.join('\n'),
  };
}

/** True when nothing changed. */
export function isUnchanged({ added, removed, relabelled, labelsChanged }: DataSetDifference): boolean {
  return !labelsChanged && added.length + removed.length + relabelled.length === 0;
}

/** The text whose SHA-256 names a version's content: labels in order, then sorted (id, label, split) lines, of which those that are only for testing say so. */
export function contentText(labels: readonly string[], samples: DataSetVersion['samples']): string {
  const lines = samples.map(({ id, label, split, onlyTest }) => `${id}\t${label}\t${split}${onlyTest ? '\tonly' : ''}`).sort();
  return [JSON.stringify(labels), ...lines].join('\n');
}
