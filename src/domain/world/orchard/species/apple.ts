import type { SpeciesTraits } from '../traits.ts';

export const apple: SpeciesTraits = {
  name: 'Apple',
  weight: 1,
  size: 1,
  leafiness: 0.25,
  sway: 0.28,
  cultivars: {
    gala: {
      name: 'Gala', share: 0.5, ripeThreshold: 0.42,
      ground: [[0, '#6c8a28'], [0.3, '#92a333'], [0.39, '#a9b445'], [0.45, '#d3bd55'], [0.7, '#d9a548'], [1, '#a8541f']],
      over: [[0.3, '#b8562c'], [0.45, '#c23a22'], [0.75, '#b01a1c'], [1, '#7d0c16']],
      cover: [[0, 0], [0.36, 0], [0.44, 0.4], [0.6, 0.66], [0.85, 0.88], [1, 0.97]],
    },
    'red-delicious': {
      name: 'Red Delicious', share: 0.3, ripeThreshold: 0.45, aspect: 1.08,
      ground: [[0, '#647f29'], [0.34, '#879a32'], [0.42, '#9aa53c'], [0.48, '#c49a45'], [1, '#8a2a1c']],
      over: [[0.3, '#9c4a2a'], [0.48, '#a81f1e'], [0.75, '#8d0f1a'], [1, '#5f0812']],
      cover: [[0, 0], [0.38, 0], [0.47, 0.55], [0.62, 0.82], [0.85, 0.96], [1, 1]],
    },
    braeburn: {
      name: 'Braeburn', share: 0.2, ripeThreshold: 0.4, aspect: 0.97,
      ground: [[0, '#708c2f'], [0.28, '#97a839'], [0.37, '#b0b64a'], [0.43, '#dcc45c'], [0.7, '#dfa84c'], [1, '#b5651f']],
      over: [[0.3, '#c4622f'], [0.43, '#cc4427'], [0.75, '#b8281f'], [1, '#8c1418']],
      cover: [[0, 0], [0.34, 0], [0.42, 0.34], [0.6, 0.56], [0.85, 0.75], [1, 0.86]],
    },
    'granny-smith': {
      name: 'Granny Smith', share: 0, ripeThreshold: 0.5,
      ground: [[0, '#4c6a1a'], [0.42, '#617f20'], [0.47, '#6d8c25'], [0.53, '#93b237'], [0.75, '#a7c045'], [1, '#bccb5e']],
    },
  },
};
