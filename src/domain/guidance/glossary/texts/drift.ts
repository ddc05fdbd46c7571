import type { TermText } from '../term.ts';

/** What changes, and how. */
export const DRIFT_TERMS = {
  world: {
    name: 'World', brief: 'everything that decides how fruit comes',
    definition: 'Everything that decides which fruit comes, how it looks, and whether it counts as ripe. The model sees only its pictures. The sliders of the line set it.',
    meets: [['line', 'the world']], unlike: ['concept', 'scenario'],
  },
  concept: {
    name: 'Concept', brief: 'one fixed setting of the world',
    definition: 'One fixed setting of the world. A drift is the way from one concept to the next. What held in the one need not hold in the other.',
    meets: [['line', 'the drifts']], unlike: ['world', 'concept-drift'],
  },
  scenario: {
    name: 'Scenario', also: ['story'], brief: 'a world, its drifts, a delay and a seed',
    definition: 'A base world, a list of drifts, a label delay, a belt speed, a length and a seed. It decides every fruit that comes, so a link is enough to show someone the same day.',
    meets: [['line', 'the scenario']], unlike: ['world'],
  },
  drift: {
    name: 'Drift', also: ['distribution shift'], brief: 'the world is no longer as it was learnt',
    definition: 'A change between what the model learnt from and what it meets. There are kinds, by what changes, and patterns, by how. Not every drift harms: what counts is whether the answers are still right.',
    page: 'Kinds are covariate, prior and concept drift; a data-quality fault looks like one and is another matter. Patterns are sudden, gradual, incremental and recurring.',
    meets: [['line', 'the drifts'], ['monitor', 'the questions']], unlike: ['data-fault'],
  },
  'covariate-drift': {
    name: 'Covariate drift', also: ['input drift', 'P(x)'], brief: 'pictures look otherwise',
    definition: 'The inputs change, P(x): other light, another camera. What counts as ripe stays as it was. A model that has seen such pictures may still be right.',
    figure: 'shift', meets: [['line', 'how it looks'], ['alerts', 'why did this fire']], unlike: ['concept-drift', 'data-fault'],
  },
  'prior-drift': {
    name: 'Prior drift', also: ['label shift', 'P(y)'], brief: 'other fruit arrives, or in other shares',
    definition: 'The shares of what arrives change, P(y): more ripe fruit, or another mix of kinds. Each fruit looks as before. Accuracy moves because easy and hard ones come in other shares.',
    meets: [['line', 'what arrives'], ['alerts', 'why did this fire']], unlike: ['covariate-drift'],
  },
  'concept-drift': {
    name: 'Concept drift', also: ['P(y | x)'], brief: 'the same picture means something else',
    definition: 'What the same picture means changes, P(y | x): the market wants riper fruit. Nothing is seen in the pictures, so only truths can show it. Only new labels help.',
    meets: [['line', 'what counts as ripe'], ['alerts', 'why did this fire']], unlike: ['covariate-drift', 'estimated-accuracy'],
  },
  'data-fault': {
    name: 'Data-quality fault', also: ['data quality'], brief: 'something broke on the way',
    definition: 'A picture that is no picture of the fruit: dark, blurred, frozen, out of range, or without a label that fits. The world is as it was, and something broke. Repair it; do not train on it.',
    meets: [['line', 'what breaks'], ['monitor', 'are the pictures sound']], unlike: ['covariate-drift'],
  },
  sudden: {
    name: 'Sudden', also: ['abrupt drift'], brief: 'from one fruit to the next',
    definition: 'The new concept holds from one fruit to the next. A new lamp or a new camera comes so. It is the easiest drift to find.',
    figure: 'sudden', meets: [['line', 'the drifts'], ['bench', 'the streams']], unlike: ['gradual', 'incremental'],
  },
  gradual: {
    name: 'Gradual', brief: 'old and new by turns, ever more new',
    definition: 'Fruit of the old concept and of the new come by turns, and the new ones grow more. There is no fruit in between. Two suppliers look so, while one takes over.',
    figure: 'gradual', meets: [['line', 'the drifts'], ['bench', 'the streams']], unlike: ['incremental'],
  },
  incremental: {
    name: 'Incremental', brief: 'in small steps through all between',
    definition: 'The world itself moves in small steps from the old concept to the new, as a lamp ages. Each step is too small to notice, and a window that slides along may never see it.',
    figure: 'incremental', meets: [['line', 'the drifts'], ['bench', 'the streams']], unlike: ['gradual'],
  },
  recurring: {
    name: 'Recurring', also: ['seasonal'], brief: 'goes, and comes back',
    definition: 'The old concept comes back, again and again, as seasons do. An older version may then be right once more.',
    figure: 'recurring', meets: [['line', 'the drifts'], ['bench', 'the streams']], unlike: ['sudden'],
  },
  sealed: {
    name: 'Sealed', also: ['hidden truth'], brief: 'the answer is kept back until it is revealed',
    definition: 'A scenario whose drifts are not shown, so that a room can guess what happens. Whoever made it reveals it once, and the guesses are then held against it.',
    meets: [['line', 'the truth']],
  },
} as const satisfies Record<string, TermText>;
