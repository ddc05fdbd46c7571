import type { DataSetVersion, Sample } from '../data/dataset/dataset.ts';
import { truthKind } from '../world/stream/truth.ts';
import type { ModelVersion } from './version.ts';

/**
 * How a version fits the line, which brings the orchard's fruit or, with `photoLabels`, photographs of those labels: `no-truth`, the line has no truth for its labels; `other-pictures`, it is the orchard's, and
 * the version has learnt from none of its fruit; else `fits`.
 */
type LineFit = 'fits' | 'other-pictures' | 'no-truth';

/** `dataSet`: what the version learnt from; null where that is not known, which is then not held against it. `samples`: those that are still at hand. */
export function lineFit({ signature }: Pick<ModelVersion, 'signature'>, dataSet: DataSetVersion | null, samples: readonly Sample[], photoLabels?: readonly string[]): LineFit {
  if (truthKind(signature.labels, photoLabels) === 'none') return 'no-truth';
  if (photoLabels) return 'fits';
  const learnt = new Set(dataSet?.samples.map(({ id }) => id));
  const known = samples.filter(({ id }) => learnt.has(id));
  return known.length > 0 && known.every(({ source }) => source !== 'orchard' && source !== 'line') && !dataSet!.samples.some(({ fruit }) => fruit) ? 'other-pictures' : 'fits';
}
