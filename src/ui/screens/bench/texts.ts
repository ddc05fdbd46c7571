import { BENCH_LIMITS, type BenchPlan, type PlanCost, type PlanProblem } from '../../../domain/bench/plan.ts';
import { candidateName, promiseOf, promiseVerdict, type Verdict } from '../../../domain/bench/promise.ts';
import type { Scored } from '../../../domain/bench/result.ts';
import type { Scores } from '../../../domain/bench/scores.ts';
import { streamName } from '../../../domain/bench/stream.ts';
import { detectorSpec } from '../../../domain/monitoring/detectors/catalogue.ts';
import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { count, duration, number, significant } from '../../format.ts';
import { nameText } from '../../names.ts';

/** Runs from which a table is more than an anecdote. */
export const ENOUGH_RUNS = 10;
/** Share of the changes that a detector must find to be spoken of as quick. */
export const RELIABLE = 0.9;

/** What a detector watches: `errors`, `confidence`, `brightness`. */
export function signalName(signal: string): string {
  if (signal === 'error') return 'errors';
  if (signal.startsWith('share.')) return `share of ${nameText(signal.slice('share.'.length))}`;
  const feature = READABLE_FEATURES.find(({ name }) => `feature.${name}` === signal);
  return feature ? feature.label.charAt(0).toLowerCase() + feature.label.slice(1) : nameText(signal);
}

/** A parameter's name as people read it: `drift confidence`. */
export const paramName = (name: string): string => name.replaceAll('_', ' ');

/** A candidate as a row of the table: `ADWIN, delta 0.002`. */
export const nameOf = ({ candidate }: Pick<Scored, 'candidate'>): string => candidateName(candidate).replaceAll('_', ' ');

export const isBaseline = ({ candidate }: Pick<Scored, 'candidate'>): boolean => candidate.row < 0;

/** A rate per 10,000: two digits below 10. */
export const rate = (per10k: number | null): string => (per10k === null || per10k === 0 ? number(per10k) : per10k < 0.01 ? '< 0.01' : significant(per10k, per10k < 1 ? 2 : 3));

/** Events between false alarms, or how many went by without one. */
export function mtfaText({ mtfa, quietEvents }: Scores): string {
  return mtfa !== null ? number(mtfa) : quietEvents > 0 ? `> ${number(quietEvents)}` : '–';
}

/** The mean time ratio, or what it exceeds when there was no false alarm. */
export function mtrText({ mtr, mtfa, mtd, mdr, quietEvents }: Scores): string {
  if (mtr !== null) return significant(mtr, 3);
  return mtfa === null && mtd !== null && mdr !== null && mtd > 0 ? `> ${significant((quietEvents / mtd) * (1 - mdr), 3)}` : '–';
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = { kept: 'kept', more: 'more', fewer: 'fewer', open: 'cannot tell yet', none: 'no promise' };

/** `at most 0.63`. */
export function promiseText(scored: Scored): string {
  const promise = promiseOf(scored.candidate);
  return promise ? `${promise.kind === 'exactly' ? '' : `${promise.kind} `}${rate(promise.per10k)}` : '–';
}

/** What keeps a plan from being run, in words. */
export function problemText(problem: PlanProblem, plan: BenchPlan): string {
  switch (problem.kind) {
    case 'empty': return problem.what === 'detectors' ? 'Add a detector to try.' : 'Add a stream to try them on.';
    case 'params': return 'These settings do not go together.';
    case 'signal-kind': return `${detectorSpec(plan.detectors[problem.row]!.detector).title} cannot watch ${signalName(plan.detectors[problem.row]!.signal)}.`;
    case 'signal-missing': return `“${streamName(plan.streams[problem.stream]!)}” has no ${signalName(plan.detectors[problem.row]!.signal)}, only errors.`;
    case 'late': return `In ${number(plan.events)} events no truth of “${streamName(plan.streams[problem.stream]!)}” arrives.`;
    case 'large': return {
      cells: `${number(problem.have)} runs are too many for a browser: at most ${number(BENCH_LIMITS.cells)}. Take fewer detectors, values of a sweep, streams or seeds.`,
      pictures: `${number(problem.have)} pictures are too many for a browser: at most ${number(BENCH_LIMITS.pictures)}. Take fewer lines, seeds or events.`,
      values: `This would give ${number(problem.have)} values to detectors, at most ${number(BENCH_LIMITS.values)} are good for a browser. Take fewer seeds, events or detectors.`,
    }[problem.what];
  }
}

/** Pictures that one core draws and looks at in a second, until it was measured. */
const GUESSED_PICTURES_PER_SECOND = 1500;

/** What a plan takes, before it is run. */
export function costText({ cells, pictures }: PlanCost, workers: number, picturesPerSecond: number | null): string {
  if (pictures === 0) return `${count(cells, 'run')}, no pictures: a moment`;
  const ms = (pictures * 1000) / (picturesPerSecond ?? GUESSED_PICTURES_PER_SECOND * workers);
  return `${count(cells, 'run')}, ${count(pictures, 'picture')} to draw: about ${duration(Math.max(1000, ms))}`;
}

const by = (value: (scored: Scored) => number) => (a: Scored, b: Scored): number => value(a) - value(b);

/** What a run shows, in one or two sentences. */
export function findingOf(all: readonly Scored[]): string {
  const scored = all.filter((one) => !isBaseline(one));
  if (scored.length === 0) return '';
  if (scored.every(({ scores }) => scores.changes === 0)) return peaceOf(scored);
  const reliable = scored.filter(({ scores }) => scores.found > 0 && scores.found >= RELIABLE * scores.changes);
  if (reliable.length === 0) {
    const most = scored.toSorted(by(({ scores }) => -scores.found))[0]!;
    return most.scores.found === 0 ? 'No detector found a single change in time.' : `No detector can be relied on here: ${labelOf(most)} found the most, ${number(most.scores.found)} of ${number(most.scores.changes)}.`;
  }
  const quickest = reliable.toSorted(by(({ scores }) => scores.delay!.median))[0]!;
  const first = `${labelOf(quickest)} is the quickest, ${number(quickest.scores.delay!.median)} fruits after the onset, with ${falseText(quickest.scores)}.`;
  const calm = reliable.filter(({ scores }) => scores.per10k !== null && quickest.scores.per10k !== null && scores.per10k <= quickest.scores.per10k / 5).toSorted(by(({ scores }) => scores.delay!.median))[0];
  if (!calm || quickest.scores.falseAlarms === 0) return first;
  return `${first} ${labelOf(calm)} takes ${number(calm.scores.delay!.median)}, with ${falseText(calm.scores)}.`;
}

function peaceOf(scored: readonly Scored[]): string {
  const promising = scored.filter(({ candidate }) => promiseOf(candidate) !== null);
  const verdicts = promising.map(({ candidate, scores }) => promiseVerdict(promiseOf(candidate), scores));
  const keeping = verdicts.filter((verdict) => verdict === 'kept' || verdict === 'fewer').length;
  const open = verdicts.filter((verdict) => verdict === 'open').length;
  const loudest = scored.toSorted(by(({ scores }) => -(scores.per10k ?? 0)))[0]!;
  const silent = scored.filter(({ scores }) => scores.falseAlarms === 0).length;
  const kept = promising.length === 0 ? '' : keeping === promising.length ? 'Every detector that promises a rate keeps it. '
    : `${number(keeping)} of ${number(promising.length)} detectors that promise a rate keep it${open > 0 ? `, of ${number(open)} nobody can tell yet` : ''}. `;
  return loudest.scores.falseAlarms === 0 ? `${kept}Nobody cried wolf.` : `${kept}${labelOf(loudest)} cries wolf most, ${rate(loudest.scores.per10k)} in 10 000; ${number(silent)} of ${number(scored.length)} never did.`;
}

const labelOf = (scored: Scored): string => (scored.candidate.signal === 'error' ? nameOf(scored) : `${nameOf(scored)} on ${signalName(scored.candidate.signal)}`);

function falseText({ falseAlarms, per10k, quietEvents }: Scores): string {
  return falseAlarms === 0 ? `no false alarm in ${number(quietEvents)}` : `${rate(per10k)} false alarms in 10 000`;
}
