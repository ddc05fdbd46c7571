import type { Line } from '../../../state/line.svelte.ts';
import { number, rate } from '../../format.ts';

/** A sentence below a figure, and how it is meant. */
export interface Note {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

/** Points below the reference from which a difference is written in alarm colour. */
const WORRYING_POINTS = 3;

/** How an accuracy compares with what the live version reached on held-out pictures, in points of a percent. */
export function againstReference(accuracy: number | null, reference: number | null): Note | null {
  if (accuracy === null) return { text: 'no truth has arrived yet', tone: 'plain' };
  if (reference === null || Number.isNaN(reference)) return null;
  const points = (accuracy - reference) * 100;
  if (Math.abs(points) < 0.05) return { text: 'as the reference', tone: 'plain' };
  const below = points < 0;
  return { text: `${number(Math.abs(points), 1)} ${below ? 'below' : 'above'} reference`, tone: points <= -WORRYING_POINTS ? 'bad' : 'plain' };
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
