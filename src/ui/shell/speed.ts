import type { TextsOf } from '../texts/part.ts';
import type { shell } from '../texts/shell.ts';
import { number, rate } from '../format.ts';

/** How many times faster than the belt the line is watched, or as fast as it goes. */
export type Lapse = number | 'max';

/** What the time-lapse menu offers. */
export const LAPSES: readonly Lapse[] = [1, 3, 10, 30, 100, 'max'];

/** `3×`, `max`. */
export function lapseLabel(lapse: Lapse, max = 'max'): string {
  return lapse === 'max' ? max : `${number(lapse, lapse < 10 && lapse % 1 !== 0 ? 1 : 0)}×`;
}

/** What a time lapse shows of a belt, and where this machine stops: "24 fruits a second", "800 a second; here it stops at 46×". */
export function lapseNote(t: TextsOf<typeof shell>['transport'], lapse: Lapse, beltSpeed: number, machinePerSecond: number | null): string {
  const most = machinePerSecond === null ? null : machinePerSecond / beltSpeed;
  if (lapse === 'max') return most === null ? t.lapseFree : t.lapseMost(rate(machinePerSecond), lapseLabel(rounded(most)));
  return most !== null && lapse > most ? t.lapseStops(rate(lapse * beltSpeed), lapseLabel(rounded(most))) : t.lapsePace(rate(lapse * beltSpeed));
}

/** A time lapse as it is read: tenths below ten. */
export function rounded(lapse: number): number {
  return lapse < 10 ? Math.round(lapse * 10) / 10 : Math.round(lapse);
}

/** Buttons over date and count, buttons only, or play and date in the folded dock. */
export type TransportForm = 'full' | 'row' | 'small';
