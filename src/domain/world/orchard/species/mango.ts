import type { SpeciesTraits } from '../traits.ts';

export const mango: SpeciesTraits = {
  name: 'Mango',
  weight: 1,
  size: 1.08,
  leafiness: 0,
  sway: 0.3,
  cultivars: {
    kent: {
      name: 'Kent', share: 0.5, ripeThreshold: 0.42,
      ground: [[0, '#3c5a28'], [0.25, '#597430'], [0.38, '#778835'], [0.46, '#c9a83a'], [0.65, '#ecb030'], [1, '#ef9420']],
      over: [[0.2, '#7c5a34'], [0.45, '#c94f36'], [0.8, '#da4c32'], [1, '#d8482c']],
      cover: [[0, 0], [0.3, 0.12], [0.46, 0.4], [0.75, 0.46], [1, 0.5]],
    },
    ataulfo: {
      name: 'Ataulfo', share: 0.3, ripeThreshold: 0.44, aspect: 0.9,
      ground: [[0, '#4e6b2a'], [0.25, '#6f8435'], [0.4, '#8f9a3c'], [0.48, '#e0bb3c'], [0.65, '#f2bf34'], [1, '#efa524']],
      over: [[0.3, '#b58a3a'], [0.6, '#e58f34'], [1, '#e0782a']],
      cover: [[0, 0], [0.4, 0.05], [1, 0.25]],
    },
    haden: {
      name: 'Haden', share: 0.2, ripeThreshold: 0.4, aspect: 1.05,
      ground: [[0, '#426029'], [0.25, '#607a32'], [0.36, '#7a8c3a'], [0.44, '#d2a63a'], [0.65, '#eda634'], [1, '#ea8522']],
      over: [[0.2, '#7a4f34'], [0.43, '#c43c34'], [0.8, '#cf3430'], [1, '#c2302a']],
      cover: [[0, 0], [0.28, 0.18], [0.44, 0.5], [0.75, 0.58], [1, 0.62]],
    },
    keitt: {
      name: 'Keitt', share: 0, ripeThreshold: 0.5,
      ground: [[0, '#315028'], [0.42, '#47662e'], [0.48, '#547133'], [0.54, '#80993c'], [0.8, '#97a942'], [1, '#b9b049']],
      over: [[0.3, '#6a5a3a'], [0.7, '#a8604a'], [1, '#b5604a']],
      cover: [[0, 0], [0.5, 0.1], [1, 0.25]],
    },
  },
};
