import { signalKind, splitSignal } from '../../../domain/monitoring/monitors/signal.ts';
import type { MonitorSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { Measurement } from '../../../domain/monitoring/monitors/monitor-result.ts';
import { binName } from '../../charts/distribution.ts';
import { number } from '../../format.ts';
import { signalFormat, signalName } from './monitor-text.ts';

/** A bin or a label, and what it adds. */
export interface Term {
  name: string;
  reference: number | null;
  now: number;
  adds: number | null;
}

const MOST_DIGITS = 5;

/** How the edges of bins are written: with so many digits that the edges of no bin read the same. */
export function edgeFormat(signal: string, edges: Measurement['edges']): (value: number) => string {
  const format = signalFormat(signal);
  const isDistinct = (write: (value: number) => string): boolean => !edges || new Set(edges.map(write)).size === new Set(edges).size;
  if (isDistinct(format) || splitSignal(signal)[0] === 'latency') return format;
  const digits = Array.from({ length: MOST_DIGITS }, (_, i) => i + 1).find((more) => isDistinct((value) => number(value, more))) ?? MOST_DIGITS;
  return (value) => number(value, digits);
}

/** Terms of a measurement; the ones that add most first, where that is known, else in their order. */
export function termsOf(spec: MonitorSpec, measurement: Measurement): Term[] {
  const format = edgeFormat(spec.signal, measurement.edges);
  const terms = measurement.current.map((now, i): Term => ({ name: binName(measurement, i, format), now, reference: measurement.reference?.[i] ?? null, adds: measurement.contributions?.[i] ?? null }));
  return measurement.contributions ? terms.toSorted((a, b) => b.adds! - a.adds!) : terms;
}

/** What the last column of the terms is: a part of the statistic, where it is a sum, else how much a share moved. */
export function addsHeading({ judge, signal }: MonitorSpec): string {
  if (judge.kind === 'test' && judge.test === 'psi') return 'adds to PSI';
  const kind = signalKind(signal);
  return kind === 'category' || kind === 'bit' ? 'adds to χ²' : 'moved by';
}

/** What the two windows say, in one plain sentence. */
export function plainSentence(spec: MonitorSpec, { referenceMean, currentMean, categories, reference, current }: Measurement): string {
  const name = signalName(spec.signal).replace(/ \(.*\)$/u, '');
  const format = signalFormat(spec.signal);
  if (referenceMean !== null && currentMean !== null) {
    const [before, now] = [format(referenceMean), format(currentMean)];
    if (signalKind(spec.signal) === 'vector') return `Fruit lies ${now} standard deviations from the middle of the reference, over all features; that of the reference lies ${before}.`;
    if (before === now) return `${name}: the mean is ${now}, as in the reference.`;
    return `${name}: the mean is ${now}, ${currentMean > referenceMean ? 'up' : 'down'} from ${before} in the reference.`;
  }
  if (categories && reference) {
    const most = current.reduce((best, share, i) => (Math.abs(share - reference[i]!) > Math.abs(current[best]! - reference[best]!) ? i : best), 0);
    return `${categories[most]} makes ${number(current[most]! * 100, 1)}\u00a0% now, and made ${number(reference[most]! * 100, 1)}\u00a0% in the reference.`;
  }
  return currentMean === null ? '' : `${name}: the mean is ${format(currentMean)} over the newest ${number(spec.window.by === 'count' ? spec.window.rows : spec.minimumSample)} fruits.`;
}
