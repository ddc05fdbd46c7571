import * as v from 'valibot';
import { createDetector, detectorSpec } from '../detectors/catalogue.ts';
import type { ParamValue } from '../detectors/detector.ts';
import { OrchardError } from '../../common/errors.ts';
import { readRows } from '../../common/stored-rows.ts';
import { plainName } from '../../common/isolated.ts';
import { canCompare, COMPARISONS, comparisonOf } from './comparisons.ts';
import { canFeed, isNumber, signalKind } from './signal.ts';
import { MOST_ROWS, MOST_VECTORS } from './sliding.ts';

/** What a monitor compares with. Rows and events count from the deployment of the live version, where nothing else is said. */
export type ReferenceSpec =
  /** The first rows that the live version judged. */
  | { readonly kind: 'first'; readonly rows: number }
  /** The rows that the version was tested on. */
  | { readonly kind: 'version' }
  /** Events `from` to `to` (exclusive) of this line. */
  | { readonly kind: 'window'; readonly from: number; readonly to: number }
  /** The newest rows that left the window while all was well. */
  | { readonly kind: 'last-good'; readonly rows: number };

/** The newest rows that are judged together, and how often. A window as long as its step makes chunks that do not overlap. */
export type WindowSpec =
  | { readonly by: 'count'; readonly rows: number; readonly every: number }
  /** Simulated time. */
  | { readonly by: 'time'; readonly spanMs: number; readonly everyMs: number };

export const AGGREGATES = ['mean', 'p50', 'p95', 'p99', 'max'] as const;
export const AGAINST = ['absolute', 'difference', 'ratio', 'standard-errors'] as const;

export type JudgeSpec =
  | { readonly kind: 'detector'; readonly detector: string; readonly params: Readonly<Record<string, ParamValue>> }
  /** `test` is the id of a comparison. */
  | { readonly kind: 'test'; readonly test: string; readonly warning: number; readonly drift: number }
  /**
   * One number of the window: as it is, less the reference's, over the reference's, or its distance from the reference's mean in
   * standard errors. `warning` null: no warning.
   */
  | {
    readonly kind: 'threshold'; readonly aggregate: (typeof AGGREGATES)[number]; readonly against: (typeof AGAINST)[number];
    readonly fires: 'above' | 'below'; readonly warning: number | null; readonly drift: number;
  };

export interface MonitorSpec {
  readonly id: string;
  readonly name: string;
  readonly signal: string;
  readonly reference: ReferenceSpec;
  readonly window: WindowSpec;
  readonly judge: JudgeSpec;
  /** With fewer values in its window a monitor says only that they are too few. */
  readonly minimumSample: number;
}

const MOST_MONITORS = 256;
const rows = v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(MOST_ROWS));
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const durationMs = v.pipe(v.number(), v.finite(), v.minValue(1000), v.maxValue(366 * 86_400_000));
const limit = v.pipe(v.number(), v.finite());

const schema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][\w.-]{0,99}$/u, 'an id is letters, digits, dots and dashes')),
  name: v.pipe(v.string(), v.transform(plainName), v.minLength(1), v.maxLength(120)),
  signal: v.pipe(v.string(), v.check((signal) => signalKind(signal) !== null, 'there is no such signal')),
  reference: v.variant('kind', [
    v.strictObject({ kind: v.literal('first'), rows }),
    v.strictObject({ kind: v.literal('version') }),
    v.strictObject({ kind: v.literal('window'), from: index, to: index }),
    v.strictObject({ kind: v.literal('last-good'), rows }),
  ]),
  window: v.variant('by', [
    v.strictObject({ by: v.literal('count'), rows, every: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_ROWS)) }),
    v.strictObject({ by: v.literal('time'), spanMs: durationMs, everyMs: durationMs }),
  ]),
  judge: v.variant('kind', [
    v.strictObject({ kind: v.literal('detector'), detector: v.string(), params: v.record(v.string(), v.union([v.number(), v.boolean(), v.string(), v.null()])) }),
    v.strictObject({ kind: v.literal('test'), test: v.string(), warning: limit, drift: limit }),
    v.strictObject({
      kind: v.literal('threshold'), aggregate: v.picklist(AGGREGATES), against: v.picklist(AGAINST), fires: v.picklist(['above', 'below']),
      warning: v.nullable(limit), drift: limit,
    }),
  ]),
  minimumSample: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_ROWS)),
});

/** One monitor from outside. Throws `argument-invalid` saying what is wrong and where. */
export function parseMonitor(value: unknown): MonitorSpec {
  const spec = shaped(value);
  const wrong = problemOf(spec);
  if (wrong) throw invalid(`${spec.id}: ${wrong}`);
  return spec;
}

/** A list of monitors from outside. Throws `argument-invalid` when one is wrong, two share an id, or there are too many. */
export function parseMonitors(values: unknown): MonitorSpec[] {
  return listed(values, parseMonitor);
}

/**
 * A list of monitors that was kept. One that has the shape of a monitor and yet can never work is kept as well: it will say so itself, and
 * the others go on. Throws `argument-invalid` where not even the shape is right.
 */
export function readStoredMonitors(values: unknown): MonitorSpec[] {
  return listed(values, shaped);
}

/** The same row by row: what has not the shape of a monitor, or bears the id of one before it, takes none of the others with it. */
export function readMonitorRows(values: readonly unknown[]): { monitors: MonitorSpec[]; unread: unknown[] } {
  const { rows: read, unread } = readRows(schema, values);
  const monitors = read.filter(({ id }, i) => i < MOST_MONITORS && read.findIndex((other) => other.id === id) === i);
  return { monitors, unread: [...unread, ...read.filter((spec) => !monitors.includes(spec))] };
}

function shaped(value: unknown): MonitorSpec {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw invalid(`${v.getDotPath(issue) ?? 'a monitor'}: ${issue.message}`);
}

function listed(values: unknown, read: (value: unknown) => MonitorSpec): MonitorSpec[] {
  if (!Array.isArray(values)) throw invalid('monitors are a list');
  if (values.length > MOST_MONITORS) throw invalid(`at most ${MOST_MONITORS} monitors`);
  const specs = values.map(read);
  const ids = new Set<string>();
  for (const { id } of specs) {
    if (ids.has(id)) throw invalid(`two monitors have the id ${id}`);
    ids.add(id);
  }
  return specs;
}

/** Throws `argument-invalid` for a monitor that cannot work with a model of these labels. */
export function requireFitting(specs: readonly MonitorSpec[], labels: readonly string[]): void {
  for (const { id, signal, judge } of specs) {
    if (judge.kind === 'test' && judge.test === 'z-test' && signalKind(signal) === 'category' && labels.length > 2) {
      throw invalid(`${id}: judge.test: z-test compares two shares, and ${signal} has ${labels.length} labels: use chi-square`);
    }
  }
}

/** Why a monitor of sound fields can never work; null when it can. */
export function problemOf(spec: MonitorSpec): string | null {
  try {
    return contradiction(spec);
  } catch (error) {
    return reasonOf(error);
  }
}

/** What an error says, without its code where that says no more than that an argument is wrong. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^argument-invalid: /u, '');
}

function contradiction({ signal, reference, window, judge, minimumSample }: MonitorSpec): string | null {
  const kind = signalKind(signal)!;
  if (reference.kind === 'window' && reference.to - reference.from < 2) return 'the reference window holds fewer than two events';
  if (reference.kind === 'window' && reference.to - reference.from > MOST_ROWS) return `a reference holds at most ${MOST_ROWS} events`;
  if (kind === 'vector' && window.by === 'count' && window.rows > MOST_VECTORS) return `the window of ${signal} holds at most ${MOST_VECTORS} values`;
  const gathered = reference.kind === 'window' ? reference.to - reference.from : reference.kind === 'version' ? 0 : reference.rows;
  if (kind === 'vector' && gathered > MOST_VECTORS) return `a reference of ${signal} holds at most ${MOST_VECTORS} values`;
  if (window.by === 'count' && minimumSample > window.rows) return 'the minimum sample does not fit into the window';
  if (window.by === 'count' && window.every > window.rows) return 'the step is longer than the window, so that rows would never be judged';
  if (window.by === 'time' && window.everyMs > window.spanMs) return 'the step is longer than the window, so that rows would never be judged';
  if (judge.kind === 'detector') {
    const { input, baseline } = detectorSpec(judge.detector);
    if (baseline) return `${judge.detector} is a baseline of the bench and looks at no value`;
    createDetector(judge.detector, judge.params);
    return canFeed(kind, input) ? null : `${judge.detector} takes ${input === 'bit' ? 'bits' : input === 'unit' ? 'numbers in 0..1' : 'numbers'}, and ${signal} is not of that kind`;
  }
  if (judge.kind === 'test') {
    const comparison = comparisonOf(judge.test);
    if (!comparison) return `there is no test ${judge.test}; known are ${COMPARISONS.map(({ id }) => id).join(', ')}`;
    if (!canCompare(comparison, kind)) {
      return comparison.of === 'categories' ? `${judge.test} compares labels or bits, and ${signal} is neither`
        : `${judge.test} compares numbers, and ${signal} is ${kind === 'category' ? 'a label' : 'several numbers together'}`;
    }
    const { least = 1 } = comparison;
    if (minimumSample < least) return `the minimum sample of ${judge.test} is ${least}`;
    if (reference.kind !== 'version' && gathered < least) return `the reference of ${judge.test} holds at least ${least} values`;
    const ordered = comparison.compares === 'p' ? judge.warning >= judge.drift : judge.warning <= judge.drift;
    if (!ordered) return 'the warning must come before the drift';
    if (comparison.compares === 'p' && !(judge.drift > 0 && judge.warning < 1)) return 'p-values lie between 0 and 1';
    return null;
  }
  if (!isNumber(kind)) return kind === 'category' ? 'a label has no mean: use a test for labels' : `several numbers together have no mean: ${signal} takes a test for them`;
  if (judge.against === 'standard-errors' && judge.aggregate !== 'mean') return 'standard errors are known for the mean only';
  if (judge.warning !== null && (judge.fires === 'above' ? judge.warning > judge.drift : judge.warning < judge.drift)) return 'the warning must come before the drift';
  return null;
}

function invalid(detail: string): OrchardError {
  return new OrchardError('argument-invalid', `monitor: ${detail}`);
}
