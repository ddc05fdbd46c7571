import { over, type TermText } from '../term.ts';

/** What is done about a model that has become worse, and how another one takes over. */
export const IMPROVING_TERMS = {
  remedy: {
    name: 'Remedy', brief: 'what can be done about a model that has become worse',
    definition: 'One of eight ways to a better model, from cleaning the data over new pictures to asking people. Each is tried beside the live version first, and says what it would have changed; nothing goes live by trying.',
    meets: [['improve', 'the list of eight']], unlike: ['replay'],
  },
  replay: {
    name: 'Replay', also: ['backtest', 'shadow replay'], brief: 'another version on fruit that has passed already',
    definition: 'A version predicts a recorded stretch of the line again, each fruit as it was photographed, and is held against the version that was live. Fruit that either has learnt from counts for none, so that it is no test on the training pictures.',
    meets: [['improve', 'the replay']], unlike: ['held-out'],
  },
  'online-learning': {
    name: 'Online learning', also: ['incremental learning', 'recursive least squares', 'stochastic gradient descent'], brief: 'a head that learns each truth as it comes',
    definition: 'The last layer takes each truth in when it becomes known, and lets go of what is old: recursive least squares by a forgetting factor, gradient descent by its step. It follows a drift by itself, and truths that are wrong or one-sided just as well.',
    meets: [['improve', 'model feedback']], unlike: ['replay', 'selective-labels'],
  },
  mended: {
    name: 'Mended and broken', also: ['fixed and regressed'], brief: 'right now and wrong before, and the reverse',
    definition: 'Of the fruit that two versions predicted, mended is what only the other one got right, broken what only the live one did. Two versions of the same accuracy may still part on many fruits, and the broken ones are what users notice.',
    meets: [['improve', 'the pictures under a replay']],
  },
  levelling: {
    name: 'Levelling', also: ['exposure normalisation', 'white balance', 'grey world'], brief: 'bringing the light of a picture to one measure',
    definition: 'Before a model looks at a picture, the light of its surroundings is brought to a fixed brightness, and to white where that is wanted. It is a part of the version, so the line does the same as the training did; what is logged is the picture as it came.',
    meets: [['improve', 'feature engineering']],
  },
  canary: {
    name: 'Canary', also: ['canary release'], brief: 'a version that gets a growing share of the fruit',
    definition: 'The challenger decides a few fruits in a hundred, then more, while both are watched; at the first proof that it is worse its share goes back to nothing. Everybody else is served by the champion meanwhile.',
    meets: [['rollout', 'the share']], unlike: ['shadow'],
  },
  shadow: {
    name: 'Shadow', also: ['dark launch', 'shadow deployment'], brief: 'it predicts everything and decides nothing',
    definition: 'The challenger predicts every fruit, and only the champion’s word counts. Both are compared on the same fruit at nobody’s risk.',
    meets: [['rollout', 'the lanes']], unlike: ['canary'],
  },
  'argo-rollouts': {
    name: 'Argo Rollouts', also: ['progressive delivery'], brief: 'the format in which a rollout’s steps are written',
    definition: 'A controller of Kubernetes that brings versions into service step by step. A strategy here is written and read in its format: steps, pauses and analyses mean the same, with fruits in the place of requests.',
    meets: [['rollout', 'the strategy']], unlike: ['canary'],
  },
  'e-value': {
    name: 'e-value', also: ['betting score', 'anytime-valid test'], brief: 'evidence that may be looked at after every fruit',
    definition: 'What a fair bet against “there is no difference” has grown to: 20 means that one unit became twenty. Unlike a p-value it may be read at any moment, since under no difference it ever reaches 20 in at most one of twenty runs.',
    formula: { pieces: ['P( e ever ≥ ', over(['1'], ['α']), ' ) ≤ α'], words: 'With no difference, the chance that the e-value ever reaches one over alpha is at most alpha.', source: 'Ville 1939; Ramdas et al., Game-theoretic statistics and safe anytime-valid inference, 2023' },
    meets: [['rollout', 'the difference']], unlike: ['p'],
  },
} as const satisfies Record<string, TermText>;
