import { scenarioAt } from '../drift/revisions.ts';
import type { Revision } from '../drift/scenario.ts';
import type { HeldOutPrediction } from '../registry/version.ts';
import { eventAt } from '../stream/event-at.ts';
import { argMax } from '../metrics/classification.ts';
import type { LearntFruit } from './learnt.ts';
import type { Verdict } from './verdict.ts';

/** Fruits that a comparison wants at least, where there are as many. */
export const FEWEST_FRUITS = 120;
/** Fruits that a comparison takes at most: verdicts of one moment, in a few seconds. */
export const MOST_FRUITS = 480;

/** A fruit whose truth has been reported. */
export interface KnownFruit {
  index: number;
  truth: string;
}

/**
 * The newest fruits before `known` that nobody has learnt from, oldest first: all since the newest that somebody has, yet at least
 * `FEWEST_FRUITS` and at most `MOST_FRUITS`. A picture that a frozen camera repeats counts once. Truths are as they were reported.
 */
export function newestFruits(revisions: readonly Revision[], known: number, learnt: LearntFruit, first = 0): KnownFruit[] {
  const found: KnownFruit[] = [];
  const seen = new Set<number>();
  let met = false;
  for (let index = known - 1; index >= first && found.length < (met ? FEWEST_FRUITS : MOST_FRUITS); index--) {
    const scenario = scenarioAt(revisions, index);
    const { pictureIndex, reportedTruth } = eventAt(scenario, index);
    if (learnt.has({ seed: scenario.seed, index: pictureIndex })) met = true;
    else if (!seen.has(pictureIndex)) found.push({ index, truth: reportedTruth });
    seen.add(pictureIndex);
  }
  return found.reverse();
}

/** What a version's run said of the pictures that were kept out of it. */
export interface TestedVersion {
  labels: readonly string[];
  heldOut: readonly HeldOutPrediction[];
}

/** A picture with its true label, and its verdict by each version in their order. */
export interface JudgedPicture {
  id: string;
  truth: string;
  verdicts: Verdict[];
}

/** The test pictures that versions have in common, under the same truth, as each was tested on them: none has learnt from any. */
export function commonTestPictures(versions: readonly TestedVersion[]): JudgedPicture[] {
  const [head, ...others] = versions.map(({ labels, heldOut }) => new Map(heldOut.map(({ sampleId, truth, scores }) => [sampleId, { truth: labels[truth] ?? '', labels, scores }])));
  if (!head) return [];
  return [...head].flatMap(([id, { truth, labels, scores }]) => {
    const said = [{ labels, scores }, ...others.flatMap((of) => { const found = of.get(id); return found?.truth === truth ? [found] : []; })];
    return said.length < versions.length ? [] : [{ id, truth, verdicts: said.map((each) => verdictOf(each.labels, each.scores, truth)) }];
  });
}

/** A verdict from the probabilities in `scores` from `at` on. Labels are the same whatever their case and outer spaces. */
export function verdictOf(labels: readonly string[], scores: ArrayLike<number>, truth: string, at = 0): Verdict {
  const winner = argMax(scores, at, labels.length);
  const wanted = labels.findIndex((label) => sameLabel(label, truth));
  return { said: labels[winner] ?? '', right: winner === wanted, confidence: scores[at + winner] ?? 0, ofTruth: wanted < 0 ? 0 : (scores[at + wanted] ?? 0) };
}

function sameLabel(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
