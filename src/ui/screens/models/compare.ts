import type { ModelVersion, Run } from '../../../domain/registry/version.ts';
import { bytes, number, percentNumber, signed } from '../../format.ts';

/** One measure of two versions, drawn as two marks on one scale. */
export interface ComparedRow {
  key: string;
  /** Plain words; a class's name may stand in them, so it is shown as text. */
  label: string;
  a: number;
  b: number;
  textA: string;
  textB: string;
  difference: string;
  tone: 'good' | 'bad' | 'plain';
  /** 0..1 along the scale. */
  atA: number;
  atB: number;
}

type Kind = 'share' | 'loss' | 'size';

/** Left end of the scale that shares have in common, below the smallest of them. */
const SHARE_MARGIN = 0.06;
const SCALE_MARGIN = 1.15;

/** Accuracy, F1, recall of each class that both know, losses and size, with `b − a` told and judged. */
export function compareVersions(a: ModelVersion, b: ModelVersion): ComparedRow[] {
  const recalls = a.metrics.perClass.flatMap(({ label, recall }) => {
    const other = b.metrics.perClass.find((each) => each.label === label);
    return other ? [{ key: `recall/${label}`, label: `Recall, ${label}`, kind: 'share' as Kind, a: recall, b: other.recall }] : [];
  });
  const measures: { key: string; label: string; kind: Kind; a: number; b: number }[] = [
    { key: 'accuracy', label: 'Accuracy', kind: 'share', a: a.metrics.accuracy, b: b.metrics.accuracy },
    { key: 'macroF1', label: 'Macro F1', kind: 'share', a: a.metrics.macroF1, b: b.metrics.macroF1 },
    ...recalls,
    { key: 'logLoss', label: 'Log loss', kind: 'loss', a: a.metrics.logLoss, b: b.metrics.logLoss },
    { key: 'ece', label: 'Calibration error', kind: 'loss', a: a.metrics.ece, b: b.metrics.ece },
    { key: 'size', label: 'Size', kind: 'size', a: a.sizeBytes, b: b.sizeBytes },
  ];
  const shares = measures.filter(({ kind }) => kind === 'share').flatMap((row) => [row.a, row.b]).filter(Number.isFinite);
  const lowest = Math.max(0, Math.min(1, ...shares) - SHARE_MARGIN);
  return measures.map((row) => ({ ...row, ...wordsOf(row), ...placesOf(row, lowest) }));
}

function wordsOf({ kind, a, b }: { kind: Kind; a: number; b: number }): Pick<ComparedRow, 'textA' | 'textB' | 'difference' | 'tone'> {
  const text = kind === 'share' ? percentNumber : kind === 'loss' ? (value: number) => number(value, 3) : bytes;
  const difference = kind === 'share' ? `${signed((b - a) * 100)} pt` : kind === 'loss' ? signed(b - a, 3) : signedBytes(b - a);
  const same = text(a) === text(b) || !Number.isFinite(a - b);
  return { textA: text(a), textB: text(b), difference: Number.isFinite(a - b) ? difference : '–', tone: same || kind === 'size' ? 'plain' : b > a === (kind === 'share') ? 'good' : 'bad' };
}

function signedBytes(difference: number): string {
  if (difference === 0) return '±0 B';
  return `${difference > 0 ? '+' : '−'}${bytes(Math.abs(difference))}`;
}

function placesOf({ kind, a, b }: { kind: Kind; a: number; b: number }, lowest: number): Pick<ComparedRow, 'atA' | 'atB'> {
  const most = Math.max(a, b) * SCALE_MARGIN;
  const at = (value: number): number => {
    const place = kind === 'share' ? (value - lowest) / (1 - lowest) : most > 0 ? value / most : 0;
    return Number.isFinite(place) ? Math.min(1, Math.max(0, place)) : 0;
  };
  return { atA: at(a), atB: at(b) };
}

/** A held-out picture on which two versions say different things. */
export interface Disagreement {
  sampleId: string;
  truth: string;
  saidA: string;
  saidB: string;
  scoreA: number;
  scoreB: number;
  right: 'a' | 'b' | 'none';
}

/** Where two runs disagree among the held-out pictures that both were tested on; what `b` has right comes first. */
export function disagreementsOf(runA: Run, labelsA: readonly string[], runB: Run, labelsB: readonly string[]): { shared: number; same: boolean; items: Disagreement[] } {
  const byId = new Map(runA.heldOut.map((held) => [held.sampleId, held]));
  let shared = 0;
  const items: Disagreement[] = [];
  for (const heldB of runB.heldOut) {
    const heldA = byId.get(heldB.sampleId);
    if (!heldA || labelsA[heldA.truth] !== labelsB[heldB.truth]) continue;
    shared += 1;
    const saidA = labelsA[heldA.predicted] ?? '';
    const saidB = labelsB[heldB.predicted] ?? '';
    if (saidA === saidB) continue;
    const truth = labelsB[heldB.truth] ?? '';
    items.push({
      sampleId: heldB.sampleId, truth, saidA, saidB, scoreA: heldA.scores[heldA.predicted] ?? NaN, scoreB: heldB.scores[heldB.predicted] ?? NaN,
      right: saidB === truth ? 'b' : saidA === truth ? 'a' : 'none',
    });
  }
  const order = { b: 0, a: 1, none: 2 } as const;
  items.sort((x, y) => order[x.right] - order[y.right]);
  return { shared, same: shared === runA.heldOut.length && shared === runB.heldOut.length, items };
}
