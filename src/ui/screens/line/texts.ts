import type { AccuracyStanding } from '../../../domain/monitoring/summaries/accuracy-standing.ts';
import { count, number, percent, rate } from '../../format.ts';

/** A sentence below a figure, and how it is meant. */
interface Note {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

/**
 * How right the predictions are beside the reference, or beside the held-out test: in points and red where they are less right by more than chance, else with
 * what the truths allow. `comes` is whether the line has a truth for what the live version tells apart.
 */
export function againstReference(accuracy: AccuracyStanding | null, comes = true): Note {
  if (!accuracy?.interval) return { text: comes ? 'no truth has arrived yet' : 'the line has no truth for its labels', tone: 'plain' };
  const { interval, known, against, difference, differenceInterval, standing } = accuracy;
  const points = (share: number): string => number(Math.abs(share) * 100, 1);
  const of = `of ${count(known, 'truth')}`;
  if (standing === 'unknown' || standing === 'as-usual') {
    return { text: `${number(interval.lower * 100, 1)} to ${percent(interval.upper, 1)} ${of}${standing === 'as-usual' ? ', as usual' : ''}`, tone: 'plain' };
  }
  const ends = [differenceInterval!.lower, differenceInterval!.upper].map(Math.abs).sort((x, y) => x - y);
  const usual = against === 'held-out' ? 'its test' : 'reference';
  return { text: `${points(difference!)} ${standing} ${usual}, ${points(ends[0]!)} to ${points(ends[1]!)} ${of}`, tone: standing === 'below' ? 'bad' : 'plain' };
}

/** The belt beside the model: what the live version could do, red where production demands more. `modelPerSecond` is null while unknown. */
export function beltNote(beltSpeed: number, version: number | null, modelPerSecond: number | null): Note {
  if (version === null) return { text: 'nothing judges it', tone: 'plain' };
  if (modelPerSecond === null) return { text: 'as production demands', tone: 'plain' };
  const late = beltSpeed > modelPerSecond;
  return { text: `v${version} ${late ? 'can do only' : 'could do'} ${rate(modelPerSecond)}`, tone: late ? 'bad' : 'plain' };
}

/** The scores that a prediction shows: all of them in their order, or the highest `most` when there are more. */
export function shownScores(labels: readonly string[], scores: readonly number[], most: number): { label: string; score: number }[] {
  const pairs = scores.map((score, i) => ({ label: labels[i] ?? `class ${i + 1}`, score }));
  return pairs.length <= most ? pairs : [...pairs].sort((a, b) => b.score - a.score).slice(0, most);
}
