import { exp2 } from '../../../common/random/exact.ts';
import type { Light } from '../world.ts';

/** What exposure and warmth make of red, green and blue in linear light, times `full`. */
export function lightGains({ exposure, warmth }: Light, full: number): [red: number, green: number, blue: number] {
  const gain = exp2(exposure) * full;
  return [
    gain * (warmth > 0 ? 1 + 0.18 * warmth : 1 + 0.3 * warmth),
    gain * (1 - 0.06 * (warmth > 0 ? warmth : -warmth * 0.5)),
    gain * (warmth > 0 ? 1 - 0.52 * warmth : 1 - 0.35 * warmth),
  ];
}
