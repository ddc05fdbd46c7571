import type { SpeciesTraits } from '../traits.ts';

export const avocado: SpeciesTraits = {
  name: 'Avocado',
  weight: 0,
  size: 1.0,
  leafiness: 0,
  sway: 0.4,
  cultivars: {
    hass: {
      name: 'Hass', share: 0.6, ripeThreshold: 0.5,
      ground: [[0, '#466b2a'], [0.3, '#48632b'], [0.46, '#44502a'], [0.54, '#3a2c24'], [0.75, '#2c2020'], [1, '#1e1618']],
    },
    'lamb-hass': {
      name: 'Lamb Hass', share: 0.25, ripeThreshold: 0.52, aspect: 1.1,
      ground: [[0, '#4b6f2c'], [0.3, '#4e672d'], [0.48, '#49532b'], [0.56, '#3b3026'], [0.75, '#2d2422'], [1, '#201a1a']],
    },
    pinkerton: {
      name: 'Pinkerton', share: 0.15, ripeThreshold: 0.48, aspect: 1.18,
      ground: [[0, '#416828'], [0.3, '#446028'], [0.44, '#404e28'], [0.52, '#35301f'], [0.75, '#2a241d'], [1, '#1d1917']],
    },
    fuerte: {
      name: 'Fuerte', share: 0, ripeThreshold: 0.45, aspect: 1.14,
      ground: [[0, '#335c26'], [0.38, '#436a2a'], [0.43, '#4a6f2d'], [0.5, '#6f8a38'], [0.8, '#809540'], [1, '#6f7a36']],
    },
  },
};
