import type { Screen } from '../share/address.ts';

/** What the next step is computed from. */
export interface Situation {
  screen: Screen | 'welcome';
  /** Pictures in the data set and the number of labels that have any. */
  pictures: number;
  labelsWithPictures: number;
  /** The newest frozen version; whether the data set differs from it. */
  dataSetVersion: number | null;
  dataChanged: boolean;
  /** Data set version of the live model; null when nothing is live or it was imported. */
  liveDataSetVersion: number | null;
  live: number | null;
  training: boolean;
  /** A finished run that is not registered. */
  unregisteredRun: number | null;
  /** The newest registered version. */
  newestVersion: number | null;
  playing: boolean;
  judged: number;
  /** Realized accuracy over the window, and what the live version reached on held-out pictures; null: not known. */
  accuracy: number | null;
  referenceAccuracy: number | null;
  drifts: number;
  /** Name of an alarm that fires and that nobody muted. */
  alarm: string | null;
}

export type StepAction =
  | 'start-line' | 'pick-fruit' | 'add-second-label' | 'freeze-and-train' | 'train' | 'register' | 'deploy-newest' | 'play'
  | 'open-monitor' | 'open-alarms' | 'tell-a-story' | 'collect-from-line' | 'open-line';

/** One obvious thing to do, as a sentence that starts with a verb. */
export interface NextStep {
  action: StepAction;
  text: string;
}

/** Realized accuracy this far below the reference asks for a look: three points. */
const WORRYING_DROP = 0.03;
/** Judged fruits before accuracy is worth talking about. */
const ENOUGH_JUDGED = 200;

/** The one obvious next step, or null when there is nothing that is plainly next. */
export function nextStep(s: Situation): NextStep | null {
  if (s.training) return null;
  if (s.pictures === 0) {
    return s.live === null ? { action: 'start-line', text: 'Start the line' } : { action: 'pick-fruit', text: 'Pick 240 fruits from the orchard' };
  }
  if (s.labelsWithPictures < 2) return { action: 'add-second-label', text: 'Give a second label its pictures' };
  if (s.unregisteredRun !== null) return { action: 'register', text: `Register run ${s.unregisteredRun} as v${(s.newestVersion ?? 0) + 1}` };
  if (s.newestVersion === null) return { action: 'train', text: 'Train the first model' };
  if (s.live === null) return { action: 'deploy-newest', text: `Deploy v${s.newestVersion} to the line` };
  if (s.dataChanged) return { action: 'freeze-and-train', text: `Freeze v${(s.dataSetVersion ?? 0) + 1} and train on it` };
  if (s.newestVersion > s.live && s.screen !== 'line') return { action: 'deploy-newest', text: `Deploy v${s.newestVersion} to the line` };
  const dropped = s.accuracy !== null && s.referenceAccuracy !== null && s.judged >= ENOUGH_JUDGED && s.accuracy < s.referenceAccuracy - WORRYING_DROP;
  const atTheCharts = s.screen === 'monitor' || s.screen === 'alarms';
  if (dropped && atTheCharts) return { action: 'collect-from-line', text: 'Collect the last 120 fruits for training' };
  if (s.alarm !== null && s.screen !== 'alarms') return { action: 'open-alarms', text: `See why ${s.alarm} fired` };
  if (dropped) return { action: 'open-monitor', text: 'See where the accuracy went' };
  if (!s.playing) return { action: 'play', text: s.judged === 0 ? 'Let the belt run' : 'Let the belt run on' };
  if (s.drifts === 0) return s.screen === 'line' ? { action: 'tell-a-story', text: 'Let the lamp age' } : { action: 'open-line', text: 'Turn the world on the line' };
  return s.screen === 'monitor' ? null : { action: 'open-monitor', text: 'Watch it on the monitor' };
}
