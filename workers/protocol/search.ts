import type { Trial, TrialResult } from '../../src/domain/learning/search/search.ts';
import type { MeasureProgress, TrainingSample } from './sample.ts';

/** Trials of recipes of one kind and picture size. No sample may be of the test split; copies among them are learnt from by recipes that have any. */
export interface TrialsInput {
  labels: string[];
  samples: TrainingSample[];
  trials: Trial[];
}

/** What is measured on the way, as in a training, and each trial's result, in their order. */
export type TrialsProgress = MeasureProgress | { type: 'trial'; index: number; result: TrialResult };
