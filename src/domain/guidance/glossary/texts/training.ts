import { over, sub, type TermText } from '../term.ts';

/** How a model is made, and which one answers. */
export const TRAINING_TERMS = {
  recipe: {
    name: 'Recipe', also: ['model type', 'hyperparameters'], brief: 'what to train, and with which settings',
    definition: 'What is trained and how: the features it looks at, the kind of head, its settings and its seed. The same recipe on the same data gives the same model.',
    meets: [['train', 'the recipes'], ['models', 'a version’s facts']], unlike: ['run'],
  },
  run: {
    name: 'Run', also: ['training run', 'experiment'], brief: 'one training of one recipe',
    definition: 'One training: a recipe, a data set version, a machine, and what came of it. Its result can be registered as a model version.',
    meets: [['train', 'the runs']], unlike: ['recipe', 'model-version'],
  },
  backbone: {
    name: 'Backbone', also: ['pretrained network', 'MobileNetV2'], brief: 'the general part that reads pictures',
    definition: 'A network that was trained on millions of other pictures and is not changed here. It turns a picture into numbers that say what is in it. Only the small head behind it is trained.',
    meets: [['train', 'the recipes']], unlike: ['embedding'],
  },
  embedding: {
    name: 'Embedding', also: ['feature vector'], brief: 'a picture as a list of numbers',
    definition: 'The numbers that the backbone makes of a picture. Pictures that look alike lie close together, so that few examples are enough to tell them apart.',
    meets: [['train', 'the recipes'], ['monitor', 'embedding distance']], unlike: ['backbone'],
  },
  ridge: {
    name: 'Ridge', also: ['L2 penalty', 'regularisation'], brief: 'what keeps weights small',
    definition: 'A price on large weights, so that the head follows what many pictures share and not the quirks of a few. Too little learns by heart, too much sees no difference. The best one is chosen by leaving pictures out.',
    formula: {
      pieces: ['min Σ (y − w · x)² + λ |w|²'], words: 'The squared errors, plus the strength times the squared length of the weights, as small as can be.',
      source: 'Hoerl and Kennard, Ridge Regression, 1970',
    },
    meets: [['train', 'the settings']],
  },
  seed: {
    name: 'Seed', brief: 'the number that all chance comes from',
    definition: 'The number from which every random choice is derived. With the same seed the same fruit comes again, in every browser, so that two people can look at the same day.',
    meets: [['line', 'the scenario'], ['train', 'the recipe']],
  },
  augmentation: {
    name: 'Augmentation', also: ['augmented copies', 'data augmentation'], brief: 'changed copies to learn from',
    definition: 'Copies of pictures that are darker, blurred, turned, and so on, to be learnt from beside them, so that the model meets what its camera may show it one day. They keep their picture’s label, and no test picture has any.',
    formula: {
      pieces: ['x′ = T(x), y′ = y'], words: 'A copy is the picture after a change that leaves its label true.',
      source: 'Shorten and Khoshgoftaar, A survey on Image Data Augmentation, 2019',
    },
    meets: [['train', 'augmented copies']],
  },
  occlusion: {
    name: 'Occlusion map', also: ['heat map'], brief: 'what covering each part takes away',
    definition: 'One part of the picture after another is covered with its mean colour, and the model is asked again. Where its probability falls, that part spoke for the label; where it rises, against it.',
    formula: {
      pieces: ['log odds(y | x) − log odds(y | x without a part)'], words: 'The log odds as they are, less those with the part covered: they still move where a probability stands at 1.',
      source: 'Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014',
    },
    meets: [['train', 'what it looks at'], ['log', 'a fruit']], unlike: ['class-activation'],
  },
  'class-activation': {
    name: 'Class activation map', also: ['CAM', 'Grad-CAM'], brief: 'where the last filters answer for a label',
    definition: 'The maps of a network’s last convolution, each weighted by how much it raises the label’s score. It is known only of networks that have a convolution of their own to train.',
    formula: {
      pieces: ['Σ ', sub('α', 'k'), ' ', sub('A', 'k')], words: 'The maps of the last convolution, each times the mean slope of the label’s score along it.',
      source: 'Selvaraju et al., Grad-CAM, 2017; Zhou et al., Learning Deep Features for Discriminative Localization, 2016',
    },
    meets: [['train', 'what it looks at'], ['log', 'a fruit']], unlike: ['occlusion'],
  },
  'permutation-importance': {
    name: 'Permutation importance', also: ['feature importance'], brief: 'what is lost when a feature is shuffled',
    definition: 'A feature is shuffled among the held-out pictures, so that it tells nothing any more, and the model is asked again. What its accuracy loses is how much it rested on that feature. What other features tell as well seems to matter little.',
    formula: {
      pieces: ['accuracy − accuracy with ', sub('x', 'j'), ' shuffled'], words: 'The accuracy as it is, less the accuracy with the feature shuffled; once for each of five shuffles.',
      source: 'Breiman, Random Forests, 2001; Fisher, Rudin and Dominici, 2019',
    },
    meets: [['train', 'what it rests on']],
  },
  'successive-halving': {
    name: 'Successive halving', also: ['hyperparameter search'], brief: 'a search that spends most on the best',
    definition: 'Many settings begin with a small budget: some of the epochs, or some of the pictures. The best third goes on with three times as much, and so on to the whole. None of it opens a test picture.',
    formula: {
      pieces: ['n, n/3, n/9 with budgets 1/9, 1/3, 1'], words: 'A third of the settings goes on each time, with three times the budget.',
      source: 'Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016',
    },
    meets: [['search', 'the method']],
  },
  accuracy: {
    name: 'Accuracy', also: ['share right'], brief: 'of all, the share that was right',
    definition: 'Of the fruits whose truth is known, the share that was called right. It says nothing about which ones were wrong: where one label is rare, a model that never says it can still look good.',
    formula: { pieces: ['accuracy = ', over(['right'], ['known'])], words: 'Right predictions over fruits whose truth is known.', source: 'ISO/IEC TS 4213, 2022' },
    meets: [['line', 'the figures'], ['monitor', 'is it still right'], ['train', 'results']], unlike: ['recall', 'estimated-accuracy'],
  },
  recall: {
    name: 'Recall', also: ['sensitivity', 'true positive rate', 'hit rate'], brief: 'of what was so, the share that was called so',
    definition: 'Of the fruits that were ripe, the share that was called ripe. It is low when the model misses many. Calling everything ripe makes it perfect, so look at precision beside it.',
    formula: { pieces: ['recall = ', over(['called so and was so'], ['was so'])], words: 'Those called so that were so, over all that were so.', source: 'scikit-learn, recall_score' },
    figure: 'matrix', meets: [['train', 'each class'], ['models', 'the comparison']], unlike: ['precision', 'accuracy'],
  },
  precision: {
    name: 'Precision', also: ['positive predictive value'], brief: 'of what was called so, the share that was',
    definition: 'Of the fruits that were called ripe, the share that was ripe. It is low when the model cries ripe too easily. Saying ripe only when sure makes it high, so look at recall beside it.',
    formula: { pieces: ['precision = ', over(['called so and was so'], ['called so'])], words: 'Those called so that were so, over all that were called so.', source: 'scikit-learn, precision_score' },
    figure: 'matrix', meets: [['train', 'each class']], unlike: ['recall', 'accuracy'],
  },
  f1: {
    name: 'F1', also: ['F-score', 'macro F1'], brief: 'precision and recall in one number',
    definition: 'The harmonic mean of precision and recall: high only when both are. Macro F1 is the mean over the labels, each counting the same however rare it is.',
    formula: { pieces: ['F1 = ', over(['2 · precision · recall'], ['precision + recall'])], words: 'Twice the product of precision and recall, over their sum.', source: 'van Rijsbergen, Information Retrieval, 1979' },
    meets: [['train', 'results'], ['models', 'a version’s figures']], unlike: ['accuracy'],
  },
  'log-loss': {
    name: 'Log loss', also: ['cross-entropy'], brief: 'how dear wrong confidence is',
    definition: 'How surprised the model is by the truth, on average. Being wrong while sure costs most. 0 is perfect, and 0.693 is what tossing a coin between two labels costs.',
    formula: { pieces: ['L = − ', over(['1'], ['n']), ' Σ ln ', sub('p', 'truth')], words: 'Minus the mean logarithm of the probability that was given to the truth.', source: 'scikit-learn, log_loss' },
    meets: [['train', 'results'], ['models', 'the comparison']], unlike: ['accuracy', 'calibration-error'],
  },
  'calibration-error': {
    name: 'Calibration error', also: ['ECE', 'expected calibration error'], brief: 'how far confidence is from being true',
    definition: 'How far what the model says is from how often it is true, on average. At 0 a fruit called with 0.8 is right 8 times in 10. A model can be often right and still badly calibrated.',
    formula: {
      pieces: ['ECE = Σ ', over([sub('n', 'b')], ['n']), ' | ', sub('right', 'b'), ' − ', sub('said', 'b'), ' |'],
      words: 'Over bins of confidence: their share of the fruits times the gap between how often they were right and what was said.', source: 'Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks, 2017',
    },
    figure: 'calibration', meets: [['train', 'results'], ['models', 'the comparison']], unlike: ['log-loss', 'confidence'],
  },
  confidence: {
    name: 'Confidence', also: ['score', 'probability'], brief: 'how sure the model says it is',
    definition: 'The probability that the model gives to its own answer. It is known at once, long before the truth. It is only as honest as the model is calibrated.',
    meets: [['line', 'the figures'], ['monitor', 'the monitors']], unlike: ['accuracy', 'calibration-error'],
  },
  'confusion-matrix': {
    name: 'Confusion matrix', brief: 'what was said against what was so',
    definition: 'A table with a row for each truth and a column for each answer. What lies on the diagonal was right. Every other cell is one kind of mistake, and holds its pictures.',
    figure: 'matrix', meets: [['train', 'results']],
  },
  'model-version': {
    name: 'Model version', also: ['registered model'], brief: 'a trained model that never changes',
    definition: 'A registered result of a run: network, labels, what it learnt from, and how it did when it was tested. It has a number and cannot change any more; only names such as champion move.',
    meets: [['models', 'the versions']], unlike: ['data-set-version', 'run'],
  },
  champion: {
    name: 'Champion', also: ['live version', 'production model'], brief: 'the version that answers on the line',
    definition: 'The name of the version that is live: its answers are the ones that count. The name moves when another version is deployed.',
    meets: [['models', 'the versions'], ['line', 'top of the page']], unlike: ['challenger'],
  },
  challenger: {
    name: 'Challenger', also: ['candidate'], brief: 'the version that wants to be champion',
    definition: 'The name of a version that might take the champion’s place. The two are compared on the same pictures first. It answers nobody until it is deployed.',
    meets: [['models', 'the comparison']], unlike: ['champion'],
  },
  deploy: {
    name: 'Deploy', also: ['release', 'promote'], brief: 'let a version answer on the line',
    definition: 'To make a version the one that answers. It is whole or not at all: the line is held between two batches, and the next fruit is the first that the version judges.',
    meets: [['models', 'the versions'], ['train', 'results']], unlike: ['roll-back'],
  },
  'roll-back': {
    name: 'Roll back', also: ['revert'], brief: 'let the version before answer again',
    definition: 'To deploy the version that was live before. Nothing is trained and no row is lost. It helps against a bad version, not against a changed world.',
    meets: [['models', 'who was live']], unlike: ['deploy'],
  },
  lineage: {
    name: 'Lineage', also: ['provenance'], brief: 'what a version grew from',
    definition: 'Where a version comes from: the data set version, the run, the recipe, and the version that was live at the time. With it a result can be made again.',
    meets: [['models', 'the versions']],
  },
} as const satisfies Record<string, TermText>;
