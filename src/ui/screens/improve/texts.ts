import type { FruitChoice } from '../../../domain/remedy/fruit-choice.ts';
import { REMEDY_NAMES, type Prospect, type ProspectReason, type RemedyGroup, type RemedyId } from '../../../domain/remedy/remedies.ts';
import { findingOf, type Trial } from '../../../domain/remedy/trial.ts';
import { count, signed } from '../../format.ts';

/** What the eight remedies are called, and what each does. */
export const REMEDY_WORDS: Readonly<Record<RemedyId, { name: string; does: string }>> = {
  cleaning: { name: REMEDY_NAMES.cleaning, does: 'Labels that look wrong, twins and pictures that nobody could judge are put right; then the same recipe learns again.' },
  features: { name: REMEDY_NAMES.features, does: 'The same pictures, looked at otherwise: how much light there was, and of what colour, is levelled out first.' },
  'new-data': { name: REMEDY_NAMES['new-data'], does: 'Fruit of the line joins the data set with the truths that have arrived, and the same recipe learns again.' },
  augmentation: { name: REMEDY_NAMES.augmentation, does: 'Changed copies of the pictures that are there show what the line shows now.' },
  settings: { name: REMEDY_NAMES.settings, does: 'Other settings of the same recipe are searched on the validation pictures.' },
  recipe: { name: REMEDY_NAMES.recipe, does: 'Another recipe learns from the same pictures.' },
  'human-feedback': { name: REMEDY_NAMES['human-feedback'], does: 'Fruit that the model is unsure of is judged at the labelling desk, and joins the data set.' },
  'model-feedback': { name: REMEDY_NAMES['model-feedback'], does: 'Fruit that the model is sure of joins the data set under the model’s own label.' },
};

export const GROUP_WORDS: Readonly<Record<RemedyGroup, string>> = {
  'data-engineering': 'Data engineering enhancement', retraining: 'Model retraining', refactoring: 'Model refactoring', feedback: 'Continuous feedback loop',
};

export const PROSPECT_WORDS: Readonly<Record<Prospect, string>> = { helps: 'likely to help', 'may-help': 'may help', unlikely: 'unlikely to help', cannot: 'not now' };

const REASONS: Readonly<Record<Exclude<ProspectReason['code'], 'suspects' | 'few-truths'>, string>> = {
  'nothing-live': 'no version is live',
  'no-truth': 'the line has no truth for these labels',
  'broken-first': 'something is broken; mend it first',
  'slow-needs-speed': 'it is about speed, not about being right',
  'concept-needs-truth': 'what counts as right has changed; only truths tell of it',
  'same-pictures': 'it learns from the same pictures',
  'own-mistakes': 'it would teach itself its own mistakes',
  'fresh-fruit': 'fruit since it began shows what is different',
  'not-looked': 'nobody has looked for wrong labels yet',
  'looks-clean': 'hardly a label looks wrong',
  'mix-has-truth': 'another mix of fruit, and its truths have come',
  'light-can-be-levelled': 'the light has moved, and can be left out of what is looked at',
  'light-can-be-taught': 'the light has moved: copies in that light can be made',
  'nothing-to-teach': 'nothing moved that a copy could show',
  'colours-alone': 'colours alone are little to go by',
  'faster-recipe': 'another recipe predicts faster',
  'unsure-can-be-asked': 'fruit that it is unsure of can be judged by hand',
  'unlabelled-is-plenty': 'what it is sure of needs no waiting for truths',
};

/** Why a remedy is to be expected to help, or not. */
export function reasonText(reason: ProspectReason): string {
  if (reason.code === 'suspects') return `${count(reason.count, 'label looks', 'labels look')} wrong`;
  if (reason.code === 'few-truths') return `${count(reason.missing, 'more truth')} must come first`;
  return REASONS[reason.code];
}

/** What came of a trial, in a few words: `+8.2 points`, `would not help, −0.1`, `cannot tell, +0.4`. */
export function trialText(trial: Trial): string {
  const finding = findingOf(trial);
  if (finding === 'unjudged') return 'no fruit to judge it by';
  const points = signed(100 * trial.difference!.value);
  if (finding === 'better') return `${points} points`;
  return finding === 'worse' ? `would make it worse, ${points}` : `cannot tell, ${points}`;
}

export const CHOICE_WORDS: Readonly<Record<FruitChoice, string>> = {
  newest: 'Newest', 'since-cut': 'Since it began', uncertain: 'Most uncertain', unlike: 'Most unlike what it learnt', disagree: 'Where two versions disagree',
};
