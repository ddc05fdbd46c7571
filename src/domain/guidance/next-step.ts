import type { Diagnosis } from '../alerting/incidents/diagnosis.ts';
import type { SplitObstacle } from '../learning/split.ts';
import type { Stationarity } from '../monitoring/monitors/stationarity.ts';
import type { ReferenceState } from '../monitoring/monitors/reference-state.ts';
import type { Screen } from '../world/share/address.ts';

/** Alerts with one beginning that nobody has answered yet. */
export interface OpenIncident {
  /** A sentence without its full stop: `Pictures became darker`. */
  readonly title: string;
  /** Null until somebody asked why. */
  readonly diagnosis: Diagnosis | null;
  /** Fruits since its beginning whose truth is known and that the data set does not hold yet. */
  readonly truths: number;
}

/** How far the cure of the open incident is. */
export interface Cure {
  /** Improve has looked at the line for what is likely to help. */
  readonly looked: boolean;
  /** Something was tried on the live version that did not help. */
  readonly tried: boolean;
  /** What is proposed first of what is left to try, by its name in a sentence, and the truths since the incident began that it takes; null where nothing that is left is likely to help. */
  readonly next: { readonly name: string; readonly truths: number } | null;
}

/** The newest version beside the live one, on fruit that neither has learnt from. */
export interface Rivalry {
  readonly version: number;
  /** `not-compared` until somebody compared them. */
  readonly finding: 'not-compared' | 'better' | 'worse' | 'no-difference' | 'too-few';
  /** Truths that would tell; of `too-few` and `no-difference`. */
  readonly missingTruths: number;
}

/** What the next step is computed from. */
export interface Situation {
  screen: Screen | 'welcome';
  /** Pictures in the data set, and why nothing can be learnt from them. */
  pictures: number;
  obstacle: SplitObstacle | null;
  /** The newest frozen version; whether the data set differs from it. */
  dataSetVersion: number | null;
  dataChanged: boolean;
  /** The newest frozen version that a registered model has learnt from; null when none has. */
  dataSetLearnt: number | null;
  live: number | null;
  /** Pictures are taken in, or a model is trained. */
  busy: boolean;
  /** A finished run that is not registered. */
  unregisteredRun: number | null;
  /** The newest registered version. */
  newestVersion: number | null;
  /** Whether the line has a truth for what the newest version tells apart. */
  newestTruthComes: boolean;
  /** The newest version, when it was registered after the live one and is not live. */
  rival: Rivalry | null;
  playing: boolean;
  /** How many times faster than the belt the line is watched. */
  lapse: number | 'max';
  /** How many times faster than the belt this machine can watch; null while unknown. */
  mostLapse: number | null;
  predicted: number;
  /** Whether the line has a truth for what the live version tells apart. */
  truthComes: boolean;
  reference: ReferenceState;
  /** Whether the newest fruits are at rest, so that a reference that begins now could be. */
  newest: Stationarity['kind'];
  incident: OpenIncident | null;
  cure: Cure;
  /** The version that stood the trial of a remedy best, beyond chance, and was not on the line since. */
  proven: number | null;
  /** The version that a rollout tries on the line. */
  onTrial: number | null;
  /** Drifts that are still to come or to be noticed. */
  driftsOpen: number;
  /** Fruits until the next one begins; null when none is to come. */
  fruitsToDrift: number | null;
  /** The story to tell next, as a sentence that starts with a verb; null when all were told. */
  story: string | null;
  /** The scenario is an instructor's secret: what is in it is not named. */
  sealed: boolean;
}

export type StepAction =
  | 'start-line' | 'add-second-label' | 'fill-label' | 'freeze-and-train' | 'train' | 'register' | 'compare' | 'deploy-newest' | 'play'
  | 'open-monitor' | 'ask-why' | 'tell-a-story' | 'open-improve' | 'try-remedy' | 'roll-out' | 'open-rollout' | 'mend-fault' | 'slow-belt' | 'collect-reference' | 'watch-faster' | 'open-line';

/** One obvious thing to do, as a sentence that starts with a verb. */
export interface NextStep {
  readonly action: StepAction;
  readonly text: string;
  /** Fruits that have to pass before it can be done; it is then done by itself when it was asked for. */
  readonly waitsFruits?: number;
}

/** How many times faster than the belt a long wait is watched, where the machine can. */
export const FASTER_LAPSE = 30;
/** A drift farther ahead than this is worth watching faster. */
const LONG_WAIT_FRUITS = 400;

/** The one obvious next step, or null when there is nothing that is plainly next. */
export function nextStep(s: Situation): NextStep | null {
  // Whoever came to Data with nothing at hand chooses there: a line of its own pictures would be begun over their head.
  if (s.busy || (s.screen === 'data' && s.pictures === 0 && s.newestVersion === null)) return null;
  const begun = firstModel(s) ?? (s.onTrial === null ? fixUnderWay(s) : null);
  if (begun) return begun;
  const { incident } = s;
  const kind = incident?.diagnosis?.kind;
  if (incident && (kind === undefined || kind === 'fault' || kind === 'slow')) return answerTo(incident, s);
  // From the room in which an answer is on its way nobody is led away.
  if (s.onTrial !== null) return rolloutOf(s.onTrial, s);
  if (incident?.diagnosis?.accuracy === 'fell') return cureOf(incident, s);
  return (incident && answerTo(incident, s)) ?? reference(s) ?? watching(s);
}

/** From nothing to a live model. */
function firstModel(s: Situation): NextStep | null {
  if (s.pictures === 0) {
    // A version that came as a file needs no pictures to be live, nor to be watched.
    if (s.live !== null) return null;
    return s.newestVersion === null ? { action: 'start-line', text: 'Start the line' } : deployNewest(s);
  }
  if (s.obstacle?.code === 'data-one-class') return { action: 'add-second-label', text: 'Go to Data and give a second label its pictures' };
  if (s.obstacle && (s.newestVersion === null || s.dataChanged)) return { action: 'fill-label', text: `Go to Data and give “${s.obstacle.label}” pictures, or remove it` };
  if (s.unregisteredRun !== null) return { action: 'register', text: `Register run ${s.unregisteredRun} as v${(s.newestVersion ?? 0) + 1}` };
  if (s.newestVersion === null) return { action: 'train', text: 'Train the first model' };
  return s.live === null ? deployNewest(s) : null;
}

const deployNewest = ({ newestVersion, newestTruthComes }: Situation): NextStep => ({ action: 'deploy-newest', text: `Deploy v${newestVersion} to the line${newestTruthComes ? '' : ', which has no truth for its labels'}` });

/** What was begun goes before what else could be done. */
function fixUnderWay({ pictures, dataChanged, dataSetVersion, dataSetLearnt, proven, rival, live, playing, truthComes, incident }: Situation): NextStep | null {
  if (proven !== null) return { action: 'roll-out', text: `Deploy v${proven} now` };
  if (dataChanged && pictures > 0) return { action: 'freeze-and-train', text: `Freeze data v${(dataSetVersion ?? 0) + 1} and train on it` };
  // A training that was cancelled, or a run that went with its page, left a frozen version that nothing has learnt from.
  if (dataSetLearnt !== null && dataSetVersion !== null && dataSetVersion > dataSetLearnt) return { action: 'train', text: `Train on data v${dataSetVersion}` };
  if (!rival) return null;
  // Whether a rival is better may take many truths; what fires meanwhile is not passed over.
  if (incident && !incident.diagnosis && rival.finding !== 'better') return null;
  switch (rival.finding) {
    case 'better': return { action: 'deploy-newest', text: `Make v${rival.version} champion` };
    case 'not-compared': return { action: 'compare', text: `Compare v${rival.version} with v${live} on the newest fruit` };
    case 'too-few': return !truthComes ? null : playing ? { action: 'compare', text: `Compare v${rival.version} with v${live} again`, waitsFruits: rival.missingTruths } : { action: 'play', text: 'Let the belt run on, for more truths' };
    // It would not help: what was open before it is open still.
    default: return null;
  }
}

/** What an incident asks for, but for a cure: first why, then what answers it. */
function answerTo({ title, diagnosis }: OpenIncident, { screen, playing, live, reference, newest, truthComes }: Situation): NextStep | null {
  if (!diagnosis) return { action: 'ask-why', text: `See why: ${lowerFirst(title)}` };
  if (diagnosis.kind === 'fault') return { action: 'mend-fault', text: 'Have the fault mended' };
  if (diagnosis.kind === 'slow') return { action: 'slow-belt', text: `Slow the belt to what v${live} keeps up with` };
  if (diagnosis.accuracy === 'unknown') return playing ? watchIt(screen) : { action: 'play', text: `Let the belt run on${truthComes ? ', for more truths' : ''}` };
  if (reference.kind === 'collecting') return null;
  // What still moves is no reference, and would have to be collected again.
  if (newest !== 'at-rest') return playing ? watchIt(screen) : { action: 'play', text: 'Let the belt run on, until the world is at rest' };
  return { action: 'collect-reference', text: `Collect a new reference: v${live} copes` };
}

/** From a model that errs to a version that was tried and is better: one remedy after the other, the likeliest first, each once. */
function cureOf({ truths }: OpenIncident, { screen, playing, live, cure: { looked, tried, next } }: Situation): NextStep | null {
  if (looked && next === null) return playing ? watchIt(screen, tried ? `: nothing that was tried is better than v${live}` : ': nothing here is likely to help') : { action: 'play', text: 'Let the belt run on' };
  if (screen !== 'improve') return { action: 'open-improve', text: tried ? 'Look for another remedy' : 'Look for a remedy' };
  // The room is looking.
  if (next === null) return null;
  const missing = Math.max(0, next.truths - truths);
  if (missing === 0) return { action: 'try-remedy', text: `Try ${next.name}` };
  return playing ? { action: 'try-remedy', text: `Try ${next.name}`, waitsFruits: missing } : { action: 'play', text: 'Let the belt run on, for more truths' };
}

/** What decides on a rollout are fruits. */
function rolloutOf(version: number, { screen, playing }: Situation): NextStep | null {
  if (!playing) return { action: 'play', text: 'Let the belt run on, for the rollout' };
  return screen === 'rollout' ? null : { action: 'open-rollout', text: `Follow the rollout of v${version}` };
}

/** Nothing can be compared without a reference at rest; it is offered once what comes now is. */
function reference({ screen, reference: state, newest, playing, predicted }: Situation): NextStep | null {
  if (!playing) return { action: 'play', text: predicted === 0 ? 'Let the belt run' : 'Let the belt run on' };
  if (state.kind !== 'not-at-rest') return null;
  return newest === 'at-rest' ? { action: 'collect-reference', text: 'Collect a reference at rest' } : watchIt(screen);
}

function watching({ screen, lapse, mostLapse, reference: state, driftsOpen, fruitsToDrift, story, sealed, incident }: Situation): NextStep | null {
  if (incident || sealed) return watchIt(screen);
  // It can be told at any time, and begins when it can be noticed; but a story would move the world further before there is anything to compare it with.
  if (driftsOpen === 0 && story !== null && state.kind !== 'not-at-rest') return { action: 'tell-a-story', text: story };
  const watch = watchIt(screen);
  if (watch) return watch;
  const slow = lapse !== 'max' && lapse < FASTER_LAPSE;
  if (!slow || fruitsToDrift === null || fruitsToDrift <= LONG_WAIT_FRUITS) return null;
  // A machine that falls behind goes as fast as it can, of which no number is promised.
  return { action: 'watch-faster', text: mostLapse !== null && mostLapse < FASTER_LAPSE ? 'Watch faster' : `Watch ${FASTER_LAPSE} times faster` };
}

const watchIt = (screen: Situation['screen'], why = ''): NextStep | null => (screen === 'monitor' || screen === 'alerts' ? null : { action: 'open-monitor', text: `Watch it on the monitor${why}` });

const lowerFirst = (text: string): string => text.replace(/^./u, (letter) => letter.toLowerCase());
