import type { SpeciesTraits } from '../traits.ts';

export const orange: SpeciesTraits = {
  name: 'Orange',
  weight: 1,
  size: 0.95,
  leafiness: 0.25,
  sway: 3.1,
  cultivars: {
    navel: {
      name: 'Navel', share: 0.5, ripeThreshold: 0.42,
      ground: [[0, '#3d5f1c'], [0.25, '#5a7821'], [0.38, '#77892a'], [0.46, '#d99a2c'], [0.65, '#ec8f20'], [0.85, '#ee7a16'], [1, '#e4620e']],
    },
    valencia: {
      name: 'Valencia', share: 0.3, ripeThreshold: 0.44, aspect: 1.03,
      ground: [[0, '#496a20'], [0.25, '#678226'], [0.4, '#858f30'], [0.48, '#e0a634'], [0.65, '#f0a02a'], [0.85, '#f08d1e'], [1, '#e67414']],
    },
    clementine: {
      name: 'Clementine', share: 0.2, ripeThreshold: 0.4, aspect: 0.86,
      ground: [[0, '#40651e'], [0.25, '#5d7c23'], [0.36, '#7b8a2b'], [0.44, '#dd8c28'], [0.65, '#ea791a'], [0.85, '#e96512'], [1, '#da4f0c']],
    },
    'blood-orange': {
      name: 'Moro', share: 0, ripeThreshold: 0.5,
      ground: [[0, '#42621d'], [0.3, '#687d25'], [0.46, '#94852f'], [0.54, '#e08a2c'], [0.8, '#e06a20'], [1, '#c84a1c']],
      over: [[0.3, '#a05a24'], [0.6, '#b5301e'], [1, '#8c1a1c']],
      cover: [[0, 0], [0.45, 0.1], [0.6, 0.4], [1, 0.6]],
    },
  },
};
