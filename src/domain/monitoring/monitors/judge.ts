import { detectorSpec, takesRight } from '../detectors/catalogue.ts';
import type { Detector } from '../detectors/detector.ts';
import { percentileOfSorted } from '../summaries/latency.ts';
import { mean } from '../../statistics/sample.ts';
import { comparisonOf } from './comparisons.ts';
import type { Reference } from './reference.ts';
import type { JudgeSpec, MonitorSpec } from './spec.ts';
import type { MonitorState } from './monitor-result.ts';

/** What a judge finds in a window. */
export interface Judgement {
  readonly state: MonitorState;
  readonly statistic: number;
  readonly threshold: number;
  readonly warningThreshold: number | null;
  readonly fires: 'above' | 'below';
  readonly p: number | null;
  readonly formula: string;
  /** The formula with its numbers in it. Most predictions are never explained, so it is written on demand. */
  readonly live: () => string;
  readonly values: Readonly<Record<string, number>>;
}

type TestSpec = Extract<JudgeSpec, { kind: 'test' }>;
type ThresholdSpec = Extract<JudgeSpec, { kind: 'threshold' }>;

/** Whether a judge needs a reference to say anything. */
export function needsReference(judge: JudgeSpec): boolean {
  return judge.kind === 'test' || (judge.kind === 'threshold' && judge.against !== 'absolute');
}

/** Whether a judge needs the reference's values, not only their mean and spread. */
export function needsValues(judge: JudgeSpec): boolean {
  return judge.kind === 'test' || (judge.kind === 'threshold' && judge.against !== 'absolute' && judge.aggregate !== 'mean');
}

/** Judges a window by what is not a detector; `reference` may be null only when the judge needs none. */
export function judgeWindow(judge: Exclude<JudgeSpec, { kind: 'detector' }>, reference: Reference | null, current: Float32Array): Judgement {
  return judge.kind === 'test' ? judgeTest(judge, reference!, current) : judgeThreshold(judge, reference, current);
}

/** Values that a judge compares beside those of its window and its reference. */
export function stepsOf(judge: JudgeSpec): number {
  return (judge.kind === 'test' && comparisonOf(judge.test)?.steps) || 0;
}

/** Judges a window by a two-sample test. Both sides must have values. */
function judgeTest(spec: TestSpec, reference: Reference, current: Float32Array): Judgement {
  const comparison = comparisonOf(spec.test)!;
  const { statistic, p, looked, values = {} } = comparison.run(reference, current);
  const [n, m] = [reference.count, current.length / reference.width];
  const compared = comparison.compares === 'p' ? (p ?? NaN) : statistic;
  const fires = comparison.compares === 'p' ? 'below' : 'above';
  const live = () => (p === null
    ? `${short(statistic)} ${sign(compared, spec.drift)} ${short(spec.drift)}`
    : `${short(statistic)}, p ${p < spec.drift ? 'below' : `= ${short(p)}, not below`} ${short(spec.drift)}`);
  return {
    ...levels(compared, fires, spec.warning, spec.drift),
    statistic, p, fires, formula: comparison.formula,
    live: () => [
      `${comparison.title}: ${live()}`, ...Object.entries(values).map(([name, value]) => `${name} = ${short(value)}`),
      looked ? `${looked.m} of ${m} values against ${looked.n} of ${n}` : `${m} values against ${n}`,
    ].join('; '),
    values: { statistic, ...(p === null ? {} : { p }), ...values, n, m },
  };
}

/** Judges one number of a window. `reference` may be null only when the limits are absolute. */
function judgeThreshold(spec: ThresholdSpec, reference: Reference | null, current: Float32Array): Judgement {
  const { aggregate, against, fires, warning, drift } = spec;
  const now = aggregateOf(aggregate, current);
  const before = reference === null || against === 'absolute' ? NaN : aggregate === 'mean' ? reference.mean : aggregateOf(aggregate, reference.sorted);
  const values: Record<string, number> = { [aggregate]: now, m: current.length };
  if (against !== 'absolute') Object.assign(values, { reference: before, n: reference!.count });
  let statistic = now;
  let live = () => `${aggregate} ${short(now)}`;
  if (against === 'difference') {
    statistic = now - before;
    live = () => `${aggregate} ${short(now)} − ${short(before)} = ${short(statistic)}`;
  } else if (against === 'ratio') {
    statistic = now === before ? 1 : clamped(now / before);
    live = () => `${aggregate} ${short(now)} / ${short(before)} = ${short(statistic)}`;
  } else if (against === 'standard-errors') {
    const error = standardError(reference!, current);
    statistic = now === before ? 0 : clamped((now - before) / error);
    values.error = error;
    live = () => `(${short(now)} − ${short(before)}) / ${short(error)} = ${short(statistic)}`;
  }
  return {
    ...levels(statistic, fires, warning, drift),
    statistic, p: null, fires,
    formula: FORMULAS[against].replace('A', aggregate),
    live: () => `${live()} ${sign(statistic, drift)} ${short(drift)}; ${current.length} values${against === 'absolute' ? '' : ` against ${reference!.count}`}`,
    values,
  };
}

/** A value of a monitor's signal as its detector takes it. */
export function detectorInput({ signal, judge }: MonitorSpec, value: number): number {
  return judge.kind === 'detector' && takesRight(judge.detector, signal) ? 1 - value : value;
}

/** What a streaming detector says after its latest value; null while it warms up. */
export function judgeDetector(detector: Detector): Judgement | null {
  const reading = detector.reading();
  if (!reading) return null;
  const { statistic, threshold, warningThreshold, fires, values } = reading;
  const spec = detectorSpec(detector.name);
  return {
    state: detector.drift ? 'drift' : detector.warning ? 'warning' : 'ok',
    statistic: clamped(statistic), threshold: clamped(threshold), warningThreshold: warningThreshold === undefined ? null : clamped(warningThreshold),
    fires, p: null, formula: spec.formula,
    live: () => `${spec.title}: ${short(statistic)} ${sign(statistic, threshold)} ${short(threshold)}; ${Object.entries(values).map(([name, value]) => `${name} = ${short(value)}`).join(', ')}`,
    values,
  };
}

const FORMULAS = {
  absolute: 'A of the window',
  difference: 'A of the window − A of the reference',
  ratio: 'A of the window / A of the reference',
  'standard-errors': '(mean of the window − mean of the reference) / standard error',
} as const;

function levels(compared: number, fires: 'above' | 'below', warning: number | null, drift: number): Pick<Judgement, 'state' | 'threshold' | 'warningThreshold'> {
  const beyond = (limit: number) => (fires === 'above' ? compared > limit : compared < limit);
  const state = Number.isNaN(compared) ? 'error' : beyond(drift) ? 'drift' : warning !== null && beyond(warning) ? 'warning' : 'ok';
  return { state, threshold: drift, warningThreshold: warning };
}

function aggregateOf(aggregate: ThresholdSpec['aggregate'], values: Float32Array | Float64Array): number {
  if (aggregate === 'mean') return mean(values);
  const sorted = values.slice().sort();
  return aggregate === 'max' ? sorted.at(-1)! : percentileOfSorted(sorted, Number(aggregate.slice(1)) / 100);
}

/** Of the difference of two means. The spread is the reference's, but never less than that of one deviating value in it. */
function standardError(reference: Reference, current: Float32Array): number {
  const n = reference.count;
  const std = Math.max(reference.std, Math.sqrt(1 / (n + 1)) * spreadUnit(current));
  return std * Math.sqrt(1 / n + 1 / current.length);
}

/** A reference without any spread, say without a single error, would make every later error infinitely surprising. */
function spreadUnit(current: Float32Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of current) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high - low;
}

function clamped(value: number): number {
  return Number.isNaN(value) ? value : Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}

function sign(value: number, limit: number): string {
  return value > limit ? '>' : value < limit ? '<' : '=';
}

/** Four significant digits, in at most twelve decimals. */
function short(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6) return value.toExponential(2);
  return size < 1e-4 ? value.toFixed(Math.min(12, 3 - Math.floor(Math.log10(size)))).replace(/\.?0+$/u, '') : String(Number(value.toPrecision(4)));
}
