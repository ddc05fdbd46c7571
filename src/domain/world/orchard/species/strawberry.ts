import type { SpeciesTraits } from '../traits.ts';

export const strawberry: SpeciesTraits = {
  name: 'Strawberry',
  weight: 1,
  size: 0.92,
  leafiness: 0,
  sway: 0.3,
  cultivars: {
    elsanta: {
      name: 'Elsanta', share: 0.5, ripeThreshold: 0.56,
      ground: [[0, '#a4b45e'], [0.3, '#c4c684'], [0.48, '#dcc79a'], [0.54, '#e2a586'], [0.6, '#d8372e'], [0.75, '#c51722'], [1, '#8c0a18']],
    },
    gariguette: {
      name: 'Gariguette', share: 0.3, ripeThreshold: 0.54, aspect: 1.14,
      ground: [[0, '#aeb965'], [0.3, '#cdca88'], [0.46, '#e0c596'], [0.52, '#e6a383'], [0.58, '#e14a32'], [0.75, '#d92a26'], [1, '#a8141a']],
    },
    senga: {
      name: 'Senga Sengana', share: 0.2, ripeThreshold: 0.58, aspect: 0.92,
      ground: [[0, '#9cae5a'], [0.3, '#bcc07c'], [0.5, '#d6bc90'], [0.56, '#d68f76'], [0.62, '#b9202a'], [0.75, '#9c101f'], [1, '#680814']],
    },
    pineberry: {
      name: 'Pineberry', share: 0, ripeThreshold: 0.5,
      ground: [[0, '#8fa84c'], [0.42, '#b2c070'], [0.47, '#bcc57c'], [0.54, '#f2e2cc'], [0.8, '#f5d9c8'], [1, '#f0c2b4']],
    },
  },
};
