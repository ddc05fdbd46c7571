import { histogram, openHistogram, shares } from '../../statistics/histogram.ts';
import { expectedCounts } from '../../statistics/categorical.ts';
import { mean } from '../../statistics/sample.ts';
import { LEAST_SHARE, countsOf } from './comparisons.ts';
import type { Judgement } from './judge.ts';
import { distancesFrom } from './joint.ts';
import { Reference } from './reference.ts';
import type { SignalKind } from './signal.ts';
import type { MonitorSpec } from './spec.ts';
import type { Measurement } from './monitor-result.ts';

/** Bins of a histogram that is only to be looked at. */
const BINS = 20;

type Bars = Pick<Measurement, 'edges' | 'categories' | 'reference' | 'current' | 'contributions'>;

/** Both windows as distributions over the same bins, and what each bin adds. `labels` name the positions of a label signal. */
export function measurementOf(
  spec: MonitorSpec, kind: SignalKind, labels: readonly string[], judgement: Pick<Judgement, 'formula' | 'live' | 'values'>,
  reference: Reference | null, current: Float32Array, window: Measurement['window'], referenceWindow: Measurement['referenceWindow'],
): Measurement {
  // Several numbers together are drawn as one: how far they lie from the middle of the reference.
  if (kind === 'vector') {
    const [before, now] = reference?.values ? [Reference.of(distancesFrom(reference, reference.values)), distancesFrom(reference, current)] : [null, new Float32Array(0)];
    return measurementOf(spec, 'real', labels, judgement, before, now, window, referenceWindow);
  }
  const known = reference?.values && reference.values.length > 0 ? reference : null;
  return {
    formula: judgement.formula, live: judgement.live(), values: judgement.values,
    ...bars(spec, kind, labels, known, current),
    window, referenceWindow,
    referenceMean: reference && reference.count > 0 && kind !== 'category' ? reference.mean : null,
    currentMean: current.length > 0 && kind !== 'category' ? mean(current) : null,
  };
}

function bars(spec: MonitorSpec, kind: SignalKind, labels: readonly string[], reference: Reference | null, current: Float32Array): Bars {
  if (current.length === 0) return { edges: null, categories: null, reference: null, current: [], contributions: null };
  if (kind === 'category' || kind === 'bit') return labelBars(kind === 'bit' ? ['no', 'yes'] : labels, reference, current);
  return spec.judge.kind === 'test' && spec.judge.test === 'psi' && reference ? decileBars(reference, current) : equalBars(reference, current);
}

function labelBars(names: readonly string[], reference: Reference | null, current: Float32Array): Bars {
  const counts = countsOf(reference?.values ?? new Float32Array(0), current);
  const categories = counts.categories.map((position) => names[Number(position)] ?? position);
  const now = Array.from(counts.current, (count) => count / counts.currentTotal);
  if (!reference) return { edges: null, categories, reference: null, current: now, contributions: null };
  const [before, expected] = expectedCounts(counts);
  return {
    edges: null, categories, current: now,
    reference: Array.from(counts.reference, (count) => count / counts.referenceTotal),
    contributions: Array.from(expected, (wanted, i) => (counts.current[i]! - wanted) ** 2 / wanted + (counts.reference[i]! - before[i]!) ** 2 / before[i]!),
  };
}

/** The ten bins of the reference's deciles; the outermost end where the data do. Bins of width 0, between equal deciles, are left out. */
function decileBars({ deciles, sorted }: Reference, current: Float32Array): Bars {
  const now = shares(openHistogram(current, deciles.edges), current.length);
  const low = Math.min(sorted[0]!, current.reduce((least, value) => Math.min(least, value), Infinity));
  const high = Math.max(sorted.at(-1)!, current.reduce((most, value) => Math.max(most, value), -Infinity));
  const all = [Math.min(low, deciles.edges[0]!), ...deciles.edges, Math.max(high, deciles.edges[8]!)];
  const kept = Array.from(now, (_, bin) => bin).filter((bin) => deciles.shares[bin]! > 0 || now[bin]! > 0);
  const part = (bin: number) => {
    const [p, q] = [Math.max(deciles.shares[bin]!, LEAST_SHARE), Math.max(now[bin]!, LEAST_SHARE)];
    return p === q ? 0 : (q - p) * Math.log(q / p);
  };
  return {
    edges: [all[kept[0]!]!, ...kept.map((bin) => all[bin + 1]!)], categories: null,
    reference: kept.map((bin) => deciles.shares[bin]!), current: kept.map((bin) => now[bin]!), contributions: kept.map(part),
  };
}

function equalBars(reference: Reference | null, current: Float32Array): Bars {
  let [low, high] = [Infinity, -Infinity];
  for (const values of [reference?.values ?? [], current]) for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const edges = Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? high : low + ((high - low) * i) / BINS));
  const now = Array.from(shares(histogram(current, edges), current.length));
  if (!reference) return { edges, categories: null, reference: null, current: now, contributions: null };
  const before = Array.from(shares(histogram(reference.values!, edges), reference.count));
  return { edges, categories: null, reference: before, current: now, contributions: now.map((share, bin) => Math.abs(share - before[bin]!)) };
}
