import { argMax } from '../../learning/evaluation/classification.ts';
import type { HeldOutPrediction } from '../../learning/run.ts';
import type { ScoredPrediction } from './pair.ts';

/** What a version's run said of the pictures that were kept out of it. */
interface TestedVersion {
  labels: readonly string[];
  heldOut: readonly HeldOutPrediction[];
}

/** A picture with its true label, and its prediction by each version in their order. */
export interface PredictedPicture {
  id: string;
  truth: string;
  predictions: ScoredPrediction[];
}

/** The test pictures that versions have in common, under the same truth, as each was tested on them: none has learnt from any. */
export function commonTestPictures(versions: readonly TestedVersion[]): PredictedPicture[] {
  const [head, ...others] = versions.map(({ labels, heldOut }) => new Map(heldOut.map(({ sampleId, truth, scores }) => [sampleId, { truth: labels[truth] ?? '', labels, scores }])));
  if (!head) return [];
  return [...head].flatMap(([id, { truth, labels, scores }]) => {
    const said = [{ labels, scores }, ...others.flatMap((of) => { const found = of.get(id); return found?.truth === truth ? [found] : []; })];
    return said.length < versions.length ? [] : [{ id, truth, predictions: said.map((each) => predictionOf(each.labels, each.scores, truth)) }];
  });
}

/** A prediction from the probabilities in `scores` from `at` on. Labels are the same whatever their case and outer spaces. */
export function predictionOf(labels: readonly string[], scores: ArrayLike<number>, truth: string, at = 0): ScoredPrediction {
  const winner = argMax(scores, at, labels.length);
  const wanted = labels.findIndex((label) => sameLabel(label, truth));
  return { said: labels[winner] ?? '', right: winner === wanted, confidence: scores[at + winner] ?? 0, ofTruth: wanted < 0 ? 0 : (scores[at + wanted] ?? 0) };
}

function sameLabel(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
