import { createDetector, takesRight } from '../monitoring/detectors/catalogue.ts';
import type { Detector } from '../monitoring/detectors/detector.ts';
import { waitsForTruth } from '../monitoring/monitors/signal.ts';
import { errorSignals, type DrawnLines, type Signals } from './signals.ts';
import { driftsOf, labelDelayOf } from './stream.ts';
import type { BenchTask, Candidate } from './task.ts';
import { acceptancesOf, scoreAlarms, type ScoredAlarms } from './truth.ts';

/** One candidate on one stream under one seed. */
export interface Outcome extends ScoredAlarms {
  /** Events whose values raised the alarms, the first `KEPT_ALARMS`. */
  alarms: number[];
}

export const KEPT_ALARMS = 200;
/** Values fed between two looks at the clock. */
const CHUNK = 10_000;

/**
 * Positions of the values at which a detector signals a drift. It goes on after each as its own rules say: all of
 * the catalogue start afresh, but for ADWIN_keep, which keeps the newer part of its window. Yields now and then.
 */
function* alarmsOf(detector: Detector, values: ArrayLike<number>, from: number, to: number): Generator<void, number[]> {
  const alarms: number[] = [];
  for (let at = from; at < to;) {
    const until = Math.min(to, (Math.floor(at / CHUNK) + 1) * CHUNK);
    at = detector.feed(values, at, until);
    if (detector.drift) alarms.push(at - 1);
    if (at === until) yield;
  }
  return alarms;
}

/** The values that a candidate sees. */
function valuesFor({ detector, signal }: Candidate, signals: Signals): Float32Array {
  const values = signals.get(signal)!;
  return takesRight(detector, signal) ? values.map((bit) => 1 - bit) : values;
}

/** Runs a task. Yields the share that is done, 0..1, at least every few milliseconds; answers an outcome a candidate, in their order. */
export function* runTask({ stream, seed, events, acceptanceEvents, candidates }: BenchTask, lines: DrawnLines): Generator<number, Outcome[]> {
  let signals: Signals;
  let drawn = 0;
  if (stream.kind === 'errors') signals = errorSignals(stream, seed, events);
  else {
    const drawing = lines.signals(stream.scenario, seed, events);
    let step = drawing.next();
    // Drawing takes far longer than all detectors together.
    for (; !step.done; step = drawing.next()) yield drawn = (0.95 * step.value) / events;
    signals = step.value;
  }
  const acceptances = acceptancesOf(driftsOf(stream), events, acceptanceEvents);
  const outcomes: Outcome[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const lag = waitsForTruth(candidate.signal) ? labelDelayOf(stream) : 0;
    const running = alarmsOf(createDetector(candidate.detector, candidate.params), valuesFor(candidate, signals), 0, Math.max(0, events - lag));
    let step = running.next();
    for (; !step.done; step = running.next()) yield drawn + ((1 - drawn) * i) / candidates.length;
    outcomes.push({ ...scoreAlarms(step.value, acceptances, events, lag), alarms: step.value.slice(0, KEPT_ALARMS) });
  }
  return outcomes;
}
