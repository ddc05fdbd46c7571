import type { NextStep } from '../../../../domain/guidance/next-step.ts';
import type { Stationarity } from '../../../../domain/monitoring/monitors/stationarity.ts';
import type { Diagnosis } from '../../../../domain/alerting/incidents/diagnosis.ts';

/** What answers a diagnosis, and what can be done from here, in order. */
interface WayOn {
  sentence: string;
  steps: readonly NextStep[];
}

/**
 * What to do after an explanation: a fault is mended and not learnt, and a model that copes needs another reference and no training, once what comes now is
 * at rest. `truthComes` is whether the line has a truth for what the live version tells apart.
 */
export function wayOn({ kind, accuracy }: Diagnosis, newest: Stationarity['kind'], truthComes = true): WayOn {
  if (kind === 'slow') return { sentence: 'Predictions come too late. A slower belt leaves the model the time that it needs.', steps: [{ action: 'slow-belt', text: 'Slow the belt' }] };
  if (kind === 'fault') return { sentence: 'A fault is mended and not learnt: its pictures would teach the model what is not there.', steps: [{ action: 'mend-fault', text: 'Have the fault mended' }] };
  if (accuracy === 'fell') {
    return {
      sentence: 'The model errs on what comes now. Eight remedies may help, and each is tried on recorded fruit before anything goes live.',
      steps: [{ action: 'open-improve', text: 'Look for a remedy' }],
    };
  }
  if (accuracy === 'unknown' && !truthComes) return { sentence: 'The line has no truth for the labels of the live version, so whether it errs on this cannot be known here.', steps: [] };
  if (accuracy === 'unknown') return { sentence: 'Whether the model errs on it, the truths will tell. Until they have come, nothing need be done.', steps: [] };
  if (newest !== 'at-rest') return { sentence: `The model copes with what comes now. ${newest === 'moves' ? 'The world still moves' : 'Whether the world is at rest again cannot be said yet'}: a reference that begins now might not be at rest.`, steps: [] };
  return { sentence: 'The model copes with what comes now. A new reference makes that the usual, and the alerts end.', steps: [{ action: 'collect-reference', text: 'Collect a new reference' }] };
}
