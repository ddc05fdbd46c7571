/** Fruits a second, or as fast as it goes. */
export type Speed = number | 'max';

/** What the speed menu offers. */
export const SPEEDS: readonly Speed[] = [1, 2, 8, 30, 120, 500, 'max'];

/** `8×`, `flat out`. One fruit a second is 1×. */
export function speedLabel(speed: Speed): string {
  return speed === 'max' ? 'flat out' : `${speed}×`;
}

/** Buttons over date and count, buttons only, or play and date in the folded dock. */
export type TransportForm = 'full' | 'row' | 'small';
