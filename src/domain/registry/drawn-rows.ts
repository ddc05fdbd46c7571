import { standardDeviation, mean } from '../statistics/sample.ts';
import { packReferenceRows, type PredictedSplit } from './reference-rows.ts';
import type { ModelVersion } from './version.ts';

/** Standard errors by which the mean of a feature may differ from that of the training pictures: some fifteen features are looked at. */
const CONTRADICTS = 5;

/** Fruit that was drawn and that a version predicted, row-major: its truths are left open. */
type DrawnPredictions = Omit<PredictedSplit, 'truth'>;

/**
 * Drawn fruit as packed rows that may stand in for a reference of a version; null where their pictures are not like the `trained` pictures that it learned
 * from, so that the world that they were drawn from is not the one that its data came from.
 */
export function drawnRows(fruit: DrawnPredictions, reference: ModelVersion['reference'], trained: number): string | null {
  if (trained < 2 || fruit.predicted.length < 2 || !isLike(fruit, reference, trained)) return null;
  return packReferenceRows({ ...fruit, truth: fruit.predicted.map(() => NaN) });
}

/** Welch's distance of two means, for each feature of which the version keeps one. */
function isLike({ featureNames, features, predicted }: DrawnPredictions, reference: ModelVersion['reference'], trained: number): boolean {
  const [width, count] = [featureNames.length, predicted.length];
  return featureNames.every((name, at) => {
    const position = reference.features?.indexOf(name) ?? at;
    const [usual, spread] = [reference.mean[position], reference.std[position]];
    if (usual === undefined || spread === undefined) return true;
    const column = Float32Array.from({ length: count }, (_, row) => features[row * width + at]!);
    const error = Math.sqrt(spread ** 2 / trained + standardDeviation(column) ** 2 / count);
    return Math.abs(mean(column) - usual) <= CONTRADICTS * error;
  });
}
