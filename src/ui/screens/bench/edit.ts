import { takesSignal, type BenchPlan, type PlanRow } from '../../../domain/bench/plan.ts';
import { LINE_SIGNALS, type BenchStream } from '../../../domain/bench/stream.ts';
import { detectorSpec } from '../../../domain/monitoring/detectors/catalogue.ts';
import { completeParams, type ParamSpec } from '../../../domain/monitoring/detectors/spec.ts';

type NumberSpec = Extract<ParamSpec, { kind: 'number' }>;

/** A detector with its usual settings, on the errors. */
export function newRow(detector: string): PlanRow {
  return { detector, signal: 'error', params: completeParams(detectorSpec(detector), {}), sweep: null };
}

/** The plan with another row at a place, without it when `row` is null, or with one more at the end. */
export function withRow(plan: BenchPlan, at: number, row: PlanRow | null): BenchPlan {
  return { ...plan, detectors: row ? plan.detectors.toSpliced(at, 1, row) : plan.detectors.toSpliced(at, 1) };
}

/** The same for a stream. */
export function withStream(plan: BenchPlan, at: number, stream: BenchStream | null): BenchPlan {
  return { ...plan, streams: stream ? plan.streams.toSpliced(at, 1, stream) : plan.streams.toSpliced(at, 1) };
}

/** Signals that a detector can watch. */
export const signalsFor = (detector: string): string[] => LINE_SIGNALS.filter((signal) => takesSignal(detector, signal));

/** Parameters that can be swept: numbers, without the seed. */
export const sweepable = (detector: string): NumberSpec[] => detectorSpec(detector).params.filter((param): param is NumberSpec => param.kind === 'number' && param.name !== 'seed');

const inside = ({ min, max, open = false }: NumberSpec, value: number): boolean => (open ? value > min && value < max : value >= min && value <= max);

/** Values round a setting: by decades for small shares, by doubling for the rest. */
export function suggestSweep(spec: NumberSpec, now: number): number[] {
  const centre = now > 0 ? now : spec.max <= 1 ? 0.01 : 1;
  const factors = spec.max <= 1 && centre < 0.1 ? [0.001, 0.01, 0.1, 1, 10, 50] : [0.25, 0.5, 0.75, 1, 1.5, 2, 4];
  const values = factors.map((factor) => Number((centre * factor).toPrecision(3))).map((value) => (spec.whole ? Math.round(value) : value));
  return [...new Set(values)].filter((value) => inside(spec, value));
}

/** Values as typed, by commas or spaces; null when one is no number or out of range, or there is none. */
export function readValues(spec: NumberSpec, text: string): number[] | null {
  const values = text.split(/[,;\s]+/u).filter((word) => word !== '').map(Number);
  const good = values.length > 0 && values.every((value) => Number.isFinite(value) && inside(spec, value) && (!spec.whole || Number.isInteger(value)));
  return good ? [...new Set(values)].sort((a, b) => a - b) : null;
}
