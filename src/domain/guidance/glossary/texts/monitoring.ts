import { over, sub, type TermText } from '../term.ts';

/** What watches the line. */
export const MONITORING_TERMS = {
  monitor: {
    name: 'Monitor', brief: 'one number that is watched, and its limit',
    definition: 'A signal, what it is compared with, over which window, by which test, and from where on it is called a drift. Each deployment brings a set of them.',
    meets: [['monitor', 'all monitors']], unlike: ['alert-rule', 'detector'],
  },
  signal: {
    name: 'Signal', brief: 'the number of each fruit that is watched',
    definition: 'One number of each fruit: its brightness, the model’s confidence, whether the answer was wrong, how long it took. Some are known at once, others wait for the truth.',
    meets: [['monitor', 'all monitors']], unlike: ['monitor'],
  },
  reference: {
    name: 'Reference', also: ['baseline window'], brief: 'the stretch that “now” is compared with',
    definition: 'The stretch of fruits that now is compared with: the first thousand that the live version judged. It must have been at rest; if something changed inside it, nothing may be called good on it.',
    meets: [['monitor', 'the reference'], ['alerts', 'before and after']], unlike: ['current-window', 'held-out'],
  },
  'current-window': {
    name: 'Current window', also: ['newest window', 'now'], brief: 'the newest fruits, looked at together',
    definition: 'The newest fruits, which are compared with the reference as one. A short one notices sooner and errs more. The two never overlap.',
    meets: [['monitor', 'the lanes'], ['alerts', 'before and after']], unlike: ['reference'],
  },
  'estimated-accuracy': {
    name: 'Estimated accuracy', also: ['CBPE', 'confidence-based performance estimation'], brief: 'accuracy before the truth is known',
    definition: 'What accuracy should be, worked out from the model’s own confidence before any truth is in. It holds as long as the same picture means the same, and so it is blind to concept drift.',
    formula: { pieces: ['accuracy ≈ ', over(['1'], ['n']), ' Σ ', sub('p', 'said')], words: 'The mean of the calibrated probabilities that were given to the answers.', source: 'Białek, Kuberski, Perrakis, Bifet, Estimating Model Performance under Covariate Shift Without Labels, 2024' },
    meets: [['monitor', 'is it still right'], ['alerts', 'what it does to the predictions']], unlike: ['accuracy', 'confidence'],
  },
  detector: {
    name: 'Detector', also: ['drift detector', 'streaming detector'], brief: 'reads values one by one and calls a change',
    definition: 'Reads a stream of values one by one and says when it is no longer as it was. It needs no reference of a fixed size. Each trades how soon it calls against how often it errs.',
    meets: [['bench', 'the plan'], ['monitor', 'the judges']], unlike: ['monitor', 'alert-rule'],
  },
  adwin: {
    name: 'ADWIN', also: ['adaptive windowing'], brief: 'a window that drops its old half when means differ',
    definition: 'Keeps a window that grows while nothing changes. Where two parts of it have means that differ by more than chance, it drops the older part and calls a drift.',
    formula: { pieces: ['ε = ', { root: [over(['2'], ['m']), ' σ² ln ', over(['2'], ['δ′'])] }, ' + ', over(['2'], ['3m']), ' ln ', over(['2'], ['δ′'])], words: 'The gap between two means that chance explains, from their harmonic size, the variance and the confidence.', source: 'Bifet and Gavaldà, Learning from Time-Changing Data with Adaptive Windowing, 2007' },
    meets: [['bench', 'the plan'], ['monitor', 'the judges']], unlike: ['ddm'],
  },
  ddm: {
    name: 'DDM', also: ['drift detection method'], brief: 'calls when errors rise above their best',
    definition: 'Remembers the lowest rate of errors so far. It warns when the rate lies two standard deviations above that, and calls a drift at three.',
    formula: { pieces: ['p + s > ', sub('p', 'min'), ' + 3 ', sub('s', 'min')], words: 'The rate of errors and its deviation pass the least rate and three times its deviation.', source: 'Gama, Medas, Castillo, Rodrigues, Learning with Drift Detection, 2004' },
    meets: [['bench', 'the plan'], ['monitor', 'the judges']], unlike: ['adwin', 'page-hinkley'],
  },
  'page-hinkley': {
    name: 'Page–Hinkley', also: ['PH test'], brief: 'adds up how far values lie from their mean',
    definition: 'Adds up how far values lie above their mean so far, less a small allowance. When the sum stands far enough above its lowest point, it calls a drift.',
    meets: [['bench', 'the plan'], ['monitor', 'the judges']], unlike: ['ddm'],
  },
  'false-alarm': {
    name: 'False alarm', also: ['type I error', 'false positive'], brief: 'a call where nothing changed',
    definition: 'A call where nothing changed. Over thousands of fruits and dozens of monitors even a rare one comes often, and after a few nobody listens any more.',
    meets: [['bench', 'the results']], unlike: ['detection-delay'],
  },
  'detection-delay': {
    name: 'Detection delay', also: ['MTD', 'mean time to detection'], brief: 'from the change to the call',
    definition: 'How many fruits pass between the onset of a drift and its call. For signals that wait for truth it holds the label delay.',
    meets: [['bench', 'the results']], unlike: ['false-alarm', 'label-delay'],
  },
} as const satisfies Record<string, TermText>;
