import { metricOf } from '../../../domain/rollout/analysis-runs.ts';
import { weightOf, type AnalysisRun, type RolloutState } from '../../../domain/rollout/rollout-state.ts';
import type { RolloutStep, Strategy } from '../../../domain/rollout/strategy.ts';
import { FRUIT_INTERVAL_MS } from '../../../domain/world/stream/time.ts';
import { count, number } from '../../format.ts';

/** Argo's phase words, as a heading. */
export const PHASE_WORDS: Record<RolloutState['phase'], string> = { progressing: 'Progressing', paused: 'Paused', healthy: 'Healthy', degraded: 'Degraded', aborted: 'Aborted' };

export const MODE_WORDS: Record<Strategy['mode'], string> = { replace: 'all at once', shadow: 'shadow', canary: 'canary', ab: 'A/B' };

/** What each mode does, for whoever chooses one. */
export const MODE_SENTENCES: Record<'canary' | 'shadow' | 'ab', string> = {
  canary: 'A share that grows in steps; a failed analysis or a proven loss takes it back to nothing.',
  shadow: 'Both judge every fruit, only the champion counts; decided as soon as the evidence is enough.',
  ab: 'Half of the fruit each, until one is proven better.',
};

/** A share as people say it: 20 %. */
export const shareText = (weight: number): string => `${number(100 * weight)} %`;

/** Fruits that pass in simulated seconds. */
export const fruitsIn = (seconds: number): number => Math.max(0, Math.ceil((seconds * 1000) / FRUIT_INTERVAL_MS));

/** Fruits until the present pause is over; null where none is, or nothing but a hand or the evidence ends it. */
export function fruitsLeft({ strategy, step, stepAt, lastSeconds }: RolloutState): number | null {
  const present = strategy.steps[step];
  return present?.kind === 'pause' && present.seconds !== null && stepAt !== null ? fruitsIn(present.seconds - (lastSeconds - stepAt)) : null;
}

/** Where a rollout stands and what comes next, in one or two sentences. */
export function standingText(state: RolloutState): string {
  const { phase, cause, champion, challenger, strategy, step, failedMetric, decided, evidence } = state;
  const [v, c] = [`v${challenger}`, `v${champion}`];
  const due = decided[0] ? ` It counts from fruit ${number(decided[0].from + 1)}.` : '';
  switch (phase) {
    case 'healthy': return `${cause === 'gain' ? `${v} is proven better` : cause === 'hand' ? `${v} was promoted by hand` : `The steps are done`}: ${v} decides every fruit.${due}`;
    case 'degraded': return `${cause === 'loss' ? `${v} is proven worse` : cause === 'broken' ? `${v} broke while judging` : `The analysis ${failedMetric ?? ''} failed`}: ${c} serves on alone.${due}`;
    case 'aborted': return cause === 'replaced' ? 'Another deployment took its place.' : `Stopped by hand: ${c} serves on alone.`;
    default: break;
  }
  const share = strategy.mode === 'shadow' ? `${v} judges every fruit, and only ${c} counts.` : `${shareText(weightOf(state))} of the fruit goes to ${v}.`;
  if (phase === 'paused') return `${cause === 'inconclusive' ? `The analysis ${failedMetric ?? ''} could not tell.` : cause === 'pause' ? 'A step waits for a hand.' : 'Held by hand.'} ${share}`;
  const [next] = decided;
  if (next) return `${share} ${next.kind === 'setWeight' ? `${shareText(next.weight)} from fruit ${number(next.from + 1)}.` : ''}`;
  const left = fruitsLeft(state);
  const after = strategy.steps.slice(step + 1).find((each): each is RolloutStep & { kind: 'setWeight' } => each.kind === 'setWeight');
  if (left !== null) return `${share} ${after ? `${after.weight} %` : 'All of it'} in ${count(left, 'fruit')}, unless an analysis fails.`;
  return strategy.promote === 'gain' ? `${share} Decided when the evidence reaches 20${evidence.found ? '' : ', whenever one looks'}.` : share;
}

/** The metric of a run, its condition in words, and where it stands. */
export function runTexts(strategy: Strategy, run: AnalysisRun) {
  const metric = metricOf(strategy, run);
  const { successful, failed, inconclusive, error } = run.counters;
  const limits = [
    ...(failed > 0 ? [`${failed} failed, limit ${metric.failureLimit ?? 0}`] : []), ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []), ...(error > 0 ? [count(error, 'error')] : []),
  ];
  const condition = metric.success ? `${metric.success.op} ${metric.success.value}` : metric.failure ? `not ${metric.failure.op} ${metric.failure.value}` : '';
  return { name: metric.name, query: metric.query, condition, standing: `${successful} successful`, limits: limits.join(', ') || (metric.count ? `of ${metric.count}` : 'until it ends') };
}

/** Lines of the YAML (from 1) that the steps stand on, in their order. */
export function stepLines(yaml: string): number[] {
  const lines = yaml.split('\n');
  const begin = lines.findIndex((line) => /^\s*steps:/u.test(line));
  const indent = /^\s*/u.exec(lines[begin + 1] ?? '')![0].length;
  const found: number[] = [];
  for (let i = begin + 1; begin >= 0 && i < lines.length; i += 1) {
    const own = /^\s*/u.exec(lines[i]!)![0].length;
    if (own < indent || !lines[i]!.trim()) break;
    if (own === indent && lines[i]!.trim().startsWith('- ')) found.push(i + 1);
  }
  return found;
}
