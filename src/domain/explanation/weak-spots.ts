import { ANY_SHARE } from '../experiment/interval.ts';
import { wilsonInterval } from '../experiment/proportions.ts';
import { weakestSlices, type WeakestOptions, type WeakSlice } from './weakest-slices.ts';
import { cultivarAt, eachKnown, predictedAt, senderAt, speciesAt, UNKNOWN, type Window } from './windows.ts';

/** Where predictions of a stretch of the log are weakest. */
export interface WeakSpots {
  /** Rows whose truth is known. */
  readonly known: number;
  /** Null when none is. */
  readonly accuracy: number | null;
  /** Wilson's 95 % interval. */
  readonly lower: number;
  readonly upper: number;
  readonly slices: readonly WeakSlice[];
}

/**
 * The slices of a stretch of the log that do surely worse than the rest, by truths of events up to `lastKnown`: by `species`, `cultivar` (as
 * species/cultivar), `supplier` where it is known, `predicted` label, and what `attributesAt` tells of an event, such as `place` or `camera`. See `weakestSlices`
 * for the test and the order.
 */
export function weakSpots(window: Window, lastKnown: number, attributesAt: (index: number) => Readonly<Record<string, string | undefined>> = () => ({}), options: WeakestOptions = {}): WeakSpots {
  const rights: boolean[] = [];
  const given: Readonly<Record<string, string | undefined>>[] = [];
  eachKnown(window, lastKnown, (rows, row, right) => {
    const species = speciesAt(rows, row);
    rights.push(right);
    const supplier = senderAt(rows, row);
    given.push({ species, cultivar: `${species}/${cultivarAt(rows, row)}`, ...(supplier ? { supplier } : {}), predicted: predictedAt(rows, row), ...attributesAt(rows.firstIndex + row) });
  });
  const names = new Set(given.flatMap((attributes) => Object.keys(attributes)));
  const attributes = Object.fromEntries([...names].map((name) => [name, given.map((values) => values[name] ?? UNKNOWN)]));
  const right = rights.filter(Boolean).length;
  const known = rights.length;
  return { known, accuracy: known === 0 ? null : right / known, ...(wilsonInterval({ trials: known, successes: right }) ?? ANY_SHARE), slices: weakestSlices(rights, attributes, options) };
}
