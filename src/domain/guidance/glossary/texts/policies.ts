import type { TermText } from '../term.ts';

/** When a model is renewed, and what that is worth. */
export const POLICY_TERMS = {
  policy: {
    name: 'Policy', also: ['retraining policy', 'continuous training'], brief: 'when to retrain, on what, through which gates',
    definition: 'A rule that says when a model is renewed, from which fruits, and what the new one must pass before it takes over. The lab and the line run the same policy, and on the same events it decides the same.',
    meets: [['policies', 'the ledger']], unlike: ['trigger', 'recipe'],
  },
  level: {
    name: 'Level of automation', also: ['MLOps maturity level'], brief: 'how much of the loop runs without a hand',
    definition: 'At 0 a person retrains and deploys. At 1 a policy does both by itself (continuous training). At 2 the policy, the recipe and the rules are files of a repository too, and only a green pipeline changes them.',
    meets: [['policies', 'the switch']], unlike: ['policy'],
  },
  'four-keys': {
    name: 'Four keys', also: ['DORA metrics', 'delivery metrics'], brief: 'how often, how fast, how safely changes go live',
    definition: 'Deployment frequency, lead time for a change, the share of changes that failed, and the time to restore. The first two say how fast a team delivers, the others how well it holds up; only together do they mean something.',
    meets: [['policies', 'this run']],
  },
  renewal: {
    name: 'Renewal', also: ['retraining run'], brief: 'one turn of a policy: train, test, take over or not',
    definition: 'What a trigger starts: a kept version is looked for, else one is trained, and its gates say whether it takes over. It carries an id, so that one which a closed tab has broken off is carried on, and none is made twice.',
    meets: [['policies', 'what the line decided']], unlike: ['trigger', 'run'],
  },
  trigger: {
    name: 'Trigger', also: ['retraining trigger'], brief: 'what makes a policy act',
    definition: 'What a policy waits for before it renews a model: so many fruits or labels, an alert, accuracy below a bound, drifted inputs, or losses that add up. It only starts a renewal; whether the candidate takes over is for the gates to say.',
    meets: [['policies', 'a policy’s card']], unlike: ['policy'],
  },
  'cool-down': {
    name: 'Cool-down', also: ['hold-off'], brief: 'fruits after a decision that trigger no other',
    definition: 'For so many fruits after a decision a policy starts no other, whatever it hears. It keeps one change of the world from being answered many times over.',
    meets: [['policies', 'a policy’s card']], unlike: ['turnaround'],
  },
  regret: {
    name: 'Regret', brief: 'what a policy cost more than the best one could have',
    definition: 'The cost of a policy less the cost of the best schedule of retrainings, which is known only afterwards. It compares policies fairly, since it leaves out what nobody could have saved.',
    formula: { pieces: ['regret = cost − cost of the optimum'], words: 'What it cost, less the least that a schedule over the same batches could have cost.', source: 'Mahadevan and Mathioudakis, Cost-effective retraining of machine learning models, 2023' },
    meets: [['policies', 'the ledger']],
  },
  turnaround: {
    name: 'Turnaround', also: ['retraining time'], brief: 'fruits from a decision to its effect',
    definition: 'So many fruits pass from the moment at which a policy decides until the new version predicts; meanwhile the old one goes on. Counted in fruits, so that the same decision has the same effect on a fast machine and on a slow one.',
    meets: [['policies', 'a policy’s card']], unlike: ['label-delay', 'cool-down'],
  },
  pool: {
    name: 'Pool', also: ['kept versions', 'model pool'], brief: 'versions that are kept to come back',
    definition: 'The last versions that were replaced, kept in case the world comes back that they were good in. Before a policy trains it looks whether one of them beats the champion on the newest truths beyond chance, and then swaps.',
    meets: [['policies', 'a policy’s card']],
  },
} as const satisfies Record<string, TermText>;
