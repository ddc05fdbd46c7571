import type { AccuracyStanding } from '../../../domain/monitoring/accuracy-standing.ts';
import type { Line } from '../../../state/line.svelte.ts';
import { count, number, percent, rate } from '../../format.ts';

/** A sentence below a figure, and how it is meant. */
export interface Note {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

/**
 * How right the verdicts are beside the reference, or beside the held-out test: in points and red where they are less right by more than chance, else with
 * what the truths allow.
 */
export function againstReference(accuracy: AccuracyStanding | null): Note {
  if (!accuracy?.interval) return { text: 'no truth has arrived yet', tone: 'plain' };
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

/** The part of the line that its pace can be read from. */
export interface Pace {
  status: Pick<NonNullable<Line['status']>, 'playing' | 'held'> | null;
  snapshot: Pick<NonNullable<Line['snapshot']>, 'throughput'> | null;
  speed: Line['speed'];
}

/** What holds the pace of the line. */
export function paceNote({ status, snapshot, speed }: Pace): string {
  if (!status?.playing) return 'the line stands';
  if (status.held && (speed === 'max' || (snapshot?.throughput ?? 0) < 0.95 * speed)) return 'held by this machine';
  return speed === 'max' ? 'as fast as it goes' : `${rate(speed)} a second wanted`;
}

/** The scores that a verdict shows: all of them in their order, or the highest `most` when there are more. */
export function shownScores(labels: readonly string[], scores: readonly number[], most: number): { label: string; score: number }[] {
  const pairs = scores.map((score, i) => ({ label: labels[i] ?? `class ${i + 1}`, score }));
  return pairs.length <= most ? pairs : [...pairs].sort((a, b) => b.score - a.score).slice(0, most);
}
