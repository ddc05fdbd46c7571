import { over, root, sub, type TermText } from '../term.ts';

/** How numbers are compared, and how sure one may be. */
export const STATISTICS_TERMS = {
  interval: {
    name: 'Interval', also: ['confidence interval', '95 % sure', 'uncertainty'], brief: 'where the true value plausibly lies',
    definition: 'The range that the true value lies in, 95 times in 100 that it is drawn so. Few fruits make it wide. A difference whose interval holds 0 may be chance.',
    figure: 'interval', meets: [['monitor', 'the headline'], ['models', 'the comparison'], ['alerts', 'what it does to the predictions']], unlike: ['standard-deviation', 'p'],
  },
  wilson: {
    name: 'Wilson interval', also: ['Wilson score interval'], brief: 'honest bounds of a share, even of few fruits',
    definition: 'An interval for a share such as accuracy that stays between 0 and 100 % and is honest for few fruits. With all of 5 right it reaches from 57 to 100 %, not from 100 to 100.',
    formula: {
      pieces: [over(['p + z²/2n ± z ', root('p(1 − p)/n + z²/4n²')], ['1 + z²/n'])],
      words: 'The share, drawn towards one half by z squared over twice n, give or take z standard errors, all over one plus z squared over n; z is 1.96.', source: 'Wilson, Probable Inference, 1927',
    },
    figure: 'interval', meets: [['models', 'the versions'], ['train', 'results']],
  },
  p: {
    name: 'p', also: ['p-value', 'significance'], brief: 'how often chance alone would do as much',
    definition: 'How often chance alone would make a difference at least this large, if nothing had changed. Small means surprising, not large: with many fruits the least change has a small p.',
    meets: [['monitor', 'the headline'], ['alerts', 'what it does to the predictions']], unlike: ['psi', 'interval'],
  },
  quantile: {
    name: 'Quantile', also: ['percentile', 'decile', 'p95'], brief: 'the value that a given share stays below',
    definition: 'The value that a given share of all values stays below. p95 is the one that 95 in 100 stay below: the five slowest predictions of a hundred take longer. The median is the half.',
    figure: 'quantile', meets: [['monitor', 'is it in time'], ['line', 'the figures'], ['bench', 'the delays']], unlike: ['p', 'standard-deviation'],
  },
  'standard-deviation': {
    name: 'Standard deviation', also: ['sigma', 'spread'], brief: 'how far values usually lie from their mean',
    definition: 'How far values usually lie from their mean. Here it is the yardstick for moves: by 1.3 standard deviations means by 1.3 times what is usual between two fruits of the reference.',
    formula: { pieces: ['σ = ', root(over(['1'], ['n']), ' Σ (x − mean)²')], words: 'The square root of the mean squared distance from the mean.', source: 'Pearson, 1894' },
    meets: [['monitor', 'what moved most']], unlike: ['interval', 'psi'],
  },
  distribution: {
    name: 'Distribution', brief: 'how often each value comes',
    definition: 'How often each value comes. It is drawn as a histogram: the values are cut into bins, and each bar is the share that falls into one. Two of them are compared bin by bin.',
    figure: 'shift', meets: [['alerts', 'before and after'], ['monitor', 'a monitor’s detail']], unlike: ['quantile'],
  },
  psi: {
    name: 'PSI', also: ['population stability index'], brief: 'how far a distribution has moved',
    definition: 'How far a distribution has moved from the reference, added up over its bins. 0 is not at all; by convention 0.1 is worth a look and 0.25 is a shift.',
    page: 'Both are cut into the same bins, the tenths of the reference; each bin adds the difference of its shares, weighed by the logarithm of their ratio. It has no sign and no unit, and it grows with the move, not with the number of fruits.',
    formula: {
      pieces: ['PSI = Σ (', sub('c', 'b'), ' − ', sub('r', 'b'), ') · ln ', over([sub('c', 'b')], [sub('r', 'b')])],
      words: 'Over the bins: the current share less the reference’s, times the logarithm of their ratio.', source: 'Yurdakul and Naranjo, Statistical Properties of the Population Stability Index, 2020',
    },
    figure: 'shift', meets: [['monitor', 'what moved most'], ['alerts', 'the rule, with its numbers']], unlike: ['p', 'ks', 'standard-deviation'],
  },
  ks: {
    name: 'KS', also: ['Kolmogorov–Smirnov', 'D'], brief: 'the widest gap between two curves',
    definition: 'The widest gap between two cumulated distributions, from 0 to 1. It notices any change of shape, whether values became larger or only spread. With many fruits it also notices what does not matter.',
    formula: { pieces: ['D = max | ', sub('F', 'reference'), '(x) − ', sub('F', 'current'), '(x) |'], words: 'The greatest distance between the two cumulated shares at any value.', source: 'Smirnov, 1939; p as in SciPy, ks_2samp' },
    figure: 'shift', meets: [['monitor', 'the monitors']], unlike: ['psi', 'wasserstein'],
  },
  'jensen-shannon': {
    name: 'Jensen–Shannon', also: ['JS distance'], brief: 'how unlike two histograms are',
    definition: 'The distance between two histograms, from 0 for the same to 1 for nothing in common. It has no trouble with empty bins, as PSI has.',
    formula: { pieces: ['JS = ', root('½ KL(p‖m) + ½ KL(q‖m)'), ',  m = ½(p + q)'], words: 'The root of the mean divergence of each histogram from their average, with logarithms to base 2.', source: 'Endres and Schindelin, 2003' },
    meets: [['monitor', 'the monitors']], unlike: ['psi'],
  },
  wasserstein: {
    name: 'Wasserstein', also: ['earth mover’s distance'], brief: 'how far values would have to be carried',
    definition: 'How far the values of one distribution would have to be carried to make the other. Here it is counted in standard deviations of the reference.',
    formula: { pieces: ['W = ', over(['∫ | F − G |'], ['σ'])], words: 'The area between the two cumulated curves, over the standard deviation of the reference.', source: 'Ramdas, García Trillos, Cuturi, 2017' },
    meets: [['monitor', 'the monitors']], unlike: ['ks', 'psi'],
  },
  mmd: {
    name: 'MMD', also: ['maximum mean discrepancy', 'kernel two-sample test'], brief: 'how unlike two clouds of points are',
    definition: 'Compares all features at once: each fruit is a point, and two clouds of points are alike when points of both are as near each other as points of one. It finds a move that is spread thin over many features.',
    page: 'Of each side 80 fruits are taken, evenly spread. How surprising the result is, is told by dealing the same fruits into two clouds by chance, up to 999 times: p is how often that does as much.',
    formula: {
      pieces: ['MMD² = mean k(x, x′) + mean k(y, y′) − 2 mean k(x, y)'],
      words: 'How near points of the reference are to each other, plus how near points of now are to each other, less twice how near the one are to the other.', source: 'Gretton, Borgwardt, Rasch, Schölkopf, Smola, A Kernel Two-Sample Test, 2012',
    },
    meets: [['monitor', 'the monitors']], unlike: ['psi', 'ks', 'domain-classifier'],
  },
  'domain-classifier': {
    name: 'Domain classifier', also: ['classifier two-sample test', 'adversarial validation'], brief: 'a model that tries to tell now from before',
    definition: 'A small model that learns to tell fruit of now from fruit of the reference. What it cannot tell apart is alike. Its AUC is 0.5 when it guesses and 1 when it is always right.',
    page: 'Of each side 200 fruits are taken, evenly spread, and each is told by a model that did not learn from it. A monitor judges the lower end of the interval of the AUC, so that chance alone is no drift.',
    meets: [['monitor', 'the monitors']], unlike: ['mmd', 'psi'],
  },
} as const satisfies Record<string, TermText>;
