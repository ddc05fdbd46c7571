import type { SpeciesTraits } from '../traits.ts';

export const tomato: SpeciesTraits = {
  name: 'Tomato',
  weight: 1,
  size: 0.98,
  leafiness: 0,
  sway: 0.3,
  cultivars: {
    beefsteak: {
      name: 'Beefsteak', share: 0.5, ripeThreshold: 0.56,
      ground: [[0, '#4c7426'], [0.3, '#6b8a32'], [0.5, '#a3a24a'], [0.545, '#cf9a44'], [0.6, '#e2572a'], [0.75, '#d93321'], [1, '#b00f12']],
    },
    roma: {
      name: 'Roma', share: 0.3, ripeThreshold: 0.54, aspect: 1.2,
      ground: [[0, '#59802d'], [0.3, '#79943a'], [0.48, '#aea850'], [0.525, '#d69c46'], [0.58, '#e4502a'], [0.75, '#d22b20'], [1, '#a50e14']],
    },
    'orange-king': {
      name: 'Orange King', share: 0.2, ripeThreshold: 0.56,
      ground: [[0, '#5b802e'], [0.3, '#7c973c'], [0.5, '#a9a84c'], [0.545, '#c9a848'], [0.6, '#ee9330'], [0.75, '#ee7f1e'], [1, '#d9610f']],
    },
    'green-zebra': {
      name: 'Green Zebra', share: 0, ripeThreshold: 0.5, aspect: 0.96,
      ground: [[0, '#3f6424'], [0.42, '#557a2a'], [0.48, '#648530'], [0.54, '#96a637'], [0.8, '#b5b23c'], [1, '#c9a93a']],
      over: [[0, '#314f1c'], [0.5, '#4a6e24'], [1, '#68812b']],
      cover: [[0, 0.35], [1, 0.4]],
    },
  },
};
