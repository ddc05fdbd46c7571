import type { SpeciesTraits } from '../traits.ts';

export const banana: SpeciesTraits = {
  name: 'Banana',
  weight: 1,
  size: 1.12,
  leafiness: 0,
  sway: 0.3,
  cultivars: {
    cavendish: {
      name: 'Cavendish', share: 0.7, ripeThreshold: 0.42,
      ground: [[0, '#4f7420'], [0.25, '#799a2a'], [0.38, '#9eb032'], [0.46, '#eccb3c'], [0.65, '#f6cf35'], [0.82, '#e2aa28'], [1, '#b5791f']],
    },
    'lady-finger': {
      name: 'Lady Finger', share: 0.2, ripeThreshold: 0.4, aspect: 1.18,
      ground: [[0, '#5d812e'], [0.25, '#8aa539'], [0.36, '#a9b848'], [0.44, '#f2d551'], [0.65, '#f8d548'], [0.82, '#e8b63a'], [1, '#bf862c']],
    },
    'gros-michel': {
      name: 'Gros Michel', share: 0.1, ripeThreshold: 0.44, aspect: 0.95,
      ground: [[0, '#47691d'], [0.25, '#6b8c25'], [0.4, '#92a52f'], [0.48, '#e6c234'], [0.65, '#f0c42e'], [0.82, '#d69f24'], [1, '#a86d1c']],
    },
    'red-dacca': {
      name: 'Red Dacca', share: 0, ripeThreshold: 0.5, aspect: 1.15,
      ground: [[0, '#55651f'], [0.3, '#7a4a2c'], [0.47, '#7d3a30'], [0.54, '#a5483c'], [0.75, '#b95a3c'], [1, '#8f4a2c']],
    },
  },
};
