import { signalKind } from '../../../../domain/monitoring/monitors/signal.ts';
import type { Measurement } from '../../../../domain/monitoring/monitors/monitor-result.ts';
import type { Stretch } from '../../../../domain/explanation/compared-windows.ts';
import type { Changed, Measured } from '../../../../domain/watch/explanation.ts';
import { formatOf } from './texts.ts';

interface Mean {
  value: number;
  /** 0..1 of the width. */
  at: number;
}

/** Two distributions as they are drawn. */
interface Drawn {
  signal: string;
  shares: Pick<Measurement, 'edges' | 'categories' | 'reference' | 'current' | 'contributions'>;
  /** The events that the monitor measured, where those are drawn; null where those of the alert are, which is wherever there are numbers of them. */
  measured: Stretch | null;
  /** The events of the measurement that says what each bin added; null without one that is of this signal and moment. */
  adds: Stretch | null;
  /** Null for labels, and without numbers. */
  means: { before: Mean; after: Mean } | null;
  format: (value: number) => string;
}

/** What of an explanation is drawn. */
interface DrawnFrom {
  measured: Pick<Measured, 'monitor' | 'measurement'>;
  changed: Pick<Changed, 'comparison' | 'after'>;
}

/** What each bin added to the measurement is shown while this share of its window is still in the alert's. */
const LEAST_OVERLAP = 0.5;

/**
 * The two windows of an alert as distributions: of the signal that the reader picked, else of what the monitor watches, else of what moved
 * most. They are those of the alert, like everything beside them; what only the monitor has numbers of is drawn as it was measured.
 */
export function drawnOf({ measured: { monitor, measurement }, changed: { comparison, after: window } }: DrawnFrom, picked: string | null): Drawn | null {
  const own = monitor?.spec.signal ?? null;
  const { before: right, after: rightNow } = comparison?.quality.realized ?? { before: null, after: null };
  if (own === 'error' && (picked === null || picked === own) && typeof right?.accuracy === 'number' && typeof rightNow?.accuracy === 'number') {
    const parts = (share: number): [number, number] => [share, 1 - share];
    return {
      signal: own, measured: null, adds: null, means: null, format: formatOf(own, null),
      shares: { edges: null, categories: ['right', 'wrong'], reference: parts(right.accuracy), current: parts(rightNow.accuracy), contributions: null },
    };
  }
  const predicted = comparison?.predicted;
  if (own === 'predicted' && picked === null && predicted && predicted.categories.length > 0) {
    const { categories, before, after } = predicted;
    return { signal: own, measured: null, adds: null, means: null, format: formatOf(own, null), shares: { edges: null, categories, reference: before, current: after, contributions: null } };
  }
  const range = measurement && own !== null && (picked === null || picked === own) && measurement.current.length > 0 ? { from: measurement.window.from, to: measurement.window.to + 1 } : null;
  const adds = range && range.to - window.from >= LEAST_OVERLAP * (window.to - window.from) ? range : null;
  const isOfMoment = adds !== null && adds.from === window.from && adds.to === window.to;
  const distribution = comparison?.distribution;
  if (measurement && own !== null && adds && (isOfMoment || !distribution?.after || distribution.signal !== own)) {
    const std = comparison?.columns.find(({ signal }) => signal === own)?.before.std ?? null;
    const bit = signalKind(own) === 'bit';
    return {
      signal: own, shares: measurement, measured: adds, adds, format: formatOf(own, std),
      means: bit ? null : meansOf(measurement.edges, measurement.referenceMean, measurement.currentMean),
    };
  }
  if (!distribution?.after) return null;
  const { signal, edges, before, after } = distribution;
  const column = comparison?.columns.find((candidate) => candidate.signal === signal);
  return {
    signal, measured: null, adds, format: formatOf(signal, column?.before.std ?? null),
    shares: { edges, categories: null, reference: before, current: after, contributions: null },
    means: meansOf(edges, column?.before.mean ?? null, column?.after.mean ?? null),
  };
}

function meansOf(edges: readonly number[] | null, before: number | null, after: number | null): Drawn['means'] {
  if (!edges || before === null || after === null) return null;
  const [low, high] = [edges[0]!, edges.at(-1)!];
  const at = (value: number): number => Math.min(1, Math.max(0, high > low ? (value - low) / (high - low) : 0.5));
  return { before: { value: before, at: at(before) }, after: { value: after, at: at(after) } };
}
