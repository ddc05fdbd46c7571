import type { AugmentationReason, FeatureShift } from '../../../domain/data/augmentation/propose.ts';
import { TRANSFORM_LIMITS, TRANSFORMS, type TransformName } from '../../../domain/data/augmentation/augmentation.ts';
import { moveText } from '../../../domain/data/features/move-text.ts';
import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import type { App } from '../../../app/app.svelte.ts';
import { number } from '../../format.ts';

interface TransformSlider {
  name: TransformName;
  label: string;
  min: number;
  max: number;
  step: number;
  format: (value: number) => string;
}

const percent = (value: number): string => `${number(100 * value)}\u00a0%`;
const signed = (value: number, digits: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value), digits)}`;

const WORDS: Readonly<Record<TransformName, Pick<TransformSlider, 'label' | 'step' | 'format'>>> = {
  exposure: { label: 'Exposure', step: 0.1, format: (value) => `${signed(value, 1)}\u00a0EV` },
  warmth: { label: 'Warmth', step: 0.05, format: (value) => signed(value, 2) },
  blur: { label: 'Blur', step: 0.1, format: (value) => `${number(value, 1)}\u00a0% of the side` },
  noise: { label: 'Noise', step: 0.005, format: (value) => `${number(100 * value, 1)}\u00a0%` },
  dust: { label: 'Dust', step: 0.05, format: (value) => number(value, 2) },
  mirror: { label: 'Mirrored', step: 0.05, format: (value) => `${percent(value)} of copies` },
  turn: { label: 'Turned', step: 5, format: (value) => (value === 0 ? 'not' : `up to ${number(value)}°`) },
  crop: { label: 'Cropped', step: 0.01, format: (value) => `${percent(value)} of the side` },
  cutOut: { label: 'Cut out', step: 0.01, format: (value) => `${percent(value)} of the side` },
};

/** A slider for each transform: light and lens first, then the frame. */
export const SLIDERS: readonly TransformSlider[] = (['exposure', 'warmth', 'blur', 'noise', 'dust', 'mirror', 'turn', 'crop', 'cutOut'] as const satisfies readonly TransformName[])
  .filter((name) => TRANSFORMS.includes(name)).map((name) => ({ name, min: TRANSFORM_LIMITS[name][0], max: TRANSFORM_LIMITS[name][1], ...WORDS[name] }));

/** What a strength does to copies: `darker by up to 1.6 EV`. */
function copiesText({ transform, strength }: AugmentationReason): string {
  switch (transform) {
    case 'exposure': return `${strength < 0 ? 'darker' : 'brighter'} by up to ${number(Math.abs(strength), 1)} EV`;
    case 'warmth': return `${strength < 0 ? 'cooler' : 'warmer'} by up to ${number(Math.abs(strength), 2)}`;
    case 'blur': return `blurred by up to ${number(strength, 1)} % of the side`;
    case 'noise': return `with noise of up to ${number(100 * strength, 1)} %`;
    case 'dust': return 'with dust on the lens';
    case 'crop': return `closer, with up to ${number(100 * strength)} % cut off`;
    default: return WORDS[transform].label.toLowerCase();
  }
}

/** Why copies are proposed, in one sentence: `Pictures are darker (brightness 0.31, usually 0.48): add copies darker by up to 1.9 EV.` */
export function reasonText(reasons: readonly AugmentationReason[]): string {
  const [first] = reasons;
  if (!first) return '';
  const moved = reasons.map(({ shift: { name, usual, now, by } }) => `${moveText(name, by)} (${number(now, 2)}, learnt from ${number(usual, 2)})`);
  return `Pictures on the line are ${moved.join(', ')}: add copies ${reasons.map(copiesText).join(', ')}.`;
}

/** What moved and is of the fruit, which no copy shows: one sentence, or none. */
export function othersText(others: readonly FeatureShift[]): string {
  const [first] = others;
  if (!first) return '';
  return `What moved of the fruit itself (${others.slice(0, 2).map(({ name, by }) => moveText(name, by)).join(', ')}) no copy shows; that takes new pictures.`;
}

/** Newest fruits that are looked at, and the fewest that say something. */
const NEWEST = 500;
const LEAST = 50;

/** How far the readable features of the newest fruits lie from those that the live version learnt from; empty where there are too few to say. */
export async function lineShifts({ registry, monitoring, line }: App): Promise<FeatureShift[]> {
  const { live } = registry;
  const [first, end] = monitoring.extent;
  const from = Math.max(first, line.now - NEWEST);
  if (!live || line.now - from < LEAST) return [];
  const { columns } = await monitoring.query({ from, to: Math.min(end, line.now), limit: NEWEST, columns: READABLE_FEATURES.map(({ name }) => `feature.${name}` as const) });
  return READABLE_FEATURES.flatMap(({ name }, i): FeatureShift[] => {
    const known = Array.from((columns[`feature.${name}`] ?? []) as ArrayLike<number>).filter(Number.isFinite);
    const [usual, std] = [live.reference.mean[i], live.reference.std[i]];
    if (known.length < LEAST || usual === undefined || !(std! > 0)) return [];
    const now = known.reduce((sum, value) => sum + value, 0) / known.length;
    return [{ name, usual, now, by: (now - usual) / std! }];
  });
}
