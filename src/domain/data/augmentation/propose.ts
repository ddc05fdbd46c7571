import { TRANSFORM_LIMITS, TRANSFORMS, type Augmentation, type TransformName } from './augmentation.ts';

/** A readable feature on the line against what it usually is: means, and their difference in standard deviations of what is usual. */
export interface FeatureShift {
  name: string;
  usual: number;
  now: number;
  by: number;
}

/** Why a transform is proposed: the feature that moved, and the strength that accounts for it. */
export interface AugmentationReason {
  transform: TransformName;
  shift: FeatureShift;
  strength: number;
}

/** Standard deviations from which on a mean has moved: Cohen's medium effect. */
const MOVED_FROM = 0.5;
const COPIES = 2;
/** Copies lie between half of a strength and all of it, in the mean at this part. */
const MEAN_PART = 0.75;
/** Exponent that takes the mean of sRGB to about the mean of light. */
const GAMMA = 2.2;
/** What warmth 1 adds to red − blue of a grey of brightness 1, by `lightGains`. */
const WARMTH_SPAN = 0.36;
/** Sharpness that halves is about this much blur, percent of the side. */
const BLUR_OF_HALF = 1.2;
const NOISE_PER_DEVIATION = 0.02;
const DUST = 0.6;

type Rule = (shift: FeatureShift, all: ReadonlyMap<string, FeatureShift>) => { transform: TransformName; strength: number } | null;

const hasMoved = (shift: FeatureShift | undefined): shift is FeatureShift => shift !== undefined && Math.abs(shift.by) >= MOVED_FROM;

/** Below this part of what the light alone would leave, there is something else. */
const EXPLAINED = 0.75;
/** What tells of the fruit rather than of the picture; in other light it is no witness. */
const OF_FRUIT: readonly string[] = ['hue', 'elongation', 'redness', 'greenness', 'yellowness'];

/** Brightness as it is over what it usually is. */
function lightRatio(all: ReadonlyMap<string, FeatureShift>): number {
  const brightness = all.get('brightness');
  return brightness && brightness.usual > 0 ? brightness.now / brightness.usual : 1;
}

/** What lens, light and sensor do to a feature, turned round. */
const RULES: Readonly<Record<string, Rule>> = {
  brightness: ({ usual, now }) => ({ transform: 'exposure', strength: (GAMMA * Math.log2(Math.max(now, 0.01) / Math.max(usual, 0.01))) / MEAN_PART }),
  // Of a darker picture every difference is smaller; what is compared is what is left of it.
  warmth: ({ usual, now }, all) => {
    const brightness = all.get('brightness');
    const relative = now / Math.max(brightness?.now ?? 0.5, 0.1) - usual / Math.max(brightness?.usual ?? 0.5, 0.1);
    return { transform: 'warmth', strength: relative / WARMTH_SPAN / MEAN_PART };
  },
  sharpness: ({ usual, now, by }, all) => {
    const expected = usual * lightRatio(all);
    if (by > 0) return { transform: 'noise', strength: (NOISE_PER_DEVIATION * by) / MEAN_PART };
    return now < EXPLAINED * expected ? { transform: 'blur', strength: (BLUR_OF_HALF * (expected / Math.max(now, expected / 4) - 1)) / MEAN_PART } : null;
  },
  // A veil takes contrast and leaves the light as it is; less light alone takes contrast too.
  contrast: ({ by }, all) => (by < 0 && !hasMoved(all.get('brightness')) && !hasMoved(all.get('sharpness')) ? { transform: 'dust', strength: DUST } : null),
  // Light decides how much counts as coloured.
  size: ({ usual, now, by }, all) => (by > 0 && usual > 0 && !hasMoved(all.get('brightness')) ? { transform: 'crop', strength: (1 - Math.sqrt(usual / now)) / MEAN_PART } : null),
};

const STEPS: Readonly<Record<TransformName, number>> = { turn: 5, mirror: 0.05, crop: 0.01, blur: 0.1, dust: 0.05, exposure: 0.1, warmth: 0.05, noise: 0.005, cutOut: 0.01 };

/** A strength within its range, on the steps that a slider has. */
function rounded(transform: TransformName, strength: number): number {
  const [low, high] = TRANSFORM_LIMITS[transform];
  return Number((Math.round(Math.min(high, Math.max(low, strength)) / STEPS[transform]) * STEPS[transform]).toFixed(3));
}

/**
 * Copies that look like what the line shows now, from what moved there: less light makes darker copies by as many EV as the brightness fell, and so on. Null where nothing
 * moved that a camera could have done. `others` names what moved of the fruit itself (its hue, for example) while the light did not: no copy of the pictures at hand shows it.
 */
export function proposeAugmentation(shifts: readonly FeatureShift[]): { augmentation: Augmentation | null; reasons: AugmentationReason[]; others: FeatureShift[] } {
  const all = new Map(shifts.map((shift) => [shift.name, shift]));
  const moved = shifts.filter(hasMoved).sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const reasons = moved.flatMap((shift): AugmentationReason[] => {
    const found = RULES[shift.name]?.(shift, all);
    const strength = found ? rounded(found.transform, found.strength) : 0;
    return found && strength !== 0 && Number.isFinite(strength) ? [{ transform: found.transform, shift, strength }] : [];
  });
  const strengths = new Map(reasons.map(({ transform, strength }) => [transform, strength]));
  const transforms = Object.fromEntries(TRANSFORMS.flatMap((name) => (strengths.has(name) ? [[name, strengths.get(name)!]] : [])));
  return {
    augmentation: reasons.length === 0 ? null : { copies: COPIES, transforms, seed: 1 },
    reasons,
    others: hasMoved(all.get('brightness')) ? [] : moved.filter(({ name }) => OF_FRUIT.includes(name)),
  };
}
