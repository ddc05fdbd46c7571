import { READABLE_FEATURES } from './readable.ts';

/** What is said of the pictures when a feature falls, and when it rises: `darker` is what they are, `fewer edges` what there is. */
const MOVES: Readonly<Record<string, readonly [fallen: string, risen: string]>> = {
  brightness: ['darker', 'brighter'], contrast: ['lower in contrast', 'higher in contrast'], saturation: ['paler', 'stronger in colour'],
  warmth: ['cooler in colour', 'warmer in colour'], sharpness: ['less sharp', 'sharper'], edges: ['fewer edges', 'more edges'],
  highlights: ['fewer highlights', 'more highlights'], 'centre-brightness': ['darker in the middle', 'brighter in the middle'],
  'centre-saturation': ['paler in the middle', 'stronger in colour in the middle'], redness: ['less red in the middle', 'redder in the middle'],
  greenness: ['less green in the middle', 'greener in the middle'], yellowness: ['less yellow in the middle', 'yellower in the middle'],
  hue: ['nearer to red in hue', 'nearer to green in hue'], 'hue-spread': ['less varied in hue', 'more varied in hue'],
  texture: ['smoother in the middle', 'rougher in the middle'], 'dark-spots': ['fewer dark spots', 'more dark spots'],
  size: ['less filled with colour', 'more filled with colour'], elongation: ['rounder', 'longer'], 'hue-none': ['less without colour', 'more without colour'],
};

/** `darker`, `more brown`: what became of the pictures as a feature moved. */
export function moveText(feature: string, by: number): string {
  const known = MOVES[feature];
  if (known) return known[by < 0 ? 0 : 1];
  const label = READABLE_FEATURES.find(({ name }) => name === feature)?.label ?? feature;
  return `${by < 0 ? 'less' : 'more'} ${label.replace(/^Share of /u, '')}`;
}

/** `Pictures are darker`, `There is more brown`; without a direction `Brightness is not what it was`. */
export function moveSentence(feature: string, by: number | null): string {
  if (by === null || by === 0) return `${(READABLE_FEATURES.find(({ name }) => name === feature)?.label ?? feature).replace(/ \(.*\)$/u, '')} is not what it was`;
  const words = moveText(feature, by);
  if (/(edges|highlights|spots)$/u.test(words)) return `There are ${words}`;
  return feature.startsWith('hue-') && feature !== 'hue-spread' ? `There is ${words}` : `Pictures are ${words}`;
}
