import type { TermText } from '../term.ts';

/** What a model learns from. */
export const DATA_TERMS = {
  label: {
    name: 'Label', also: ['class', 'target'], brief: 'what a picture is said to show',
    definition: 'The word that a picture is filed under, such as ripe. A model learns to answer with one of the labels it was shown. A wrong label teaches the wrong thing.',
    meets: [['data', 'the columns'], ['train', 'each class']], unlike: ['truth'],
  },
  truth: {
    name: 'Truth', also: ['ground truth', 'true label'], brief: 'what a fruit really was',
    definition: 'What the fruit really was, whatever the model said. On the line it becomes known only after the label delay. Accuracy can be counted on no other fruit.',
    meets: [['line', 'the belt'], ['log', 'each row']], unlike: ['label'],
  },
  'data-set-version': {
    name: 'Data set version', also: ['frozen data', 'snapshot'], brief: 'pictures, labels and split, frozen',
    definition: 'A list of pictures with their labels and their split that can no longer change. It is named by a hash of its content, so that the same content has the same name everywhere. Every run learns from one.',
    meets: [['data', 'the versions'], ['train', 'what to learn from']], unlike: ['model-version'],
  },
  split: {
    name: 'Split', also: ['train, validation and test'], brief: 'which pictures teach and which test',
    definition: 'The division of the pictures into those that are learnt from, those that choose the settings, and those that test. Twins and bursts of one fruit stay on one side. Otherwise the test would only ask what was learnt by heart.',
    meets: [['data', 'the split']], unlike: ['held-out'],
  },
  'held-out': {
    name: 'Held-out test', also: ['test set', 'test pictures'], brief: 'pictures the model has never seen',
    definition: 'Pictures that are kept away from learning and opened once per run. How often they are answered right is what may be hoped for on the line. It holds only as long as the line brings such pictures.',
    meets: [['train', 'results'], ['models', 'test pictures']], unlike: ['reference', 'split'],
  },
  leak: {
    name: 'Leak', also: ['data leakage'], brief: 'the test holds what was learnt from',
    definition: 'A way in which test pictures get into learning, such as two pictures of one fruit on both sides of the split. The test then looks better than the model is. Orchard says so beside the figures.',
    meets: [['data', 'the split'], ['train', 'results']],
  },
  'confident-learning': {
    name: 'Confident learning', also: ['label errors', 'label issues'], brief: 'which labels are probably wrong',
    definition: 'A way to find wrong labels. Models that never saw a picture say what it is. It is doubted when they are as sure of another label as they usually are of pictures that carry it. A kind of fruit that they do not know is doubted as well.',
    meets: [['review', 'labels in doubt']], unlike: ['held-out'],
  },
  'leave-one-out': {
    name: 'Leave-one-out', also: ['jackknife', 'left-out error'], brief: 'each picture by a model without it',
    definition: 'Each picture is judged by a model that learnt from all the others. For a linear head that takes no second training: what one fit says of a picture tells exactly what a fit without it would have said.',
    meets: [['review', 'the scores'], ['train', 'the ridge']], unlike: ['held-out'],
  },
  'near-duplicate': {
    name: 'Near-duplicate', also: ['copy', 'twin'], brief: 'nearly the same picture again',
    definition: 'A picture that differs from another in next to nothing: the same file saved twice, or the next frame of a burst. Copies count a fruit more than once, and a copy in the test asks what was learnt by heart.',
    meets: [['review', 'copies']], unlike: ['leak'],
  },
  agreement: {
    name: 'Agreement', also: ["Cohen's kappa", 'kappa', 'κ'], brief: 'how often two judges say the same',
    definition: 'The share of pictures of which two judges say the same, or one judge twice. Kappa (Cohen 1960) takes off what two judges would agree on by chance: 1 is always, 0 is no more than chance.',
    meets: [['review', 'the labelling desk']], unlike: ['label'],
  },
} as const satisfies Record<string, TermText>;
