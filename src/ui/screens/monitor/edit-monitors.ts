import { DETECTORS, detectorSpec } from '../../../domain/monitoring/detectors/catalogue.ts';
import { completeParams, type DetectorSpec } from '../../../domain/monitoring/detectors/spec.ts';
import { codeOf, textOfError } from '../../../domain/common/errors.ts';
import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import type { Comparison } from '../../../domain/monitoring/monitors/comparison.ts';
import { canCompare, COMPARISONS, comparisonOf } from '../../../domain/monitoring/monitors/comparisons.ts';
import { canFeed, FAULTS, isNumber, signalKind } from '../../../domain/monitoring/monitors/signal.ts';
import { parseMonitor, parseMonitors, type JudgeSpec, type MonitorSpec, type ReferenceSpec, type WindowSpec } from '../../../domain/monitoring/monitors/spec.ts';
import { GROUPS, groupOfSignal, type GroupId } from './groups.ts';
import { signalName } from './monitor-text.ts';

/** Where on the form a mistake stands. */
export type Place = 'name' | 'signal' | 'reference' | 'window' | 'judge';

interface Mistake {
  place: Place;
  /** In the words of the parser. */
  words: string;
}

/** Longest list of monitors that is read as text, characters. */
const LONGEST_TEXT = 1_000_000;
const REFERENCE_ROWS = 1000;
const HOUR_MS = 3_600_000;

/** Every signal that a line with these labels has, by group. */
export function signalsOf(labels: readonly string[]): { signal: string; label: string; group: GroupId }[] {
  const signals = [
    'error', 'confidence', 'entropy', 'predicted', ...labels.map((label) => `share.${label}`),
    ...READABLE_FEATURES.map(({ name }) => `feature.${name}`), 'features', 'embedding', 'latency', 'queue', ...FAULTS.map((fault) => `fault.${fault}`),
  ].filter((signal) => signalKind(signal) !== null);
  return GROUPS.flatMap(({ id }) => signals.filter((signal) => groupOfSignal(signal) === id).map((signal) => ({ signal, label: signalName(signal), group: id })));
}

/** Tests that can compare a signal. */
export function testsFor(signal: string): readonly Comparison[] {
  const kind = signalKind(signal);
  return COMPARISONS.filter((comparison) => canCompare(comparison, kind));
}

/** Detectors that can watch a signal. Baselines, which look at no value, are the bench's. */
export function detectorsFor(signal: string): readonly DetectorSpec[] {
  const kind = signalKind(signal);
  return DETECTORS.filter(({ input, baseline }) => !baseline && canFeed(kind, input));
}

/** A judge of a kind for a signal, with usual limits. */
export function judgeOf(kind: JudgeSpec['kind'], signal: string): JudgeSpec {
  if (kind === 'threshold') return { kind, aggregate: 'mean', against: 'standard-errors', fires: 'above', warning: 3.5, drift: 5 };
  if (kind === 'detector') return detectorJudge(detectorsFor(signal)[0]?.name ?? 'ADWIN');
  return testJudge(testsFor(signal)[0]!.id);
}

export function testJudge(test: string): JudgeSpec {
  return { kind: 'test', test, ...comparisonOf(test)!.defaults };
}

export function detectorJudge(detector: string): JudgeSpec {
  return { kind: 'detector', detector, params: completeParams(detectorSpec(detector), {}) };
}

/** The kinds of judge that a signal can have. */
export function judgeKindsFor(signal: string): JudgeSpec['kind'][] {
  return [...(testsFor(signal).length > 0 ? ['test' as const] : []), ...(isNumber(signalKind(signal)) ? ['threshold' as const] : []), ...(detectorsFor(signal).length > 0 ? ['detector' as const] : [])];
}

/** The monitor with another signal; its judge changes where it cannot judge that. */
export function withSignal(spec: MonitorSpec, signal: string): MonitorSpec {
  const { judge } = spec;
  const fits = judge.kind === 'test' ? testsFor(signal).some(({ id }) => id === judge.test)
    : judge.kind === 'detector' ? detectorsFor(signal).some(({ name }) => name === judge.detector) : isNumber(signalKind(signal));
  const kinds = judgeKindsFor(signal);
  return { ...spec, signal, judge: fits ? judge : judgeOf(kinds.includes(judge.kind) ? judge.kind : kinds[0]!, signal) };
}

/** A reference of a kind; `shown` are the events that the charts show. */
export function referenceOf(kind: ReferenceSpec['kind'], shown: readonly [number, number]): ReferenceSpec {
  if (kind === 'version') return { kind };
  return kind === 'window' ? { kind, from: Math.round(shown[0]), to: Math.round(shown[1]) } : { kind, rows: REFERENCE_ROWS };
}

/** A window of another kind: about as long as the one before would be for somebody who looks at days. */
export function windowOf(by: WindowSpec['by']): WindowSpec {
  return by === 'count' ? { by, rows: 500, every: 125 } : { by, spanMs: 48 * HOUR_MS, everyMs: 12 * HOUR_MS };
}

/** A monitor to begin with, whose id nobody has. */
export function newMonitor(specs: readonly MonitorSpec[]): MonitorSpec {
  return {
    id: freeId('monitor', specs), name: 'New monitor', signal: 'feature.brightness', reference: { kind: 'first', rows: REFERENCE_ROWS }, window: windowOf('count'),
    judge: testJudge('psi'), minimumSample: 100,
  };
}

/** A second one like it. */
export function copyOf(spec: MonitorSpec, specs: readonly MonitorSpec[]): MonitorSpec {
  return { ...spec, id: freeId(spec.id, specs), name: `${spec.name.slice(0, 110)}, copy` };
}

function freeId(stem: string, specs: readonly MonitorSpec[]): string {
  const taken = new Set(specs.map(({ id }) => id));
  if (!taken.has(stem)) return stem;
  for (let n = 2; ; n += 1) if (!taken.has(`${stem.slice(0, 90)}-${n}`)) return `${stem.slice(0, 90)}-${n}`;
}

/** The list with a monitor in the place of the one of id `before`, or at its end when that is null. */
export function withMonitor(specs: readonly MonitorSpec[], spec: MonitorSpec, before: string | null): MonitorSpec[] {
  return before === null ? [...specs, spec] : specs.map((other) => (other.id === before ? spec : other));
}

/** What is wrong with a monitor that would stand in this list; null when nothing is. `before`: the id that it had. */
export function mistakeIn(spec: MonitorSpec, specs: readonly MonitorSpec[], before: string | null): Mistake | null {
  try {
    parseMonitor(spec);
    parseMonitors(withMonitor(specs, spec, before));
    return null;
  } catch (error) {
    const words = complaintOf(error, spec.id);
    return { words, place: placeOf(words) };
  }
}

/** Reads a list of monitors from text. Answers them, or what is wrong. */
export function readMonitors(text: string): { monitors: MonitorSpec[] } | { words: string } {
  if (text.length > LONGEST_TEXT) return { words: 'This is longer than any list of monitors.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { words: `This is not JSON: ${(error as Error).message}` };
  }
  try {
    return { monitors: parseMonitors(value) };
  } catch (error) {
    return { words: complaintOf(error) };
  }
}

/** The parser's words without what is there for developers. Throws what is none of its. */
function complaintOf(error: unknown, id?: string): string {
  if (codeOf(error) !== 'argument-invalid') throw error;
  const words = textOfError(error).replace(/^monitor: /u, '');
  const plain = id !== undefined && words.startsWith(`${id}: `) ? words.slice(id.length + 2) : words;
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${/[.!?]$/u.test(plain) ? '' : '.'}`;
}

function placeOf(words: string): Place {
  if (/^(id|name)[:.]|the id /iu.test(words)) return 'name';
  if (/^signal/iu.test(words)) return 'signal';
  if (/^(the |a )?reference/iu.test(words)) return 'reference';
  return /^((the )?window|the step|the minimum|minimumSample)/iu.test(words) ? 'window' : 'judge';
}
