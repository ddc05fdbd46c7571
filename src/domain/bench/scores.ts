import { chiSquareSf } from '../statistics/special.ts';
import { mean, quantileSorted, sortedSample } from '../statistics/sample.ts';
import type { ScoredAlarms } from './truth.ts';

/**
 * How good a detector was over some runs. Time is counted in events. Measures of A. Bifet, "Classifier concept drift detection and the
 * illusion of progress", ICAISC 2017 (and Bifet and others, "CD-MOA: change detection framework for massive online analysis", IDA 2013),
 * pooled over runs.
 */
export interface Scores {
  readonly runs: number;
  /** Wanted changes of all runs, and those among them that were found. */
  readonly changes: number;
  readonly found: number;
  /** Of the changes that were found; null when there is none. */
  readonly delay: { readonly q25: number; readonly median: number; readonly q75: number } | null;
  /** Mean time to detection: mean delay of the changes that were found. */
  readonly mtd: number | null;
  /** Missed detection rate: share of the wanted changes that were not found; null without changes. */
  readonly mdr: number | null;
  readonly falseAlarms: number;
  /** Events at which an alarm would have been false. */
  readonly quietEvents: number;
  /** False alarms per 10,000 quiet events, null without any; and its exact 95 % interval if false alarms come as a Poisson process. */
  readonly per10k: number | null;
  readonly per10kInterval: readonly [low: number, high: number] | null;
  /** Mean time between false alarms, quiet events per false alarm; null when there was none: then it exceeds `quietEvents`, as far as can be seen. */
  readonly mtfa: number | null;
  /** Mean time ratio, MTFA / MTD · (1 − MDR): higher is better. Null where a part is missing. */
  readonly mtr: number | null;
  readonly echoes: number;
}

const PER = 10_000;

/** Scores over any number of runs. */
export function scoresOf(runs: readonly ScoredAlarms[]): Scores {
  const delays = runs.flatMap((run) => run.delays);
  const heard = delays.filter((delay) => delay !== null);
  const sum = (of: (run: ScoredAlarms) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const [falseAlarms, quietEvents] = [sum((run) => run.falseAlarms), sum((run) => run.quietEvents)];
  const sorted = heard.length > 0 ? sortedSample(heard) : null;
  const mtd = sorted ? mean(sorted) : null;
  const mdr = delays.length > 0 ? 1 - heard.length / delays.length : null;
  const mtfa = falseAlarms > 0 ? quietEvents / falseAlarms : null;
  const interval = poissonInterval(falseAlarms);
  return {
    runs: runs.length, changes: delays.length, found: heard.length,
    delay: sorted ? { q25: quantileSorted(sorted, 0.25), median: quantileSorted(sorted, 0.5), q75: quantileSorted(sorted, 0.75) } : null,
    mtd, mdr, falseAlarms, quietEvents,
    per10k: quietEvents > 0 ? (falseAlarms * PER) / quietEvents : null,
    per10kInterval: quietEvents > 0 ? [(interval[0] * PER) / quietEvents, (interval[1] * PER) / quietEvents] : null,
    mtfa,
    mtr: mtfa !== null && mtd !== null && mdr !== null && mtd > 0 ? (mtfa / mtd) * (1 - mdr) : null,
    echoes: sum((run) => run.echoes),
  };
}

/**
 * Exact 95 % interval of the mean of a Poisson variable that was seen as `count`.
 * F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936): halves of chi-square quantiles.
 */
export function poissonInterval(count: number): [low: number, high: number] {
  return [count === 0 ? 0 : chiSquareQuantile(0.025, 2 * count) / 2, chiSquareQuantile(0.975, 2 * count + 2) / 2];
}

/** By bisection: exact to the last digits that matter to people. */
function chiSquareQuantile(p: number, dof: number): number {
  let low = 0;
  let high = dof + 10 * Math.sqrt(2 * dof) + 20;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (1 - chiSquareSf(middle, dof) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
