import type { DriftKind } from '../world/orchard/drift-kinds.ts';
import type { RecipeKind } from '../learning/recipes/catalogue.ts';

/** The eight things that can be done about a model that has become worse, in the order in which they are offered. */
export const REMEDIES = ['cleaning', 'features', 'new-data', 'augmentation', 'settings', 'recipe', 'human-feedback', 'model-feedback'] as const;
export type RemedyId = (typeof REMEDIES)[number];

export const REMEDY_NAMES: Readonly<Record<RemedyId, string>> = {
  cleaning: 'Data cleaning', features: 'Feature engineering', 'new-data': 'New data', augmentation: 'Augmentation', settings: 'Tweaked architecture', recipe: 'New architecture', 'human-feedback': 'Human feedback', 'model-feedback': 'Model feedback',
};

/** The four groups of the eight, two each. */
export const REMEDY_GROUPS = ['data-engineering', 'retraining', 'refactoring', 'feedback'] as const;
export type RemedyGroup = (typeof REMEDY_GROUPS)[number];

export const GROUP_OF: Readonly<Record<RemedyId, RemedyGroup>> = {
  cleaning: 'data-engineering', features: 'data-engineering', 'new-data': 'retraining', augmentation: 'retraining', settings: 'refactoring', recipe: 'refactoring', 'human-feedback': 'feedback', 'model-feedback': 'feedback',
};

/** What is known when somebody looks for a remedy. */
export interface Situation {
  /** What the incident points to; null without one, or where nothing moved clearly. */
  readonly points: DriftKind | 'slow' | null;
  /** How far what is seen has moved, in standard deviations of before, by readable feature. */
  readonly moved: Readonly<Record<string, number>>;
  /** Truths that are known since it began; all that are known where nothing began. */
  readonly truths: number;
  /** Fruits until a truth is known. */
  readonly labelDelay: number;
  /** Whether the line ever has truths for what the live version tells apart. */
  readonly truthComes: boolean;
  /** Recipe of the live version; null without one. */
  readonly recipe: RecipeKind | null;
  /** Whether it levels light and colour already. */
  readonly isLevelled: boolean;
  /** Pictures of the data set whose labels look wrong; null while nobody has looked. */
  readonly suspects: number | null;
  readonly pictures: number;
}

/** How a remedy stands to a situation, before it is tried: `helps` rests on what was found, `cannot` says that it cannot be tried now. */
export type Prospect = 'helps' | 'may-help' | 'unlikely' | 'cannot';

/** Why, as a code with its numbers; the words are the screen's. */
export type ProspectReason =
  | { readonly code: 'nothing-live' | 'no-truth' | 'broken-first' | 'slow-needs-speed' | 'concept-needs-truth' | 'same-pictures' | 'own-mistakes' | 'fresh-fruit' | 'not-looked' | 'looks-clean' | 'mix-has-truth' | 'light-can-be-levelled' | 'light-can-be-taught' | 'nothing-to-teach' | 'colours-alone' | 'faster-recipe' | 'unsure-can-be-asked' | 'unlabelled-is-plenty' }
  | { readonly code: 'suspects'; readonly count: number }
  | { readonly code: 'few-truths'; readonly missing: number };

export interface Proposal {
  readonly id: RemedyId;
  readonly group: RemedyGroup;
  readonly prospect: Prospect;
  readonly reason: ProspectReason;
}

/** Fruits that join the data set at once, unless another number is asked for. */
export const JOINING_FRUITS = 240;
/** Fruits of the changed world that a trial is judged by, at the least. */
const JUDGING_FRUITS = 240;
/** Truths since it began with which a retraining is worth trying: what it learns from, and what it is judged by. */
export const WORTHWHILE_TRUTHS = JOINING_FRUITS + JUDGING_FRUITS;
/** Share of suspected labels from which cleaning is likely to help. */
const SUSPECT_SHARE = 0.02;
/** Standard deviations from which a feature has moved. */
const MOVED = 0.5;
/** Features that tell of the light, and so of what can be levelled out or taught by darker or warmer copies. */
const OF_THE_LIGHT = ['brightness', 'warmth', 'contrast', 'saturation', 'highlights', 'sharpness'];

/** Remedies that change nothing unless somebody decides on pictures before. */
const BY_HAND: readonly RemedyId[] = ['cleaning', 'human-feedback'];

/**
 * What is proposed first of the remedies that can be tried as they are: the first that is likely to help, else new data that waits for its truths, else the first that may help; null where nothing is left that could.
 * `isSpent` says of which nothing more is to be expected.
 */
export function nextRemedy(of: readonly Proposal[], isSpent: (id: RemedyId) => boolean): RemedyId | null {
  const left = of.filter(({ id }) => !BY_HAND.includes(id) && !isSpent(id));
  const first = left.find(({ prospect }) => prospect === 'helps') ?? left.find(({ reason }) => reason.code === 'few-truths') ?? left.find(({ prospect }) => prospect === 'may-help');
  return first?.id ?? null;
}

/** The eight remedies for a situation, each with what is to be expected of it and why. */
export function proposals(situation: Situation): readonly Proposal[] {
  return REMEDIES.map((id) => ({ id, group: GROUP_OF[id], ...prospectOf(id, situation) }));
}

type Finding = Pick<Proposal, 'prospect' | 'reason'>;
const helps = (code: Plain): Finding => ({ prospect: 'helps', reason: { code } });
const mayHelp = (code: Plain): Finding => ({ prospect: 'may-help', reason: { code } });
const unlikely = (code: Plain): Finding => ({ prospect: 'unlikely', reason: { code } });
const cannot = (code: Plain): Finding => ({ prospect: 'cannot', reason: { code } });
type Plain = Exclude<ProspectReason, { count: number } | { missing: number }>['code'];

function prospectOf(id: RemedyId, situation: Situation): Finding {
  if (situation.recipe === null) return cannot('nothing-live');
  if (situation.points === 'fault' && id !== 'new-data') return unlikely('broken-first');
  if (situation.points === 'slow') return id === 'recipe' && situation.recipe !== 'colour' ? helps('faster-recipe') : unlikely('slow-needs-speed');
  switch (id) {
    case 'cleaning': return cleaning(situation);
    case 'features': return lightMoved(situation) && !situation.isLevelled ? helps('light-can-be-levelled') : unlikely(situation.points === 'concept' ? 'concept-needs-truth' : 'same-pictures');
    case 'new-data': return newData(situation);
    case 'augmentation': return augmentation(situation);
    case 'settings': return unlikely('same-pictures');
    case 'recipe': return situation.recipe === 'colour' && situation.points !== 'concept' ? mayHelp('colours-alone') : unlikely('same-pictures');
    case 'human-feedback': return situation.points === 'concept' && situation.truthComes ? mayHelp('concept-needs-truth') : mayHelp('unsure-can-be-asked');
    case 'model-feedback': return situation.points === 'concept' ? unlikely('own-mistakes') : mayHelp('unlabelled-is-plenty');
  }
}

function cleaning({ suspects, pictures }: Situation): Finding {
  if (suspects === null) return mayHelp('not-looked');
  return suspects > Math.max(2, SUSPECT_SHARE * pictures) ? { prospect: 'helps', reason: { code: 'suspects', count: suspects } } : unlikely('looks-clean');
}

function newData({ points, truths, truthComes }: Situation): Finding {
  if (!truthComes) return cannot('no-truth');
  if (truths < WORTHWHILE_TRUTHS) return { prospect: 'cannot', reason: { code: 'few-truths', missing: WORTHWHILE_TRUTHS - truths } };
  if (points === 'fault') return unlikely('broken-first');
  return points === 'prior' ? mayHelp('mix-has-truth') : helps('fresh-fruit');
}

function augmentation(situation: Situation): Finding {
  if (situation.points === 'concept') return unlikely('concept-needs-truth');
  return lightMoved(situation) ? helps('light-can-be-taught') : unlikely('nothing-to-teach');
}

function lightMoved({ moved }: Situation): boolean {
  return OF_THE_LIGHT.some((feature) => Math.abs(moved[feature] ?? 0) >= MOVED);
}
