import type { SpeciesTraits } from '../traits.ts';

export const lemon: SpeciesTraits = {
  name: 'Lemon',
  weight: 0,
  size: 0.95,
  leafiness: 0.2,
  sway: 0.5,
  cultivars: {
    eureka: {
      name: 'Eureka', share: 0.5, ripeThreshold: 0.42,
      ground: [[0, '#416a20'], [0.25, '#668a28'], [0.38, '#93a531'], [0.46, '#e6d23c'], [0.7, '#f6d92e'], [1, '#eebc22']],
    },
    lisbon: {
      name: 'Lisbon', share: 0.3, ripeThreshold: 0.44, aspect: 1.06,
      ground: [[0, '#4a7026'], [0.25, '#6e8f2e'], [0.4, '#99aa37'], [0.48, '#ead848'], [0.7, '#f4de3e'], [1, '#ecc42e']],
    },
    meyer: {
      name: 'Meyer', share: 0.2, ripeThreshold: 0.4, aspect: 1.16,
      ground: [[0, '#496a22'], [0.25, '#6e862a'], [0.36, '#979c34'], [0.44, '#eec23a'], [0.7, '#f3b82c'], [1, '#e89a1e']],
    },
  },
};
