import { signalKind } from '../../../../domain/monitoring/monitors/signal.ts';
import type { Detail } from '../../../../domain/monitoring/monitors/monitor-result.ts';
import type { EventRange, Why } from '../../../../state/reasons.ts';
import { formatOf } from './words.ts';

interface Mean {
  value: number;
  /** 0..1 of the width. */
  at: number;
}

/** Two distributions as they are drawn. */
export interface Drawn {
  signal: string;
  detail: Pick<Detail, 'edges' | 'categories' | 'reference' | 'current' | 'contributions'>;
  /** The events that the monitor judged, where those are drawn; null where those of the alert are, which is wherever there are numbers of them. */
  judged: EventRange | null;
  /** The events of the prediction that says what each bin added; null without one that is of this signal and moment. */
  adds: EventRange | null;
  /** Null for labels, and without numbers. */
  means: { before: Mean; after: Mean } | null;
  format: (value: number) => string;
}

/** A prediction says what each bin adds while this share of its window is still in the alert's. */
const LEAST_OVERLAP = 0.5;

/**
 * The two windows of an alert as distributions: of the signal that the reader picked, else of what the monitor watches, else of what moved
 * most. They are those of the alert, as all that is told beside them; what only the monitor has numbers of is drawn as it was judged.
 */
export function drawnOf({ monitor, detail, comparison, after: window }: Pick<Why, 'monitor' | 'detail' | 'comparison' | 'after'>, picked: string | null): Drawn | null {
  const own = monitor?.spec.signal ?? null;
  const { before: right, after: rightNow } = comparison?.quality.realized ?? { before: null, after: null };
  if (own === 'error' && (picked === null || picked === own) && typeof right?.accuracy === 'number' && typeof rightNow?.accuracy === 'number') {
    const parts = (share: number): [number, number] => [share, 1 - share];
    return {
      signal: own, judged: null, adds: null, means: null, format: formatOf(own, null),
      detail: { edges: null, categories: ['right', 'wrong'], reference: parts(right.accuracy), current: parts(rightNow.accuracy), contributions: null },
    };
  }
  const predicted = comparison?.predicted;
  if (own === 'predicted' && picked === null && predicted && predicted.categories.length > 0) {
    const { categories, before, after } = predicted;
    return { signal: own, judged: null, adds: null, means: null, format: formatOf(own, null), detail: { edges: null, categories, reference: before, current: after, contributions: null } };
  }
  const prediction = detail && own !== null && (picked === null || picked === own) && detail.current.length > 0 ? { from: detail.window.from, to: detail.window.to + 1 } : null;
  const adds = prediction && prediction.to - window.from >= LEAST_OVERLAP * (window.to - window.from) ? prediction : null;
  const isOfMoment = adds !== null && adds.from === window.from && adds.to === window.to;
  const distribution = comparison?.distribution;
  if (detail && own !== null && adds && (isOfMoment || !distribution?.after || distribution.signal !== own)) {
    const std = comparison?.columns.find(({ signal }) => signal === own)?.before.std ?? null;
    const bit = signalKind(own) === 'bit';
    return {
      signal: own, detail, judged: adds, adds, format: formatOf(own, std),
      means: bit ? null : meansOf(detail.edges, detail.referenceMean, detail.currentMean),
    };
  }
  if (!distribution?.after) return null;
  const { signal, edges, before, after } = distribution;
  const column = comparison?.columns.find((candidate) => candidate.signal === signal);
  return {
    signal, judged: null, adds, format: formatOf(signal, column?.before.std ?? null),
    detail: { edges, categories: null, reference: before, current: after, contributions: null },
    means: meansOf(edges, column?.before.mean ?? null, column?.after.mean ?? null),
  };
}

function meansOf(edges: readonly number[] | null, before: number | null, after: number | null): Drawn['means'] {
  if (!edges || before === null || after === null) return null;
  const [low, high] = [edges[0]!, edges.at(-1)!];
  const at = (value: number): number => Math.min(1, Math.max(0, high > low ? (value - low) / (high - low) : 0.5));
  return { before: { value: before, at: at(before) }, after: { value: after, at: at(after) } };
}
