import type { FeatureRequest, OfflineStore } from './offline.ts';
import { referenceOf, type ViewVersion } from './registry.ts';

/** A value that was served: for whom, when, and of which moment it was. NaN: the default was used. */
export interface ServedValue {
  readonly request: FeatureRequest;
  readonly madeMs: number | null;
  readonly value: number;
}

/** Served less recomputed, over what was served of one feature. */
export interface Skew {
  readonly reference: string;
  /** Values that were served and can be recomputed. */
  readonly compared: number;
  /** Those that are not, to the bit, what training would have had for the same moment. */
  readonly different: number;
  /** Those of them that are not even what training would have had for the moment at which they were made: no age explains them, code or definition differ. */
  readonly inconsistent: number;
  /** Served where training would have had nothing, or the other way round. */
  readonly oneSided: number;
  /** Over values that are numbers on both sides; null without any. */
  readonly mean: number | null;
  readonly meanAbsolute: number | null;
  readonly largest: number | null;
}

/** Skew between serving and training: recomputes by point-in-time join what was served of a feature. */
export function skewOf(offline: OfflineStore, feature: ViewVersion, served: readonly ServedValue[]): Skew {
  const made = served.filter((each): each is ServedValue & { madeMs: number } => each.madeMs !== null);
  const recomputed = (timeOf: (each: ServedValue & { madeMs: number }) => number) =>
    offline.join({ requests: made.map((each) => ({ ...each.request, timeMs: timeOf(each) })), features: [feature] })[0]!.values;
  const [then, atMaking] = [recomputed(({ request }) => request.timeMs), recomputed(({ madeMs }) => madeMs)];
  const differs = (value: number, other: number): boolean => !(value === other || (Number.isNaN(value) && Number.isNaN(other)));
  const differences = made.map(({ value }, i) => value - then[i]!).filter((difference) => !Number.isNaN(difference));
  const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length);
  const sizes = differences.map(Math.abs);
  return {
    reference: referenceOf(feature), compared: made.length,
    different: made.filter(({ value }, i) => differs(value, then[i]!)).length,
    inconsistent: made.filter(({ value }, i) => differs(value, atMaking[i]!)).length,
    oneSided: made.filter(({ value }, i) => Number.isNaN(value) !== Number.isNaN(then[i])).length,
    mean: meanOf(differences), meanAbsolute: meanOf(sizes), largest: sizes.length === 0 ? null : sizes.reduce((a, b) => Math.max(a, b)),
  };
}
