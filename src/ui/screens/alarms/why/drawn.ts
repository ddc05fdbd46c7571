import { signalKind } from '../../../../domain/monitors/signal.ts';
import type { Detail } from '../../../../domain/monitors/verdict.ts';
import type { Why } from '../../../../state/reasons.ts';
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
  /** They are what the monitor judged, with what each bin adds. */
  judged: boolean;
  /** Null for labels, and without numbers. */
  means: { before: Mean; after: Mean } | null;
  format: (value: number) => string;
}

/** What bits are called: of errors, and of anything else. */
const BITS: Readonly<Record<string, readonly [no: string, yes: string]>> = { error: ['right', 'wrong'] };

/** The two windows of an alarm as distributions: of the signal that the reader picked, else of what the monitor judged, else of what moved most. */
export function drawnOf({ monitor, detail, comparison }: Pick<Why, 'monitor' | 'detail' | 'comparison'>, picked: string | null): Drawn | null {
  const own = monitor?.spec.signal ?? null;
  if (own !== null && detail && detail.current.length > 0 && (picked === null || picked === own)) {
    const std = comparison?.columns.find(({ signal }) => signal === own)?.before.std ?? null;
    const bit = signalKind(own) === 'bit';
    const categories = detail.categories && bit ? detail.categories.map((name) => (BITS[own] ?? [name, name])[name === 'no' ? 0 : 1]) : detail.categories;
    return {
      signal: own, detail: { ...detail, categories }, judged: true, format: formatOf(own, std),
      means: bit ? null : meansOf(detail.edges, detail.referenceMean, detail.currentMean),
    };
  }
  const distribution = comparison?.distribution;
  if (!distribution?.after) return null;
  const { signal, edges, before, after } = distribution;
  const column = comparison?.columns.find((candidate) => candidate.signal === signal);
  return {
    signal, judged: false, format: formatOf(signal, column?.before.std ?? null),
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
