import { holds, type Condition } from './condition.ts';

/** What one measurement, or a metric after it, amounts to; Argo Rollouts' words. */
type Outcome = 'Successful' | 'Failed' | 'Inconclusive' | 'Error';
type Phase = 'Running' | Outcome;

/** One metric of an analysis, as in an Argo Rollouts AnalysisTemplate. What is null has Argo's default. */
export interface AnalysisMetric {
  readonly success: Condition | null;
  readonly failure: Condition | null;
  /** Whether it is measured again and again; without, once. */
  readonly repeats: boolean;
  /** Measurements that end it; 0 is none. */
  readonly count: number | null;
  /** Failed measurements that it bears, 0; −1 bears any number. */
  readonly failureLimit: number | null;
  /** Inconclusive measurements that it bears, 0. */
  readonly inconclusiveLimit: number | null;
  /** Errors in a row that it bears, 4. */
  readonly consecutiveErrorLimit: number | null;
  /** Successes in a row that end it, 0 for none. */
  readonly consecutiveSuccessLimit: number | null;
}

/** Where the analysis of a metric stands; plain data. */
export interface AnalysisState {
  readonly phase: Phase;
  /** Measurements that were no errors. */
  readonly count: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
  readonly consecutiveError: number;
  readonly consecutiveSuccess: number;
}

/** Why a metric cannot be measured; codes, for whoever words them. */
type MetricFault = 'limit-not-whole' | 'limit-negative' | 'no-limit' | 'count-below-limits' | 'count-without-interval';

const START: AnalysisState = { phase: 'Running', count: 0, successful: 0, failed: 0, inconclusive: 0, error: 0, consecutiveError: 0, consecutiveSuccess: 0 };

interface Limits { readonly count: number; readonly failure: number; readonly inconclusive: number; readonly errors: number; readonly successes: number }

const limitsOf = (metric: AnalysisMetric): Limits => ({
  count: metric.count ?? 0,
  failure: metric.failureLimit ?? 0,
  inconclusive: metric.inconclusiveLimit ?? 0,
  errors: metric.consecutiveErrorLimit ?? 4,
  successes: metric.consecutiveSuccessLimit ?? 0,
});

/** What is wrong with a metric; null when nothing is. As Argo Rollouts validates one (commit 9f8d111d). */
export function metricFault(metric: AnalysisMetric): MetricFault | null {
  const { count, failure, inconclusive, errors, successes } = limitsOf(metric);
  if (![count, failure, inconclusive, errors, successes].every(Number.isSafeInteger)) return 'limit-not-whole';
  if (count < 0 || failure < -1 || inconclusive < 0 || errors < 0 || successes < 0) return 'limit-negative';
  if (failure === -1 && successes === 0) return 'no-limit';
  if (count > 0 && (count < Math.max(0, failure) + successes || count < inconclusive)) return 'count-below-limits';
  return count > 1 && !metric.repeats ? 'count-without-interval' : null;
}

/** A metric before its first measurement; in `Error` at once when it is at fault. */
export function beginAnalysis(metric: AnalysisMetric): AnalysisState {
  return metricFault(metric) === null ? START : { ...START, phase: 'Error' };
}

/** What a value amounts to; null is a query that failed. NaN makes every condition false. */
export function measurementOf({ success, failure }: AnalysisMetric, value: number | null): Outcome {
  if (value === null) return 'Error';
  if (failure && holds(failure, value)) return 'Failed';
  if (!success) return 'Successful';
  if (holds(success, value)) return 'Successful';
  return failure ? 'Inconclusive' : 'Failed';
}

/** The analysis after one more measurement, as Argo Rollouts judges it (commit 9f8d111d, `analysis/analysis.go`). One that has ended stays as it is. */
export function stepAnalysis(state: AnalysisState, value: number | null, metric: AnalysisMetric): AnalysisState {
  if (state.phase !== 'Running') return state;
  const outcome = measurementOf(metric, value);
  const is = (one: Outcome): number => (outcome === one ? 1 : 0);
  const counted = {
    count: state.count + 1 - is('Error'),
    successful: state.successful + is('Successful'),
    failed: state.failed + is('Failed'),
    inconclusive: state.inconclusive + is('Inconclusive'),
    error: state.error + is('Error'),
    consecutiveError: outcome === 'Error' ? state.consecutiveError + 1 : 0,
    consecutiveSuccess: outcome === 'Successful' ? state.consecutiveSuccess + 1 : 0,
  };
  return { ...counted, phase: phaseAfter(counted, metric) };
}

function phaseAfter(counted: Omit<AnalysisState, 'phase'>, metric: AnalysisMetric): Phase {
  const { count, failure, inconclusive, errors, successes } = limitsOf(metric);
  if (counted.consecutiveError > errors) return 'Error';
  if (counted.inconclusive > inconclusive) return 'Inconclusive';
  if (failure !== -1 && counted.failed > failure) return 'Failed';
  if (successes > 0 && counted.consecutiveSuccess >= successes) return 'Successful';
  const wanted = count > 0 ? count : metric.repeats ? Infinity : 1;
  if (counted.count < wanted) return 'Running';
  if (successes === 0) return 'Successful';
  return failure === -1 ? 'Failed' : 'Inconclusive';
}

/** What becomes of a metric when its analysis is stopped now: one that has not ended badly has not failed. */
export function phaseIfTerminated({ phase }: AnalysisState): Outcome {
  return phase === 'Running' ? 'Successful' : phase;
}
