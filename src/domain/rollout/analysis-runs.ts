import { beginAnalysis, measurementOf, stepAnalysis, type AnalysisMetric, type AnalysisState } from './analysis.ts';
import type { AnalysisRun, Measure, RolloutState } from './rollout-state.ts';
import { metricsOf, type RolloutMetric, type Strategy } from './strategy.ts';

/** Measurements of a metric that are kept; its counters know of all. */
const MOST_MEASUREMENTS = 200;

/** The metric that a run measures. */
export function metricOf(strategy: Strategy, run: Pick<AnalysisRun, 'template' | 'metric'>): RolloutMetric {
  return metricsOf(strategy, run.template)[run.metric]!;
}

/** Runs of templates that begin at a moment (simulated seconds), of a step or in the background. */
export function beginRuns(strategy: Strategy, templates: readonly string[], step: number | null, atSeconds: number): AnalysisRun[] {
  return templates.flatMap((template) => metricsOf(strategy, template).map((metric, i): AnalysisRun => {
    const { phase, ...counters } = beginAnalysis(judgeOf(metric));
    return { template, metric: i, step, phase, counters, nextAt: phase === 'Running' ? atSeconds + metric.initialDelaySeconds : null, measurements: [] };
  }));
}

/** What is to be measured now: of each run that goes on and whose time has come. Its id tells run and measurement apart. */
export function dueMeasures({ id, strategy, analyses, lastSeconds }: RolloutState): Measure[] {
  return analyses.flatMap((run, i) => (run.nextAt === null || run.nextAt > lastSeconds ? []
    : [{ kind: 'measure' as const, id: measureId(id, i, run), query: metricOf(strategy, run).query }]));
}

/** The runs after a query answered a number, or failed (null). A measurement that is not asked for changes nothing. */
export function measured(state: RolloutState, measure: string, value: number | null): readonly AnalysisRun[] {
  return state.analyses.map((run, i) => (run.nextAt !== null && measureId(state.id, i, run) === measure ? afterMeasurement(run, metricOf(state.strategy, run), value, state) : run));
}

function afterMeasurement(run: AnalysisRun, metric: RolloutMetric, value: number | null, { lastIndex, lastSeconds }: RolloutState): AnalysisRun {
  const judge = judgeOf(metric);
  const before: AnalysisState = { ...run.counters, phase: run.phase };
  const { phase, ...counters } = stepAnalysis(before, value, judge);
  // A negative zero does not survive JSON.
  const measurement = { index: lastIndex, value: value !== null && Number.isFinite(value) ? value + 0 : null, outcome: measurementOf(judge, value) };
  return {
    ...run, phase, counters, nextAt: phase === 'Running' ? lastSeconds + (metric.intervalSeconds ?? 0) : null, measurements: [...run.measurements, measurement].slice(-MOST_MEASUREMENTS),
  };
}

const measureId = (rollout: number, position: number, { counters: { count, error } }: AnalysisRun): string => `${rollout}/m${position}.${count + error}`;

const judgeOf = (metric: RolloutMetric): AnalysisMetric => ({ ...metric, repeats: metric.intervalSeconds !== null });
