import type { Drift, DriftPattern, Scenario } from '../world/drift/scenario.ts';
import { READABLE_FEATURES } from '../data/features/readable.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';

/** What detectors are tried on; seed and number of events are the plan's. */
export type BenchStream =
  /** A line of the orchard, judged by a colour model that was trained before any drift. The scenario's own seed and length do not count. */
  | { readonly kind: 'line'; readonly scenario: Scenario }
  | ErrorStream;

/** Error bits whose probability goes from `from` to `to` as w(t) goes from 0 to 1. Costs next to nothing. */
export interface ErrorStream {
  readonly kind: 'errors';
  /** `none`: nothing ever changes. */
  readonly pattern: DriftPattern | 'none';
  /** Probability of an error before and in the drift, 0..1. */
  readonly from: number;
  readonly to: number;
  /** As of a scenario's drift, in events. */
  readonly onset: number;
  readonly width: number;
  readonly period: number;
  readonly duty: number;
  /** Events until an error bit is known. */
  readonly labelDelay: number;
}

/** The true drifts of a stream. A drift that changes nothing is none. */
export function driftsOf(stream: BenchStream): readonly Pick<Drift, 'pattern' | 'onset' | 'width' | 'period' | 'duty'>[] {
  if (stream.kind === 'line') return stream.scenario.drifts.filter(({ to }) => Object.keys(to).length > 0);
  const { pattern, from, to, onset, width, period, duty } = stream;
  return pattern === 'none' || from === to ? [] : [{ pattern, onset, width, period, duty }];
}

/** Events until a truth of the stream is known. */
export function labelDelayOf(stream: BenchStream): number {
  return stream.kind === 'line' ? stream.scenario.labelDelay : stream.labelDelay;
}

/** The signals of a line, named as a monitor names them. */
export const LINE_SIGNALS: readonly string[] = [
  'error', 'confidence', 'entropy', ...RIPENESS_LABELS.map((label) => `share.${label}`), ...READABLE_FEATURES.map(({ name }) => `feature.${name}`),
];

/** Whether a stream has a signal. Error streams have `error` only. */
export function hasSignal(stream: BenchStream, signal: string): boolean {
  return stream.kind === 'errors' ? signal === 'error' : LINE_SIGNALS.includes(signal);
}

/** A plain name: the scenario's, or such as `sudden, errors 5 → 15 %`. */
export function streamName(stream: BenchStream): string {
  if (stream.kind === 'line') return stream.scenario.name;
  const percent = (share: number): string => String(Number((share * 100).toPrecision(3)));
  return stream.pattern === 'none' ? `nothing, errors ${percent(stream.from)} %` : `${stream.pattern}, errors ${percent(stream.from)} → ${percent(stream.to)} %`;
}
