import { beginAnalysis, measurementOf, metricFault, phaseIfTerminated, stepAnalysis, type AnalysisMetric } from '../../src/domain/rollout/analysis.ts';
import type { Condition } from '../../src/domain/rollout/condition.ts';
import { fixtureNumber } from './compare.ts';

type Limits = Pick<AnalysisMetric, 'count' | 'failureLimit' | 'inconclusiveLimit' | 'consecutiveErrorLimit' | 'consecutiveSuccessLimit'>;

export interface AnalysisCase {
  readonly values: readonly (number | string | null)[];
  readonly conditions: { readonly success: Condition | null; readonly failure: Condition | null };
  readonly interval: string | null;
  readonly limits: Limits;
}

/** How the product judges one metric of an analysis, in the fixture's words. */
export function answerAnalysis({ values, conditions, interval, limits }: AnalysisCase): unknown {
  const metric: AnalysisMetric = { ...conditions, repeats: interval !== null, ...limits };
  const measurements: { measurement: string; phase: string }[] = [];
  let state = beginAnalysis(metric);
  for (const given of values) {
    if (state.phase !== 'Running') break;
    const value = fixtureNumber(given);
    state = stepAnalysis(state, value, metric);
    measurements.push({ measurement: measurementOf(metric, value), phase: state.phase });
  }
  return {
    valid: metricFault(metric) === null,
    measurements,
    phase: state.phase,
    counters: { ...state, consecutive_error: state.consecutiveError, consecutive_success: state.consecutiveSuccess },
    phase_if_terminated: phaseIfTerminated(state),
  };
}
